"""Which contacts, callers and notes an actor may see, and what waits for her."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.care.hotline import rules, sealing
from komek.care.hotline.access import CONTACTS, ROOM
from komek.care.hotline.models import KINDS, Addition, Caller, Contact, Flag, KeepRule, LaterWord, ShiftNote
from komek.care.hotline.models.contact import DRAFT, FINAL
from komek.care.hotline.nouns import Calling, Known, Reach
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden

DEFAULT_MONTHS = {"contact": 24, "caller": 6}
"""Defaults of the house, no law: to be confirmed by the organisation's lawyer."""
NOTES_DAYS = 60
MOST_CALLERS = 6


@dataclass(frozen=True)
class Wish:
    """What a list is narrowed by; all of it operational. `who` is "" or "me", `what` a kind of work, `since` days."""

    who: str = ""
    what: str = ""
    since: str = ""


def visible(actor: Actor) -> QuerySet[Contact]:
    """List the contacts that the actor may see."""
    return CONTACTS.visible(actor, Contact.objects.all())


def find(actor: Actor, contact: UUID) -> Contact:
    """Get one contact; raises Hidden."""
    return CONTACTS.find(actor, Contact.objects.select_related("case__person", "caller"), pk=contact)


def narrowed(rows: QuerySet[Contact], wish: Wish, *, actor: Actor) -> QuerySet[Contact]:
    """Keep what was wished for, the newest first."""
    if wish.who == "me":
        rows = rows.filter(author=actor.user)
    if wish.since:
        rows = rows.filter(day__gte=timezone.localdate() - timedelta(days=int(wish.since)))
    return rows.filter(_of_kind(wish.what)).order_by("-written_at", "id")


def drafts(actor: Actor) -> QuerySet[Contact]:
    """List one's own contacts that are not finished, the oldest first."""
    return visible(actor).filter(state=DRAFT, author=actor.user).order_by("written_at", "id")


def due(actor: Actor, today: date) -> QuerySet[Contact]:
    """List finished contacts with a call back that is due, the longest due first."""
    return visible(actor).filter(state=FINAL, due_on__lte=today).order_by("due_on", "written_at", "id")


def handed_over(actor: Actor) -> QuerySet[Contact]:
    """List what operators have passed to the team of the cases and nobody has taken up yet."""
    return visible(actor).filter(handed_on__isnull=False, case__isnull=True).order_by("handed_on", "id")


def taken_on(actor: Actor, today: date) -> int:
    """Count the contacts that colleagues have finished today."""
    return visible(actor).filter(state=FINAL, day=today).count()


def of_case(actor: Actor, case: UUID) -> QuerySet[Contact]:
    """List the contacts that a case came of."""
    return visible(actor).filter(case=case).order_by("written_at", "id")


def cases_of_caller(contact: Contact) -> list[Case]:
    """List the cases that came of other contacts of the same caller and are not erased. Inside a verb only."""
    others = Contact.objects.filter(organisation=contact.organisation, caller=contact.caller_id, case__isnull=False)
    ids = others.exclude(caller__isnull=True).exclude(pk=contact.pk).values("case")
    rows = Case.objects.select_related("person").filter(pk__in=ids, organisation=contact.organisation)
    return [case for case in rows.order_by("pk") if not case.is_erased]


def unread(cases: Iterable[UUID]) -> QuerySet[LaterWord]:
    """List what callers said after a case came of them and nobody has read, the oldest first."""
    rows = LaterWord.objects.filter(case__in=list(cases), read_on__isnull=True)
    return rows.order_by("told_on", "id")


def said_since(cases: Iterable[Case], *, by: Actor) -> list[tuple[LaterWord, Reach | None]]:
    """Open what the callers of these cases said since; None where it is closed to the reader.

    Asked of cases that the reader may open; beyond her own organisation nothing is told.
    """
    own = [case.pk for case in cases if case.organisation == by.organisation]
    rows = list(unread(own).select_related("contact")) if own else []
    held = sealing.opened_all([row.contact for row in rows], "reach", by=by) if rows else []
    return [(row, Reach(**values) if values else None) for row, values in zip(rows, held, strict=True)]


def to_read(cases: Sequence[Case]) -> Iterable[deadlines.Deadline]:
    """Give the task of those who work on a case: her newer word about calling back is read at once."""
    for row in unread([case.pk for case in cases]):
        text = _("Read what the caller has said since about calling back")
        yield deadlines.Deadline(row.told_on, row.case_id, text, "case-since", (("case", row.case_id),))


def of_message(actor: Actor, messages: Iterable[UUID]) -> dict[UUID, UUID]:
    """Say which messages have become contacts: message to contact."""
    rows = visible(actor).filter(message__in=list(messages)).values_list("message", "id")
    return {message: contact for message, contact in rows if message}


