"""The caseload: rows an actor may see, narrowed and counted by operational columns only, in few queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import and_
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from komek.care.cases import flow
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Case
from komek.kernel.actor import Actor


@dataclass(frozen=True)
class Wish:
    """What the reader wants to see; empty means everything that is open."""

    state: str = ""
    worker: str = ""
    risk: str = ""
    due: str = ""
    opened: str = ""


def visible(actor: Actor) -> QuerySet[Case]:
    """Cases the actor may read."""
    return ACCESS.visible(actor, Case.objects.all())


def find(actor: Actor, case: UUID) -> Case:
    """Get one case the actor may read, with the row of its person; raises Hidden."""
    return ACCESS.find(actor, Case.objects.select_related("person"), pk=case)


def narrowed(rows: QuerySet[Case], wish: Wish, *, actor: Actor) -> QuerySet[Case]:
    """Keep what was wished for: by the next deadline (danger is due at once), then the newest."""
    return rows.filter(_wished(wish, actor)).order_by(F("due_on").asc(nulls_last=True), "-opened_on", "id")


def counts(rows: QuerySet[Case], wish: Wish, *, actor: Actor) -> Mapping[str, int]:
    """Count what the head of the caseload tells, and how many rows were wished for, in one query."""
    today, is_open = timezone.localdate(), ~Q(state="closed")
    told: dict[str, int] = rows.aggregate(
        open=Count("id", filter=is_open),
        mine=Count("id", filter=is_open & _worker("me", actor)),
        late=Count("id", filter=is_open & Q(due_on__lt=today)),
        danger=Count("id", filter=is_open & Q(safety="danger")),
        closed=Count("id", filter=~is_open),
        wished=Count("id", filter=_wished(wish, actor)),
    )
    return told


def _wished(wish: Wish, actor: Actor) -> Q:
    parts = (_worker(wish.worker, actor), _risk(wish.risk), _due(wish.due), _opened(wish.opened))
    return reduce(and_, parts, _state(wish.state))


def _state(state: str) -> Q:
    if state in flow.LIFE.states:
        return Q(state=state)
    return Q() if state == "all" else ~Q(state="closed")


def _worker(worker: str, actor: Actor) -> Q:
    if worker == "me":
        return Q(worker=actor.user) | Q(deputy=actor.user)
    try:
        return Q(worker=UUID(worker)) if worker else Q()
    except ValueError:
        return Q()


def _risk(risk: str) -> Q:
    return Q(risk_level=risk) if risk in {"high", "medium", "low", "not_assessed"} else Q()


def _due(due: str) -> Q:
    today = timezone.localdate()
    spans = {
        "late": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "week": Q(due_on__range=(today, today + timedelta(days=7))),
        "none": Q(due_on__isnull=True),
    }
    return spans.get(due, Q())


def _opened(opened: str) -> Q:
    if not opened.isascii() or not opened.isdigit() or len(opened) > 4:
        return Q()
    return Q(opened_on__gte=timezone.localdate() - timedelta(days=int(opened)))
