"""The conversation as a pure function: every state has a way out, and every one renders in every language."""

import json
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from komek.doors.bots.engine import World, step
from komek.doors.bots.nouns import ROOMS, Heard, OnDuty, Said, State, Turn
from komek.knowledge.guide import content, spoken, title
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
)
DUTY = OnDuty("Umit <b>Almaty</b>", "KZ", 15, ("Sabr Osh",))


def found(*topics: str, danger: bool = False, sure: bool = True, language: str = "uz") -> Found:
    return Found(language, tuple(Result(topic, 0.9) for topic in topics), danger, sure)


def world(answer: Found | None = None, *, can_write: bool = True) -> World:
    told = answer or found("wages-unpaid", "contract", "hotline")
    edition = content.shipped(demo=True)
    return World(edition, lambda _: told, TODAY, "https://guide.example", lambda: can_write, True, lambda: DUTY)


def sound(turn: Turn) -> None:
    """Every message fits, and the last one leads home and to a person."""
    if turn.effect:
        return  # what came of it is told by `outcomes`, tested there
    assert turn.said
    for said in turn.said:
        assert 0 < len(said.text) <= TELEGRAM_TEXT
        assert "{" not in said.text, "a placeholder was left"
        for button in said.all_buttons:
            assert button.label.strip()
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
    arrived=st.sampled_from(("", "2026-11-30", "2031-01-01")),
    page=st.integers(0, 9),
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


def test_before_she_writes_she_is_told_who_reads_and_may_leave_to_be_told() -> None:
    asked = step(State("person", "en", "UZ", "RU"), Heard("tap", "write"), world())
    assert "15 minutes" in asked.said[0].text
    assert "Sabr Osh" in asked.said[0].text
    ticked = step(asked.state, Heard("tap", "tell"), world())
    assert ticked.state.tell
    assert ticked.said[0].all_buttons[0].label.startswith("☑")

    sent = step(ticked.state, Heard("text", "anything at all"), world())
    assert (sent.effect, sent.said, sent.state.room) == ("drop", (), "home")
    assert step(ticked.state, Heard("media"), world()).effect == "pass"


@pytest.mark.parametrize("typed", RECEIPTS)
def test_the_numbers_of_a_receipt_are_known_wherever_they_are_typed(typed: str) -> None:
    for room in ROOMS:
        assert step(State(room, "en"), Heard("text", typed), world()).effect == "read", room
        assert step(State(room, "en"), Heard("text", f"{typed} there is more"), world()).effect == "more", room


@pytest.mark.parametrize(
    "typed", ["+7 701 123 45 67", "12345678", "1234567890123456789", "2026-11-30", "12345678 1234567"]
)
def test_other_numbers_are_no_receipt(typed: str) -> None:
    assert step(State("home", "en"), Heard("text", typed), world()).effect is None


def test_clearing_forgets_all_but_the_language() -> None:
    turn = step(State("topic", "kk", "KZ", "RU", "health", "2026-11-30"), Heard("text", "/clear"), world())

    assert turn.state == State("home", "kk")
    assert [deed.kind for deed in turn.deeds] == ["clear"]


def test_where_nobody_can_be_written_to_numbers_are_given() -> None:
    turn = step(State("home", "en", "UZ", "RU"), Heard("tap", "write"), world(can_write=False))

    assert "112" in turn.said[0].text
    assert isinstance(turn.said[0], Said)
    assert replace(turn.state, room="home").language == "en"
