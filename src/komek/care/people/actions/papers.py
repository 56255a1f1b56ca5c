"""Documents and the right to stay."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.people import sealing, seams
from komek.care.people.access import ACCESS
from komek.care.people.actions import checking
from komek.care.people.models import IdentityDocument, Person, RightToStay
from komek.care.people.nouns import Paper, Stay
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState


@audit.verb("person.add_document", _("wrote down a document"), _("wrote down one of your documents"))
def add_document(
    *, person: Person, paper: Paper, instead_of: IdentityDocument | None = None, by: Actor
) -> IdentityDocument:
    """Write a document down. `instead_of` ends an earlier entry: another hand holds it, or it was written wrongly."""
    ACCESS.require(by, "person.paper", person)
    checking.not_erased(person)
    checking.check_paper(paper)
    if instead_of is not None:
        _end(instead_of, person)
    today = timezone.localdate()
    row = IdentityDocument(organisation=person.organisation, person=person, recorded_on=today, recorded_by=by.user)
    sealing.seal(row, by=by, paper=paper)
    row.save(force_insert=True)
    sealing.index(person, by=by)
    replaced = [instead_of.id] if instead_of else []
    audit.record("person.add_document", "person", person.id, by=by, objects=[row.id, *replaced])
    return row


@audit.verb("person.end_document", _("ended the entry of a document"))
def end_document(*, document: IdentityDocument, by: Actor) -> IdentityDocument:
    """End an entry that no longer holds; its number no longer finds the person."""
    ACCESS.require(by, "person.paper", document.person)
    _end(document, document.person)
    sealing.index(document.person, by=by)
    audit.record("person.end_document", "person", document.person_id, by=by, objects=[document.id])
    return document


@audit.verb("person.record_stay", _("wrote down the right to stay"), _("wrote down until when you may stay"))
def record_stay(*, person: Person, stay: Stay, expires_on: date | None = None, by: Actor) -> RightToStay:
    """Write down on which basis she may stay and until when; what was written before ends today."""
    ACCESS.require(by, "person.stay", person)
    checking.not_erased(person)
    checking.check_stay(stay)
    today = timezone.localdate()
    RightToStay.objects.filter(person=person, ended_on__isnull=True).update(ended_on=today)
    row = RightToStay(
        organisation=person.organisation, person=person, recorded_on=today, recorded_by=by.user, expires_on=expires_on
    )
    sealing.seal(row, by=by, stay=stay)
    row.save(force_insert=True)
    audit.record("person.record_stay", "person", person.id, by=by, objects=[row.id])
    seams.stay_written(person)
    return row


def _end(document: IdentityDocument, person: Person) -> None:
    if document.ended_on is not None or document.person_id != person.id:
        raise WrongState(_("This entry has ended already."), "", _("Open the person's page again."))
    document.ended_on = timezone.localdate()
    document.save(update_fields=["ended_on"])