def additions(contact: Contact, *, by: Actor) -> list[tuple[Addition, dict[str, str]]]:
    """Open what was added to a contact, the oldest first."""
    rows = list(contact.additions.order_by("written_at", "id"))
    held = sealing.opened_all(rows, "added", by=by)
    return [(row, values) for row, values in zip(rows, held, strict=True) if values]


def find_caller(actor: Actor, caller: UUID) -> Caller:
    """Get one caller; raises Hidden."""
    return ROOM.find(actor, Caller.objects.all(), pk=caller)


def find_flag(actor: Actor, flag: UUID) -> Flag:
    """Get one flag of a caller; raises Hidden."""
    return ROOM.find(actor, Flag.objects.select_related("caller"), pk=flag)


def callers_at(phone: str, *, by: Actor) -> list[Caller]:
    """Find who reaches us from a number, through the keyed index; the latest first."""
    wanted = rules.forms(phone, people.country_of(by))
    hits = vault.find(wanted, keyring=by.keyring) if wanted else {}
    rows = ROOM.visible(by, Caller.objects.filter(pk__in=list(hits)))
    return list(rows.order_by("-last_used_on", "id")[:MOST_CALLERS])


def flags(caller: Caller, *, by: Actor) -> list[tuple[Flag, str, str]]:
    """Open the flags of a caller that have not ended."""
    rows = list(caller.flags.filter(valid_until__gte=timezone.localdate()).order_by("-set_on", "id"))
    return sealing.set_flags(rows, by=by)


def flags_of(callers: Iterable[UUID], *, by: Actor) -> dict[UUID, tuple[str, ...]]:
    """Open the flags of many callers in a constant number of queries."""
    rows = list(Flag.objects.filter(caller__in=list(callers), valid_until__gte=timezone.localdate()))
    found: dict[UUID, tuple[str, ...]] = {}
    for row, kind, _words in sealing.set_flags(rows, by=by):
        found[row.caller_id] = (*found.get(row.caller_id, ()), kind)
    return found


def calling(contacts: Sequence[Contact], *, by: Actor) -> list[Calling | None]:
    """Say of each contact how it may be called back by now, in a constant number of queries; None where it is closed.

    What the same caller said in a later contact holds for the earlier ones.
    """
    own = sealing.opened_all(contacts, "reach", by=by)
    callers = list(Caller.objects.filter(pk__in={row.caller_id for row in contacts if row.caller_id}).order_by("id"))
    told = sealing.opened_all(callers, "told", by=by)
    known = {row.pk: Known.of(values) for row, values in zip(callers, told, strict=True) if values}
    warned = flags_of([row.pk for row in callers], by=by) if callers else {}
    return [_by_now(row, values, known, warned) for row, values in zip(contacts, own, strict=True)]


def _by_now(
    row: Contact, own: dict[str, str] | None, known: dict[UUID, Known], warned: dict[UUID, tuple[str, ...]]
) -> Calling | None:
    if own is None:
        return None
    if row.caller_id is None:
        return Calling(Reach(**own))
    latest = known.get(row.caller_id)
    reach = rules.by_now(Reach(**own), latest)
    earlier = tuple(own[name] for name in ("when", "words") if own[name] and own[name] != getattr(reach, name))
    return Calling(reach, warned.get(row.caller_id, ()), earlier, closed=latest is None)


def contacts_of(caller: Caller, actor: Actor) -> QuerySet[Contact]:
    """List a caller's contacts, the newest first."""
    return visible(actor).filter(caller=caller, state=FINAL).order_by("-written_at", "id")


def shift_notes(actor: Actor) -> QuerySet[ShiftNote]:
    """List the notes between shifts, the newest first."""
    if not ROOM.may(actor, "shift.read"):
        return ShiftNote.objects.none()
    return ShiftNote.objects.filter(organisation=actor.organisation).order_by("-written_at", "id")


def keep_rules(organisation: UUID) -> list[KeepRule]:
    """List how long contacts and callers are kept; a row that was never decided holds the default and is not saved."""
    own = {row.kind: row for row in KeepRule.objects.filter(organisation=organisation)}
    return [own.get(kind) or default_rule(organisation, kind) for kind in KINDS]


def default_rule(organisation: UUID, kind: str) -> KeepRule:
    """Give the default of the house for a kind, unsaved."""
    return KeepRule(organisation=organisation, kind=kind, months=DEFAULT_MONTHS[kind], set_by=organisation)


def find_rule(actor: Actor, rule: UUID) -> KeepRule:
    """Get one rule of the actor's organisation; raises Hidden."""
    if not ROOM.may(actor, "keep.rule"):
        raise Hidden
    found = KeepRule.objects.filter(pk=rule, organisation=actor.organisation).first()
    if found is None:
        raise Hidden
    return found


def _of_kind(what: str) -> Q:
    kinds = {
        "drafts": Q(state=DRAFT),
        "due": Q(due_on__isnull=False, state=FINAL),
        "handed": Q(handed_on__isnull=False, case__isnull=True),
        "cases": Q(case__isnull=False),
    }
    return kinds.get(what, Q())
