"""What the person allowed, and what was disclosed without her: one row a decision, nothing overwritten."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from komek.care.cases import agreement
from komek.care.cases import sharing_schemas as schemas
from komek.care.cases.models.case import Case
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Privacy, Sealed
from komek.kernel.tables import CareRow

GROUP_CODES = r"^(identity|contact|story|medical|legal|operational)$"


class Consent(vault.SealedRow, CareRow):
    """One answer of the person: recipient x purpose x field groups x form x expiry. A refusal is a row too."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    recipient = models.UUIDField(null=True)
    circle = models.UUIDField(null=True)
    body = models.CharField(max_length=40, blank=True)
    groups = ArrayField(models.CharField(max_length=20), default=list)
    form = models.CharField(max_length=20)
    giver = models.CharField(max_length=20)
    text = models.CharField(max_length=20)
    state = models.CharField(max_length=12, editable=False)
    given_on = models.DateField()
    expires_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawal = models.CharField(max_length=40, blank=True, editable=False)
    recorded_by = models.UUIDField(editable=False)
    recorded_at = models.DateTimeField(editable=False)
    terms = vault.SealedField(group="legal", schema=schemas.TERMS)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "purpose": Open("what was asked; no story", codes="consent_purpose"),
        "recipient": Open("random id of an organisation of the house: who may open is visible in its keys anyway"),
        "circle": Open("random id of a circle"),
        "body": Open("kind of a body outside, never its name", codes="recipient_body"),
        "groups": Open("names of field groups; the sealed keys show the same"),
        "form": Open("written, oral ...", codes="consent_form"),
        "giver": Open("the person or a guardian", codes="consent_giver"),
        "text": Open("language and version of the text that was read", pattern=r"^[a-z-]{2,7}@\d{4}\.\d{1,2}$"),
        "state": Open("given, refused, withdrawn, expired", codes="consent_state"),
        "given_on": Open("a day of work"),
        "expires_on": Open("a day by which keys end"),
        "withdrawn_at": Personal("when a member of staff worked"),
        "withdrawal": Open("why, coarse", codes="withdrawal_reason"),
        "recorded_by": Personal("random id of a member of staff"),
        "recorded_at": Personal("when a member of staff worked; orders two answers of one day"),
        "terms": Sealed("legal"),
    }

    class Meta:
        db_table = "case_consent"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=tuple(agreement.CONSENT.states)), name="consent_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~models.Q(state="withdrawn") & models.Q(withdrawn_at__isnull=True)),
                name="consent_withdrawn_with_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=True, circle__isnull=True)
                | (models.Q(recipient__isnull=False, circle__isnull=False, body="")),
                name="consent_names_one_recipient",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=models.F("given_on")),
                name="consent_ends_after_it_began",
            ),
        )
        indexes = (
            models.Index(fields=("recipient", "state"), name="consent_by_recipient"),
            models.Index(fields=("state", "expires_on"), name="consent_by_last_day"),
        )


class LegalBasis(vault.SealedRow, CareRow):
    """A disclosure without consent: basis, motive, two persons; with danger to life one, and a second in 24 hours."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bases")
    basis = models.CharField(max_length=40)
    danger = models.BooleanField(default=False)
    recipient = models.UUIDField(null=True)
    circle = models.UUIDField(null=True)
    body = models.CharField(max_length=40, blank=True)
    groups = ArrayField(models.CharField(max_length=20), default=list)
    state = models.CharField(max_length=12, editable=False)
    decided_by = models.UUIDField(editable=False)
    decided_at = models.DateTimeField(editable=False)
    second_by = models.UUIDField(null=True, editable=False)
    second_at = models.DateTimeField(null=True, editable=False)
    told_on = models.DateField(null=True, editable=False)
    motive = vault.SealedField(group="legal", schema=schemas.BASIS)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "basis": Open("kind of legal basis", codes="legal_basis_without_consent"),
        "danger": Open("whether one person acted alone"),
        "recipient": Open("random id of an organisation of the house"),
        "circle": Open("random id of a circle"),
        "body": Open("kind of a body outside, never its name", codes="recipient_body"),
        "groups": Open("names of field groups; the sealed keys show the same"),
        "state": Open("how far the decision has come", pattern="^(proposed|alone|in_force|refused|ended)$"),
        "decided_by": Personal("random id of a member of staff"),
        "decided_at": Personal("when a member of staff worked"),
        "second_by": Personal("random id of a member of staff"),
        "second_at": Personal("when a member of staff worked"),
        "told_on": Open("day on which the person was told"),
        "motive": Sealed("legal"),
    }

    class Meta:
        db_table = "case_legal_basis"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=tuple(agreement.BASIS.states)), name="basis_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True) | ~models.Q(second_by=models.F("decided_by")),
                name="basis_signed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(second_by__isnull=True, second_at__isnull=True)
                | models.Q(second_by__isnull=False, second_at__isnull=False),
                name="basis_signed_with_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="alone") | models.Q(danger=True), name="basis_alone_only_in_danger"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="in_force") | models.Q(second_by__isnull=False),
                name="basis_in_force_with_two",
            ),
        )
        indexes = (models.Index(fields=("recipient", "state"), name="basis_by_recipient"),)

    @property
    def second_due_at(self) -> datetime | None:
        """Say by when the second signature is due, while one person has acted alone."""
        return self.decided_at + agreement.SECOND_SIGNATURE_WITHIN if self.state == "alone" else None


class Disclosure(vault.SealedRow, CareRow):
    """Something was passed on to a body outside, under a consent or a basis: which groups, on which day."""

    RECORD = "case_id"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="disclosures")
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, null=True, related_name="disclosures")
    body = models.CharField(max_length=40)
    groups = ArrayField(models.CharField(max_length=20), default=list)
    disclosed_on = models.DateField()
    recorded_by = models.UUIDField(editable=False)
    words = vault.SealedField(group="legal", schema=schemas.DISCLOSED)

    PRIVACY: ClassVar[dict[str, Privacy]] = CareRow.PRIVACY | {
        "case": Open("random id"),
        "consent": Open("random id"),
        "basis": Open("random id"),
        "body": Open("kind of a body outside; the ledger counts police", codes="recipient_body"),
        "groups": Open("names of field groups"),
        "disclosed_on": Open("a day of work"),
        "recorded_by": Personal("random id of a member of staff"),
        "words": Sealed("legal"),
    }

    class Meta:
        db_table = "case_disclosure"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(consent__isnull=False, basis__isnull=True)
                | models.Q(consent__isnull=True, basis__isnull=False),
                name="disclosure_rests_on_one_thing",
            ),
        )
