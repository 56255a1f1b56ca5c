"""What nobody has checked says so, and what is advice of the house says so: on every channel, in its words."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from komek.doors.bots.nouns import State
from komek.doors.bots.telling import told
from komek.doors.portal import shelf
from komek.knowledge import guide
from komek.knowledge.guide import content, loading
from tests.doors import everywhere
from tests.factories.orgs import Cast, make_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LANGUAGES = ("ru", "tg", "uz-cyrl")
STUBS = tuple(topic.id for topic in content.topics().values() if not topic.full)


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.KOMEK_DEMO = True
    shelf.pages.clear()
    loading.load(date(2026, 11, 1))


def plain(text: str) -> str:
    """Give a text without what paper and wires change: blanks, breaks, marks before full stops, large letters."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def saved(language: str) -> str:
    """Read the file that is sent on."""
    return everywhere.words(Client().get(f"/{language}/{everywhere.TOPIC}/save/?from=UZ&to=RU").content.decode())


def lacking(cast: Cast, said: str) -> list[str]:
    """Give the channels and languages in which a sentence of the guide's words does not stand."""
    operator = make_member(cast.umit, "Meruert", roles=["hotline_operator"], circles=["hotline"])
    channels = everywhere.CHANNELS | {"saved": saved, "call script": everywhere.call_script(signed_in(operator))}
    del channels["bundle"]  # it carries the answer, not the words around it
    return [
        f"{name} ({language})"
        for name, read in channels.items()
        for language in LANGUAGES
        if plain(guide.words(language).say("answer", said)) not in plain(read(language))
    ]


def test_the_shipped_stubs_are_known() -> None:
    assert set(STUBS) == {"housing", "insurance", "marriage", "rights-detention", "rule-changes"}


@pytest.mark.parametrize("topic", ["marriage", "rights-detention"])
def test_a_stub_says_that_it_is_not_checked_and_whom_to_ask(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, topic: str
) -> None:
    monkeypatch.setattr(everywhere, "TOPIC", topic)
    assert lacking(cast, "not_yet") == []
    assert not everywhere._opened().topics[topic].full, "a kiosk without a network knows it too"


def test_a_full_topic_does_not_say_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everywhere, "TOPIC", "wages-unpaid")
    assert len(lacking(cast, "not_yet")) == len(LANGUAGES) * 7


def test_advice_of_the_house_is_called_advice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everywhere, "TOPIC", "wages-unpaid")
    assert lacking(cast, "advice") == []


@pytest.mark.parametrize("topic", STUBS)
def test_every_stub_leads_to_a_person(topic: str) -> None:
    edition = guide.current()
    for nationality in guide.NATIONALITIES:
        reader = guide.Reader("ru", nationality, "RU")
        shown = guide.answer(edition, topic, reader, date(2026, 11, 25))
        assert not shown.full
        assert shown.call, (topic, nationality)
        assert shown.of("contact") or shown.of("step"), (topic, nationality)


def test_what_can_be_heard_is_a_link_in_the_conversation() -> None:
    shown = guide.answer(guide.current(), "wages-unpaid", guide.Reader("ru", "UZ", "RU"), date(2026, 11, 25))
    assert shown.lead is not None
    spoken = replace(shown, lead=replace(shown.lead, audio="abc.mp3"))
    state = State("home", "ru", "UZ", "RU")
    link = f"{guide.words('ru').say('site', 'listen')}: https://guide.example/recordings/abc.mp3"
    assert link in told(spoken, state, "https://guide.example")
    assert not any(
        "recordings" in part for part in (*told(shown, state, "https://guide.example"), *told(spoken, state))
    )
