"""Relatives and guardians: two persons on record, and what the one is to the other."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.people import sealing
from komek.care.people.access import ACCESS
from komek.care.people.actions import checking
from komek.care.people.actions.registering import register_person
from komek.care.people.models import Person, Relation
from komek.care.people.nouns import Identity, Tie
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState


@audit.verb("person.relate", _("linked a relative"), _("wrote down who belongs to you"))
def relate(*, person: Person, other: Person, tie: Tie, by: Actor) -> Relation:
    """Write down what `other` is to `person`; with `guardian`, that she speaks for her.

    A tie that exists is written anew. Raises Invalid for a person tied to herself.
    """
    for each in (person, other):
        ACCESS.require(by, "person.relate", each)
        checking.not_erased(each)
    checking.check_tie(tie)
    if person.pk == other.pk:
        raise Invalid(_("This is the same person."), "", _("Choose somebody else."), field="other")
    today = timezone.localdate()
    row = Relation.objects.filter(person=person, other=other, ended_on__isnull=True).first()
    row = row or Relation(organisation=person.organisation, person=person, other=other)
    row.decided_by, row.decided_on = by.user, today
    sealing.seal(row, by=by, tie=tie)
    row.save()
    audit.record("person.relate", "person", person.id, by=by, objects=[other.id, row.id])
    return row


@audit.verb("person.relate_new", _("registered a relative"), _("wrote down who belongs to you"))
def relate_new(
    *,
    person: Person,
    identity: Identity,
    tie: Tie,
    told_by_other: bool = False,
    none_of: Collection[UUID] = (),
    by: Actor,
) -> Relation:
    """Register somebody who belongs to a person and tie the two in one act.

    With `told_by_other` the tie says what the person is to the new one. Raises Lookalikes as registering does.
    """
    ACCESS.require(by, "person.relate", person)
    other = register_person(identity=identity, none_of=none_of, by=by)
    one, two = (other, person) if told_by_other else (person, other)
    relation = relate(person=one, other=two, tie=tie, by=by)
    audit.record("person.relate_new", "person", person.id, by=by, objects=[other.id, relation.id])
    return relation


@audit.verb("person.end_relation", _("ended the link to a relative"))
def end_relation(*, relation: Relation, by: Actor) -> Relation:
    """End a tie that no longer holds or was written down by mistake."""
    ACCESS.require(by, "person.relate", relation.person)
    if relation.ended_on is not None:
        raise WrongState(_("This link has ended already."), "", _("Open the person's page again."))
    relation.ended_on = timezone.localdate()
    relation.save(update_fields=["ended_on"])
    audit.record("person.end_relation", "person", relation.person_id, by=by, objects=[relation.other_id, relation.id])
    return relation
