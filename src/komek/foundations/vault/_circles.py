"""Circles: who shares keys with whom. Members let members in; whoever leaves is gone at once.

A dismissed member may have kept every key she could open. So a circle that lost a member needs a new
generation before anything new is sealed to it; a remaining member makes it, by `rotate`, by `tend` when she
unlocks, or by sealing anything.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from komek.foundations.vault import _users
from komek.foundations.vault._keys import AnyKeyring, CircleSecret, Keyring, opened
from komek.foundations.vault.errors import LastMember, NotEntitled
from komek.foundations.vault.models import Circle, CircleKey, MemberKey, RecoveryKey, RecoveryPair, UserKey

SHARE = """
    SELECT c.id, c.organisation, c.generation, c.needs_generation, k.public
    FROM vault_circle c JOIN vault_circlekey k ON k.circle_id = c.id AND k.generation = c.generation
    WHERE c.id = ANY(%s) ORDER BY c.id FOR SHARE OF c
"""


@dataclass(frozen=True)
class CircleView:
    """What anybody may know of a circle."""

    id: UUID
    organisation: UUID
    kind: str
    generation: int
    needs_generation: bool


@dataclass(frozen=True)
class Target:
    """The newest public key of a circle; `needy` when somebody gone may hold the private half."""

    circle: UUID
    organisation: UUID
    generation: int
    needy: bool
    public: bytes


def make_circle(organisation: UUID, kind: str, keyring: AnyKeyring) -> UUID:
    """Make a circle of an organisation with the keyring's user as its first member."""
    ring = opened(keyring)
    with transaction.atomic():
        circle = Circle.objects.create(organisation=organisation, kind=kind)
        _issue(circle, [ring.user])
    ring.forget_circles()
    return circle.pk


def admit(circle: UUID, user: UUID, fingerprint: str, keyring: AnyKeyring) -> None:
    """Seal every generation of the circle to a newcomer whose fingerprint was read aloud.

    Demands the open keyring of a member (NotEntitled) and the right digits (WrongFingerprint).
    """
    ring = opened(keyring)
    public = _users.check_fingerprint(user, fingerprint)
    with transaction.atomic():
        row = _held(circle, ring)
        if row.needs_generation:
            _renew(row, ring)
        had = set(MemberKey.objects.filter(circle=row, user=user).values_list("generation", flat=True))
        secrets = (ring.secret(circle, generation) for generation in range(1, row.generation + 1))
        seal_to_member(row, user, public, [s for s in secrets if s and s.generation not in had])


def dismiss(circle: UUID, user: UUID) -> None:
    """Delete a member's keys of a circle at once, and note that the circle needs a new generation.

    Needs no keyring. Raises LastMember when she is the last and no recovery sheets are confirmed.
    """
    with transaction.atomic():
        row = Circle.objects.select_for_update().get(pk=circle)
        if not MemberKey.objects.filter(circle=row, user=user).exists():
            return
        others = MemberKey.objects.filter(circle=row, generation=row.generation).exclude(user=user)
        if not others.exists() and not recovery_ready(row.organisation):
            raise LastMember
        _users.leave(circle, user)


def rotate(circle: UUID, keyring: AnyKeyring) -> int:
    """Make the next generation of a circle (key pair and index key) for everybody who is in it now.

    Touches no paper: the recovery key stays. Raises NotEntitled unless the keyring is of a member.
    """
    ring = opened(keyring)
    with transaction.atomic():
        return _renew(_held(circle, ring), ring)


def circles_of(user: UUID) -> list[CircleView]:
    """List the circles that a user is in."""
    return [view(row) for row in Circle.objects.filter(pk__in=MemberKey.objects.filter(user=user).values("circle"))]


def circles_in(organisation: UUID) -> list[CircleView]:
    """List the circles of an organisation."""
    return [view(row) for row in Circle.objects.filter(organisation=organisation).order_by("kind")]


def circles_among(organisations: Collection[UUID], kinds: Collection[str]) -> list[CircleView]:
    """List the circles of some kinds that these organisations have, in one query."""
    return [view(row) for row in Circle.objects.filter(organisation__in=organisations, kind__in=kinds)]


