"""Who belongs where, who acts, who waits to be let in, and how the organisation stands with its keys."""

import hashlib
from dataclasses import dataclass
from datetime import tzinfo
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import places, vault
from komek.foundations.orgs import rules
from komek.foundations.orgs.models import CIRCLES, Invitation, Membership, Organisation
from komek.kernel.actor import Actor, Keyring
from komek.kernel.errors import Text, WrongState


@dataclass(frozen=True)
class CircleState:
    """A circle as the page shows it: its generation, who is in it, and what is still to be done."""

    id: UUID
    kind: str
    generation: int
    members: frozenset[UUID]
    needs_generation: bool
    to_reseal: int

    @property
    def label(self) -> Text:
        """Name the circle in the reader's language."""
        return CIRCLES[self.kind][0]


@dataclass(frozen=True)
class Member:
    """A colleague with the circles she is in, and those whose members should let her in."""

    membership: Membership
    inside: tuple[CircleState, ...]
    waiting: tuple[CircleState, ...]

    @property
    def name(self) -> str:
        """Name the colleague."""
        return self.membership.user.name


def actor_for(user: UUID, keyring: Keyring | None, language: str) -> Actor | None:
    """Say as whom this user acts: a member of the organisation she works for, or nobody."""
    member = membership_of(user)
    if member is None:
        return None
    return Actor(
        user=user,
        organisation=member.organisation_id,
        roles=frozenset(member.roles),
        keyring=keyring,
        language=language,
        demo=member.organisation.demo,
        zone=places.zone(member.organisation.country),
    )


def zones() -> list[tuple[UUID, tzinfo]]:
    """List the organisations, each with the time zone its calendar goes by."""
    rows = Organisation.objects.order_by("id").values_list("id", "country")
    return [(organisation, places.zone(country)) for organisation, country in rows]


def over(field: str) -> Q:
    """Name the rows whose day in `field` is over where the organisation of the row works.

    A day ends at midnight by that organisation's calendar, whoever asks, from wherever.
    """
    days = places.dates(timezone.now())
    first, behind = min(days), frozenset[str]()
    condition = Q(**{f"{field}__lt": first})
    for day, countries in days.items():
        if day > first:
            there = Organisation.objects.exclude(country__in=behind).values("pk")
            condition |= Q(**{f"{field}__lt": day}, organisation__in=there)
        behind |= countries
    return condition


def membership_of(user: UUID) -> Membership | None:
    """Find where this user works now."""
    rows = Membership.objects.select_related("organisation", "user")
    return rows.filter(user=user, active=True, user__is_active=True).first()


def memberships(organisation: UUID) -> QuerySet[Membership]:
    """List those who work there now, by name."""
    rows = Membership.objects.select_related("user").filter(organisation=organisation, active=True)
    return rows.order_by("user__name", "id")


def members(organisation: UUID) -> list[Member]:
    """List colleagues with what they can open and what they wait for; the same number of queries for any number."""
    rows = list(memberships(organisation))
    rings = circles(organisation)
    return [_member(row, rings) for row in rows]


def waiting(organisation: UUID) -> list[Member]:
    """List newcomers who wait for a member of a circle to hear their digits."""
    return [member for member in members(organisation) if member.waiting]


def circles(organisation: UUID) -> list[CircleState]:
    """List the circles of an organisation, in the order of the house."""
    found = [_state(view) for view in vault.circles_in(organisation)]
    return sorted(found, key=lambda circle: list(CIRCLES).index(circle.kind))


def circles_held(user: UUID) -> list[CircleState]:
    """List the circles a user is in."""
    return [_state(view) for view in vault.circles_of(user)]


def missing_circles(organisation: UUID, actor: Actor) -> list[tuple[str, Text]]:
    """List the kinds of circle that do not exist yet and that the actor could make."""
    there = {circle.kind for circle in circles(organisation)}
    return [(kind, CIRCLES[kind][0]) for kind in rules.fitting(actor.roles) if kind not in there]


def open_invitations(organisation: UUID) -> QuerySet[Invitation]:
    """List the links that still work, newest first."""
    rows = Invitation.objects.filter(organisation=organisation, state="open", expires__gt=timezone.now())
    return rows.order_by("-made", "email")


def open_invitation(token: str) -> Invitation | None:
    """Find the link that this token opens, if it still works."""
    rows = Invitation.objects.select_related("organisation", "user").filter(token_hash=token_hash(token), state="open")
    return rows.filter(expires__gt=timezone.now()).first()


def token_hash(token: str) -> bytes:
    """Hash the token of a link; 32 random bytes need no salt."""
    return hashlib.sha256(token.encode()).digest()


def recovery(organisation: UUID) -> vault.RecoveryState | None:
    """Say how the recovery sheets stand: None while there are none."""
    return vault.recovery_state(organisation)


def may_open_cases(organisation: UUID) -> bool:
    """Say whether cases may be opened: a real organisation first confirms its recovery sheets as printed."""
    return Organisation.objects.filter(pk=organisation, demo=True).exists() or vault.recovery_ready(organisation)


def require_may_open_cases(organisation: UUID) -> None:
    """Refuse the first case of a real organisation until its sheets are confirmed as printed; raises WrongState."""
    if not may_open_cases(organisation):
        raise WrongState(
            _("Your organisation has not confirmed its recovery sheets yet."),
            _("Without them, lost passwords would mean lost files."),
            _("Print and confirm the sheets under People and keys."),
        )


def _state(view: vault.CircleView) -> CircleState:
    members = frozenset(vault.members(view.id))
    return CircleState(view.id, view.kind, view.generation, members, view.needs_generation, vault.to_reseal(view.id))


def _member(row: Membership, rings: list[CircleState]) -> Member:
    inside = tuple(ring for ring in rings if row.user_id in ring.members)
    lacking = (ring for ring in rings if ring.kind in row.circles and row.user_id not in ring.members)
    return Member(row, inside, tuple(lacking))
