"""Starting over: a new key pair for somebody who lost password and sheet, and what may be lost with the old one."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from komek.foundations.vault import _users
from komek.foundations.vault._circles import recovery_ready
from komek.foundations.vault.errors import LastKeys
from komek.foundations.vault.models import Circle, Draft, GroupKey, MemberKey, OpenSession, UserKey


def start_over(user: UUID, password: str, *, lost: int | None = None) -> _users.RecoverySheet:
    """Make a new key pair for a user whose password and sheet are lost.

    What was sealed to her old key is lost to her: she leaves every circle at once, as if dismissed, until a
    member admits her again after reading the new fingerprint, or k sheets of the organisation are put together.
    If she is the last member of a circle without confirmed sheets, nobody would ever open that circle again:
    raises LastKeys unless `lost` names how many records that are (`would_lose`).
    """
    with transaction.atomic():
        circles = sorted(set(MemberKey.objects.filter(user=user).values_list("circle", flat=True)))
        list(Circle.objects.select_for_update().filter(pk__in=circles).order_by("pk"))  # against a dismissal just now
        losing = would_lose(user)
        if losing is not None and losing != lost:
            raise LastKeys(losing)
        for circle in circles:
            _users.leave(circle, user)
        Draft.objects.filter(user=user).delete()
        OpenSession.objects.filter(user=user).delete()
        UserKey.objects.filter(user=user).delete()
        return _users.enrol(user, password)


def would_lose(user: UUID) -> int | None:
    """Say how many records, or parts of records, nobody could open any more if the user started over now.

    None: no circle would be lost. 0: a circle would be, and nothing is sealed to it alone.
    """
    alone = _alone(user)
    if not alone:
        return None
    elsewhere = GroupKey.objects.filter(record=OuterRef("record"), group=OuterRef("group"))
    elsewhere = elsewhere.exclude(circle__in=alone).exclude(sealed=b"")
    only_here = GroupKey.objects.filter(~Exists(elsewhere), circle__in=alone)
    return only_here.order_by().values("record").distinct().count()


def _alone(user: UUID) -> list[UUID]:
    """List the circles whose newest keys only this user and no confirmed sheets hold."""
    mine = Circle.objects.filter(pk__in=MemberKey.objects.filter(user=user).values("circle"))
    return [circle.pk for circle in mine if _nobody_else(circle, user) and not recovery_ready(circle.organisation)]


def _nobody_else(circle: Circle, user: UUID) -> bool:
    newest = MemberKey.objects.filter(circle=circle, generation=circle.generation)
    return not newest.exclude(user=user).exists()
