"""What is in force: consents, bases, who may read which group of a case, and what was already seen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from komek.care.cases import agreement
from komek.care.cases.models import Case
from komek.care.cases.models.consent import Consent, Disclosure, LegalBasis
from komek.care.people.models import Person
from komek.foundations import audit
from komek.foundations.orgs import queries as orgs


def in_force() -> Q:
    """Consents that open something now: until midnight of their last day, by the calendar of who wrote them down."""
    return Q(state="given") & (Q(expires_on__isnull=True) | ~orgs.over("expires_on"))


def consents(case: Case) -> QuerySet[Consent]:
    """List every answer the person gave, the newest first."""
    return case.consents.order_by("-recorded_at")


def live_consents(case: Case) -> QuerySet[Consent]:
    """List the consents in force."""
    return consents(case).filter(in_force())


def overdue() -> QuerySet[Consent]:
    """List consents whose last day has passed and whose keys are still to be ended."""
    return Consent.objects.filter(orgs.over("expires_on"), state="given").order_by("expires_on", "id")


def bases(case: Case) -> QuerySet[LegalBasis]:
    """List the disclosures without consent, the newest first."""
    return case.bases.order_by("-decided_at")


def unsigned(organisation: UUID) -> QuerySet[LegalBasis]:
    """List what waits for a second person: first those where one has acted alone."""
    return LegalBasis.objects.filter(organisation=organisation, state__in=("alone", "proposed")).order_by("decided_at")


def rests_on(case: Case, *, body: str, groups: tuple[str, ...]) -> Consent | LegalBasis | None:
    """Find what allows these groups to be passed to a body outside: a live consent first, else a basis in force.

    The one check that every disclosure goes through; what is passed on is computed from its answer.
    """
    wanted = set(groups)
    for consent in live_consents(case).filter(body=body):
        if wanted <= set(consent.groups):
            return consent
    for basis in bases(case).filter(body=body, state__in=agreement.OPENING):
        if wanted <= set(basis.groups):
            return basis
    return None


def still_granted(case: Case, circle: UUID, *, without: UUID) -> set[str]:
    """List the groups that other live consents or bases still open to a circle, leaving one of them out."""
    kept: set[str] = set()
    for consent in live_consents(case).filter(circle=circle).exclude(pk=without):
        kept.update(consent.groups)
    for basis in bases(case).filter(circle=circle, state__in=agreement.OPENING).exclude(pk=without):
        kept.update(basis.groups)
    return kept


def shared_cases(organisation: UUID) -> Q:
    """Name the cases of other organisations that a live consent or basis opens to this one."""
    given = Consent.objects.filter(in_force(), recipient=organisation).values("case")
    based = LegalBasis.objects.filter(recipient=organisation, state__in=agreement.OPENING).values("case")
    return Q(pk__in=given) | Q(pk__in=based)


def shared_groups(case: Case, organisation: UUID) -> frozenset[str]:
    """Name the groups that live consents and bases open to an organisation: what its page may show, and no more."""
    given = live_consents(case).filter(recipient=organisation).values_list("groups", flat=True)
    based = bases(case).filter(recipient=organisation, state__in=agreement.OPENING).values_list("groups", flat=True)
    return frozenset(group for groups in [*given, *based] for group in groups)


def may_contact_consulate(person: Person) -> bool:
    """Say whether the person herself agreed that her consulate may be contacted, in any of her cases."""
    return Consent.objects.filter(in_force(), case__person=person, body="consulate").exists()


def may_be_asked(case: Case, purpose: str) -> bool:
    """Say whether the person may be asked again: not after a refusal for the same purpose that still stands."""
    return purpose not in refused_purposes(case)


def refused_purposes(case: Case) -> set[str]:
    """Name the purposes whose latest answer is a no: only the person may bring them up again."""
    answers = case.consents.order_by("recorded_at").values_list("purpose", "state")
    return {purpose for purpose, state in dict(answers).items() if state == "refused"}


@dataclass(frozen=True)
class Seen:
    """What somebody outside the team has already seen or been told: when first, what, by whom."""

    at: datetime
    what: str
    organisation: UUID | None
    actor: UUID | None
    body: str = ""


def already_seen(case: Case) -> list[Seen]:
    """List who of another organisation opened the case, and what was passed to bodies outside."""
    read = [
        Seen(reader.first, str(reader.plain), reader.organisation, reader.actor)
        for reader in audit.readers([case.id, case.person_id])
        if reader.organisation != case.organisation
    ]
    told = [
        Seen(
            timezone.make_aware(datetime.combine(row.disclosed_on, datetime.min.time())),
            ", ".join(row.groups),
            None,
            row.recorded_by,
            row.body,
        )
        for row in Disclosure.objects.filter(case=case)
    ]
    return sorted([*read, *told], key=lambda seen: seen.at)
