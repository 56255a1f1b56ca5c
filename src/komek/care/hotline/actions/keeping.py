"""How long contacts and callers are kept: rules, a second person for a shorter time, and the round in the night."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import locking
from komek.care.cases.second_person import may_decide
from komek.care.hotline import erasing, queries
from komek.care.hotline.access import ROOM
from komek.care.hotline.models import CALLER, CONTACT, KINDS, Caller, Contact, Flag, KeepRule, ShiftNote
from komek.care.hotline.models.keeping import LEAST, MOST
from komek.foundations import audit, vault
from komek.kernel import nightly
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.kernel.periods import months_later


@audit.verb("keep.set", _("decided how long the hotline keeps what it knows"))
def set_rule(*, kind: str, months: int, by: Actor) -> KeepRule:
    """Say how long contacts or callers are kept. A shorter time waits for a second person (`decide_rule`)."""
    ROOM.require(by, "keep.rule")
    if kind not in KINDS:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="kind")
    if not LEAST <= months <= MOST:
        raise Invalid(_("Between one month and ten years."), "", _("Write another number of months."), field="months")
    default = queries.DEFAULT_MONTHS[kind]
    start = {"months": default, "set_by": by.user, "set_on": timezone.localdate()}
    row, _made = KeepRule.objects.get_or_create(organisation=by.organisation, kind=kind, defaults=start)
    locking.held(row)
    sooner = months < row.months
    if sooner:
        row.next_months, row.proposed_by = months, by.user
    else:
        row.months, row.set_by, row.set_on = months, by.user, timezone.localdate()
        row.next_months, row.proposed_by = None, None
    row.save()
    said: dict[str, str | int] = {"kind": kind, "months": months, "waits": sooner}
    audit.record("keep.set", "organisation", by.organisation, by=by, objects=[row.id], details=said)
    return row


@audit.verb("keep.decide", _("decided on a shorter time of the hotline"))
def decide_rule(*, rule: KeepRule, agreed: bool, seen: int, by: Actor) -> KeepRule:
    """A second person lets a shorter time into force, or not. `seen` is the number of months on her page."""
    ROOM.require(by, "keep.rule", rule)
    locking.held(rule)
    may_decide(rule.proposed_by, as_read=rule.next_months == seen, by=by)
    if agreed and rule.next_months is not None:
        rule.months, rule.set_by, rule.set_on = rule.next_months, by.user, timezone.localdate()
    rule.next_months, rule.proposed_by = None, None
    rule.save()
    said: dict[str, str | int] = {"kind": rule.kind, "months": rule.months, "agreed": agreed}
    audit.record("keep.decide", "organisation", by.organisation, by=by, objects=[rule.id], details=said)
    return rule


@audit.verb("contact.expire", _("a contact was erased because its time was over"))
def expire_contact(*, contact: Contact, organisation: UUID) -> UUID:
    """Erase one contact by the rule. Needs no key."""
    record = contact.id
    erasing.erase_contacts([contact], "retention")
    audit.record_system("contact.expire", "contact", record, organisation=organisation)
    return record


@audit.verb("caller.expire", _("a caller was erased because nobody called any more"))
def expire_caller(*, caller: Caller, organisation: UUID) -> UUID:
    """Erase one caller by the rule. Needs no key."""
    erasing.hold_caller(caller)
    record = caller.id
    erasing.erase_caller(caller, "retention")
    audit.record_system("caller.expire", "caller", record, organisation=organisation)
    return record


@audit.verb("hotline.clear", _("flags and notes of the hotline ended"))
def clear(*, organisation: UUID) -> int:
    """Delete flags whose day is over and notes that nobody needs any more. Needs no key."""
    today = timezone.localdate()
    flags = Flag.objects.filter(organisation=organisation, valid_until__lt=today).delete()[0]
    notes = list(
        ShiftNote.objects.filter(organisation=organisation, day__lt=today - timedelta(days=queries.NOTES_DAYS))
    )
    for note in notes:
        vault.erase(note.sealed_record, "retention")
    ShiftNote.objects.filter(pk__in=[note.pk for note in notes]).delete()
    audit.record_system(
        "hotline.clear",
        "organisation",
        organisation,
        organisation=organisation,
        details={"flags": flags, "notes": len(notes)},
    )
    return flags + len(notes)


def go_round(organisation: UUID) -> None:
    """Erase contacts without a case and callers whose time is over, flags and notes that have ended.

    Each row is looked at again when its turn comes: of a contact a case may have been opened, a caller may have called.
    """
    today = timezone.localdate()
    until = {rule.kind: months_later(today, -rule.months) for rule in queries.keep_rules(organisation)}
    contacts = Contact.objects.filter(organisation=organisation, case__isnull=True, day__lte=until[CONTACT])
    callers = Caller.objects.filter(organisation=organisation, last_used_on__lte=until[CALLER])
    callers = callers.exclude(flags__valid_until__gte=today)  # a warning outlives the silence

    def contact_over(row: Contact) -> None:
        locking.held(row)
        if contacts.filter(pk=row.pk).exists():
            expire_contact(contact=row, organisation=organisation)

    def caller_over(row: Caller) -> None:
        erasing.hold_caller(row)
        if callers.filter(pk=row.pk).exists():
            expire_caller(caller=row, organisation=organisation)

    nightly.each("hotline.contacts", contacts, contact_over)
    nightly.each("hotline.callers", callers, caller_over)
    over = Flag.objects.filter(organisation=organisation, valid_until__lt=today)
    old = ShiftNote.objects.filter(organisation=organisation, day__lt=today - timedelta(days=queries.NOTES_DAYS))
    if over.exists() or old.exists():
        clear(organisation=organisation)
