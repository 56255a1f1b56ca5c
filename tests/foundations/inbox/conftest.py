"""The houses that read: Umit Almaty has a hotline circle, Sabr Osh one circle for all; Charos is a stranger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

from komek.foundations import inbox
from komek.foundations.inbox import bells, erasing
from komek.foundations.inbox.models import Watch
from komek.foundations.orgs.models import Organisation
from tests.factories.orgs import Staff, cheap_passwords, make_member, make_organisation

ALWAYS = (1, 2, 3, 4, 5, 6, 7)
HERE = b"somewhere"


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep lists in a folder of the test, forget who rings and who erases, and let Argon2id cost next to nothing."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    monkeypatch.setattr(bells, "_tellers", {})
    monkeypatch.setattr(bells, "_bells", [])
    monkeypatch.setattr(erasing, "_erasers", [])
    with cheap_passwords():
        yield
    if connection.in_atomic_block:
        cache.clear()


@dataclass
class Rota:
    """Three organisations and somebody of each."""

    umit: Organisation
    sabr: Organisation
    aigul: Staff
    dina: Staff
    saule: Staff
    bakyt: Staff
    charos: Staff

    def watch(self, staff: Staff, country: str = "RU", **more: object) -> Watch:
        """Set a watch of an organisation, all day unless said otherwise."""
        said = {"languages": ["uz", "ru", "en"], "weekdays": ALWAYS, "begins": time(0), "ends": time(0), "minutes": 15}
        return inbox.set_watch(country=country, by=staff.actor, **{**said, **more})  # type: ignore[arg-type]


@pytest.fixture
def rota(db: None) -> Rota:
    """Make the houses, with no watch yet."""
    umit, sabr = make_organisation("Umit Almaty", demo=True), make_organisation("Sabr Osh", country="KG", demo=True)
    other = make_organisation("Counting Together")
    return Rota(
        umit=umit,
        sabr=sabr,
        aigul=make_member(umit, "Aigul", roles=["hotline_operator"], circles=["hotline"]),
        dina=make_member(umit, "Dina", roles=["supervisor"], circles=["hotline"]),
        saule=make_member(umit, "Saule", roles=["organisation_admin"]),
        bakyt=make_member(sabr, "Bakyt", roles=["case_worker", "organisation_admin"], circles=["cases"]),
        charos=make_member(other, "Charos", roles=["case_worker", "supervisor"], circles=["cases"]),
    )


@pytest.fixture
def manned(rota: Rota) -> Rota:
    """Let Umit Almaty read first for people in Russia, and Sabr Osh after fifteen minutes."""
    rota.watch(rota.dina, rank=1)
    rota.watch(rota.bakyt, rank=2)
    return rota
