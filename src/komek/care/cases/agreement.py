"""Two tables of steps: a consent, and a disclosure without consent on a legal basis. And who may receive what.

Nothing leaves an organisation but through one of the two. Without consent it takes a
motive and two persons; with danger to life one may act alone, and a second signs within 24 hours.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases.flow import HELPERS, TEAM
from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Forbidden
from komek.kernel.flow import Flow, State, Step

PERSON_GROUPS = ("identity", "contact")
CASE_GROUPS = ("story", "medical", "legal")
KEYLESS = ("operational",)
"""Kinds of help and stage of the work: open columns without a key of their own; shown only if they were named."""

SECOND_SIGNATURE_WITHIN = timedelta(hours=24)
"""How long one person may have acted alone when a life was in danger (issue of the house, not law)."""

DEFAULT_DAYS: dict[str, int] = {
    "services": 365,
    "share_for_service": 90,
    "referral_org": 180,
    "return_transnational": 180,
    "law_enforcement": 365,
    "consular": 90,
    "statistics_deidentified": 1825,
    "research": 365,
    "media": 30,
}
"""Proposed length of a consent by purpose, in days; the colleague changes it with the person."""


def a_second_person(basis: Any, by: Actor) -> DomainError | None:
    """The signature is worth something only from somebody else."""
    if basis.decided_by != by.user:
        return None
    return Forbidden(
        _("You decided this yourself."),
        _("A disclosure without consent needs a second person."),
        _("Ask a colleague to read the motive and sign."),
    )


CONSENT = Flow(
    "consent",
    (
        State("given", _("Given"), _("You said yes")),
        State("refused", _("Refused"), _("You said no")),
        State("withdrawn", _("Withdrawn"), _("You took your yes back")),
        State("expired", _("Expired"), _("Your yes has ended")),
    ),
    (
        Step("withdraw", ("given",), "withdrawn", HELPERS, _("The person takes it back")),
        Step("expire", ("given",), "expired", HELPERS, _("Its day has come")),
    ),
)

BASIS = Flow(
    "basis",
    (
        State("proposed", _("Waits for a second person"), _("We are considering to act without asking you")),
        State("alone", _("In force, second signature due"), _("We acted at once because your life was in danger")),
        State("in_force", _("In force"), _("We acted without asking you; we tell you why")),
        State("refused", _("Not signed"), _("We did not do it")),
        State("ended", _("Ended"), _("It has ended")),
    ),
    (
        Step("sign", ("proposed", "alone"), "in_force", TEAM, _("Sign as the second person"), (a_second_person,)),
        Step("refuse", ("proposed",), "refused", TEAM, _("Do not sign"), (a_second_person,)),
        Step("object", ("alone",), "ended", TEAM, _("Do not sign, and end it"), (a_second_person,)),
        Step("end", ("in_force",), "ended", TEAM, _("End it")),
    ),
)
OPENING = ("alone", "in_force")
"""States of a basis in which the receiver may read."""


@dataclass(frozen=True)
class Recipient:
    """Who receives: an organisation of the house by id, or a body outside by kind, with its name in sealed words."""

    organisation: UUID | None = None
    body: str = ""
    name: str = ""

    @property
    def is_inside(self) -> bool:
        """Say whether keys can be sealed to it."""
        return self.organisation is not None


def usual_end(purpose: str) -> date:
    """Give the last day of a consent given today, where nobody named another."""
    return timezone.localdate() + timedelta(days=DEFAULT_DAYS[purpose])


def live(state: str, expires_on: date | None, today: date) -> bool:
    """Say whether a consent opens anything today: given, and its last day has not passed."""
    return state == "given" and (expires_on is None or today <= expires_on)


def with_keys(groups: tuple[str, ...] | list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part field groups into those of the person's record and those of the case's record."""
    return tuple(g for g in groups if g in PERSON_GROUPS), tuple(g for g in groups if g in CASE_GROUPS)
