"""What is due next on a case, derived from its rows; later rooms of the case add sources of their own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import agreement
from komek.care.cases.models import Case
from komek.kernel import codes
from komek.kernel.errors import Text

SIGN_WITHIN = timedelta(days=3)
"""How long a negative may wait for its second signature (configuration of the house, not law)."""


@dataclass(frozen=True, order=True)
class Deadline:
    """A day by which something is to be done, in words, with the page that does it."""

    on: date
    text: Text = field(compare=False)
    page: str = field(default="case", compare=False)
    keys: tuple[tuple[str, object], ...] = field(default=(), compare=False)

    @property
    def days_left(self) -> int:
        return (self.on - timezone.localdate()).days


Source = Callable[[Case], Iterable[Deadline]]


def danger(case: Case) -> Iterable[Deadline]:
    """Danger is due at once, until a new safety check says otherwise."""
    if case.safety == "danger" and case.safety_at is not None:
        since = timezone.localdate(case.safety_at)
        yield Deadline(since, _("Danger: make sure that the person is safe"), "case-safety")


def first_steps(case: Case) -> Iterable[Deadline]:
    """A full case in intake wants its safety check on the day it was opened."""
    if case.state == "intake" and case.safety == "not_checked" and not case.plain_help:
        yield Deadline(case.opened_on, _("Safety check before the first talk"), "case-safety")


def second_signature(case: Case) -> Iterable[Deadline]:
    """A negative decision waits for somebody else."""
    waiting = case.waiting_decision()
    if waiting is not None:
        due = timezone.localdate(waiting.recorded_at) + SIGN_WITHIN
        yield Deadline(due, _("Second signature on a negative decision"), "case-countersign")


def services(case: Case) -> Iterable[Deadline]:
    """Services that were promised for a day."""
    labels = codes.get("service_type")
    waiting = case.services.filter(state__in=("planned", "offered", "accepted", "started"), due_on__isnull=False)
    for each in waiting.order_by("due_on"):
        assert each.due_on is not None  # noqa: S101 - the filter says so; for the type checker
        yield Deadline(each.due_on, labels[each.type].label, "service", (("service", each.id),))


def second_persons(case: Case) -> Iterable[Deadline]:
    """Somebody acted alone because a life was in danger: shown until a second person has signed."""
    for basis in case.bases.filter(state="alone"):
        due = basis.decided_at + agreement.SECOND_SIGNATURE_WITHIN
        text = _("Second signature: one of us acted alone in danger to life")
        yield Deadline(timezone.localdate(due), text, "basis", (("basis", basis.id),))


def consents(case: Case) -> Iterable[Deadline]:
    """A yes ends on its last day; ask again before it if it is still needed."""
    for consent in case.consents.filter(state="given", expires_on__isnull=False):
        assert consent.expires_on is not None  # noqa: S101 - the filter says so; for the type checker
        yield Deadline(consent.expires_on, _("A consent ends"), "consent", (("consent", consent.id),))


SOURCES: list[Source] = [danger, first_steps, second_signature, services, second_persons, consents]


def of(case: Case) -> list[Deadline]:
    """List everything that is due on an open case, the soonest first."""
    if not case.is_open:
        return []
    return sorted(deadline for source in SOURCES for deadline in source(case))


def next_day(case: Case) -> date | None:
    """Give the soonest day, or None if nothing is due."""
    return min((deadline.on for deadline in of(case)), default=None)


def refresh(case: Case) -> None:
    """Write the soonest day into the case, where the caseload sorts by it. Every verb that moves a day calls it."""
    day = next_day(case)
    if day != case.due_on:
        case.due_on = day
        case.save(update_fields=["due_on"])
