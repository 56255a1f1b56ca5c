"""Ties between persons: relatives and guardians, a child's own view, and rows that speak of one and the same person."""

from django.db import models
from django.utils import timezone

from komek.care.people import flow, schemas
from komek.care.people.models.person import Person
from komek.foundations import vault
from komek.kernel.privacy import Open, Personal, Sealed
from komek.kernel.tables import CareRow


class Relation(vault.SealedRow, CareRow):
    """What `other` is to `person`; whether she is the guardian, and whether she may be the suspect, is sealed."""

    RECORD = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations_back")
    decided_by = models.UUIDField(editable=False)
    decided_on = models.DateField(editable=False)
    ended_on = models.DateField(null=True, editable=False)
    tie = vault.SealedField(group="identity", schema=schemas.TIE)

    PRIVACY = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "other": Open("random id of another row; what ties them is sealed"),
        "decided_by": Personal("random id of a member of staff"),
        "decided_on": Open("a day of work"),
        "ended_on": Open("a day of work"),
        "tie": Sealed("identity"),
    }

    class Meta:
        db_table = "person_relation"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "person", "other"),
                condition=models.Q(ended_on__isnull=True),
                name="person_one_relation_a_pair",
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="person_no_relation_to_herself"),
        )


class DuplicateLink(vault.SealedRow, CareRow):
    """Two rows that may speak of one person. Linked, never merged; the end of the link is all that undoes it."""

    RECORD = "first_id"

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links_back")
    state = models.CharField(max_length=40, default=flow.CANDIDATE, editable=False)
    proposed_by = models.UUIDField(editable=False)
    proposed_on = models.DateField(editable=False)
    decided_by = models.UUIDField(null=True, editable=False)
    decided_on = models.DateField(null=True, editable=False)
    ended_by = models.UUIDField(null=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    why = vault.SealedField(group="identity", schema=schemas.PAIR)

    PRIVACY = CareRow.PRIVACY | {
        "first": Open("random id of a person's row"),
        "second": Open("random id of a person's row"),
        "state": Open("whether two nameless rows speak of one person", codes="duplicate_state"),
        "proposed_by": Personal("random id of a member of staff"),
        "proposed_on": Open("a day of work"),
        "decided_by": Personal("random id of a member of staff"),
        "decided_on": Open("a day of work"),
        "ended_by": Personal("random id of a member of staff"),
        "ended_on": Open("a day of work"),
        "why": Sealed("identity"),
    }

    class Meta:
        db_table = "person_duplicate"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "first", "second"),
                condition=models.Q(ended_on__isnull=True),
                name="person_one_link_a_pair",
            ),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="person_link_in_one_order"),
            models.CheckConstraint(
                condition=models.Q(state__in=tuple(flow.DUPLICATE.states)), name="person_link_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="person_link_decided_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(state=flow.CANDIDATE, decided_by__isnull=True, decided_on__isnull=True)
                | (~models.Q(state=flow.CANDIDATE) & models.Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="person_link_decided_with_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by__isnull=True, ended_on__isnull=True)
                | models.Q(ended_by__isnull=False, ended_on__isnull=False),
                name="person_link_ended_with_its_day",
            ),
        )


class ChildView(vault.SealedRow, CareRow):
    """A child's own view. Where the guardian may be the suspect, a second person signs that acting is best for her."""

    RECORD = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="views")
    day = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.UUIDField(editable=False)
    signed_by = models.UUIDField(null=True, editable=False)
    signed_on = models.DateField(null=True, editable=False)
    view = vault.SealedField(group="story", schema=schemas.VIEW)

    PRIVACY = CareRow.PRIVACY | {
        "person": Open("random id of the person's row"),
        "day": Open("a day of work"),
        "recorded_at": Personal("when a member of staff worked"),
        "recorded_by": Personal("random id of a member of staff"),
        "signed_by": Personal("random id of a member of staff"),
        "signed_on": Open("day of the second signature"),
        "view": Sealed("story"),
    }

    class Meta:
        db_table = "person_child_view"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True, signed_on__isnull=True)
                | models.Q(signed_by__isnull=False, signed_on__isnull=False),
                name="person_view_signed_with_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("recorded_by")),
                name="person_view_signed_by_another",
            ),
        )
        indexes = (models.Index(fields=("person", "-recorded_at"), name="person_view_by_time"),)
