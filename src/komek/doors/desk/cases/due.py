"""What the cases put on the page of the day: what is due on one's own cases, and what waits for a second person."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from komek.care import people
from komek.care.cases import queries, sharing
from komek.care.cases.actions.reading import list_names
from komek.care.cases.models import Approval, Case, IdentificationDecision
from komek.care.cases.queries import deadlines
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.my_day.views import SOURCES, Part
from komek.doors.desk.page import DeskRequest
from komek.doors.face.parts import Chip, Task

AHEAD = timedelta(days=14)
MOST = 60


def own_cases(request: DeskRequest) -> Iterable[Part]:
    """What is due on the reader's own cases within two weeks, in three lists; names are veiled and on record."""
    actor = request.actor
    if not actor.has(*HELPERS):
        return
    today = timezone.localdate()
    mine = queries.visible(actor).filter(Q(worker=actor.user) | Q(deputy=actor.user), organisation=actor.organisation)
    cases = list(mine.filter(due_on__lte=today + AHEAD).select_related("person").order_by("due_on")[:MOST])
    if not cases:
        return
    by_id, names = {case.id: case for case in cases}, list_names(cases=cases, by=actor)
    due = [each for each in deadlines.of_all(cases) if each.on <= today + AHEAD]
    lists = (
        (_("Late"), [each for each in due if each.on < today]),
        (_("Today"), [each for each in due if each.on == today]),
        (_("Within two weeks"), [each for each in due if each.on > today]),
    )
    for title, rows in lists:
        yield title, [_task(each, by_id[each.case], names[by_id[each.case]].name) for each in rows]


def signatures(request: DeskRequest) -> Iterable[Part]:
    """What waits for a second person, and was not done by the reader herself."""
    actor = request.actor
    if not actor.has("case_worker", "supervisor"):
        return
    acted = sharing.unsigned(actor.organisation).exclude(decided_by=actor.user).select_related("case")
    tasks = [
        Task(
            _("Sign, or do not sign, a disclosure without consent"),
            Chip(_("in danger to life"), "danger", "shield-alert") if basis.danger else None,
            basis.case.number,
            reverse("desk:basis", kwargs={"basis": basis.id}),
        )
        for basis in acted
    ]
    waiting = IdentificationDecision.objects.filter(
        organisation=actor.organisation,
        status__in=("screened_no_indicators", "not_identified"),
        countersigned_by__isnull=True,
        case__identification="potential_victim",
    ).exclude(recorded_by=actor.user)
    tasks += [
        Task(
            _("Read and sign a negative decision"),
            None,
            row.case.number,
            reverse("desk:case-countersign", kwargs={"case": row.case_id}),
        )
        for row in waiting.select_related("case")
        if (latest := row.case.waiting_decision()) and latest.pk == row.pk
    ]
    tasks += [
        Task(
            _("Say whether two files speak of the same person"),
            None,
            marks.day(link.proposed_on),
            reverse("desk:person-pair", kwargs={"person": link.first_id, "other": link.second_id}),
        )
        for link in people.waiting_links(actor)
    ]
    tasks += [
        Task(
            _("Sign a decision in the best interests of a child"),
            None,
            "",
            reverse("desk:person-view", kwargs={"person": view.person_id}),
        )
        for view in people.waiting_views(by=actor)
    ]
    yield _("Waits for your signature"), tasks


def approvals(request: DeskRequest) -> Iterable[Part]:
    """What a supervisor is asked to decide."""
    actor = request.actor
    if not actor.has("supervisor"):
        return
    asked = Approval.objects.filter(organisation=actor.organisation, state="requested").exclude(requested_by=actor.user)
    count = asked.count()
    if count:
        text = ngettext("%(n)s request waits for your decision", "%(n)s requests wait for your decision", count)
        yield _("Approvals"), [Task(text % {"n": count}, None, "", reverse("desk:approvals"))]


SOURCES += [own_cases, signatures, approvals]


def _task(deadline: deadlines.Deadline, case: Case, name: str) -> Task:
    keys = dict(deadline.keys) or {"case": case.id}
    more = " · ".join(part for part in (name, case.number) if part)
    return Task(deadline.text, marks.due(deadline.on), more, reverse(f"desk:{deadline.page}", kwargs=keys))
