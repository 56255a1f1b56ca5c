"""Where rooms above answer and listen: nobody here knows consents or cases."""

from collections.abc import Callable

from komek.care.people.models import Person

Ask = Callable[[Person], bool]

CONSULATE: list[Ask] = []
"""Who can say that the person agreed to contact with her consulate: the room of the consents adds its answer."""

STAY_WRITTEN: list[Callable[[Person], None]] = []
"""Who wants to know that a right to stay was written down: the deadlines of her cases move with it."""


def stay_written(person: Person) -> None:
    """Tell the rooms above that the end of a right to stay may be another day now."""
    for tell in STAY_WRITTEN:
        tell(person)


def consulate_allowed(person: Person) -> bool:
    """Say whether her consulate may be contacted: only with her own consent, so never while nobody answers."""
    return any(ask(person) for ask in CONSULATE)
