"""Whom to call when there is danger now: one truth, that of the guide, wherever somebody may be."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from komek.doors.desk.cases import emergency
from komek.knowledge import guide
from komek.knowledge.guide import content

EVERYWHERE = tuple(dict.fromkeys((*guide.DESTINATIONS, *guide.NATIONALITIES)))
CALLED = date(2026, 11, 20)


def shown(monkeypatch: pytest.MonkeyPatch, country: str, **about: Any) -> tuple[emergency.Line, ...]:
    """Give the numbers of a country where the guide says this of its emergency number."""
    shipped = content.shipped(demo=True)
    code = f"{country.lower()}.emergency"
    contacts = {**shipped.contacts, code: replace(shipped.contacts[code], **about)}
    monkeypatch.setattr(guide, "current", lambda: replace(shipped, contacts=contacts))
    return emergency.lines(country)


@pytest.mark.parametrize("country", EVERYWHERE)
def test_danger_now_knows_the_guides_number_of_every_country(monkeypatch: pytest.MonkeyPatch, country: str) -> None:
    first = shown(monkeypatch, country)[0]

    assert first.number == content.contacts()[f"{country.lower()}.emergency"].short
    assert first.tested_on is None
    assert emergency.card(country)["unchecked"]
    assert not emergency.card(country)["partly"]


@pytest.mark.parametrize("country", EVERYWHERE)
def test_a_number_that_the_guide_changes_or_tests_is_changed_and_marked_here(
    monkeypatch: pytest.MonkeyPatch, country: str
) -> None:
    lines = shown(monkeypatch, country, short="114", state="tested", tested_on=CALLED)

    assert (lines[0].number, lines[0].tested_on) == ("114", CALLED)
    assert not any(line.label == emergency.KINDS["one_number"] for line in lines[1:]), "no second truth beside it"
    assert [line.number for line in lines].count("114") == 1
    assert emergency.card(country)["partly"]


def test_a_number_that_the_guide_calls_dead_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [line.number for line in shown(monkeypatch, "KZ", state="dead")]

    assert numbers == ["102", "103"]


def test_what_the_guide_lacks_stands_beside_it_with_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(monkeypatch, "KR")

    assert [(str(line.label), line.number) for line in lines] == [
        ("Police", "112"),
        ("Ambulance", "119"),
        ("Fire brigade", "119"),
    ]


def test_of_a_country_that_nobody_knows_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown(monkeypatch, "KZ")

    assert emergency.lines("ZZ") == ()
