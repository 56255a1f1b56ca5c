"""Every state in every language, as each channel would send it, within the limits of the messengers."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.doors.bots import engine, outcomes, telegram, whatsapp
from komek.doors.bots.basics import World
from komek.doors.bots.nouns import ROOMS, Heard, Outcome, Said, State
from komek.foundations import inbox, places
from komek.kernel.signs import plain
from komek.knowledge.guide import content, spoken, words
from komek.knowledge.guide.matching import Found, Result
from tests.doors.bots.test_engine import HEARD as ANYTHING
from tests.doors.bots.test_engine import STATES, TODAY, TOPICS
from tests.simulators import graph
from tests.simulators.telegram import TelegramSimulator

LANGUAGES = spoken()
DUTY = inbox.Duty(
    "Centre for the protection of people who work far away from home",
    "KZ",
    120,
    ("Sabr Osh", "Umit Almaty"),
    ("KG", "KZ"),
)
NIGHT = inbox.Duty("Sabr Osh", "KG", 40, (DUTY.name,), (DUTY.country,), now=False)
HEARD = (
    *(Heard("tap", code) for code in ("home", "language", "where", "person", "write", "tell", "numbers", "journey")),
    *(Heard("tap", code) for code in ("onward", "done")),
    *(Heard("tap", f"topics:{page}") for page in range(5)),
    *(Heard("tap", code) for code in ("from:UZ", "to:RU", "from:-")),
    *(Heard("tap", f"topic:{topic}") for topic in TOPICS),
    Heard("media"),
    Heard("media", "my wages"),
    Heard("clear"),
    Heard("start"),
    Heard("text", ""),
    Heard("text", "question"),
)
PAIRS = (("48210375", "90316624"), ("11112222", "33334444"))
OUTCOMES = (
    *(Outcome(code) for code in (*outcomes.PASSED_KEYS, "held", "more", "closed", "whatever")),
    *(Outcome(code, readers=readers) for code in ("held", "changed", "sent", "added") for readers in (DUTY, NIGHT)),
    Outcome("changed"),
    *(Outcome(code, media=True) for code in ("not_passed", "too_often", "busy")),
    Outcome("sent", PAIRS, until=TODAY),
    Outcome("added"),
    Outcome("opened", taken=True, until=TODAY, onward=True, handle="abcdefgh"),
    Outcome("which"),
    Outcome("opened", (), ("x " * 2000, "ў " * 2000, "🧕" * 2000), until=TODAY),
    Outcome("opened", silence="silence"),
    Outcome("opened", (), ("Come on Monday",), silence="taken_silence", onward=True),
    Outcome("too_long", most=4096),
)


def there(most: int, *, danger: bool = True) -> World:
    """Give a world with everything in it."""
    found = Found(
        "uz", tuple(Result(topic, 0.9) for topic in ("trafficking", "wages-unpaid", "contract")), danger, True
    )
    address = "https://guide.example"
    edition = content.shipped(demo=True)
    return World(edition, lambda _: found, TODAY, address, lambda: True, True, lambda: DUTY, most)


def everything(language: str, most: int) -> list[Said]:
    """Say everything that may be said in a language."""
    said: list[Said] = []
    states = [State("home", language), State("home", language, "UZ", "RU"), State("day", language, "KG", "KZ")]
    states += [State(room, language, "UZ", "RU") for room in ("onward", "changed")]  # type: ignore[arg-type]
    states += [State("receipt", language), State("numbers", language)]
    for state, heard, danger in product(states, HEARD, (True, False)):
        said += engine.step(state, heard, there(most, danger=danger)).said
    dated = replace(states[1], room="day")
    said += engine.step(dated, Heard("text", "2026-11-30"), there(most)).said
    for state, came in product(states, OUTCOMES):
        said += outcomes.told(state, came, there(most))
    return said


def fits(said: Said, language: str) -> None:
    """Lay a message out as each messenger gets it: neither refuses a part of it, and no button of it is lost."""
    simulator = TelegramSimulator()
    for payload in telegram.rendered(said):
        simulator._do_sendmessage({"chat_id": 1, **payload})
    sent = whatsapp.rendered(said, language)
    assert [graph.refused({"messaging_product": "whatsapp", "to": "1", **each}) for each in sent] == [""] * len(sent)
    taps = [button.code for button in said.all_buttons if not button.url]
    assert [code for payload in sent for code in graph.codes(payload)] == taps


@given(STATES, ANYTHING, st.sampled_from(OUTCOMES), st.booleans(), st.sampled_from((100, 10)))
def test_whatever_is_heard_or_done_in_whatever_state_fits_into_both_messengers(
    state: State, heard: Heard, came: Outcome, danger: bool, most: int
) -> None:
    world = there(most, danger=danger)
    turn = engine.step(state, heard, world)
    for said in (*turn.said, *outcomes.told(turn.state, came, world)):
        fits(said, turn.state.language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_into_telegram(language: str) -> None:
    simulator = TelegramSimulator()
    for said in dict.fromkeys(everything(language, 100)):
        found = telegram.rendered(said)
        for payload in found:
            simulator._do_sendmessage({"chat_id": 1, **payload})
            assert "parse_mode" not in payload
        assert "".join("".join(each["text"].split()) for each in found) == "".join(said.text.split()), "whole"
        assert ["reply_markup" in each for each in found[:-1]] == [False] * (len(found) - 1)
    assert len(simulator.messages[1]) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_into_whatsapp_and_mostly_into_one_list(language: str) -> None:
    seen = 0
    for said in dict.fromkeys(everything(language, 10)):
        found = whatsapp.rendered(said, language)
        for payload in found:
            assert graph.refused({"messaging_product": "whatsapp", "to": "1", **payload}) == ""
        assert sum("interactive" in payload for payload in found) <= 2, "no more than two lists"
        sent = "".join("".join(graph.body(each).split()) for each in found)
        assert sent.startswith("".join(plain(said.text).split())), "whole"
        assert all(button.url in sent for button in said.all_buttons)
        tappable = [button.code for button in said.all_buttons if not button.url]
        assert [code for payload in found for code in graph.codes(payload)] == tappable
        seen += 1
    assert seen > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_leads_on_and_leaves_no_placeholder(language: str) -> None:
    for came, room in product(OUTCOMES, ROOMS):
        state = State(room, language, "UZ", "RU")
        told = outcomes.told(state, came, there(100))
        assert not any("{" in said.text for said in told)
        codes = {button.code for button in told[-1].all_buttons}
        assert {"home", "person"} <= codes
        assert ("done" in codes) is (room == "onward" and came.code not in ("closed", "which")), (
            "who writes to a person can end it"
        )
        once = [said.once for said in told]
        assert any(once) or came.code not in ("sent", "opened"), "what holds her numbers or her answer is kept nowhere"
        assert not any("4821" in said.text for said in told if not said.once)
    (held,) = outcomes.told(State("home", language), Outcome("held"), there(100))
    assert [button.code for button in held.all_buttons][:2] == ["agree", "decline"]
    assert DUTY.name in held.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_others_read_than_she_was_told_is_asked_with_their_names_country_and_time(language: str) -> None:
    speech = words(language)
    night = replace(NIGHT, now=True)
    (asked,) = outcomes.told(State("changed", language), Outcome("changed", readers=night), there(100))
    first, second, *others = asked.all_buttons
    assert [first.code, second.code] == ["agree", "decline"]
    assert [first.label, second.label] == [speech.say("bot", "yes_send"), speech.say("bot", "no_thanks")]
    assert {each.code for each in others} == {"home", "person"}
    country = places.name("KG", language)
    assert speech.say("inbox", "who_reads", name="Sabr Osh", country=country, minutes=40) in asked.text
    assert f"{DUTY.name} ({places.name('KZ', language)})" in asked.text
    assert asked.text.startswith(speech.say("bot", "changed"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_comes_too_fast_is_told_which_button_is_heard(language: str) -> None:
    assert "«person»" in words(language).say("bot", "unread", person="«person»")


@pytest.mark.parametrize("language", LANGUAGES)
def test_silence_is_told_beside_the_answers_and_every_answer_is_told_whole(language: str) -> None:
    answers = ("Come on Monday. " * 200, "Bring the contract. " * 200)
    came = Outcome("opened", (), answers, silence="silence")
    told = outcomes.told(State("receipt", language, "UZ", "RU"), came, there(100))
    text = " ".join(said.text for said in told)

    assert text.count("Come on Monday.") == text.count("Bring the contract.") == 200
    assert words(language).say("inbox", "silence") in text
    assert "112" in text, "with a number to dial"
    assert len(told) > 1
    calm = outcomes.told(State("receipt", language), replace(came, silence=""), there(100))
    assert words(language).say("inbox", "silence") not in " ".join(said.text for said in calm)


def test_every_pair_of_numbers_is_shown() -> None:
    told = outcomes.told(State("onward", "en"), Outcome("sent", PAIRS, until=TODAY), there(100))
    assert "4821 0375\n9031 6624\n\n1111 2222\n3333 4444" in told[0].text
    assert "goes on to" in told[-1].text
    assert not told[-1].once, "a page that is opened anew still says where her words go"
