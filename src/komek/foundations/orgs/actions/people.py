"""What an administrator does with people: invite, change roles, remove, let begin anew. She opens nothing."""

import datetime
import secrets
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, vault
from komek.foundations.accounts import actions as account
from komek.foundations.accounts.models import User, normal, today
from komek.foundations.orgs import queries, rules
from komek.foundations.orgs.access import ACCESS
from komek.foundations.orgs.models import CIRCLES, Invitation, Membership, Organisation
from komek.foundations.vault import erasure
from komek.kernel import codes
from komek.kernel.actor import ROLES, Actor
from komek.kernel.errors import Invalid, WrongState

LIFE = datetime.timedelta(days=7)


class Sent(NamedTuple):
    """An invitation, and the token of its link: shown once, kept as a hash."""

    invitation: Invitation
    token: str


@audit.verb("organisation.invite", _("invited a colleague"))
def invite(*, email: str, roles: Sequence[str], circles: Sequence[str] = (), by: Actor) -> Sent:
    """Ask somebody to join, with these roles; circles let her in later, when a member has heard her digits.

    An open link to the same address is replaced.
    """
    ACCESS.require(by, "organisation.invite")
    address = normal(email)
    roles, circles = _checked(roles, circles)
    if Membership.objects.filter(organisation=by.organisation, user__email=address, active=True).exists():
        raise WrongState(_("This address belongs to a colleague of yours already."), field="email")
    Invitation.objects.filter(organisation=by.organisation, email=address, state="open").update(
        state="withdrawn", email=""
    )
    sent = _link(by, email=address, roles=roles, circles=circles)
    audit.record("organisation.invite", "invitation", sent.invitation.id, by=by, details=_each(roles))
    return sent


@audit.verb("organisation.withdraw_invitation", _("withdrew an invitation"))
def withdraw_invitation(*, invitation: Invitation, by: Actor) -> Invitation:
    """End an open link before it is used."""
    ACCESS.require(by, "organisation.withdraw_invitation", invitation)
    _lock_open(invitation)
    close(invitation, "withdrawn")
    audit.record("organisation.withdraw_invitation", "invitation", invitation.id, by=by)
    return invitation


@audit.verb("organisation.change_roles", _("changed a colleague's roles"))
def change_roles(*, member: Membership, roles: Sequence[str], circles: Sequence[str] = (), by: Actor) -> Membership:
    """Give other roles. A circle that no longer fits is left at once; one that is new waits for its members."""
    ACCESS.require(by, "organisation.change_roles", member)
    _one_at_a_time(member)
    _require_active(member)
    roles, circles = _checked(roles, circles, kept=member.roles)
    if "organisation_admin" in member.roles and "organisation_admin" not in roles:
        _require_another_admin(member)
    for circle in queries.circles_held(member.user_id):
        if circle.kind not in circles:
            vault.dismiss(circle.id, member.user_id)
    member.roles, member.circles = roles, circles
    member.save(update_fields=["roles", "circles"])
    audit.record("organisation.change_roles", "membership", member.id, by=by, details=_each(roles))
    return member


@audit.verb("organisation.remove_member", _("removed a colleague"))
def remove_member(*, member: Membership, reason: str, by: Actor) -> Membership:
    """End a membership: sealed keys, sessions and sign-in are gone at once; her circles wait for new keys.

    Raises `vault.LastMember` when nobody else could ever open what she opens.
    """
    ACCESS.require(by, "organisation.remove_member", member)
    _one_at_a_time(member)
    _require_active(member)
    if reason not in codes.get("deactivation_reason"):
        raise Invalid(_("Choose a reason."), field="reason")
    if member.user_id == by.user:
        raise WrongState(
            _("You cannot remove yourself."), "", _("Ask another administrator, so that somebody knows of it.")
        )
    if "organisation_admin" in member.roles:
        _require_another_admin(member)
    for circle in queries.circles_held(member.user_id):
        vault.dismiss(circle.id, member.user_id)
    _end(member, today())
    erasure.note_ended(member.pk)
    audit.record("organisation.remove_member", "membership", member.id, by=by, details={"reason": reason})
    return member


