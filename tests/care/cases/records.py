"""What the audit and the ledger say about the last act."""

from komek.foundations.audit.models import Entry
from komek.foundations.ledger.models import Fact


def last_entry(verb: str) -> Entry:
    """Give the newest entry of a verb."""
    entry = Entry._default_manager.filter(verb=verb).order_by("sequence").last()
    assert entry is not None
    return entry


def entries() -> int:
    """Count all entries."""
    return Entry._default_manager.count()


def facts(measure: str) -> list[Fact]:
    """List the facts of a measure that no later fact has corrected."""
    rows = list(Fact._default_manager.filter(measure=measure))
    corrected = {row.supersedes for row in Fact._default_manager.all()}
    return [row for row in rows if row.id not in corrected]


def axes(measure: str) -> list[dict[str, str]]:
    """List what the standing facts of a measure say, those that were taken back left out."""
    return [fact.axes for fact in facts(measure) if fact.quantity]
