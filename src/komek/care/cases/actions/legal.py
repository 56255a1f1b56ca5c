"""Legal matters: documents, wages owed and recovered, criminal cases. None of them is a condition of any help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import sealing, work_measures
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.models import Case
from komek.care.cases.models.legal import LegalMatter
from komek.care.cases.queries import deadlines
from komek.foundations import audit
from komek.foundations.vault import Code
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid

LISTS = {
    "kind": "legal_matter_kind",
    "state": "legal_matter_state",
    "stage": "criminal_case_stage",
    "status": "procedural_status",
    "result": "legal_matter_result",
    "currency": "iso_4217",
}
REQUIRED = ("kind", "state")
ENDED = ("settled", "withdrawn", "closed")


@dataclass(frozen=True)
class Matter:
    """What the matter is, how far it is, with whom, about how much money, and what is next on which day."""

    kind: str
    state: str = "open"
    stage: str = ""
    status: str = ""
    result: str = ""
    body: str = ""
    number: str = ""
    claimed: Decimal | None = None
    recovered: Decimal | None = None
    currency: str = ""
    next: str = ""
    next_on: date | None = None
    words: str = ""


@audit.verb("legal.begin", _("began a legal matter"), _("wrote down a legal matter of yours"))
def begin_matter(*, case: Case, matter: Matter, by: Actor) -> LegalMatter:
    """Begin a legal matter.

    Raises Invalid for a code that does not exist, money without a currency, or a next day of what has ended.
    """
    ACCESS.require(by, "case.legal", case)
    row = LegalMatter(organisation=case.organisation, case=case, begun_on=timezone.localdate(), recorded_by=by.user)
    _write(row, matter, None, by)
    row.save(force_insert=True)
    _count_recovered(row, None, matter, by)
    _note("legal.begin", row, by)
    return row


@audit.verb("legal.continue", _("continued a legal matter"), _("wrote down how a legal matter goes on"))
def continue_matter(*, row: LegalMatter, matter: Matter, by: Actor) -> LegalMatter:
    """Write down how it goes on; newly recovered wages and documents are counted once."""
    ACCESS.require(by, "case.legal", row.case)
    before = sealing.opened(row, "matter", by=by)
    _write(row, matter, before, by)
    row.save(update_fields=["matter", "next_on"])
    _count_recovered(row, before, matter, by)
    _note("legal.continue", row, by)
    return row


def _write(row: LegalMatter, matter: Matter, before: dict[str, Any] | None, by: Actor) -> None:
    for name, listed in LISTS.items():
        code = getattr(matter, name)
        if (code or name in REQUIRED) and code not in codes.get(listed):
            raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=name)
    for name in ("claimed", "recovered"):
        amount = getattr(matter, name)
        if amount is not None and amount < 0:
            raise Invalid(_("An amount cannot be less than nothing."), field=name)
        if amount is not None and not matter.currency:
            raise Invalid(_("The currency is missing."), "", _("Choose the currency."), field="currency")
    ended = matter.state in ENDED
    if ended and matter.next_on is not None:
        raise Invalid(
            _("What has ended has no next day."),
            _("The day would go on reminding you."),
            _("Empty the day, or choose how far the matter is."),
            field="next_on",
        )
    said: dict[str, Any] = {name: Code(getattr(matter, name)) for name in LISTS}
    said |= {name: getattr(matter, name) for name in ("body", "number", "claimed", "recovered", "next", "words")}
    said["ended_on"] = ((before or {}).get("ended_on") or timezone.localdate()) if ended else None
    sealing.seal(row, "matter", said, by=by)
    row.next_on = matter.next_on


def _count_recovered(row: LegalMatter, before: dict[str, object] | None, matter: Matter, by: Actor) -> None:
    """Count what came back since the last time: money by currency, and a document once."""
    had = (before or {}).get("recovered")
    earlier = had if isinstance(had, Decimal) else Decimal(0)
    new = (matter.recovered or Decimal(0)) - earlier
    if matter.kind == "wages" and new > 0:
        counting.count(work_measures.WAGES_RECOVERED, row.case, by=by, axes={"currency": matter.currency}, quantity=new)
    was_back = (before or {}).get("result") == "granted"
    if matter.kind == "identity_documents" and matter.result == "granted" and not was_back:
        counting.count(work_measures.DOCUMENT_RECOVERED, row.case, by=by)


def _note(code: str, row: LegalMatter, by: Actor) -> None:
    audit.record(code, "case", row.case_id, by=by, objects=[row.id])
    deadlines.refresh(row.case)
