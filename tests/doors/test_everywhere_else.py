"""Every channel loses a dead line, carries a notice until its last day, and says what is past its next review."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.doors.portal import shelf
from komek.knowledge import guide
from komek.knowledge.guide import editions, loading, models
from komek.knowledge.guide.actions.contacts import Call, line_of, record_dial_test
from komek.knowledge.guide.actions.facts import still_right
from komek.knowledge.guide.actions.notices import put_up_notice
from tests.doors import everywhere
from tests.factories.orgs import Cast, Staff, make_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LANGUAGES = ("en", "uz-cyrl")
NUMBER = "1345"


@pytest.fixture(autouse=True)
def demo(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KOMEK_DEMO = True
    monkeypatch.setattr(editions, "_kept", editions._Kept())  # no copy of an earlier test's tables
    monkeypatch.setattr(editions, "LOOKED_EVERY", 0)
    shelf.pages.clear()
    loading.load(date(2026, 11, 1))


@pytest.fixture
def ainura(cast: Cast) -> Staff:
    return make_member(cast.counting, "Ainura", roles=["content_editor"])


@pytest.fixture
def channels(cast: Cast) -> dict[str, Callable[[str], str]]:
    operator = make_member(cast.umit, "Meruert", roles=["hotline_operator"], circles=["hotline"])
    script = everywhere.call_script(signed_in(operator))
    return everywhere.CHANNELS | {"bundle": in_a_bundle, "saved": saved, "call script": script}


def saved(language: str) -> str:
    """Read the file that is sent on."""
    address = f"/{language}/{everywhere.TOPIC}/save/?from={everywhere.FROM}&to={everywhere.TO}"
    return everywhere.words(Client().get(address).content.decode())


def in_a_bundle(language: str) -> str:
    """Read all that the edition of a signed bundle has to say, as its kiosk shows it."""
    found = everywhere._opened()
    reader = guide.Reader(language, everywhere.FROM, everywhere.TO)
    shown = guide.answer(found, everywhere.TOPIC, reader, timezone.localdate())
    told = [*shown.notices, *([shown.lead] if shown.lead else []), *shown.passages]
    lines = [line.number for each in told for line in each.contacts] + [each.number for each in shown.call]
    return " ".join([*lines, *(" ".join((each.text, *each.notes)) for each in told)])


def plain(text: str) -> str:
    """Give a text without what paper and wires change: blanks, breaks, marks, large letters."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def saying(channels: dict[str, Callable[[str], str]], words: Callable[[str], str]) -> list[str]:
    """Give the channels and languages in which these words stand."""
    return [
        f"{name} ({language})"
        for name, read in channels.items()
        for language in LANGUAGES
        if plain(words(language)) in plain(read(language))
    ]


def test_a_dead_line_is_on_no_channel(
    channels: dict[str, Callable[[str], str]], ainura: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everywhere, "TOPIC", "work-korea")
    monkeypatch.setattr(everywhere, "TO", "KR")
    assert len(saying(channels, lambda _: NUMBER)) == len(channels) * len(LANGUAGES), "before"

    line = models.Contact.objects.get(short=NUMBER)
    call = Call("KR", "does_not_exist")
    record_dial_test(contact=line, call=call, seen=line_of(line), by=ainura.actor)
    assert saying(channels, lambda _: NUMBER) == []


def test_a_notice_stands_on_every_channel_until_its_last_day(
    channels: dict[str, Callable[[str], str]], ainura: Staff
) -> None:
    words = {"en": "The crossing Kapchagay is closed.", "uz-cyrl": "Қапчағай ўтиш жойи ёпиқ."}
    assert saying(channels, words.__getitem__) == []

    today = timezone.localdate()
    block = put_up_notice(words=words, ends_on=today + timedelta(days=1), by=ainura.actor)
    assert len(saying(channels, words.__getitem__)) == len(channels) * len(LANGUAGES)

    over = today - timedelta(days=1)
    models.Block.objects.filter(pk=block.pk).update(starts_on=over, ends_on=over)
    editions.bump()
    assert saying(channels, words.__getitem__) == []


def test_what_is_past_its_next_review_says_so_on_every_channel(
    channels: dict[str, Callable[[str], str]], ainura: Staff
) -> None:
    today = timezone.localdate()
    late = today - timedelta(days=3)

    def overdue(language: str) -> str:
        speech = guide.words(language)
        return speech.say("answer", "overdue", date=speech.day(late))

    fact = models.Fact.objects.get(key="ru.registration.stay", nationality="UZ")
    still_right(fact=fact, next_review=today + timedelta(days=1), by=ainura.actor)
    assert saying(channels, overdue) == []
    models.Fact.objects.filter(pk=fact.pk).update(next_review=late)
    editions.bump()
    assert len(saying(channels, overdue)) == len(channels) * len(LANGUAGES)
