"""The verbs of the time that files are kept: make a rule, list and erase what is due, keep one file longer.

A rule that would erase sooner, or ask nobody any more, comes into force when a second person has agreed: it may
destroy what nobody brings back. One that keeps files longer, or asks again, is in force at once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import locking, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions.erasing import erase_file
from komek.care.cases.models import RetentionNotice, RetentionRule
from komek.care.cases.models.retention import ACTIONS, ASK, AT_ONCE, BASES, KINDS, MOST_MONTHS
from komek.care.cases.retention import queries
from komek.care.cases.retention.nouns import HOUSE, Due, Rule
from komek.care.cases.second_person import may_decide
from komek.care.people.models import Person
from komek.foundations import audit
from komek.kernel import nightly
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Invalid, WrongState
from komek.kernel.periods import months_later

LONGEST_HOLD = 60
"""Months for which a file is kept longer at most; afterwards somebody looks again."""


MOST_AT_ONCE = 500
"""Files that are put on the list, or taken off, in one act."""


@audit.verb("retention.rule", _("made a rule about how long files are kept"))
def set_rule(*, kind: str, months: int, action: str, basis: str, by: Actor) -> RetentionRule:
    """Say how long files of a kind are kept. What would erase sooner waits for a second person (`decide_rule`)."""
    ACCESS.require(by, "retention.rule")
    _check(kind, months, action, basis)
    row = _held_row(kind, by)
    rule = queries.rule(by.organisation, kind)
    if (rule.months, rule.action, rule.basis) == (months, action, basis):
        raise Invalid(_("This is the rule already."), "", _("Change something, or leave it."))
    sooner = _sooner(rule, months, action)
    if sooner:
        row.next_months, row.next_action, row.next_basis = months, action, basis
        row.proposed_by, row.proposed_on = by.user, timezone.localdate()
    else:
        row.months, row.action, row.basis = months, action, basis
        row.set_by, row.set_on = by.user, timezone.localdate()
        _no_proposal(row)
    row.save()
    said: dict[str, str | int] = {"kind": kind, "months": months, "action": action, "basis": basis, "waits": sooner}
    audit.record("retention.rule", "organisation", by.organisation, by=by, objects=[row.id], details=said)
    return row


@audit.verb("retention.decide_rule", _("decided on a rule about how long files are kept"))
def decide_rule(*, rule: RetentionRule, agreed: bool, seen: str, by: Actor) -> RetentionRule:
    """A second person lets a change into force that erases sooner, or not. Nobody decides on her own proposal.

    `seen` is the `proposal` that stood on her page. Raises WrongState when another stands there now.
    """
    ACCESS.require(by, "retention.rule", rule)
    locking.held(rule)
    may_decide(rule.proposed_by, as_read=rule.proposal == seen, by=by)
    told: dict[str, str | int] = {
        "kind": rule.kind,
        "months": rule.next_months or rule.months,
        "action": rule.next_action,
    }
    if agreed and rule.next_months is not None:
        rule.months, rule.action, rule.basis = rule.next_months, rule.next_action, rule.next_basis
        rule.set_by, rule.set_on = by.user, timezone.localdate()
    _no_proposal(rule)
    rule.save()
    audit.record(
        "retention.decide_rule",
        "organisation",
        by.organisation,
        by=by,
        objects=[rule.id],
        details={**told, "agreed": agreed},
    )
    return rule


@audit.verb("retention.keep", _("kept a file longer"), _("decided to keep your file longer"))
def keep_longer(*, person: Person, until: date, words: str, by: Actor) -> RetentionNotice:
    """Keep one file until a day, whatever the rules say. The reason is sealed, and she may read it."""
    ACCESS.require(by, "retention.decide", person)
    locking.held(person)
    _not_erased(person)
    today = timezone.localdate()
    if not words.strip():
        raise Invalid(_("The reason is missing."), "", _("Write why the file is still needed."), field="words")
    if not today < until <= months_later(today, LONGEST_HOLD):
        raise Invalid(
            _("A file is kept from tomorrow on, for five years at most."),
            _("Afterwards somebody looks again whether it is needed."),
            _("Choose another day."),
            field="until",
        )
    row = queries.notice_of(person) or RetentionNotice(organisation=person.organisation, person=person)
    _not_sooner_than_a_colleague(row, until, by)
    row.kept_until, row.kept_by, row.kept_on = until, by.user, today
    sealing.seal(row, "reason", {"words": words}, by=by)
    row.save()
    audit.record("retention.keep", "person", person.id, by=by, objects=[row.id], details={"until": until})
    return row


@audit.verb("retention.confirm", _("confirmed that a file is erased whose time is over"))
def confirm_erasing(*, person: Person, by: Actor) -> people.Slip:
    """The house listed the file, a supervisor says yes: it is erased by the same way as by hand.

    Raises WrongState for a file that was not listed or whose time is not over any more; and, as any erasing, while
    the organisation wants an approval first.
    """
    ACCESS.require(by, "retention.decide", person)
    locking.whole_file(person)
    _not_erased(person)
    notice, due = queries.notice_of(person), queries.due_of(person, timezone.localdate())
    if notice is None or not notice.waits or due is None:
        raise _not_due()
    slip = erase_file(person=person, reason="retention", by=by)
    audit.record("retention.confirm", "person", person.id, by=by, details={"kind": due.rule.kind})
    return slip


@audit.verb("retention.erase", _("a file was erased because its time was over"))
def erase_due(*, person: Person, organisation: UUID) -> people.Slip:
    """Erase one file whose rule asks nobody. Needs no key. Raises WrongState if it is not due, or no such rule."""
    locking.whole_file(person)
    due = queries.due_of(person, timezone.localdate())
    if person.organisation != organisation or due is None or not queries.erases_at_once(due.rule):
        raise _not_due()
    slip = people.erase_by_rule(person=person, organisation=organisation)
    details = {"kind": due.rule.kind}
    audit.record_system("retention.erase", "person", person.id, organisation=organisation, details=details)
    return slip


@audit.verb("retention.list", _("files were listed whose time is over"))
def list_due(*, new: Collection[Due], gone: Collection[RetentionNotice], organisation: UUID) -> int:
    """Put files on the list of those that wait for a second person, and take off those that are due no more."""
    today = timezone.localdate()
    for due in new:
        RetentionNotice.objects.update_or_create(
            organisation=organisation,
            person=due.person,
            defaults={
                "kind": due.rule.kind,
                "due_on": due.on,
                "noticed_on": today,
                "kept_until": None,
                "kept_by": None,
                "kept_on": None,
                "reason": b"",
            },
        )
    RetentionNotice.objects.filter(pk__in=[row.pk for row in gone], organisation=organisation).delete()
    audit.record_system(
        "retention.list",
        "organisation",
        organisation,
        organisation=organisation,
        objects=[due.person.id for due in new],
        details={"new": len(new), "gone": len(gone)},
    )
    return len(new)


def go_round(organisation: UUID) -> None:
    """Erase what is due and asks nobody, list what is due and asks somebody; a second round changes nothing."""
    today = timezone.localdate()
    found = list(queries.due(organisation, today))
    unasked = {rule.kind for rule in queries.rules(organisation) if queries.erases_at_once(rule)}
    at_once = [due.person for due in found if due.rule.kind in unasked]
    nightly.each("cases.retention", at_once, lambda row: erase_due(person=row, organisation=organisation))
    # what could not be erased is asked about like the rest, so that somebody sees it
    left = {due.person.pk for due in queries.due(organisation, today)} if at_once else {due.person.pk for due in found}
    asked = {due.person.pk: due for due in found if due.person.pk in left}
    notices = RetentionNotice.objects.filter(organisation=organisation)
    listed = set(notices.filter(kept_until__isnull=True).values_list("person", flat=True))
    new = [due for person, due in asked.items() if person not in listed]
    over = [row for row in notices.exclude(kept_until__gte=today) if row.person_id not in asked]
    for start in range(0, max(len(new), len(over)), MOST_AT_ONCE):
        part = slice(start, start + MOST_AT_ONCE)
        list_due(new=new[part], gone=over[part], organisation=organisation)


def _check(kind: str, months: int, action: str, basis: str) -> None:
    for field, value, known in (("kind", kind, KINDS), ("action", action, ACTIONS), ("basis", basis, BASES)):
        if value not in known or value == HOUSE:
            raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=field)
    if not 1 <= months <= MOST_MONTHS:
        raise Invalid(
            _("A file is kept for at least one month and for fifty years at most."),
            "",
            _("Write another number of months."),
            field="months",
        )


def _sooner(rule: Rule, months: int, action: str) -> bool:
    return months < rule.months or (action == AT_ONCE and rule.action == ASK)


def _held_row(kind: str, by: Actor) -> RetentionRule:
    """Give the row of a rule, locked; a first one begins with what is in force."""
    rule = queries.rule(by.organisation, kind)
    said = {"months": rule.months, "action": rule.action, "basis": rule.basis}
    row, _made = RetentionRule.objects.get_or_create(
        organisation=by.organisation,
        kind=kind,
        defaults={"set_by": by.user, "set_on": timezone.localdate(), **said},
    )
    return locking.held(row)


def _no_proposal(row: RetentionRule) -> None:
    row.next_months, row.next_action, row.next_basis = None, "", ""
    row.proposed_by, row.proposed_on = None, None


def _not_sooner_than_a_colleague(row: RetentionNotice, until: date, by: Actor) -> None:
    if row.kept_until and row.kept_until >= timezone.localdate() and until < row.kept_until and row.kept_by != by.user:
        raise Forbidden(
            _("A colleague keeps this file longer."),
            _("The reason stands on this page; the file may be needed for it."),
            _("Choose that day or a later one, or ask the colleague to shorten it."),
        )


def _not_erased(person: Person) -> None:
    if person.erased:
        raise WrongState(_("This person was erased."), _("Nothing is left to work with."), "")


def _not_due() -> WrongState:
    return WrongState(
        _("The time of this file is not over."),
        _("A case was opened, a look back is planned, or the rule or its day was changed."),
        _("Leave it: it is listed again when it is due. If the person asks for it, erase it on the page of the case."),
    )
