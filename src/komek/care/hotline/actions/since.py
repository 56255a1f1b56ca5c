"""What a caller says after a case came of her: the case learns that her word about calling back is a newer one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import locking
from komek.care.cases import queries as of_cases
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.care.hotline import queries, rules, sealing
from komek.care.hotline.access import CONTACTS
from komek.care.hotline.models import CONTACT_GROUPS, Contact, LaterWord
from komek.care.hotline.nouns import Reach, Talk
from komek.foundations import audit, notify, vault
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState
from komek.kernel.missing import Missing

CALLER_WORDS = ("contact",)
MESSENGERS = {"whatsapp": "whatsapp", "telegram": "telegram", "sms": "other"}
CASES = "/desk/cases/"
"""Where the worker of a case looks; a notice names neither the case nor what waits there."""


@audit.verb("contact.tell_cases", _("let a case know that its caller said something since"))
def tell_cases(*, contact: Contact, cases: Sequence[Case], by: Actor) -> list[LaterWord]:
    """Let the cases that came of the same caller know of her newer word: their team can read the contact from now on.

    Part of finishing a contact. The operator may have no key of the case, so nothing is written into it: a row says
    that something waits, and the words stay sealed in the contact.
    """
    CONTACTS.require(by, "contact.write", contact)
    open_to_the_team(contact, by)
    cases = [case for case in cases if not locking.held(case).is_erased]  # a colleague may have erased one just now
    found = [_waits(contact, case) for case in cases]
    audit.record("contact.tell_cases", "contact", contact.id, by=by, objects=[case.id for case in cases])
    for user in sorted({user for case in cases for user in (case.worker, case.deputy) if user and user != by.user}):
        notify.tell(user, "contact", CASES)
    return found


@audit.verb("contact.heed", _("read what the caller has said since about calling back"))
def heed(*, case: Case, word: UUID | None, take_over: bool = False, by: Actor) -> LaterWord:
    """Say that a later word was read; with `take_over` it is written into the file of the person, as at a conversion.

    Whoever called from the number may be somebody else: then the file stays. Raises WrongState for what was read.
    """
    CONTACTS.require(by, "contact.heed")
    of_cases.find(by, case.pk)
    locking.held(case)
    row = queries.unread([case.pk]).select_related("contact").filter(pk__in=[word] if word else []).first()
    if row is None:
        raise WrongState(_("This was read already."), "", _("Open the case: what still waits stands at its head."))
    if take_over:
        talk, reach = sealing.talk(row.contact, by=by), sealing.reach(row.contact, by=by)
        keep_how_to_reach(case.person, contact_of(talk, reach, by), by, her_own=True)
    row.case = case
    _read([row], by)
    audit.record("contact.heed", "contact", row.contact_id, by=by, objects=[case.id])
    return row


def is_taken_over(contact: Contact, person: people.Person, by: Actor) -> None:
    """Take the warning off the cases of a person into whose file a contact was just written. Inside a verb only."""
    rows = LaterWord.objects.filter(contact=contact, case__person=person, read_on__isnull=True)
    _read(list(rows.select_related("case").order_by("case")), by)


def open_to_the_team(contact: Contact, by: Actor) -> None:
    """Seal the keys of a contact to the circle of the cases, where it is another one than that of the hotline.

    What its caller says about calling back goes with it, later words too; the index of her number does not. Where that
    is closed to the actor herself it stays closed: the contact's own word is all that the team knows.
    """
    circles = {circle.kind: circle.id for circle in vault.circles_in(contact.organisation)}
    if "cases" not in circles:
        raise WrongState(
            _("The circle of the cases does not exist yet."), "", _("A case worker makes it under People and keys.")
        )
    vault.grant(contact.sealed_record, CONTACT_GROUPS, circles["cases"], keyring=by.keyring)
    if contact.caller is not None:
        with suppress(vault.NotEntitled):
            vault.grant(contact.caller.sealed_record, CALLER_WORDS, circles["cases"], keyring=by.keyring)


def contact_of(talk: Talk, reach: Reach, by: Actor) -> people.Contact:
    """Read from a contact how she may be reached without harm."""
    found = rules.forms(reach.phone, people.country_of(by))
    phones = tuple(found.get("phone", ()))
    handle = {MESSENGERS.get(talk.channel, "other"): reach.phone.strip()} if "handle" in found else {}
    return people.Contact(
        phones=phones or Missing.NOT_ASKED,
        messengers=handle,
        languages=(talk.language,) if talk.language else Missing.NOT_ASKED,
        safe=reach.safe,
        call_when=reach.when,
        call_words=reach.words,
    )


def keep_how_to_reach(person: people.Person, told: people.Contact, by: Actor, *, her_own: bool) -> None:
    """Write into the file of a person on record what is said by now of calling her: colleagues call by her file.

    That it is `her_own` word says who called, or a colleague who has read it and takes it for hers.
    She is locked before her file is read: what a colleague has just written is not written over with what stood before.
    """
    locking.held(person)
    held = people.contact(person, by=by)
    by_now = rules.reached_by_now(held, told, her_own=her_own)
    if by_now != held:
        people.correct_contact(person=person, contact=by_now, by=by)


def _waits(contact: Contact, case: Case) -> LaterWord:
    row = LaterWord.objects.create(
        organisation=contact.organisation, contact=contact, case=case, told_on=timezone.localdate()
    )
    deadlines.refresh(case)
    return row


def _read(rows: list[LaterWord], by: Actor) -> None:
    for row in rows:
        row.read_on, row.read_by = timezone.localdate(), by.user
        row.save(update_fields=["read_on", "read_by"])
        deadlines.refresh(row.case)
