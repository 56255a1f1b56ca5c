"""Access is a table of role x verb: one object answers "may she?" and "which rows?".

Closed unless named. A stranger (another organisation, no share) gets `Hidden`, a colleague without the
right gets `Forbidden`.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden

M = TypeVar("M", bound=Model)
Reach = Callable[[Actor], Q]
"""Gives the condition under which a row is in the actor's reach at all."""


def own_organisation(actor: Actor) -> Q:
    """Rows of the actor's organisation."""
    return Q(organisation=actor.organisation)


class Access:
    """The table of one room: which role may do which verb, and which rows a role can reach.

    `read` names the verb that makes rows visible in lists. Verbs in `shared` are also open to the rows
    that `shared_reach` adds (another organisation's file under a live consent).
    """

    def __init__(
        self,
        rules: Mapping[str, tuple[str, ...]],
        *,
        read: str,
        reach: Reach = own_organisation,
        shared_reach: Reach | None = None,
        shared: tuple[str, ...] = (),
    ) -> None:
        self.rules, self.read, self.reach = dict(rules), read, reach
        self.shared_reach, self.shared = shared_reach, shared

    def roles(self, verb: str) -> tuple[str, ...]:
        """List the roles that may do the verb; an undeclared verb raises KeyError."""
        return self.rules[verb]

    def may(self, actor: Actor, verb: str, noun: Model | None = None) -> bool:
        """Say whether the actor may do the verb, on this noun if one is given."""
        return actor.has(*self.rules[verb]) and (noun is None or self._reaches(actor, verb, noun))

    def require(self, actor: Actor, verb: str, noun: Model | None = None) -> None:
        """Raise Hidden for what the actor cannot reach, Forbidden for what her role does not do."""
        if noun is not None and not self._reaches(actor, self.read, noun) and not self._reaches(actor, verb, noun):
            raise Hidden
        if not self.may(actor, verb, noun):
            raise Forbidden(
                _("Your role does not do this."), "", _("Ask a colleague whose role it is, or your administrator.")
            )

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        """Keep the rows that the actor may read."""
        if not actor.has(*self.rules[self.read]):
            return rows.none()
        return rows.filter(self._reach(actor, self.read))

    def find(self, actor: Actor, rows: QuerySet[M], **key: Any) -> M:
        """Get the one row the actor may read, or raise Hidden."""
        noun = self.visible(actor, rows).filter(**key).first()
        if noun is None:
            raise Hidden
        return noun

    def _reach(self, actor: Actor, verb: str) -> Q:
        own = self.reach(actor)
        if self.shared_reach is not None and verb in self.shared:
            return own | self.shared_reach(actor)
        return own

    def _reaches(self, actor: Actor, verb: str, noun: Model) -> bool:
        rows = type(noun)._default_manager.filter(pk=noun.pk)
        return rows.filter(self._reach(actor, verb)).exists()
