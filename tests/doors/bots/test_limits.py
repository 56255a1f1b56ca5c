"""Every state in every language, as each channel would send it, within the limits of the messengers."""

from dataclasses import replace
from itertools import product

import pytest

from komek.doors.bots import engine, outcomes, telegram, whatsapp
from komek.doors.bots.engine import World
from komek.doors.bots.nouns import Heard, OnDuty, Outcome, Said, State
from komek.knowledge.guide import content, spoken
from komek.knowledge.guide.matching import Found, Result
from tests.doors.bots.test_engine import TODAY, TOPICS
from tests.simulators import graph
from tests.simulators.telegram import TelegramSimulator

LANGUAGES = spoken()
DUTY = OnDuty("Centre for the protection of people who work far away from home", "KZ", 120, ("Sabr Osh", "Umit Almaty"))
HEARD = (
    *(Heard("tap", code) for code in ("home", "language", "where", "person", "write", "tell", "numbers", "journey")),
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
OUTCOMES = (
    *(Outcome(code) for code in (*outcomes.PASSED_KEYS, "held", "more", "closed", "whatever")),
    Outcome("sent", "48210375", "90316624", until=TODAY),
    Outcome("opened", "48210375", "90316624", taken=True, until=TODAY),
    Outcome("opened", "48210375", "90316624", ("x" * 4000, "y" * 4000)),
    Outcome("opened", "48210375", "90316624", silent=True),
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
    for state, heard, danger in product(states, HEARD, (True, False)):
        said += engine.step(state, heard, there(most, danger=danger)).said
    dated = replace(states[1], room="day")
    said += engine.step(dated, Heard("text", "2026-11-30"), there(most)).said
    for state, came in product(states, OUTCOMES):
        said.append(outcomes.told(state, came, there(most)))
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_into_telegram(language: str) -> None:
    simulator = TelegramSimulator()
    for said in dict.fromkeys(everything(language, 100)):
        payload = telegram.rendered(said)
        simulator._do_sendmessage({"chat_id": 1, **payload})
        assert "…" not in payload["text"][-1:] or "y" in payload["text"]
        assert "parse_mode" not in payload
    assert len(simulator.messages[1]) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_into_whatsapp_and_mostly_into_one_list(language: str) -> None:
    seen = 0
    for said in dict.fromkeys(everything(language, 10)):
        found = whatsapp.rendered(said, language)
        for payload in found:
            assert graph.refused({"messaging_product": "whatsapp", "to": "1", **payload}) == ""
        assert sum("interactive" in payload for payload in found) <= 2, "no more than two lists"
        tappable = [button.code for button in said.all_buttons if not button.url]
        assert [code for payload in found for code in graph.codes(payload)] == tappable
        seen += 1
    assert seen > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_leads_on_and_leaves_no_placeholder(language: str) -> None:
    for came in OUTCOMES:
        said = outcomes.told(State("home", language, "UZ", "RU"), came, there(100))
        assert "{" not in said.text
        codes = {button.code for button in said.all_buttons}
        assert {"home", "person"} <= codes
        if came.code in ("sent", "opened"):
            assert said.once, "what holds her numbers or her answer is kept nowhere"
    held = outcomes.told(State("home", language), Outcome("held"), there(100))
    assert [button.code for button in held.all_buttons][:2] == ["agree", "decline"]
    assert DUTY.name in held.text
