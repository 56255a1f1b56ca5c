"""Circles and recovery sheets: made, shared and renewed by those who are inside, never by an administrator."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, vault
from komek.foundations.orgs import queries, rules
from komek.foundations.orgs.access import ACCESS
from komek.foundations.orgs.models import CIRCLES, Membership
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState

BATCH = 200
"""Records sealed anew in one go: well under a second, so that a page can show progress."""


@audit.verb("circle.make", _("made the keys of a circle"))
def make_circle(*, kind: str, by: Actor) -> UUID:
    """Make the key pair of a circle in the session of its first member."""
    ACCESS.require(by, "circle.make")
    if not rules.fits(kind, by.roles):
        raise Forbidden(_("Your role is not for this circle."), "", _("Ask a colleague whose work it is."))
    if any(circle.kind == kind for circle in queries.circles(by.organisation)):
        raise WrongState(_("This circle has its keys already."), "", _("Ask one of its members to let you in."))
    circle = vault.make_circle(by.organisation, kind, by.keyring)
    _want(by.user, kind)
    audit.record("circle.make", "circle", circle, by=by, details={"kind": kind})
    return circle


@audit.verb("circle.admit", _("let a colleague into a circle, after hearing the digits of her key"))
def admit_to_circle(*, circle: UUID, member: Membership, fingerprint: str, by: Actor) -> Membership:
    """Seal the circle's keys to a newcomer whose digits were compared aloud. Raises `vault.WrongFingerprint`."""
    ACCESS.require(by, "circle.admit", member)
    kind = _own_circle(circle, by).kind
    if not member.active:
        raise WrongState(_("She does not work here any more."))
    if not rules.fits(kind, member.roles):
        raise WrongState(_("Her role is not for this circle."), "", _("An administrator can change her roles."))
    if member.user_id == by.user:
        raise WrongState(_("You cannot let yourself in."))
    vault.admit(circle, member.user_id, fingerprint, by.keyring)
    _want(member.user_id, kind)
    audit.record("circle.admit", "membership", member.id, by=by, objects=[circle], details={"kind": kind})
    return member


@audit.verb("circle.rotate", _("made a new generation of a circle's keys"))
def rotate_circle(*, circle: UUID, by: Actor) -> int:
    """Make generation n+1; whoever left opens nothing new. Records are sealed anew in batches afterwards."""
    ACCESS.require(by, "circle.rotate")
    _own_circle(circle, by)
    generation = vault.rotate(circle, by.keyring)
    audit.record("circle.rotate", "circle", circle, by=by, details={"generation": generation})
    return generation


@audit.verb("circle.reseal", _("sealed records to the new keys of a circle"))
def reseal_circle(*, circle: UUID, by: Actor, limit: int = BATCH) -> int:
    """Seal one batch of records to the newest generation; says how many are left. Can be taken up at any time."""
    ACCESS.require(by, "circle.reseal")
    _own_circle(circle, by)
    left = vault.reseal_batch(circle, by.keyring, limit)
    audit.record("circle.reseal", "circle", circle, by=by, details={"left": left})
    return left


@audit.verb("recovery.make_sheets", _("made the recovery sheets of the organisation"))
def make_recovery_sheets(*, threshold: int, shares: int, by: Actor) -> list[vault.Sheet]:
    """Make the organisation's recovery key, split k-of-n on paper. The words are given here, once."""
    ACCESS.require(by, "recovery.make_sheets")
    if not rules.shares_make_sense(threshold, shares):
        raise Invalid(
            _("These numbers do not make sense."),
            _("At least two sheets must be needed, and one more must exist than are needed."),
            _("Two of three is a good choice."),
            field="threshold",
        )
    if not queries.circles_held(by.user):
        raise Forbidden(_("You are in no circle yet."), "", _("Sheets are made by somebody who can open the files."))
    sheets = vault.make_recovery(by.organisation, threshold, shares, by.keyring)
    details = {"threshold": threshold, "shares": shares}
    audit.record("recovery.make_sheets", "organisation", by.organisation, by=by, details=details)
    return sheets


@audit.verb("recovery.confirm_sheets", _("confirmed that the recovery sheets are printed"))
def confirm_recovery_sheets(*, codes: Sequence[str], by: Actor) -> UUID:
    """Confirm that every sheet is on paper, by the digits printed on each. Then cases may be opened."""
    ACCESS.require(by, "recovery.confirm_sheets")
    vault.confirm_sheets(by.organisation, codes)
    audit.record("recovery.confirm_sheets", "organisation", by.organisation, by=by)
    return by.organisation


@audit.verb("recovery.use_sheets", _("opened the circles with the recovery sheets"))
def recover_with_sheets(*, sheets: Sequence[str], by: Actor) -> list[UUID]:
    """Seal the circles that fit her roles to the actor, with k sheets in hand; gives the circles."""
    ACCESS.require(by, "recovery.use_sheets")
    wanted = {each.id: each.kind for each in queries.circles(by.organisation) if rules.fits(each.kind, by.roles)}
    if not wanted:
        raise WrongState(_("There is no circle that fits your role."), "", _("An administrator can change it."))
    opened = vault.recover_circles(sheets, by.organisation, by.keyring, circles=list(wanted))
    for circle in opened:
        _want(by.user, wanted[circle])
    audit.record("recovery.use_sheets", "organisation", by.organisation, by=by, objects=opened)
    return opened


def _own_circle(circle: UUID, by: Actor) -> queries.CircleState:
    """Find a circle the actor is in; one of another organisation does not exist for her."""
    found = next((each for each in queries.circles(by.organisation) if each.id == circle), None)
    if found is None:
        raise Hidden
    if by.keyring is None:
        raise vault.KeyringLocked
    if by.user not in found.members:
        raise Forbidden(_("You are not in this circle."), "", _("Ask one of its members."))
    return found


def _want(user: UUID, kind: str) -> None:
    """Note that a member is meant to be in a circle, so that losing it by accident is seen."""
    member = Membership.objects.select_for_update(of=("self",)).get(user=user, active=True)
    if kind not in member.circles:
        member.circles = rules.ordered([*member.circles, kind], list(CIRCLES))
        member.save(update_fields=["circles"])
