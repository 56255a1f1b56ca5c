"""The person says yes, says no, takes it back. A yes seals keys; taking it back ends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import agreement, locking, sealing, sharing
from komek.care.cases.access import ACCESS
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case
from komek.care.cases.models.consent import Consent, LegalBasis
from komek.care.cases.queries import deadlines
from komek.care.cases.texts import LANGUAGES, texts
from komek.foundations import audit, vault
from komek.kernel import codes, nightly
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState


@dataclass(frozen=True)
class Terms:
    """What was asked and how: purpose, recipient, groups, form, giver, text and last day; names in sealed words."""

    purpose: str
    recipient: Recipient
    groups: tuple[str, ...]
    form: str
    giver: str = "individual"
    language: str = "en"
    expires_on: date | None = None
    witness: str = ""
    interpreter: str = ""
    guardian: str = ""
    child_view: str = ""
    words: str = ""
    own_wish: bool = False


@audit.verb("consent.give", _("recorded a consent"), _("wrote down that you said yes"))
def give_consent(*, case: Case, terms: Terms, by: Actor) -> Consent:
    """The person says yes: the keys of the named groups, and nothing else, are sealed to the recipient's circle.

    Raises Invalid for what a yes cannot be: no group, a child alone or unheard, a guardian who may be the suspect,
    a last day in the past, media or a purpose she refused before that she did not ask for herself.
    """
    ACCESS.require(by, "consent.give", case)
    locking.held(case)
    _check(case, terms, by)
    circle = open_circle(terms.recipient)
    consent = _row(case, terms, "given", circle, by)
    consent.save(force_insert=True)
    if circle is not None:
        grant(case, terms.groups, circle, by)
    _note("consent.give", consent, by)
    return consent


@audit.verb("consent.refuse", _("recorded that the person said no"), _("wrote down that you said no"))
def refuse_consent(*, case: Case, terms: Terms, by: Actor) -> Consent:
    """The person says no: written down, so that nobody asks again and again. Help goes on.

    Raises Invalid where a no stands already and she did not bring it up herself: nobody should have asked.
    """
    ACCESS.require(by, "consent.give", case)
    locking.held(case)
    _known("purpose", terms.purpose, "consent_purpose")
    _known("form", terms.form, "consent_form")
    _may_be_asked(case, terms)
    consent = _row(case, terms, "refused", None, by)
    consent.save(force_insert=True)
    _note("consent.refuse", consent, by)
    return consent


@audit.verb(
    "consent.withdraw", _("recorded that a consent was taken back"), _("wrote down that you took your yes back")
)
def withdraw_consent(*, consent: Consent, reason: str, by: Actor) -> Consent:
    """The person takes her yes back: keys end now; what is written from now on is under fresh keys."""
    ACCESS.require(by, "consent.give", consent.case)
    locking.held(consent)
    _known("reason", reason, "withdrawal_reason")
    agreement.CONSENT.perform(consent, "withdraw", by=by)
    consent.withdrawn_at, consent.withdrawal = timezone.now(), reason
    consent.save(update_fields=["state", "withdrawn_at", "withdrawal"])
    end_keys(consent)
    _note("consent.withdraw", consent, by)
    return consent


@audit.verb("consent.expire", _("a consent reached its last day"))
def expire_consent(*, consent: Consent, organisation: UUID) -> Consent:
    """The last day has passed: the house ends the keys. It needs no key itself. Raises WrongState before."""
    locking.held(consent)
    if not sharing.overdue().filter(pk=consent.pk).exists():
        raise WrongState(_("This consent has not ended."), "", _("Take it back if the person wishes."))
    consent.state = "expired"
    consent.save(update_fields=["state"])
    end_keys(consent)
    audit.record_system("consent.expire", "case", consent.case_id, organisation=organisation, objects=[consent.id])
    deadlines.refresh(consent.case)
    return consent


def expire_due() -> int:
    """End every consent whose last day has passed where it was given, each by itself; says how many were ended."""
    due = sharing.overdue().select_related("case")
    return nightly.each(
        "cases.expire_consents", due, lambda row: expire_consent(consent=row, organisation=row.organisation)
    )


def open_circle(recipient: Recipient) -> UUID | None:
    """Find the circle that keys are sealed to; None for a body outside. Raises Invalid for one that has none."""
    if recipient.organisation is None:
        return None
    circles = {circle.kind: circle.id for circle in vault.circles_in(recipient.organisation)}
    if "cases" not in circles:
        raise Invalid(
            _("This organisation cannot receive anything yet."),
            _("It has no circle for cases."),
            _("Ask it to make its circle first, or choose another recipient."),
            field="recipient",
        )
    return circles["cases"]


def grant(case: Case, groups: tuple[str, ...] | list[str], circle: UUID, by: Actor) -> None:
    """Seal the keys of these groups of person and case to a circle."""
    of_person, of_case = agreement.with_keys(groups)
    if of_person:
        vault.grant(case.person.sealed_record, of_person, circle, keyring=by.keyring)
    if of_case:
        vault.grant(case.sealed_record, of_case, circle, keyring=by.keyring)


def end_keys(row: Consent | LegalBasis) -> None:
    """End the keys that a consent or basis gave, but for groups that another one in force still opens."""
    if row.circle is None:
        return
    ending = set(row.groups) - sharing.still_granted(row.case, row.circle, without=row.pk)
    of_person, of_case = agreement.with_keys(sorted(ending))
    if of_person:
        vault.withdraw(row.case.person.sealed_record, of_person, row.circle)
    if of_case:
        vault.withdraw(row.case.sealed_record, of_case, row.circle)


def _check(case: Case, terms: Terms, by: Actor) -> None:
    _known("purpose", terms.purpose, "consent_purpose")
    _known("form", terms.form, "consent_form")
    _known("giver", terms.giver, "consent_giver")
    _may_be_asked(case, terms)
    check_recipient(case, terms.recipient, terms.groups)
    if terms.language not in LANGUAGES:
        raise Invalid(
            _("There is no text in this language."), "", _("Choose a language of the list."), field="language"
        )
    if terms.purpose == "media" and not terms.own_wish:
        raise Invalid(
            _("Nobody is asked for the newspapers."),
            _("It is always no, unless the person wants it."),
            _("Mark that the person asked for it, or leave it."),
            field="own_wish",
        )
    if terms.expires_on is not None and terms.expires_on < timezone.localdate():
        raise Invalid(_("The last day is in the past."), "", _("Choose a later day."), field="expires_on")
    if terms.form == "oral_with_witness" and not terms.witness.strip():
        raise Invalid(_("An oral yes needs a witness."), "", _("Write who was there."), field="witness")
    _speaks(case, terms, by)


def _may_be_asked(case: Case, terms: Terms) -> None:
    if not terms.own_wish and not sharing.may_be_asked(case, terms.purpose):
        raise Invalid(
            _("The person said no to this before."),
            _("A no stands: nobody is asked for the same again."),
            _("Leave it, or mark that the person brought it up."),
            field="own_wish",
        )


def _speaks(case: Case, terms: Terms, by: Actor) -> None:
    """For a child a guardian says yes, or two persons in the best interests; neither without the child's own view.

    Whose age the actor's keys do not open is treated as a child.
    """
    stands = people.standing(case.person, by=by)
    if stands.closed and not stands.ready:
        raise Invalid(
            _("Your keys do not open how old the person is."),
            _("Whoever may be a child does not say yes alone."),
            _("Ask a colleague whose keys open the file to write the answer down."),
            field="giver",
        )
    if (terms.form == "guardian" or terms.giver == "caregiver") and stands.basis != "guardian":
        raise Invalid(
            _("This guardian cannot say yes for the child."),
            _("The guardian may be the suspect, or there is none."),
            _("Use the best interests of the child, with a second person."),
            field="giver",
        )
    if stands.of_age:
        return
    if not stands.has_view:
        raise Invalid(
            _("The child's own view is missing."),
            _("Nobody says yes for a child who was not heard."),
            _("Write down first, on the page of the person, what the child thinks."),
            field="giver",
        )
    if not stands.ready:
        raise Invalid(
            _("The best interests of the child are not signed yet."),
            _("No guardian can speak for this child, so two persons decide."),
            _("Write the decision on the page of the person and ask a colleague to sign it."),
            field="giver",
        )
    giver = "caregiver" if stands.basis == "guardian" else "other"
    if terms.giver != giver:
        raise Invalid(
            _("A child does not say yes alone."),
            _("A guardian who is not the suspect says it, or two persons in the best interests of the child."),
            _("Choose who said it: %(giver)s.") % {"giver": codes.get("consent_giver")[giver].label},
            field="giver",
        )


def check_recipient(case: Case, recipient: Recipient, groups: tuple[str, ...]) -> None:
    """Refuse a recipient that is none, is the case's own organisation, and groups that do not exist."""
    if recipient.organisation is None:
        _known("body", recipient.body, "recipient_body")
    elif recipient.organisation == case.organisation:
        raise Invalid(_("This is your own organisation."), "", _("Choose who receives it."), field="recipient")
    known = codes.get("consent_field_group")
    if not groups or any(group not in known for group in groups):
        raise Invalid(_("Nothing is chosen."), "", _("Choose what exactly may be passed on."), field="groups")


