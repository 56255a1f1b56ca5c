"""Nameless facts: what happened, counted once, in a table that only grows.

    ledger.record(SERVICE_DELIVERED, by=by, day=day, country="KZ", region="KZ-75", person=person.ledger_id,
                  sex="female", age_band="24_26", axes={"type": "medical", "one_off": "no"})

A fact names a measure and codes of closed lists; it holds no word, no name, no day (only the month) and no place
finer than a region. A correction is a new fact that names the old one. `evidence.results` reads the facts,
nobody else does. World data lie in a table of their own, which may be emptied and enters no count of the house.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komek.foundations.ledger.actions import correct, record
    from komek.foundations.ledger.models import Fact, WorldFact

__all__ = ["Fact", "WorldFact", "correct", "record"]


def __getattr__(name: str) -> Any:
    """Give the verbs late: their module needs the tables, which Django loads after this package."""
    if name in {"correct", "record"}:
        from komek.foundations.ledger import actions  # noqa: PLC0415

        return getattr(actions, name)
    if name in {"Fact", "WorldFact"}:
        from komek.foundations.ledger import models  # noqa: PLC0415

        return getattr(models, name)
    raise AttributeError(name)
