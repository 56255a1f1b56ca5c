"""Which facts count: those that no later fact has corrected."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from komek.foundations.ledger.models import Fact, WorldFact


def current(until: date | None = None) -> QuerySet[Fact]:
    """Keep the facts that stand; with a day, as they stood when that day had ended."""
    facts, later = Fact._default_manager.all(), Fact._default_manager.all()
    if until is not None:
        facts, later = facts.filter(recorded_at__lte=until), later.filter(recorded_at__lte=until)
    corrected = later.filter(organisation=OuterRef("organisation"), supersedes=OuterRef("id"))
    return facts.filter(~Exists(corrected))


def world(source: str, scheme: str = "") -> QuerySet[WorldFact]:
    """Keep the facts of one source of world data, of one release if it is named."""
    facts = WorldFact._default_manager.filter(source=source)
    return facts.filter(scheme=scheme) if scheme else facts
