"""Who may speak for a child: the guardian, unless she may be the suspect; never without the child's own view."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from komek.kernel.missing import Missing

Basis = Literal["own", "guardian", "best_interests"]


@dataclass(frozen=True)
class Guardian:
    """A guardian of a child, and the answer to the question whether she may be the suspect."""

    id: UUID
    suspect: str | Missing = Missing.NOT_ASKED

    @property
    def cleared(self) -> bool:
        """Say whether the question was put and answered with no; anything else keeps her out."""
        return self.suspect == "no"


@dataclass(frozen=True)
class Standing:
    """On which basis consent may stand for a person.

    `own`: she is of age (or nobody knows better) and speaks for herself. `guardian`: one of `guardians` signs, with
    the child's own view beside it. `best_interests`: two persons of the organisation decide, see `signed`. `closed`:
    the reader's keys do not open how old she is, so she is treated as a child.
    """

    basis: Basis
    guardians: tuple[UUID, ...] = ()
    blocked: tuple[UUID, ...] = ()
    closed: bool = False
    has_view: bool = False
    signed: bool = False

    @property
    def of_age(self) -> bool:
        """Say whether she speaks for herself."""
        return self.basis == "own"

    @property
    def ready(self) -> bool:
        """Say whether everything that the basis needs is there."""
        return self.of_age or (self.has_view and (self.basis == "guardian" or self.signed))


def standing(
    of_age: bool | None, guardians: Iterable[Guardian], *, has_view: bool, signed: bool, closed: bool = False
) -> Standing:
    """Find the basis. Of unknown age, whoever has a guardian is treated as a child.

    Whose age is `closed` to the reader may be a child, too: what nobody could look up is no "nobody knows better".
    """
    listed = tuple(guardians)
    if not closed and (of_age or (of_age is None and not listed)):
        return Standing("own")
    cleared = tuple(guardian.id for guardian in listed if guardian.cleared)
    blocked = tuple(guardian.id for guardian in listed if not guardian.cleared)
    basis: Basis = "guardian" if cleared else "best_interests"
    return Standing(basis, cleared, blocked, closed, has_view, signed)
