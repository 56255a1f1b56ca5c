"""A child is heard herself. Where her guardian may be the suspect, two people decide what is best for her."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.people import queries, sealing
from komek.care.people.access import ACCESS
from komek.care.people.actions import checking
from komek.care.people.models import ChildView, Person
from komek.care.people.nouns import View
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState


@audit.verb("person.record_child_view", _("wrote down the child's own view"), _("wrote down what you think"))
def record_child_view(*, person: Person, day: date, view: View, by: Actor) -> ChildView:
    """Write down what the child herself thinks, and on which basis the organisation acts for her.

    Raises WrongState for somebody of age; Invalid for a guardian's basis without a guardian who is known not to be
    the suspect, and for a best-interests basis without a motive.
    """
    ACCESS.require(by, "person.child_view", person)
    checking.not_erased(person)
    checking.check_view(view)
    stands = queries.standing(person, by=by)
    if stands.of_age:
        raise WrongState(
            _("The person is of age."), _("Whoever is of age speaks alone."), _("Ask for the person's own consent.")
        )
    if view.basis == "guardian" and not stands.guardians:
        raise Invalid(
            _("No guardian can speak for this child."),
            _("There is none on record, or the guardian may be the suspect, or nobody has asked yet."),
            _("Choose the best interests of the child; a second person signs."),
            field="basis",
        )
    if view.basis == "best_interests" and not view.motive.strip():
        raise Invalid(_("The motive is missing."), "", _("Write why this is best for the child."), field="motive")
    row = ChildView(organisation=person.organisation, person=person, day=day, recorded_by=by.user)
    sealing.seal(row, by=by, view=view)
    row.save(force_insert=True)
    audit.record("person.record_child_view", "person", person.id, by=by, objects=[row.id])
    return row


@audit.verb("person.sign_child_view", _("signed, as the second person, what is best for the child"))
def sign_child_view(*, view: ChildView, by: Actor) -> ChildView:
    """Sign somebody else's best-interests decision; with this signature it stands. Raises WrongState for one's own."""
    ACCESS.require(by, "person.sign_view", view.person)
    if view.recorded_by == by.user:
        raise WrongState(
            _("You wrote this yourself."), _("Two people must see it."), _("Ask a colleague to read and sign it.")
        )
    if view.signed_by is not None or queries.basis_of(view, by=by) != "best_interests":
        raise WrongState(_("No signature is due here."), "", _("Open the person's page again."))
    view.signed_by, view.signed_on = by.user, timezone.localdate()
    view.save(update_fields=["signed_by", "signed_on"])
    audit.record("person.sign_child_view", "person", view.person_id, by=by, objects=[view.id])
    return view
