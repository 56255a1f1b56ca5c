"""A copy for the person, and the end: her keys are deleted, and with them everything that was sealed under them."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.people.access import ACCESS
from komek.care.people.actions import checking
from komek.care.people.erasers import ERASERS, Section, Slip, forget
from komek.care.people.models import Person
from komek.foundations import audit, vault
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden, Invalid

REASONS = {
    "wish": _("The person asked for it"),
    "retention": _("The time to keep it is over"),
    "mistake": _("It was written down by mistake"),
}


@audit.verb("person.export", _("made a copy for the person"), _("made a copy of your file for you"))
def export_person(*, person: Person, by: Actor) -> list[Section]:
    """Gather what every room holds about a person, in words that she reads."""
    ACCESS.require(by, "person.export", person)
    checking.not_erased(person)
    audit.record("person.export", "person", person.id, by=by)
    return [section for eraser in ERASERS for section in eraser.export(person, by) if section.lines]


@audit.verb("person.erase", _("erased the person"), _("erased your file"))
def erase_person(*, person: Person, reason: str, by: Actor) -> Slip:
    """Erase a person in every room: keys, index rows, files and rows. What counted her stays, without a name.

    Gives the slip for her. A room may refuse with a WrongState of its own: a case that is open, for one.
    """
    ACCESS.require(by, "person.erase", person)
    checking.not_erased(person)
    if reason not in REASONS:
        raise Invalid(_("The reason is missing."), "", _("Choose why the file is erased."), field="reason")
    slip = _erase(person, reason, by)
    audit.record("person.erase", "person", person.id, by=by, details={"reason": reason})
    return slip


@audit.verb("person.erase_by_rule", _("a person was erased by a rule of the organisation"))
def erase_by_rule(*, person: Person, organisation: UUID) -> Slip:
    """Erase a person in every room because the time is over. Needs no key; whether it is over, the caller knows.

    Raises Hidden for a person of another organisation.
    """
    if person.organisation != organisation:
        raise Hidden
    checking.not_erased(person)
    slip = _erase(person, "retention", None)
    audit.record_system("person.erase_by_rule", "person", person.id, organisation=organisation)
    return slip


def forget_again(records: Collection[UUID]) -> None:
    """Take away what a restored backup brought back of persons who had been erased since it was made."""
    persons = Person.objects.filter(pk__in=list(records))
    forget(persons.values_list("pk", flat=True))
    persons.filter(erased_on__isnull=True).update(identity=b"", contact=b"", erased_on=timezone.localdate())


def _erase(person: Person, reason: str, by: Actor | None) -> Slip:
    went = tuple((eraser.label, eraser.erase(person, by)) for eraser in ERASERS)
    erased = vault.erase(person.sealed_record, reason)
    person.identity, person.contact, person.erased_on = b"", b"", timezone.localdate()
    person.save(update_fields=["identity", "contact", "erased_on"])
    return Slip(person.id, erased.on, erased.complete_on, went)