def members(circle: UUID) -> set[UUID]:
    """List the users who are in a circle."""
    return set(MemberKey.objects.filter(circle=circle).values_list("user", flat=True))


def recovery_ready(organisation: UUID) -> bool:
    """Say whether the recovery sheets were confirmed as printed and open every generation of every circle."""
    if not RecoveryPair.objects.filter(organisation=organisation, confirmed=True).exists():
        return False
    return covered(organisation)


def covered(organisation: UUID) -> bool:
    """Say whether every generation of every circle is sealed to the organisation's sheets."""
    sealed = RecoveryKey.objects.filter(organisation=organisation).values_list("circle", "generation")
    existing = CircleKey.objects.filter(organisation=organisation).values_list("circle", "generation")
    return set(existing) <= set(sealed)


def rows_of(organisation: UUID, only: Collection[UUID] | None = None) -> list[Circle]:
    """Give the circles of an organisation (or `only` some) as rows, for other parts of the vault."""
    rows = Circle.objects.filter(organisation=organisation).order_by("kind")
    return list(rows if only is None else rows.filter(pk__in=only))


def targets(circles: Collection[UUID], ring: Keyring | None) -> dict[UUID, Target]:
    """Lock circles against dismissals until the transaction ends and give their newest public keys.

    A circle that needs a generation gets it here if the keyring is of a member. Only inside a transaction.
    """
    if ring is not None:
        for needy in Circle.objects.filter(pk__in=circles, needs_generation=True).order_by("pk"):
            if ring.newest(needy.pk) == needy.generation:
                rotate(needy.pk, ring)
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [list(circles)])
        rows = cursor.fetchall()
    return {
        c: Target(c, organisation, generation, needy, bytes(pub)) for c, organisation, generation, needy, pub in rows
    }


def cover(organisation: UUID, secrets: Iterable[CircleSecret]) -> int:
    """Seal circle generations to the organisation's sheets where that is missing; says how many."""
    pair = RecoveryPair.objects.filter(organisation=organisation).first()
    if pair is None:
        return 0
    had = set(RecoveryKey.objects.filter(organisation=organisation).values_list("circle", "generation"))
    rows = [
        RecoveryKey(
            organisation=organisation,
            circle_id=secret.circle,
            generation=secret.generation,
            sealed=secret.sealed_to(bytes(pair.public), organisation),
        )
        for secret in secrets
        if (secret.circle, secret.generation) not in had
    ]
    return len(RecoveryKey.objects.bulk_create(rows))


def seal_to_member(circle: Circle, user: UUID, public: bytes, secrets: Iterable[CircleSecret]) -> None:
    """Seal generations of a circle to one user."""
    MemberKey.objects.bulk_create(
        MemberKey(
            organisation=circle.organisation,
            circle=circle,
            generation=secret.generation,
            user=user,
            sealed=secret.sealed_to(public, user),
        )
        for secret in secrets
    )


def view(row: Circle) -> CircleView:
    """Say what anybody may know of a circle."""
    return CircleView(row.pk, row.organisation, row.kind, row.generation, row.needs_generation)


def _held(circle: UUID, ring: Keyring) -> Circle:
    """Lock the circle; the keyring must hold its newest generation, as the table says now."""
    row = Circle.objects.select_for_update().get(pk=circle)
    ring.forget_circles()
    if ring.newest(circle) != row.generation:
        raise NotEntitled
    return row


def _renew(row: Circle, ring: Keyring) -> int:
    staying = MemberKey.objects.filter(circle=row, generation=row.generation).values_list("user", flat=True)
    users = list(staying)
    row.generation, row.needs_generation = row.generation + 1, False
    row.save()
    _issue(row, users)
    ring.forget_circles()
    return row.generation


def _issue(row: Circle, users: list[UUID]) -> None:
    """Make the keys of the circle's present generation and seal them to these users and to the sheets."""
    secret = CircleSecret.new(row.pk, row.generation)
    CircleKey.objects.create(organisation=row.organisation, circle=row, generation=row.generation, public=secret.public)
    for key in UserKey.objects.filter(user__in=users):
        seal_to_member(row, key.user, bytes(key.public), [secret])
    cover(row.organisation, [secret])
