"""Consents, bases and approvals, as the pages show them: single rows of a readable case, and what is sealed in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from komek.care.cases import sealing, sharing
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Approval, ApprovalRule, Case, Consent, LegalBasis
from komek.care.cases.queries.reading import of_a_readable_case
from komek.foundations import vault
from komek.foundations.orgs.models import Organisation
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden

TERMS = ("recipient", "witness", "interpreter", "guardian", "child_view", "words")


def find_consent(actor: Actor, consent: UUID) -> Consent:
    """Get one consent of a case the actor may read; raises Hidden."""
    return of_a_readable_case(Consent.objects.select_related("case__person").filter(pk=consent).first(), actor)


def find_basis(actor: Actor, basis: UUID) -> LegalBasis:
    """Get one disclosure without consent of a case the actor may read; raises Hidden."""
    return of_a_readable_case(LegalBasis.objects.select_related("case__person").filter(pk=basis).first(), actor)


def find_approval(actor: Actor, approval: UUID) -> Approval:
    """Get one request of a case the actor may read; raises Hidden."""
    return of_a_readable_case(Approval.objects.select_related("case__person").filter(pk=approval).first(), actor)


def find_shared(actor: Actor, case: UUID) -> Case:
    """Get one case of another organisation that a consent or a basis opens to the actor's; raises Hidden."""
    row = shared(actor).filter(pk=case).first()
    if row is None:
        raise Hidden
    return row


def shared(actor: Actor) -> QuerySet[Case]:
    """List the cases of other organisations that are open to the actor's, the newest first."""
    rows = Case.objects.select_related("person").order_by("-opened_on", "id")
    if not ACCESS.may(actor, "case.read_shared"):
        return rows.none()
    return rows.filter(sharing.shared_cases(actor.organisation))


def terms(consents: Sequence[Consent], *, by: Actor) -> list[dict[str, str]]:
    """Open what is sealed about consents; empty where it is closed to the reader."""
    return [held or dict.fromkeys(TERMS, "") for held in sealing.opened_all(consents, "terms", by=by)]


def motive(basis: LegalBasis, *, by: Actor) -> dict[str, str]:
    """Open why somebody decided without her, and what the second person said."""
    held = sealing.opened(basis, "motive", by=by)
    return held or dict.fromkeys(("recipient", "motive", "second", "told"), "")


def unsigned(actor: Actor) -> list[LegalBasis]:
    """List what waits for a second person in the actor's organisation, first where one acted alone."""
    if not ACCESS.may(actor, "basis.sign"):
        return []
    rows = list(sharing.unsigned(actor.organisation).select_related("case__person"))
    return sorted(rows, key=lambda row: row.state != "alone")


def requested(actor: Actor) -> QuerySet[Approval]:
    """List the requests that wait for a supervisor, the oldest first."""
    rows = Approval.objects.select_related("case__person").filter(organisation=actor.organisation, state="requested")
    return rows.order_by("requested_at") if ACCESS.may(actor, "approval.decide") else rows.none()


def wanted(organisation: UUID) -> set[str]:
    """Name the kinds of act for which an organisation wants an approval."""
    return set(ApprovalRule.objects.filter(organisation=organisation).values_list("kind", flat=True))


def approval_words(approval: Approval, *, by: Actor) -> dict[str, str]:
    """Open the request and the decision."""
    return sealing.opened(approval, "words", by=by) or {"request": "", "decision": ""}


def recipients(actor: Actor) -> list[tuple[UUID, str]]:
    """List the other organisations of the house that have a circle for cases, by name."""
    others = Organisation.objects.exclude(pk=actor.organisation).order_by("name").values_list("pk", "name")
    return [(pk, name) for pk, name in others if any(circle.kind == "cases" for circle in vault.circles_in(pk))]


def organisations(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Give the names of these organisations."""
    rows = Organisation.objects.filter(pk__in=[each for each in ids if each])
    return dict(rows.values_list("pk", "name"))
