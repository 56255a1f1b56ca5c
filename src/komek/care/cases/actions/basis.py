"""Passing something on without consent: a legal basis, a motive, two persons. With danger to life one, then two.

Source of the rule: SOPs of national referral mechanisms; Bulgaria's (measure 1.4) allows one person alone only
where a life is at risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases import agreement, locking, measures, sealing, sharing
from komek.care.cases.access import ACCESS
from komek.care.cases.actions import counting
from komek.care.cases.actions.approvals import approval_missing
from komek.care.cases.actions.consent import check_recipient, end_keys, grant, open_circle
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case
from komek.care.cases.models.consent import Consent, Disclosure, LegalBasis
from komek.care.cases.queries import deadlines
from komek.foundations import audit, vault
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Invalid

SHORTEST_MOTIVE = 15
TO_POLICE = ("police", "prosecutor_court")


@dataclass(frozen=True)
class Ground:
    """Why without her: kind of basis, to whom, which groups, and the motive in sealed words."""

    basis: str
    recipient: Recipient
    groups: tuple[str, ...]
    motive: str
    danger: bool = False


@audit.verb("basis.decide", _("decided to pass something on without consent"), _("decided to act without asking you"))
def decide_without_consent(*, case: Case, ground: Ground, by: Actor) -> LegalBasis:
    """Decide on a legal basis. It opens nothing before a second person signs, unless a life is in danger.

    With `danger` the keys are sealed at once, and the second signature is due within 24 hours and shown until then.
    """
    ACCESS.require(by, "basis.decide", case)
    locking.held(case)
    _check(case, ground)
    circle = open_circle(ground.recipient)
    basis = LegalBasis(
        organisation=case.organisation,
        case=case,
        basis=ground.basis,
        danger=ground.danger,
        recipient=ground.recipient.organisation,
        circle=circle,
        body="" if circle else ground.recipient.body,
        groups=sorted(ground.groups),
        state="alone" if ground.danger else "proposed",
        decided_by=by.user,
        decided_at=timezone.now(),
    )
    said = {"recipient": ground.recipient.name, "motive": ground.motive, "second": "", "told": ""}
    sealing.seal(basis, "motive", said, by=by)
    basis.save(force_insert=True)
    if ground.danger and circle is not None:
        grant(case, ground.groups, circle, by)
    _note("basis.decide", basis, by)
    return basis


@audit.verb(
    "basis.sign",
    _("signed a disclosure without consent as the second person"),
    _("checked why we acted without asking you"),
)
def sign_basis(*, basis: LegalBasis, words: str = "", by: Actor) -> LegalBasis:
    """The second person has read the motive and signs; now the keys are sealed, if they were not at once."""
    ACCESS.require(by, "basis.sign", basis.case)
    locking.held(basis)
    alone = basis.state == "alone"
    agreement.BASIS.perform(basis, "sign", by=by)
    _second(basis, words, by)
    if basis.circle is not None and not alone:
        grant(basis.case, basis.groups, basis.circle, by)
    _note("basis.sign", basis, by)
    return basis


@audit.verb(
    "basis.refuse", _("did not sign a disclosure without consent"), _("stopped us from acting without asking you")
)
def refuse_basis(*, basis: LegalBasis, words: str, by: Actor) -> LegalBasis:
    """The second person does not sign: nothing opens, and what one had opened alone ends now."""
    ACCESS.require(by, "basis.sign", basis.case)
    locking.held(basis)
    opened = basis.state == "alone"
    agreement.BASIS.perform(basis, "object" if opened else "refuse", by=by)
    _second(basis, words, by)
    if opened:
        end_keys(basis)
    _note("basis.refuse", basis, by)
    return basis


@audit.verb("basis.end", _("ended a disclosure without consent"))
def end_basis(*, basis: LegalBasis, by: Actor) -> LegalBasis:
    """It is no longer needed: keys end."""
    ACCESS.require(by, "basis.decide", basis.case)
    locking.held(basis)
    agreement.BASIS.perform(basis, "end", by=by)
    basis.save(update_fields=["state"])
    end_keys(basis)
    _note("basis.end", basis, by)
    return basis


@audit.verb(
    "basis.tell", _("told the person about a disclosure without consent"), _("told you what we did without asking you")
)
def tell_person(*, basis: LegalBasis, told_on: date, by: Actor) -> LegalBasis:
    """The person was told, as soon as it was safe."""
    ACCESS.require(by, "basis.decide", basis.case)
    if told_on > timezone.localdate():
        raise Invalid(
            _("This day is in the future."), "", _("Record it when the person has been told."), field="told_on"
        )
    basis.told_on = told_on
    basis.save(update_fields=["told_on"])
    _note("basis.tell", basis, by)
    return basis


@audit.verb("case.disclose", _("passed something on to a body outside"), _("passed something on about you"))
def disclose(*, case: Case, recipient: Recipient, groups: tuple[str, ...], words: str, by: Actor) -> Disclosure:
    """Pass groups on to a body outside. Raises Forbidden unless a live consent or a basis in force covers them all."""
    ACCESS.require(by, "case.disclose", case)
    locking.held(case)
    check_recipient(case, recipient, groups)
    ground = sharing.rests_on(case, body=recipient.body, groups=groups)
    if ground is None:
        raise Forbidden(
            _("Nothing allows this to be passed on."),
            _("There is no consent in force for this recipient and these fields, and no legal basis."),
            _("Ask the person first, or decide on a legal basis with a second person."),
        )
    _approved(case, ground, recipient)
    row = Disclosure(
        organisation=case.organisation,
        case=case,
        consent=ground if isinstance(ground, Consent) else None,
        basis=ground if isinstance(ground, LegalBasis) else None,
        body=recipient.body,
        groups=sorted(groups),
        disclosed_on=timezone.localdate(),
        recorded_by=by.user,
    )
    sealing.seal(row, "words", {"recipient": recipient.name, "words": words}, by=by)
    row.save(force_insert=True)
    audit.record("case.disclose", "case", case.id, by=by, objects=[row.id, ground.pk], details={"body": row.body})
    if row.body in TO_POLICE:
        counting.count(measures.REFERRED_TO_POLICE, case, by=by, axes={"consent": "yes" if row.consent else "no"})
    return row


def _approved(case: Case, ground: Consent | LegalBasis, recipient: Recipient) -> None:
    """Ask for the approval that the organisation wants; with danger to life nobody waits for one."""
    without = isinstance(ground, LegalBasis) and not ground.danger
    wanted = "media_use" if recipient.body == "media" else "sharing_without_consent" if without else ""
    if wanted and (missing := approval_missing(case, wanted)):
        raise missing


def _check(case: Case, ground: Ground) -> None:
    if ground.basis not in codes.get("legal_basis_without_consent"):
        raise Invalid(_("The legal basis is missing."), "", _("Choose one of the list."), field="basis")
    check_recipient(case, ground.recipient, ground.groups)
    if len(ground.motive.strip()) < SHORTEST_MOTIVE:
        raise Invalid(
            _("The motive is missing."),
            _("Whoever reads this later must understand why the person was not asked."),
            _("Write it in a sentence or two."),
            field="motive",
        )
    if ground.danger and ground.basis not in {"vital_interest", "child_best_interest"}:
        raise Invalid(
            _("One person alone may act only when a life is in danger."),
            "",
            _("Choose another basis without the danger mark; a second person signs first."),
            field="danger",
        )


def _second(basis: LegalBasis, words: str, by: Actor) -> None:
    held = sealing.opened(basis, "motive", by=by)
    if held is None:
        raise vault.NotEntitled
    sealing.seal(basis, "motive", {**held, "second": words}, by=by)
    basis.second_by, basis.second_at = by.user, timezone.now()
    basis.save(update_fields=["state", "second_by", "second_at", "motive"])


def _note(code: str, basis: LegalBasis, by: Actor) -> None:
    details = {"basis": basis.basis, "danger": "yes" if basis.danger else "no"}
    audit.record(code, "case", basis.case_id, by=by, objects=[basis.id], details=details)
    deadlines.refresh(basis.case)
