"""Sealed words of single rows, opened for the page that shows them."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar
from uuid import UUID

from komek.care.cases import rules, schemas, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Account, Case, IdentificationDecision, Screening, Service, TraffickingEvent
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden


class OfACase(Protocol):
    """A row that belongs to a case."""

    @property
    def case(self) -> Case: ...


PARTS = ("control", "forms", "recruitment", "extent", "perpetrators")
R = TypeVar("R", bound=OfACase)


def find_service(actor: Actor, service: UUID) -> Service:
    """Get one service of a case the actor may read; raises Hidden."""
    row = Service.objects.select_related("case__person").filter(pk=service).first()
    return of_a_readable_case(row, actor)


def find_screening(actor: Actor, screening: UUID) -> Screening:
    """Get one screening of a case the actor may read; raises Hidden."""
    row = Screening.objects.select_related("case__person").filter(pk=screening).first()
    return of_a_readable_case(row, actor)


def find_event(actor: Actor, event: UUID) -> TraffickingEvent:
    """Get one event of a case the actor may read; raises Hidden."""
    row = TraffickingEvent.objects.select_related("case__person").filter(pk=event).first()
    return of_a_readable_case(row, actor)


def grounds(decision: IdentificationDecision, *, by: Actor) -> dict[str, str]:
    """Open the reasons of a decision, and which fact counts it."""
    return sealing.opened(decision, "words", by=by) or dict.fromkeys(("words", "authority", "document", "fact"), "")


def provision(service: Service, *, by: Actor) -> dict[str, str]:
    """Open who gives a service, and the note."""
    told = ("provider", "words", "counted", "answered")
    return sealing.opened(service, "provision", by=by) or dict.fromkeys(told, "")


def intake(case: Case, *, by: Actor) -> dict[str, Any]:
    """Open what was needed at once."""
    return sealing.opened(case, "intake", by=by) or {"needs": [], "words": ""}


def answers(screening: Screening, *, by: Actor) -> dict[str, Any]:
    """Open an answer set: answers, acts and words."""
    held = sealing.opened(screening, "answers", by=by) or {"answers": [], "acts": [], "words": ""}
    return {
        "answers": schemas.unpacked(held["answers"]),
        "acts": schemas.unpacked(held["acts"]),
        "words": held["words"],
    }


def account(case: Case, *, by: Actor) -> dict[str, dict[str, Any] | None]:
    """Open every part of what happened; None for a part that nobody told."""
    row = Account.objects.filter(case=case).first()
    return {part: sealing.opened(row, part, by=by) if row else None for part in PARTS}


def events(case: Case, *, by: Actor) -> list[tuple[TraffickingEvent, dict[str, Any]]]:
    """Open the events of a case in their order."""
    rows = list(case.events.order_by("place_in_order"))
    held = sealing.opened_all(rows, "event", by=by)
    return [(row, values) for row, values in zip(rows, held, strict=True) if values is not None]


def latest_instrument(case: Case) -> str:
    """Name the instrument of the latest screening of a case, for a decision that rests on it."""
    latest = case.screenings.order_by("-begun_on", "-id").first()
    return latest.instrument if latest is not None else ""


def short_answers(case: Case, *, by: Actor) -> rules.Answers:
    """Open the answers of the latest short screen of a case."""
    short = case.screenings.filter(instrument__startswith="ilo_forced_labour_11").order_by("-begun_on", "-id").first()
    return answers(short, by=by)["answers"] if short is not None else {}


def of_a_readable_case(row: R | None, actor: Actor) -> R:
    """Give a row whose case the actor may read; raises Hidden for any other, and for none."""
    if row is None or not ACCESS.may(actor, "case.read", row.case):
        raise Hidden
    return row
