"""After the contact: reading it, adding to it, calling back where that is safe, and danger now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import locking
from komek.care.hotline import measures, queries, rules, sealing
from komek.care.hotline.access import CONTACTS
from komek.care.hotline.actions.writing import must_be_final, tell_of_danger
from komek.care.hotline.models import Addition, Contact
from komek.care.hotline.nouns import Calling, Reach, Talk
from komek.foundations import audit, ledger, vault
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden, Invalid, WrongState

NOTE, CALL_BACK = "note", "call_back"
NONE = "none"


@audit.verb("contact.list", _("saw a list of contacts"))
def list_talks(*, contacts: Sequence[Contact], by: Actor) -> list[Talk | None]:
    """Open one page of contacts: one entry with all ids, a constant number of queries."""
    CONTACTS.require(by, "contact.read")
    audit.record("contact.list", "contact", None, by=by, objects=[contact.id for contact in contacts])
    return sealing.talks(contacts, by=by)


@audit.verb("contact.read", _("read a contact"))
def read_contact(*, contact: Contact, by: Actor) -> Talk:
    """Open a contact to read it; the number stays closed until somebody means to call."""
    CONTACTS.require(by, "contact.read", contact)
    audit.record("contact.read", "contact", contact.id, by=by)
    return sealing.talk(contact, by=by)


@audit.verb("contact.open_file", _("opened a file of a contact"))
def open_file(*, contact: Contact, file: UUID, by: Actor) -> vault.FileView:
    """Note that a file of a contact is opened; gives what the vault knows of it. Raises Hidden for any other file."""
    CONTACTS.require(by, "contact.read", contact)
    found = next((each for each in sealing.files(contact, by=by) if each.id == file), None)
    if found is None:
        raise Hidden
    audit.record("contact.open_file", "contact", contact.id, by=by, objects=[file])
    return found


@audit.verb("contact.show_number", _("opened the number of a contact to call back"))
def show_number(*, contact: Contact, by: Actor) -> Reach:
    """Open the number, on purpose and on record. Raises WrongState where calling would bring her into danger.

    What she said in a later contact holds for this one too.
    """
    CONTACTS.require(by, "contact.call_back", contact)
    must_be_final(contact)
    how = calling_back(contact, by=by)
    if not rules.may_call(how):
        raise WrongState(
            _("Do not call this number."),
            _("The caller said that it is not safe, or a colleague has seen a danger."),
            _("Wait until she calls. If the danger is over, take the flag off first."),
        )
    audit.record("contact.show_number", "contact", contact.id, by=by)
    return how.reach


def calling_back(contact: Contact, *, by: Actor) -> Calling:
    """Say whether and how a contact may be called back by now. Raises NotEntitled."""
    (how,) = queries.calling([contact], by=by)
    if how is None:
        raise vault.NotEntitled
    return how


@audit.verb("contact.call_back", _("called back"))
def record_call_back(*, contact: Contact, result: str, words: str = "", again: bool = False, by: Actor) -> Addition:
    """Keep how a call back went. It is done with unless `again` says that somebody tries once more."""
    CONTACTS.require(by, "contact.call_back", contact)
    locking.held(contact)
    must_be_final(contact)
    if result not in codes.get("call_back_result"):
        raise Invalid(_("The result is missing."), "", _("Choose how the call went."), field="result")
    addition = _add(contact, CALL_BACK, result, words, by)
    contact.due_on = timezone.localdate() if again else None
    contact.save(update_fields=["due_on"])
    audit.record("contact.call_back", "contact", contact.id, by=by, objects=[addition.id])
    ledger.record(
        measures.CALLED_BACK,
        by=by,
        day=timezone.localdate(),
        country=people.country_of(by),
        axes={"result": result},
    )
    return addition


@audit.verb("contact.add", _("added a note to a contact"))
def add_note(*, contact: Contact, words: str, by: Actor) -> Addition:
    """Add a dated note to a finished contact; nothing that stands there is changed."""
    CONTACTS.require(by, "contact.add", contact)
    must_be_final(contact)
    if not words.strip():
        raise Invalid(_("The note is empty."), "", _("Write something, or leave the page."), field="words")
    addition = _add(contact, NOTE, NONE, words, by)
    audit.record("contact.add", "contact", contact.id, by=by, objects=[addition.id])
    return addition


@audit.verb("contact.danger", _("marked danger now in a contact"))
def danger_now(*, contact: Contact, by: Actor) -> Contact:
    """Mark danger: the contact stands first in everybody's list today. One press, no question, draft or not.

    Colleagues are told that something waits, and not what, as soon as they can open it: at once, and of a draft
    when it is finished.
    """
    CONTACTS.require(by, "contact.danger", contact)
    locking.held(contact)
    talk = replace(sealing.talk(contact, by=by), danger=True)
    sealing.seal(contact, "talk", talk.values, by=by)
    contact.due_on = timezone.localdate()
    contact.save(update_fields=["talk", "due_on"])
    audit.record("contact.danger", "contact", contact.id, by=by)
    if not contact.is_draft:
        tell_of_danger(contact, by=by)
    return contact


def _add(contact: Contact, kind: str, result: str, words: str, by: Actor) -> Addition:
    addition = Addition(organisation=contact.organisation, contact=contact, author=by.user, written_at=timezone.now())
    sealing.seal(addition, "added", {"kind": kind, "result": result, "words": words}, by=by)
    addition.save(force_insert=True)
    return addition
