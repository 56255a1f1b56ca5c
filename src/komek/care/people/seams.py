"""Questions that this room asks and a room above answers: nobody here knows consents or cases."""

from collections.abc import Callable

from komek.care.people.models import Person

Ask = Callable[[Person], bool]

CONSULATE: list[Ask] = []
"""Who can say that the person agreed to contact with her consulate: the room of the consents adds its answer."""


def consulate_allowed(person: Person) -> bool:
    """Say whether her consulate may be contacted: only with her own consent, so never while nobody answers."""
    return any(ask(person) for ask in CONSULATE)