def _row(case: Case, terms: Terms, state: str, circle: UUID | None, by: Actor) -> Consent:
    consent = Consent(
        organisation=case.organisation,
        case=case,
        purpose=terms.purpose,
        recipient=terms.recipient.organisation if circle else None,
        circle=circle,
        body="" if circle else terms.recipient.body,
        groups=sorted(terms.groups),
        form=terms.form,
        giver=terms.giver,
        text=texts(terms.language).stamp,
        state=state,
        given_on=timezone.localdate(),
        expires_on=(terms.expires_on or agreement.usual_end(terms.purpose)) if state == "given" else None,
        recorded_by=by.user,
        recorded_at=timezone.now(),
    )
    said = {
        "recipient": terms.recipient.name,
        "witness": terms.witness,
        "interpreter": terms.interpreter,
        "guardian": terms.guardian,
        "child_view": terms.child_view,
        "words": terms.words,
    }
    sealing.seal(consent, "terms", said, by=by)
    return consent


def _note(code: str, consent: Consent, by: Actor) -> None:
    details = {"purpose": consent.purpose, "text": consent.text.replace("@", ":")}
    audit.record(code, "case", consent.case_id, by=by, objects=[consent.id], details=details)
    deadlines.refresh(consent.case)


def _known(field: str, code: str, listed: str) -> None:
    if code not in codes.get(listed):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=field)