def remove_again(ended: Mapping[UUID, datetime.date]) -> None:
    """End the memberships that a restored backup shows as active though they had ended since it was made."""
    for member in Membership.objects.filter(pk__in=list(ended), active=True):
        _end(member, ended[member.pk])


@audit.verb("organisation.reset_member", _("let a colleague begin anew with new keys"))
def reset_member(*, member: Membership, factor_lost: bool = False, by: Actor) -> Sent:
    """Give a link with which somebody who lost password and sheet makes new keys; nothing changes until she does.

    The administrator could use the link herself, and would stand outside every circle: only a member who hears
    the new digits in a known voice lets them in.
    """
    ACCESS.require(by, "organisation.reset_member", member)
    _require_active(member)
    if member.user_id == by.user:
        raise WrongState(_("You cannot do this for yourself."), "", _("Ask another administrator."))
    Invitation.objects.filter(user=member.user_id, state="open").update(state="withdrawn", email="")
    sent = _link(
        by,
        purpose="reset",
        user=member.user,
        email=member.user.email,
        roles=member.roles,
        circles=member.circles,
        factor_lost=factor_lost,
    )
    details = {"factor_lost": factor_lost}
    audit.record("organisation.reset_member", "membership", member.id, by=by, details=details)
    return sent


def close(invitation: Invitation, state: str) -> None:
    """End a link; the address is not kept beyond its use. Part of other verbs."""
    invitation.state, invitation.email = state, ""
    invitation.save(update_fields=["state", "email"])


def _end(member: Membership, day: datetime.date) -> None:
    account.end_sessions(member.user_id)
    member.active, member.left, member.circles = False, day, []
    member.save(update_fields=["active", "left", "circles"])
    User.objects.filter(pk=member.user_id).update(is_active=False)


def _lock_open(invitation: Invitation) -> None:
    fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if fresh.state != "open":
        raise WrongState(_("This invitation is not open any more."))


def _link(by: Actor, **what: object) -> Sent:
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation_id=by.organisation,
        token_hash=queries.token_hash(token),
        expires=timezone.now() + LIFE,
        invited_by=by.user,
        **what,
    )
    return Sent(invitation, token)


def _checked(roles: Sequence[str], circles: Sequence[str], kept: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Check roles and circles against the tables of the house, and write them in its order."""
    if not roles or any(role not in rules.GRANTABLE and role not in kept for role in roles):
        raise Invalid(_("Choose at least one role from the list."), field="roles")
    if any(not rules.fits(kind, roles) for kind in circles):
        raise Invalid(
            _("These roles do not open this circle."),
            _("An administrator and those who count hold no keys of files."),
            _("Choose a role that works with files, or leave the circle out."),
            field="circles",
        )
    return rules.ordered(roles, ROLES), rules.ordered(circles, list(CIRCLES))


def _one_at_a_time(member: Membership) -> None:
    """Lock the organisation and read the member anew: two administrators who remove each other come one by one."""
    Organisation.objects.select_for_update().get(pk=member.organisation_id)
    member.refresh_from_db(fields=["active", "roles", "circles"])


def _require_active(member: Membership) -> None:
    if not Membership.objects.select_for_update(of=("self",)).filter(pk=member.pk, active=True).exists():
        raise WrongState(_("She does not work here any more."))


def _require_another_admin(member: Membership) -> None:
    others = Membership.objects.filter(
        organisation=member.organisation_id, active=True, roles__contains=["organisation_admin"]
    ).exclude(pk=member.pk)
    if not others.exists():
        raise WrongState(
            _("She is your only administrator."),
            _("Without one nobody could invite or remove anybody."),
            _("Make somebody else an administrator first."),
        )


def _each(roles: Sequence[str]) -> dict[str, str]:
    """Write roles for the audit, one by one: all of them together would be too long for one detail."""
    return dict.fromkeys(roles, "yes")
