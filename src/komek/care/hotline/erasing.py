"""What the hotline knows of somebody: told to her in words, forgotten with her case, or with what she wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import locking
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.care.hotline import sealing
from komek.care.hotline.models import Caller, Contact, LaterWord, ShiftNote
from komek.care.hotline.nouns import Talk
from komek.foundations import vault
from komek.kernel.actor import Actor

LABEL = _("What was told to the hotline")


def export(person: people.Person, by: Actor) -> Iterable[people.Section]:
    """Tell a person what she told the hotline before her case was opened."""
    rows = list(Contact.objects.filter(case__person=person).order_by("written_at", "id"))
    for row, talk, reach in zip(
        rows, sealing.talks(rows, by=by), sealing.opened_all(rows, "reach", by=by), strict=True
    ):
        if talk and reach:
            yield people.Section(LABEL, [*_talk(row, talk), *_reach(reach)])


def erase(person: people.Person, by: Actor | None) -> int:
    """Erase the contacts that a person's cases came of; says how many."""
    LaterWord.objects.filter(case__person=person).delete()
    return len(erase_contacts(list(Contact.objects.filter(case__person=person)), "erased"))


def end_reminders(case: Case) -> None:
    """Forget what an erased case was still to read of its caller; the contacts themselves stay with the person."""
    LaterWord.objects.filter(case=case).delete()


def erase_contacts(contacts: Collection[Contact], reason: str) -> list[vault.Erased]:
    """Delete the keys of contacts, then their rows; what a case was to read of them is due no more.

    Those cases are held, as by who finishes a contact: no day that a colleague writes meanwhile is written over.
    """
    erased = [vault.erase(contact.sealed_record, reason) for contact in contacts]
    ids = [contact.pk for contact in contacts]
    told = [locking.held(case) for case in _told_of(ids)]
    Contact.objects.filter(pk__in=ids).delete()
    for case in told:
        deadlines.refresh(case)
    return erased


def hold_caller(caller: Caller) -> None:
    """Lock a caller before she is erased, and her contacts before her, as a writer does who erases. Raises Hidden."""
    list(caller.contacts.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    locking.held(caller)


def erase_caller(caller: Caller, reason: str) -> vault.Erased:
    """Delete the keys of a caller, her index rows and flags; contacts stay without the link."""
    erased = vault.erase(caller.sealed_record, reason)
    caller.delete()
    return erased


def erase_copies(messages: Collection[UUID]) -> None:
    """Erase what the hotline made of messages that their writer erases just now. Needs no key.

    A contact that a case came of stays: it belongs to the file of the person and goes with it; the writer is told so.
    A caller goes with her last contact, unless a warning about her is in force. As with everything that a stranger
    does no entry is written, which would say at what second she did it: the row of the message says that it is erased.
    """
    copies = Contact.objects.filter(message__in=list(messages), case__isnull=True).order_by("pk")
    contacts = list(copies.select_for_update())
    ids = {each.caller_id for each in contacts if each.caller_id}
    # whoever finishes another contact of hers just now is waited for, before any case is held
    callers = list(Caller.objects.filter(pk__in=ids).order_by("pk").select_for_update())
    erase_contacts(contacts, "writer")
    for caller in callers:
        if not _rests_on(caller):
            erase_caller(caller, "writer")


def forget_again(records: Collection[UUID]) -> None:
    """Take away what a restored backup brought back of contacts, callers and notes that had been erased.

    What erased cases were to read of later contacts goes too: those contacts may be alive, and their words are hers.
    """
    gone = list(records)
    LaterWord.objects.filter(case__in=gone).delete()
    told = _told_of(gone)
    for model in (Contact, Caller, ShiftNote):
        model._default_manager.filter(pk__in=gone).delete()
    for case in told:
        deadlines.refresh(case)


def _told_of(contacts: Collection[UUID]) -> list[Case]:
    words = LaterWord.objects.filter(contact__in=contacts)
    return list(Case.objects.filter(pk__in=words.values("case")).order_by("pk"))


def _rests_on(caller: Caller) -> bool:
    """Say whether a caller has another contact, or a warning that colleagues still need."""
    return caller.contacts.exists() or caller.flags.filter(valid_until__gte=timezone.localdate()).exists()


def _talk(row: Contact, talk: Talk) -> list[people.Line]:
    told = (
        (_("Day"), date_format(row.day, "j E Y"), ""),
        (_("Channel"), talk.channel, "hotline_channel"),
        (_("Who called"), talk.caller, "hotline_caller"),
        (_("What it was about"), list(talk.categories), "hotline_category"),
        (_("What came of it"), list(talk.outcomes), "hotline_outcome"),
        (_("What was given"), list(talk.given), "hotline_given"),
        (_("In own words"), talk.words, ""),
    )
    return [people.line(name, value, listed) for name, value, listed in told if value]


def _reach(reach: dict[str, str]) -> list[people.Line]:
    told = (
        (_("Safe to call back"), reach["safe"], "contact_safety"),
        (_("When to call"), reach["when"], ""),
        (_("What to say"), reach["words"], ""),
        (_("Phone"), reach["phone"], ""),
        (_("How may we call you?"), reach["call_me"], ""),
    )
    return [people.line(name, value, listed) for name, value, listed in told if value]
