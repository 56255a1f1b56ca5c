"""The conversation as a pure function: every state has a way out, and every one renders in every language."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from komek.doors.bots import outcomes
from komek.doors.bots.basics import World
from komek.doors.bots.engine import step
from komek.doors.bots.nouns import ROOMS, WRITING, Heard, Outcome, Said, State, Turn
from komek.foundations import inbox
from komek.knowledge.guide import content, spoken, title, words
from komek.knowledge.guide.matching import Found, Result
from komek.knowledge.guide.nouns import DESTINATIONS, NATIONALITIES

TODAY = date(2026, 11, 25)
TELEGRAM_TEXT, TELEGRAM_CODE = 4096, 64
TOPICS = tuple(content.topics())
LANGUAGES = spoken()
NAMES = dict(settings.LANGUAGES)
RECEIPTS = (
    "48210375 90316624",
    "4821 0375 / 9031 6624",
    "my numbers: 48210375, 90316624",
    "٤٨٢١٠٣٧٥ ٩٠٣١٦٦٢٤",
    "4821 0375\n9031 6624",
    "4821-0375 9031-6624",
    "4821 03759031 6624",
)
NO_RECEIPTS = (
    "+7 701 123 45 67",
    "12345678",
    "1234567890123456789",
    "2026-11-30",
    "12345678 1234567",
    "4276550012345677",
    "4276 5500 1234 5677",
    "4276-5500-1234-5677",
    "my card is 4276 5500 1234 5678, is it safe",
    "+77012345 +77055123",
    "tel 77012345 or 77055123",
    "8 701 123 45 67, 8 705 765 43 21",
    "12345678 12345678 12345678",
    "2026-11-30 2026-12-31",
)
DUTY = inbox.Duty("Umit <b>Almaty</b>", "KZ", 15, ("Sabr Osh",), ("KG",))


def found(*topics: str, danger: bool = False, sure: bool = True, language: str = "uz") -> Found:
    return Found(language, tuple(Result(topic, 0.9) for topic in topics), danger, sure)


def world(answer: Found | None = None, *, can_write: bool = True) -> World:
    told = answer or found("wages-unpaid", "contract", "hotline")
    edition = content.shipped(demo=True)
    return World(edition, lambda _: told, TODAY, "https://guide.example", lambda: can_write, True, lambda: DUTY)


def sound(turn: Turn) -> None:
    """Every message fits, and the last one leads home and to a person."""
    if turn.effect:
        return  # what came of it is told by `outcomes`, tested in test_limits.py
    assert turn.said
    for said in turn.said:
        assert 0 < len(said.text) <= TELEGRAM_TEXT
        assert "{" not in said.text, "a placeholder was left"
        for button in said.all_buttons:
            assert button.label.strip()
            assert not re.search(r"\d{4}", button.code), "a messenger keeps it"
            assert len(button.code.encode()) <= TELEGRAM_CODE
    codes = {button.code.partition(":")[0] for button in turn.said[-1].all_buttons}
    assert "lang" in codes or ("person" in codes and ("home" in codes or "topics" in codes))


STATES = st.builds(
    State,
    room=st.sampled_from(ROOMS),
    language=st.sampled_from(("", *LANGUAGES)),
    nationality=st.sampled_from(("", *NATIONALITIES)),
    destination=st.sampled_from(("", *DESTINATIONS)),
    topic=st.sampled_from(("", *TOPICS)),
    arrived=st.sampled_from(("", "2026-11-30", "2031-01-01", "2045-12-31")),
    page=st.integers(0, 9),
    told=st.sampled_from(("", DUTY.mark)),
)
HEARD = st.builds(
    Heard,
    kind=st.sampled_from(("text", "tap", "start", "media", "clear")),
    text=st.one_of(
        st.text(max_size=80),
        st.sampled_from(("/start", "/clear", "/person", "/help@komek_bot", "2026-11-30", "2026-13-45", "topics:99999")),
        st.sampled_from([f"topic:{topic}" for topic in TOPICS]),
        st.sampled_from(
            [f"{kind}:{code}" for kind in ("from", "to", "lang") for code in ("UZ", "RU", "uz", "-", "XX")]
        ),
        st.dates().map(str),
        st.dates().map(lambda day: f"{day:%d.%m.%Y}"),
        st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
        st.text("0123456789٤ -./\n", max_size=30),
        st.sampled_from(("uz_wages-unpaid", "xx_wages-unpaid", "wages-unpaid", "../etc", "<b>x</b>")),
    ),
)


@given(STATES, HEARD, st.booleans(), st.booleans(), st.booleans())
def test_no_state_is_without_a_way_out(state: State, heard: Heard, danger: bool, sure: bool, can_write: bool) -> None:
    answer = found("trafficking", "wages-unpaid", danger=danger, sure=sure)
    turn = step(state, heard, world(answer, can_write=can_write))

    sound(turn)
    assert State.unpacked(json.loads(json.dumps(turn.state.packed()))) == turn.state


@given(st.lists(HEARD, min_size=1, max_size=8))
def test_a_whole_conversation_never_gets_stuck(line: list[Heard]) -> None:
    state = State()
    for heard in line:
        turn = step(state, heard, world())
        sound(turn)
        state = turn.state
    for button in turn.said[-1].all_buttons if turn.said else ():
        sound(step(state, Heard("tap", button.code), world()))


@pytest.mark.parametrize(("language", "topic"), list(product(LANGUAGES, TOPICS)))
def test_every_topic_renders_in_every_language(language: str, topic: str) -> None:
    for nationality, destination in (("UZ", "RU"), ("", ""), ("KG", "KZ"), ("TJ", "KR")):
        state = State("home", language, nationality, destination)
        turn = step(state, Heard("tap", f"topic:{topic}"), world())
        sound(turn)
        assert turn.said[0].text.startswith(title(content.topics()[topic], language).upper())


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), st.lists, max_leaves=9))
def test_a_spoilt_state_begins_anew(told: object) -> None:
    assert isinstance(State.unpacked(told), State)


def test_a_first_visit_asks_for_the_language_by_its_own_name() -> None:
    turn = step(State(), Heard("start"), world())

    assert [button.label for button in turn.said[0].all_buttons] == [
        dict(settings.LANGUAGES)[code] for code in LANGUAGES
    ]
    then = step(turn.state, Heard("tap", "lang:ky"), world())
    assert then.state.room == "origin"
    then = step(then.state, Heard("tap", "from:KG"), world())
    then = step(then.state, Heard("tap", "to:RU"), world())
    assert (then.state.room, then.state.nationality, then.state.destination) == ("home", "KG", "RU")


def test_whoever_writes_at_once_is_answered_at_once_in_her_language() -> None:
    turn = step(State(), Heard("text", "oylik bermayapti"), world(found("wages-unpaid", "contract", language="uz")))

    assert turn.state.language == "uz"
    assert [button.code for button in turn.said[0].all_buttons][:2] == ["topic:wages-unpaid", "topic:contract"]


def test_danger_has_her_words_sealed_at_once_beside_the_choices() -> None:
    turn = step(State("home", "en"), Heard("text", "x"), world(found("trafficking", "hotline", danger=True)))

    assert turn.said[0].all_buttons[0].code == "topic:trafficking"
    assert turn.effect == "hold"
    assert {deed.kind for deed in turn.deeds} == {"question", "hold"}


def test_where_nobody_reads_danger_leads_to_the_numbers() -> None:
    there = world(found("trafficking", "hotline", danger=True), can_write=False)
    turn = step(State("home", "en"), Heard("text", "x"), there)

    assert turn.effect is None
    assert "quietly" in turn.said[1].text
    assert "person" in [button.code for button in turn.said[1].all_buttons]


def test_an_unsure_answer_is_counted_as_a_gap() -> None:
    turn = step(State("home", "en"), Heard("text", "x"), world(found("health", "contract", sure=False)))

    assert {deed.kind for deed in turn.deeds} == {"miss"}
    assert "HEALTH" not in turn.said[0].text


def test_nothing_that_was_written_stays_in_the_state() -> None:
    turn = step(State("home", "en"), Heard("text", "my secret words 12345"), world())

    assert not any("secret" in str(each) or "12345" in str(each) for each in turn.state.packed())
    assert all("secret" not in said.text for said in turn.said)


def test_a_day_of_arrival_gives_the_days_that_matter() -> None:
    state = State("home", "en", "UZ", "RU")
    asked = step(state, Heard("tap", "journey"), world())
    turn = step(asked.state, Heard("text", "2026-11-30"), world())

    assert "By 9 December 2026" in turn.said[0].text
    assert "Source:" in turn.said[0].text
    assert "[sources differ]" in turn.said[0].text
    other = step(asked.state, Heard("text", "the boss does not pay"), world())
    assert other.state.room == "asked", "words instead of a day are a question"


def test_media_gets_one_line_the_main_buttons_and_the_offer_to_pass_it_on() -> None:
    turn = step(State("topic", "en", topic="health"), Heard("media"), world())

    codes = [button.code for button in turn.said[0].all_buttons]
    assert codes[0] == "pass"
    assert "topic:wages-unpaid" in codes
    assert "Umit <b>Almaty</b>, Kazakhstan" in turn.said[0].text, "she is told who would read it"
    assert turn.state.room == "topic", "she is where she was"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_passed_on_is_not_offered(language: str) -> None:
    """Nor is it promised that one person alone would open it: it goes to everybody on duty."""
    offer = words(language).say("bot", "got_media_pass")
    for can_write in (True, False):
        (said,) = step(State("home", language), Heard("media"), world(can_write=can_write)).said
        assert (offer in said.text) is can_write
        assert ("pass" in [button.code for button in said.all_buttons]) is can_write
        assert can_write or said.text == words(language).say("bot", "got_media")


def test_before_she_writes_she_is_told_who_reads_and_may_leave_to_be_told() -> None:
    asked = step(State("person", "en", "UZ", "RU"), Heard("tap", "write"), world())
    assert "15 minutes" in asked.said[0].text
    assert "Sabr Osh" in asked.said[0].text
    ticked = step(asked.state, Heard("tap", "tell"), world())
    assert ticked.state.tell
    assert ticked.said[0].all_buttons[0].label.startswith("☑")

    sent = step(ticked.state, Heard("text", "anything at all"), world())
    assert (sent.effect, sent.said, sent.state.room) == ("drop", (), "onward")
    assert step(ticked.state, Heard("media"), world()).effect == "pass"


def test_after_a_message_her_next_words_go_on_until_she_is_done() -> None:
    """She is told where they go, and which button ends it; every other button ends it too."""
    writing = State("onward", "en", "UZ", "RU")
    next_words = step(writing, Heard("text", "There are three of us"), world())
    assert (next_words.effect, next_words.state.room) == ("onward", "onward")
    photo = step(writing, Heard("media", "danger"), world())
    assert (photo.effect, photo.state.room) == ("pass", "onward")

    done = step(writing, Heard("tap", "done"), world())
    assert done.state.room == "home"
    assert "nothing more" in done.said[0].text
    assert step(done.state, Heard("text", "the boss"), world()).state.room == "asked"
    assert step(writing, Heard("tap", "home"), world()).state.room == "home"


def test_she_writes_again_under_numbers_that_she_has_opened_and_else_is_asked_for_them() -> None:
    again = step(State("receipt", "en"), Heard("tap", "onward"), world())
    assert again.state.room == "onward"
    assert "goes on to Umit <b>Almaty</b> (Kazakhstan), Sabr Osh (Kyrgyzstan)" in again.said[0].text
    assert step(State("home", "en"), Heard("tap", "onward"), world()).state.room == "numbers"


def test_deleting_is_of_what_she_has_just_opened_and_else_asks_for_the_numbers() -> None:
    assert step(State("receipt", "en"), Heard("tap", "erase"), world()).effect == "erase"
    other = step(State("home", "en"), Heard("tap", "erase"), world())
    assert (other.effect, other.state.room) == (None, "numbers")


@pytest.mark.parametrize("room", ["person", "closed", "silence"])
def test_who_has_not_said_where_she_is_gets_the_number_of_every_country(room: str) -> None:
    nowhere = replace(world(can_write=False), duty=lambda: None)
    if room == "person":
        said = step(State("home", "en"), Heard("tap", "person"), nowhere).said
    else:
        came = Outcome("closed") if room == "closed" else Outcome("opened", silence="silence")
        said = outcomes.told(State("home", "en"), came, nowhere)
    text = "\n".join(each.text for each in said)
    assert "Emergency number in Russia: 112" in text or "Russia: 112" in text
    assert "Türkiye" in text or "Turkey" in text or "Turkiye" in text
    assert words("en").say("person", "none") not in text


@pytest.mark.parametrize("typed", RECEIPTS)
def test_the_numbers_of_a_receipt_are_known_wherever_they_are_typed(typed: str) -> None:
    for room in set(ROOMS) - set(WRITING):
        assert step(State(room, "en"), Heard("text", typed), world()).effect == "read", room
        assert step(State(room, "en"), Heard("text", f"{typed} there is more"), world()).effect == "more", room


@pytest.mark.parametrize("typed", RECEIPTS)
def test_where_she_writes_to_a_person_a_message_with_numbers_is_a_message(typed: str) -> None:
    for room, effect in (("write", "drop"), ("onward", "onward"), ("changed", "onward")):
        state = State(room, "en")  # type: ignore[arg-type]
        assert step(state, Heard("text", f"call my sister, {typed}"), world()).effect == effect
        assert step(state, Heard("text", f"{typed} is her number"), world()).effect == effect
        if typed[0] != "m":
            assert step(state, Heard("text", typed), world()).effect == "read"


@pytest.mark.parametrize("typed", NO_RECEIPTS)
def test_other_numbers_are_a_question_and_are_not_said_again(typed: str) -> None:
    turn = step(State("home", "en"), Heard("text", typed), world())
    assert turn.effect is None
    assert turn.state.room == "asked"
    assert not any(typed in said.text for said in turn.said)
    assert not any(typed.replace(" ", "") in button.code for said in turn.said for button in said.all_buttons)


@pytest.mark.parametrize("typed", [*RECEIPTS, "4276 5500 1234 5677", "4821037590316624"])
def test_in_the_room_of_numbers_they_are_known_however_they_are_spaced(typed: str) -> None:
    room = step(State("home", "en"), Heard("tap", "numbers"), world()).state
    assert room.room == "numbers"
    assert step(room, Heard("text", typed), world()).effect == "read"
    assert step(room, Heard("text", "the boss does not pay"), world()).effect is None, "words are a question"


def test_two_lines_that_became_one_are_known_where_no_bank_would_have_made_a_card_of_them() -> None:
    for room in ("home", "onward"):
        alone = step(State(room, "en"), Heard("text", "4821 0375 9031 6624"), world())
        assert alone.effect == "read"
    assert step(State("home", "en"), Heard("text", "is 4821 0375 9031 6624 a bank"), world()).effect is None


def test_what_may_be_numbers_gets_the_way_to_that_room() -> None:
    turn = step(State("home", "en"), Heard("text", "4276 5500 1234 5677"), world())
    assert "numbers" in [button.code for button in turn.said[-1].all_buttons]
    unsure = step(State("home", "en"), Heard("text", "4276 5500 1234 5677"), world(found("health", sure=False)))
    assert unsure.deeds == (), "it is counted as no question that nobody could answer"
    other = step(State("home", "en"), Heard("text", "the boss does not pay"), world())
    assert "numbers" not in [button.code for button in other.said[-1].all_buttons]


@pytest.mark.parametrize("words", ["danger", "calm"])
def test_what_is_meant_for_a_person_carries_the_mark_of_danger(words: str) -> None:
    there = replace(world(), danger=lambda text: "danger" in text)
    numbers = "48210375 90316624"
    for room, heard in (
        ("write", Heard("text", words)),
        ("onward", Heard("text", words)),
        ("write", Heard("media", words)),
        ("home", Heard("text", f"{numbers} {words}")),
    ):
        turn = step(State(room, "en"), heard, there)  # type: ignore[arg-type]
        assert turn.effect in ("drop", "onward", "pass", "more")
        assert turn.danger is (words == "danger")


def test_everybody_who_may_read_is_named_with_the_country() -> None:
    asked = step(State("person", "en", "UZ", "RU"), Heard("tap", "write"), world())
    assert "Kazakhstan" in asked.said[0].text
    assert "Sabr Osh (Kyrgyzstan)" in asked.said[0].text
    later = replace(world(), duty=lambda: replace(DUTY, now=False))
    asked = step(State("person", "en", "UZ", "RU"), Heard("tap", "write"), later)
    assert "Umit <b>Almaty</b> (Kazakhstan), Sabr Osh (Kyrgyzstan)" in asked.said[0].text


def test_clearing_forgets_all_but_the_language() -> None:
    turn = step(State("topic", "kk", "KZ", "RU", "health", "2026-11-30"), Heard("text", "/clear"), world())

    assert turn.state == State("home", "kk")
    assert [deed.kind for deed in turn.deeds] == ["clear"]


def test_where_nobody_can_be_written_to_numbers_are_given() -> None:
    turn = step(State("home", "en", "UZ", "RU"), Heard("tap", "write"), world(can_write=False))

    assert "112" in turn.said[0].text
    assert isinstance(turn.said[0], Said)
    assert replace(turn.state, room="home").language == "en"


@pytest.mark.parametrize("written", ["2026-11-30", "30.11.2026", "30/11/2026"])
def test_a_day_is_taken_as_people_write_it(written: str) -> None:
    turn = step(State("day", "en", "UZ", "RU"), Heard("text", written), world())

    assert (turn.state.room, turn.state.arrived) == ("plan", "2026-11-30")


@pytest.mark.parametrize("written", ["9999-12-31", "0001-01-01", "20261130", "2026-W49-1"])
def test_a_day_that_cannot_be_is_no_day(written: str) -> None:
    for nationality in NATIONALITIES:
        turn = step(State("day", "en", nationality, "RU"), Heard("text", written), world())
        assert turn.state.room == "asked"


def test_where_all_lines_are_closed_the_emergency_number_is_told_first() -> None:
    here = world()
    office = replace(here.edition.contacts["kr.gyeonggi"], hours="Mon-Fri 09:00-18:00")
    edition = replace(here.edition, contacts={"office": office, "alarm": here.edition.contacts["kr.emergency"]})

    def told(hour: int) -> str:
        now = datetime(2026, 11, 25, hour, tzinfo=ZoneInfo("Asia/Seoul"))
        there = replace(here, edition=edition, now=now)
        return step(State("home", "en", "UZ", "KR"), Heard("tap", "person"), there).said[0].text

    assert told(12).index("16610222") < told(12).index("112")
    assert told(3).index(": 112") < told(3).index("16610222")
    assert "Closed now. Opens Wed 09:00" in told(3)
