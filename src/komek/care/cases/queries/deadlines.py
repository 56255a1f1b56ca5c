"""What is due next, derived from the rows of cases: one query a source, for one case or for a whole caseload."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import agreement
from komek.care.cases.models import (
    Assessment,
    Case,
    Consent,
    FollowUp,
    Goal,
    IdentificationDecision,
    LegalBasis,
    LegalMatter,
    Reflection,
    Service,
    Task,
)
from komek.care.people.models import Person, RightToStay
from komek.kernel import codes
from komek.kernel.errors import Text
from komek.kernel.wording import inside

SIGN_WITHIN = timedelta(days=3)
"""How long a negative may wait for its second signature (configuration of the house, not law)."""
PROMISED = ("planned", "offered", "accepted", "started")
OPEN_GOALS = ("proposed", "agreed", "in_progress")


@dataclass(frozen=True, order=True)
class Deadline:
    """A day by which something is to be done on a case, in words, with the page that does it."""

    on: date
    case: UUID = field(compare=False)
    text: Text = field(compare=False)
    page: str = field(default="case", compare=False)
    keys: tuple[tuple[str, object], ...] = field(default=(), compare=False)

    @property
    def days_left(self) -> int:
        return (self.on - timezone.localdate()).days


Source = Callable[[Sequence[Case]], Iterable[Deadline]]


def danger(cases: Sequence[Case]) -> Iterable[Deadline]:
    """Danger is due at once, until a new safety check says otherwise."""
    for case in cases:
        if case.safety == "danger" and case.safety_at is not None:
            since = timezone.localdate(case.safety_at)
            yield Deadline(since, case.id, _("Danger: make sure that the person is safe"), "case-safety")


def first_steps(cases: Sequence[Case]) -> Iterable[Deadline]:
    """A full case in intake wants its safety check on the day it was opened."""
    for case in cases:
        if case.state == "intake" and case.safety == "not_checked" and not case.plain_help:
            yield Deadline(case.opened_on, case.id, _("Safety check before the first talk"), "case-safety")


def second_signatures(cases: Sequence[Case]) -> Iterable[Deadline]:
    """A negative decision, if it is the latest one, waits for somebody else."""
    latest = {}
    for row in IdentificationDecision.objects.filter(case__in=cases).order_by("recorded_at"):
        latest[row.case_id] = row
    for row in latest.values():
        if row.waits:
            due = timezone.localdate(row.recorded_at) + SIGN_WITHIN
            yield Deadline(due, row.case_id, _("Second signature on a negative decision"), "case-countersign")


def second_persons(cases: Sequence[Case]) -> Iterable[Deadline]:
    """Somebody acted alone because a life was in danger: shown until a second person has signed."""
    for row in LegalBasis.objects.filter(case__in=cases, state="alone"):
        due = timezone.localdate(row.decided_at + agreement.SECOND_SIGNATURE_WITHIN)
        text = _("Second signature: one of us acted alone in danger to life")
        yield Deadline(due, row.case_id, text, "basis", (("basis", row.id),))


def services(cases: Sequence[Case]) -> Iterable[Deadline]:
    """Services that were promised for a day."""
    labels = codes.get("service_type")
    for row in Service.objects.filter(case__in=cases, state__in=PROMISED, due_on__isnull=False):
        yield from _due(row.due_on, row.case_id, labels[row.type].label, "service", ("service", row.id))


def consents(cases: Sequence[Case]) -> Iterable[Deadline]:
    """A yes ends on its last day; ask again before it if it is still needed."""
    for row in Consent.objects.filter(case__in=cases, state="given", expires_on__isnull=False):
        yield from _due(row.expires_on, row.case_id, _("A consent ends"), "consent", ("consent", row.id))


def reviews(cases: Sequence[Case]) -> Iterable[Deadline]:
    """The latest assessment of each kind says when it is looked at again."""
    latest = {}
    for row in Assessment.objects.filter(case__in=cases).order_by("done_on", "id"):
        latest[row.case_id, row.kind] = row
    texts = {"risk": _("Look at the risks again"), "needs": _("Look at the needs again")}
    for row in latest.values():
        yield from _due(row.review_on, row.case_id, texts[row.kind], "assessments", ("case", row.case_id))


def goals(cases: Sequence[Case]) -> Iterable[Deadline]:
    """Goals of the plan with a day."""
    for row in Goal.objects.filter(case__in=cases, state__in=OPEN_GOALS, due_on__isnull=False):
        yield from _due(row.due_on, row.case_id, _("A goal of the plan"), "goal", ("goal", row.id))


def legal_matters(cases: Sequence[Case]) -> Iterable[Deadline]:
    """The next day of a legal matter; of what, stands sealed. What has ended has none."""
    for row in LegalMatter.objects.filter(case__in=cases, next_on__isnull=False):
        yield from _due(row.next_on, row.case_id, _("A legal matter"), "legal-matter", ("matter", row.id))


def reflections(cases: Sequence[Case]) -> Iterable[Deadline]:
    """A time to recover ends; nothing happens to her help."""
    for row in Reflection.objects.filter(case__in=cases, decision=""):
        text = _("The time to recover ends: ask what the person wants")
        yield Deadline(row.ends_on, row.case_id, text, "reflection", (("reflection", row.id),))


def tasks(cases: Sequence[Case]) -> Iterable[Deadline]:
    """Tasks that somebody set."""
    labels = codes.get("task_kind")
    for row in Task.objects.filter(case__in=cases, done_on__isnull=True):
        yield Deadline(row.due_on, row.case_id, labels[row.kind].label, "task", (("task", row.id),))


def follow_ups(cases: Sequence[Case]) -> Iterable[Deadline]:
    """Looks back after the closing."""
    labels = codes.get("follow_up_point")
    for row in FollowUp.objects.filter(case__in=cases, state="planned"):
        text = _("Follow-up: %(point)s") % {"point": inside(labels[row.point].label)}
        yield Deadline(row.due_on, row.case_id, text, "follow-up", (("follow_up", row.id),))


def stays(cases: Sequence[Case]) -> Iterable[Deadline]:
    """A right to stay ends; of which paper, in which country, stands sealed."""
    by_person: dict[UUID, list[Case]] = {}
    for case in cases:
        by_person.setdefault(case.person_id, []).append(case)
    now = RightToStay.objects.filter(person__in=by_person, ended_on__isnull=True, expires_on__isnull=False)
    for row in now:
        for case in by_person[row.person_id]:
            yield from _due(row.expires_on, case.id, _("A right to stay ends"), "person", ("person", row.person_id))


SOURCES: list[Source] = [
    danger,
    first_steps,
    second_signatures,
    second_persons,
    services,
    consents,
    reviews,
    goals,
    legal_matters,
    reflections,
    tasks,
    stays,
]
"""What is due on open cases."""
AFTERWARDS: list[Source] = [follow_ups]
"""What is due on closed ones."""


def of_all(cases: Sequence[Case]) -> list[Deadline]:
    """List everything that is due on these cases, the soonest first, in a constant number of queries."""
    open_ones = [case for case in cases if case.is_open]
    closed = [case for case in cases if not case.is_open]
    due = [deadline for source in SOURCES for deadline in source(open_ones)] if open_ones else []
    due += [deadline for source in AFTERWARDS for deadline in source(closed)] if closed else []
    return sorted(due)


def of(case: Case) -> list[Deadline]:
    """List everything that is due on a case, the soonest first."""
    return of_all([case])


def next_day(case: Case) -> date | None:
    """Give the soonest day, or None if nothing is due."""
    return min((deadline.on for deadline in of(case)), default=None)


def refresh(case: Case) -> None:
    """Write the soonest day into the case, where the caseload sorts by it. Every verb that moves a day calls it."""
    day = next_day(case)
    if day != case.due_on:
        case.due_on = day
        case.save(update_fields=["due_on"])


def refresh_of(person: Person) -> None:
    """Do so for every case of a person: her right to stay was written down."""
    for case in Case.objects.filter(person=person):
        refresh(case)


def _due(on: date | None, case: UUID, text: Text, page: str, key: tuple[str, object]) -> Iterable[Deadline]:
    if on is not None:
        yield Deadline(on, case, text, page, (key,))
