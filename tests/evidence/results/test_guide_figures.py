"""Figures of the guide: by topic, channel and language, for whoever reads figures, with small numbers marked."""

from collections import Counter
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from pytest_django.fixtures import Settings

from komek.evidence.results import queries, tables
from komek.evidence.results.indicators import INDICATORS
from komek.kernel.periods import parse
from komek.knowledge.guide import counting
from tests.factories.orgs import Staff, make_member, make_organisation, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GUIDE = ("guide_asked", "guide_viewed", "guide_handed_over")
NOW = "2026-11-25T09:00:00+00:00"


@pytest.fixture
def dinara(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Staff:
    """An officer for figures of an organisation that counted nothing itself."""
    settings.KOMEK_RAM = str(tmp_path / "ram")
    monkeypatch.setattr(counting, "_counts", Counter())
    with time_machine.travel(NOW, tick=False):
        for number, topic, channel, language in ((7, "health", "web", "uz"), (1, "trafficking", "portal", "tk")):
            for _each in range(number):
                for kind in ("view", "question", "handover"):
                    counting.count(kind, topic=topic, channel=channel, language=language, country="RU")
        counting.flush()
    return make_member(make_organisation("Umit Almaty"), "Dinara", roles=["me_officer"])


@pytest.mark.parametrize("code", GUIDE)
@pytest.mark.parametrize("axis", ["topic", "channel", "language"])
def test_each_is_broken_down_and_a_small_number_is_marked(dinara: Staff, code: str, axis: str) -> None:
    if axis not in INDICATORS[code].measure.axes:
        assert (code, axis) == ("guide_handed_over", "topic")
        return
    asked = queries.ask(by=dinara.actor, indicator=code, period=parse("2026"))
    found = tables.table(asked, rows=f"axis.{axis}")

    told = {line.key: (int(line.total.value), line.total.few) for line in found.lines}
    keys = {"topic": ("health", "trafficking"), "channel": ("web", "portal"), "language": ("uz", "tk")}[axis]
    assert told == {keys[0]: (7, False), keys[1]: (1, True)}
    assert int(found.total.value) == 8


def test_the_pages_show_them_to_an_officer_for_figures(dinara: Staff) -> None:
    client = signed_in(dinara)
    with time_machine.travel(NOW, tick=True):
        whole = client.get(reverse("desk:counts") + "?period=2026").content.decode()
        for code in GUIDE:
            assert str(INDICATORS[code].label) in whole
            at = reverse("desk:counts-figures", kwargs={"indicator": code})
            page = client.get(at + "?period=2026&by=axis.channel&across=axis.language").content.decode()
            assert "Pages of the portal" in page
            assert "Figures of one or two can point to one person." in page


def test_officers_of_all_organisations_read_the_same_figures_of_the_guide(dinara: Staff) -> None:
    other = make_member(make_organisation("Sabr Osh"), "Bakyt", roles=["me_officer"])

    for staff in (dinara, other):
        asked = queries.ask(by=staff.actor, indicator="guide_asked", period=parse("2026"))
        assert int(tables.table(asked).total.value) == 8
        assert int(tables.table(queries.ask(by=staff.actor, indicator="opened", period=parse("2026"))).total.value) == 0
