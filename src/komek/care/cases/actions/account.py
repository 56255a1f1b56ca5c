"""What happened: told once, part by part, in any order; every question may be skipped, every part changed later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import measures, rules, schemas, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting, identification
from komek.care.cases.models import PARTS, Account, Case, TraffickingEvent
from komek.foundations import audit
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState

Values = Mapping[str, Any]
KINDS = ("recruitment", "transit", "exploitation")
MOST = 3
"""Up to three events of each kind, as the exchange formats know them."""


@audit.verb("case.tell", _("wrote down what happened"), _("wrote down what you told"))
def tell(*, case: Case, part: str, values: Values, by: Actor) -> Account:
    """Keep one part of what a person told. A part that was told before is replaced by what is given."""
    ACCESS.require(by, "case.tell", case)
    _may_tell(case)
    if part not in PARTS:
        raise Invalid(_("There is no such part."), "", _("Load the page again."))
    account = Account.objects.filter(case=case).first() or Account(organisation=case.organisation, case=case)
    account.told_on, account.recorded_by = timezone.localdate(), by.user
    sealing.seal(account, part, values, by=by)
    account.save()
    audit.record("case.tell", "case", case.id, by=by, objects=[account.id], details={"part": part})
    if part in {"forms", "control"}:
        _count(account, by)
    return account


@audit.verb("case.tell_event", _("wrote down where and when it happened"), _("wrote down what you told"))
def tell_event(*, case: Case, values: Values, event: TraffickingEvent | None = None, by: Actor) -> TraffickingEvent:
    """Keep one event of recruitment, transit or exploitation: a new one, or a correction of `event`.

    Raises WrongState for a fourth event of one kind.
    """
    ACCESS.require(by, "case.tell", case)
    _may_tell(case)
    if values.get("kind") not in KINDS:
        raise Invalid(_("The kind of event is missing."), "", _("Choose what happened there."), field="kind")
    told = event or TraffickingEvent(organisation=case.organisation, case=case)
    others = list(case.events.exclude(pk=told.pk).order_by("place_in_order"))
    same = sum(held["kind"] == values["kind"] for held in sealing.opened_all(others, "event", by=by) if held)
    if same >= MOST:
        raise WrongState(_("Three events of this kind are written down already."), "", _("Change one of them."))
    if event is None:
        taken = {each.place_in_order for each in others}
        told.place_in_order = next(place for place in range(1, MOST * len(KINDS) + 1) if place not in taken)
    told.recorded_by = by.user
    sealing.seal(told, "event", values, by=by)
    told.save()
    audit.record("case.tell_event", "case", case.id, by=by, objects=[told.id])
    return told


@audit.verb("case.drop_event", _("took back an event that was written down"))
def drop_event(*, event: TraffickingEvent, by: Actor) -> None:
    """Take an event away that was written down by mistake; the entry stays."""
    ACCESS.require(by, "case.tell", event.case)
    _may_tell(event.case)
    audit.record("case.drop_event", "case", event.case_id, by=by, objects=[event.id])
    event.delete()


def _may_tell(case: Case) -> None:
    if not case.is_open:
        raise WrongState(_("The case is closed."), "", _("Open it again first."))


def _count(account: Account, by: Actor) -> None:
    """Write the broad form and the broad means into the ledger; what was counted otherwise before is corrected."""
    held = sealing.opened(account, "counted", by=by)
    slots = [Slot.read(entry) for entry in held["slots"]] if held else [Slot()] * len(SLOTS)
    told = _told(account, by)
    kept = [_recount(account.case, name, slot, value, by) for name, slot, value in zip(SLOTS, slots, told, strict=True)]
    sealing.seal(account, "counted", {"slots": [slot.written for slot in kept]}, by=by)
    account.save(update_fields=["counted"])
    if kept[0].value != slots[0].value:
        identification.count_anew(account.case, by=by)


@dataclass(frozen=True)
class Slot:
    """What was counted last for one axis value: a sign for the value, and the fact that says so."""

    value: str = "-"
    fact: UUID | None = None

    @property
    def written(self) -> str:
        """Always 33 signs, so that the length of the sealed text says nothing."""
        return self.value + (self.fact or UUID(int=0)).hex

    @classmethod
    def read(cls, text: str) -> Slot:
        fact = UUID(text[1:])
        return cls(text[0], fact if fact.int else None)


MEANS = tuple(each.code for each in codes.get("means_broad"))
FORMS = tuple(each.code for each in codes.get("exploitation_broad"))
SLOTS = ("form", *MEANS)


def _told(account: Account, by: Actor) -> list[str]:
    form = rules.broad_form(_answers(account, "forms", "forms", by))
    means = rules.broad_means(_answers(account, "control", "means", by))
    return ["-" if form == "unknown" else str(FORMS.index(form)), *("1" if each in means else "-" for each in MEANS)]


def _recount(case: Case, name: str, slot: Slot, value: str, by: Actor) -> Slot:
    """Record, correct or take back one fact, if anything changed."""
    if slot.value == value:
        return slot
    measure = measures.EXPLOITATION_TOLD if name == "form" else measures.MEANS_TOLD
    said = {"form": FORMS[int(value)] if value != "-" else "unknown"} if name == "form" else {"means": name}
    quantity = 0 if value == "-" else 1
    fact = counting.count(measure, case, by=by, axes=said, quantity=quantity, supersedes=slot.fact)
    return Slot(value, fact.id)


def _answers(account: Account, part: str, field: str, by: Actor) -> dict[str, str]:
    held = sealing.opened(account, part, by=by)
    return schemas.unpacked(held[field]) if held else {}
