"""From the hotline to the cases, with nothing typed twice; and the end of a contact on wish."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import flow as of_cases
from komek.care.cases import locking
from komek.care.cases.actions.intake import intake
from komek.care.cases.actions.notes import add_file
from komek.care.cases.actions.opening import Opening
from komek.care.cases.actions.screening import carry_screening
from komek.care.cases.models import Case
from komek.care.hotline import erasing, measures, rules, sealing
from komek.care.hotline.access import CONTACTS
from komek.care.hotline.actions.following import calling_back
from komek.care.hotline.actions.since import contact_of, is_taken_over, keep_how_to_reach, open_to_the_team
from komek.care.hotline.actions.writing import LIST, finish_contact, must_be_final
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import UNKNOWN, Reach, Talk
from komek.foundations import audit, ledger, notify, vault
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState
from komek.kernel.missing import Missing


@audit.verb("contact.open_case", _("opened a case from a contact"))
def open_case(
    *,
    contact: Contact,
    kind: str = of_cases.FULL,
    person: people.Person | None = None,
    none_of: Collection[UUID] = (),
    by: Actor,
) -> Case:
    """Make a case of a contact in one act: person, ways to reach her, place, source, need, signs and files.

    A draft is finished first. To a `person` on record is added how she may be reached by now, and where somebody else
    called nothing that is freer than her file; who she is stays as it stands there. Raises people.Lookalikes while
    somebody like her is on record, is not `person` and is not in `none_of`; WrongState where a colleague was faster.
    """
    CONTACTS.require(by, "contact.open_case", contact)
    locking.held(contact)
    if contact.is_draft:
        finish_contact(contact=contact, by=by)
    if contact.case_id is not None:
        raise _taken_up()
    talk, reach = sealing.talk(contact, by=by), calling_back(contact, by=by).reach
    wanted = opening_of(contact, talk, by, kind)
    if person is None:
        who, how = identity_of(talk, reach), contact_of(talk, reach, by)
        case = intake(opening=wanted, identity=who, contact=how, none_of=none_of, by=by)
    else:
        case = intake(opening=wanted, person=person, by=by)
        keep_how_to_reach(person, contact_of(talk, reach, by), by, her_own=talk.caller == rules.HERSELF)
        is_taken_over(contact, person, by)
    if talk.signs and case.kind == of_cases.FULL:
        carry_screening(case=case, answers=talk.signs, asked_on=contact.day, by=by)
    for file in sealing.files(contact, by=by):
        add_file(case=case, upload=vault.taken_out(file.id, keyring=by.keyring), group=sealing.FILES, by=by)
    contact.case, contact.due_on = case, None
    contact.save(update_fields=["case", "due_on"])
    must_be_final(contact)
    open_to_the_team(contact, by)
    audit.record("contact.open_case", "contact", contact.id, by=by, objects=[case.id])
    _count(talk, case, by)
    return case


@audit.verb("contact.hand_over", _("passed a contact to the team of the cases"))
def hand_over(*, contact: Contact, by: Actor) -> Contact:
    """Let the team of the cases read a contact: a case worker opens the case with one press. A draft is finished.

    They are told that something waits on the page of contacts.
    """
    CONTACTS.require(by, "contact.hand_over", contact)
    locking.held(contact)
    if contact.is_draft:
        finish_contact(contact=contact, by=by)
    if contact.case_id is not None:
        raise _taken_up()
    must_be_final(contact)
    open_to_the_team(contact, by)
    contact.handed_on = contact.handed_on or timezone.localdate()
    contact.save(update_fields=["handed_on"])
    audit.record("contact.hand_over", "contact", contact.id, by=by)
    notify.tell_circle(contact.organisation, ("cases",), "contact", LIST, but=by.user)
    return contact


@audit.verb("contact.erase", _("erased a contact"))
def erase_contact(*, contact: Contact, by: Actor) -> vault.Erased:
    """Erase a contact on wish. Raises WrongState where a case came of it: it goes with the file of the person."""
    CONTACTS.require(by, "contact.erase", contact)
    locking.held(contact)
    if contact.case_id is not None:
        raise WrongState(
            _("A case came of this contact."),
            _("What she told the hotline belongs to her file now."),
            _("A supervisor erases the file; the contact goes with it."),
        )
    record = contact.id
    (erased,) = erasing.erase_contacts([contact], "wish")
    audit.record("contact.erase", "contact", record, by=by)
    return erased


def opening_of(contact: Contact, talk: Talk, by: Actor, kind: str = of_cases.FULL) -> Opening:
    """Read from a contact what belongs to the case; where the help is given, the organisation knows best."""
    return Opening(
        country=people.country_of(by),
        source=rules.source_of(talk, by_message=contact.message is not None),
        kind=kind,
        needs=("safety",) if talk.danger else (),
        words=talk.words,
        danger=talk.danger,
    )


def identity_of(talk: Talk, reach: Reach) -> people.Identity:
    """Read from a contact who the person is; what was not said was not asked."""
    return people.Identity(
        given=reach.call_me.strip() or Missing.NOT_ASKED,
        sex=talk.sex if talk.sex != UNKNOWN else Missing.NOT_ASKED,
        citizenships=(talk.nationality,) if talk.nationality else Missing.NOT_ASKED,
    )


def _count(talk: Talk, case: Case, by: Actor) -> None:
    ledger.record(
        measures.CONTACT_PASSED_ON,
        by=by,
        day=timezone.localdate(),
        country=case.country,
        sex=talk.sex,
        age_band=talk.age_band,
        axes={"channel": talk.channel, "source": case.source},
    )


def _taken_up() -> WrongState:
    return WrongState(
        _("A case came of this contact already."), "", _("Open the case: it is named on the page of the contact.")
    )
