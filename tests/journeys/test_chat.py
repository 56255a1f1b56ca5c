"""Somebody asks in the chat of the portal: with and without JavaScript, and writes to a person, in five languages."""

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from komek.doors.bots import conversations
from komek.foundations import inbox, places
from komek.foundations.vault import passing
from komek.knowledge import guide
from komek.knowledge.guide import content, matching
from tests.doors.bots.conftest import Understanding
from tests.factories.orgs import Cast, enter_circle, make_member
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.xdist_group("journey-chat")]
Begin = Callable[..., Walk]


@pytest.fixture(autouse=True)
def house(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have somebody on duty, the shipped guide, and a matcher of a few words."""
    settings.KOMEK_RAM = str(tmp_path / "ram")
    monkeypatch.setattr(passing, "_kept", {})
    monkeypatch.setattr(conversations, "_forgotten", [])
    monkeypatch.setattr(guide, "current", lambda: content.shipped(demo=True))
    monkeypatch.setattr(matching, "at_hand", Understanding)
    keeper = make_member(cast.aigul.membership.organisation, "Operator", roles=["supervisor"])
    enter_circle(keeper, "hotline")
    watch: dict[str, Any] = {"weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0), "minutes": 15}
    inbox.set_watch(country="", languages=[], by=keeper.actor, **watch)


def say(walk: Walk, words: str) -> Walk:
    """Write a line and send it."""
    walk.page.locator("#say").fill(words)
    walk.page.locator("#say").press("Enter")
    return walk


def tap(walk: Walk, code: str) -> Walk:
    """Tap what has this code, whatever it says."""
    walk.page.locator(f"#choices [value='{code}']").click()
    return walk


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Ask in a chat"),
        ("ru", "Спросить в чате"),
        ("uz", "Chatda soʻrash"),
        ("uz-cyrl", "Чатда сўраш"),
        ("ky", "Чатта суроо"),
    ],
)
def test_a_question_is_answered_in_five_languages(language: str, title: str, walk: Begin) -> None:
    she = walk(width=360)
    she.go(f"/{language}/chat/").sees(title)
    say(she, "passport oylik wages")
    expect(she.page.locator(".mine")).to_contain_text("passport oylik wages")
    expect(she.page.locator("#choices [value='topic:wages-unpaid']")).to_be_visible()
    tap(she, "topic:wages-unpaid")
    expect(she.page.locator("#talk > li").nth(3)).to_be_visible()  # a longer answer takes several messages
    she.looked_at.clear()
    she.look()
    expect(she.page.locator("#say")).to_be_visible()
    assert she.page.url.endswith(f"/{language}/chat/"), "nothing of it stands in the address"


PAPERS = {
    "en": ("They keep my papers", "There are three of us"),
    "ru": ("У меня забрали документы", "Нас трое"),
    "uz": ("Hujjatlarimni olib qoʻyishdi", "Biz uch kishimiz"),
    "uz-cyrl": ("Ҳужжатларимни олиб қўйишди", "Биз уч кишимиз"),
    "ky": ("Документтеримди алып коюшту", "Биз үч кишибиз"),
}
"""What she writes first and what she writes then, by the language in which the chat speaks with her."""


@pytest.mark.parametrize(("language", "javascript"), [*((language, True) for language in PAPERS), ("en", False)])
def test_she_writes_to_a_person_and_keeps_two_numbers(language: str, javascript: bool, walk: Begin) -> None:
    speech, (first, then) = guide.words(language), PAPERS[language]
    goes_on = speech.say("bot", "goes_on", names=f"Umit Almaty ({places.name('KZ', language)})")
    she = walk(javascript=javascript, width=360)
    she.go(f"/{language}/chat/")
    tap(she, "person")
    expect(she.page.locator("#choices [value='write']")).to_be_visible()
    tap(she, "write")
    she.sees(speech.say("inbox", "who_reads", name="Umit Almaty", country=places.name("KZ", language), minutes=15))
    say(she, first)
    she.sees(speech.say("inbox", "sent"), speech.say("inbox", "receipt"), goes_on)
    numbers = she.page.locator("#talk > li").nth(-2).inner_text()
    she.looked_at.clear()
    she.look()
    say(she, then)
    for words in (speech.say("inbox", "sent"), goes_on):
        expect(she.page.locator("#talk > li").last).to_contain_text(words)
    she.go(f"/{language}/chat/").misses(speech.say("inbox", "receipt"))
    typed = "\n".join(line for line in numbers.splitlines() if line.replace(" ", "").isdigit())
    say(she, typed)
    she.sees(speech.say("inbox", "no_answer_yet"))
    she.page.locator("main").get_by_role("button", name=speech.say("bot", "clear")).click()
    she.sees(speech.say("bot", "cleared"))


def test_danger_is_offered_a_person_and_no_is_no(walk: Begin) -> None:
    she = walk(width=360)
    she.go("/en/chat/")
    say(she, "danger he locks the door")
    she.sees("A person can help you, quietly")
    tap(she, "decline")
    she.sees("It is deleted.")


def test_the_keyboard_goes_where_the_talk_goes(walk: Begin) -> None:
    she = walk()
    she.go("/en/chat/")
    say(she, "my wages")
    expect(she.page.locator("#talk > li")).to_have_count(3)
    expect(she.page.locator("#say")).to_be_focused()
    she.page.locator("#choices button").first.focus()
    she.page.keyboard.press("Enter")
    expect(she.page.locator("#talk > li")).to_have_count(4)
    expect(she.page.locator("#talk > li").nth(3)).to_be_focused()
