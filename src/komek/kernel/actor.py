"""Who acts: a person of one organisation, with roles, and perhaps with an open keyring."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Protocol
from uuid import UUID

ROLES = (
    "platform_admin",
    "organisation_admin",
    "programme_officer",
    "me_officer",
    "content_editor",
    "case_worker",
    "supervisor",
    "lawyer",
    "hotline_operator",
    "shelter_manager",
)
"""Role codes that some rule of the house names today."""


class Keyring(Protocol):
    """The opened keys of one user for one request; only the vault looks inside."""

    @property
    def user(self) -> UUID: ...


@dataclass(frozen=True)
class Actor:
    """A signed-in user acting for the organisation she belongs to.

    `keyring` is None while the session is locked; verbs that seal or open then raise `Locked`.
    `zone` is that of the organisation: by its calendar the actor's "today" goes.
    """

    user: UUID
    organisation: UUID
    roles: frozenset[str]
    keyring: Keyring | None = field(default=None, repr=False, compare=False)
    language: str = "en"
    demo: bool = False
    zone: tzinfo = field(default=UTC, repr=False, compare=False)

    def has(self, *roles: str) -> bool:
        """Say whether the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)
