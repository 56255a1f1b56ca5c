"""How somebody comes in: the first administrator, a newcomer, somebody who begins anew, and each sign-in."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, vault
from komek.foundations.accounts import actions as account
from komek.foundations.accounts import queries as users
from komek.foundations.accounts.models import User, normal
from komek.foundations.orgs import queries
from komek.foundations.orgs.actions.people import close
from komek.foundations.orgs.models import Invitation, Membership, Organisation
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.ids import new_id
from komek.kernel.signs import check_plain

audit.declare("account.wrong_password", _("a wrong password was tried for this account"))
audit.declare("account.wrong_address", _("somebody tried to come in under an address that nobody has"))
audit.declare("account.wrong_code", _("a wrong code was tried for this account, after the right password"))
audit.declare("account.wrong_words", _("wrong recovery words were tried for this account"))


@dataclass(frozen=True)
class Accepted:
    """A newcomer, her membership, and the recovery sheet that is shown to her once."""

    user: User
    member: Membership
    sheet: vault.RecoverySheet = field(repr=False)


@audit.verb("organisation.set_up", _("set up the organisation"))
def setup_organisation(
    *,
    organisation: UUID,
    name: str,
    kind: str,
    country: str,
    email: str,
    person: str,
    password: str,
    region: str = "",
    subject: str = "",
    language: str = "en",
    roles: tuple[str, ...] = ("organisation_admin",),
    demo: bool = False,
) -> Accepted:
    """Make an organisation with its first administrator: `komek setup`, and the demo. `organisation` is a new id."""
    if kind not in codes.get("organisation_kind"):
        raise Invalid(_("Choose the kind of organisation from the list."), field="kind")
    if subject and subject not in codes.get("organisation_type_kz"):
        raise Invalid(_("Choose the subject of the law from the list."), field="subject")
    check_plain(name, field="name")
    body = Organisation.objects.create(
        id=organisation, name=name, kind=kind, subject=subject, country=country, region=region, demo=demo
    )
    user = _new_user(email, person, language, password, demo=demo)
    member = Membership.objects.create(organisation=body, user=user, roles=list(roles))
    sheet = _enrol(user, password)
    audit.record("organisation.set_up", "organisation", body.id, by=_as(member), details={"kind": kind})
    return Accepted(user, member, sheet)


@audit.verb("organisation.accept_invitation", _("joined the organisation"))
def accept_invitation(
    *, invitation: Invitation, name: str, language: str, password: str, organisation: UUID
) -> Accepted:
    """Make the newcomer's account and keys. She sees the files of a circle when a member has let her in."""
    link = _lock(invitation, "join", organisation)
    user = _new_user(link.email, name, language, password, demo=link.organisation.demo)
    member = Membership.objects.create(
        organisation=link.organisation, user=user, roles=link.roles, circles=link.circles
    )
    sheet = _enrol(user, password)
    close(link, "accepted")
    audit.record("organisation.accept_invitation", "membership", member.id, by=_as(member))
    return Accepted(user, member, sheet)


@audit.verb("organisation.begin_again", _("began anew with new keys"))
def begin_again(
    *, invitation: Invitation, new: str, organisation: UUID, lost: int | None = None
) -> vault.RecoverySheet:
    """Make new keys for somebody who lost password and sheet. She leaves every circle until she is let in again.

    Raises `vault.LastKeys` where nobody else could open her files, unless `lost` names how many they are.
    """
    link = _lock(invitation, "reset", organisation)
    member = Membership.objects.filter(user=link.user, organisation=organisation, active=True).first()
    if member is None:
        raise WrongState(_("This account is closed."))
    user = User.objects.select_for_update().get(pk=member.user_id)
    account.check_strength(new, user)
    sheet = vault.start_over(user.pk, new, lost=lost)
    account.keep_password(user, new)
    account.end_sessions(user.pk)
    if link.factor_lost:
        account.forget_second_factor(user.pk)
    close(link, "accepted")
    audit.record("organisation.begin_again", "membership", member.id, by=_as(member))
    return sheet


def recover_account(*, email: str, words: str, new: str) -> vault.RecoverySheet:
    """Set a new password with the words of the recovery sheet; gives a new sheet, and the old one is void.

    An unknown address is refused like wrong words, after the same work, and before anything is said about the
    new password.
    """
    user = users.by_email(email)
    member = queries.membership_of(user.pk if user else new_id())
    whose = member.organisation_id if member else audit.HOUSE
    try:
        return _recover(user=user if user and member else User(), words=words, new=new, organisation=whose)
    except vault.WrongSheet:
        _note("account.wrong_words", user)
        raise


@audit.verb("account.recover", _("set a new password with the recovery sheet"))
def _recover(*, user: User, words: str, new: str, organisation: UUID) -> vault.RecoverySheet:
    sheet = vault.recover(user.pk, words, new)
    account.check_strength(new, user)  # only whoever has the words is told; a refusal undoes the recovery
    account.keep_password(user, new)
    account.end_sessions(user.pk)
    audit.record_system("account.recover", "user", user.pk, organisation=organisation)
    return sheet


@audit.verb("account.sign_in", _("signed in"))
def note_sign_in(*, by: Actor) -> None:
    """Record that somebody came in, after her second factor."""
    audit.record("account.sign_in", "user", by.user, by=by)


def note_wrong_password(*, email: str) -> None:
    """Record a wrong password for somebody of ours. An unknown address costs the same work and is not kept."""
    user = User.objects.filter(email=normal(email), is_active=True).first()
    _note("account.wrong_password", user)


def note_wrong_code(*, user: User) -> None:
    """Record a wrong second factor after the right password: somebody may know it."""
    _note("account.wrong_code", user)


def _note(verb: str, user: User | None) -> None:
    """Write one entry in any case, or the time of the answer would tell who has an account."""
    member = queries.membership_of(user.pk if user else new_id())
    if user and member:
        audit.record_system(verb, "user", user.pk, organisation=member.organisation_id)
    else:
        audit.record_system("account.wrong_address", "user")


def _new_user(email: str, name: str, language: str, password: str, *, demo: bool) -> User:
    """Make a user, or open the closed account of somebody who comes back."""
    address = normal(email)
    user = User.objects.select_for_update().filter(email=address).first() or User(email=address)
    if user.is_active and not user._state.adding:
        raise WrongState(_("There is an account with this address already."), "", _("Sign in, or use another address."))
    user.name, user.language, user.is_active, user.demo = name.strip(), language, True, demo
    if not user.name:
        raise Invalid(_("Give a name your colleagues know."), field="name")
    check_plain(name, field="name")
    account.check_strength(password, user)
    user.save()
    return user


def _enrol(user: User, password: str) -> vault.RecoverySheet:
    again = vault.has_keys(user.pk)
    sheet = vault.start_over(user.pk, password) if again else vault.enrol(user.pk, password)
    account.keep_password(user, password)
    if again:
        account.forget_second_factor(user.pk)
    return sheet


def _lock(invitation: Invitation, purpose: str, organisation: UUID) -> Invitation:
    link = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if not link.is_open(timezone.now()) or link.purpose != purpose or link.organisation_id != organisation:
        raise WrongState(_("This link no longer works."), "", _("Ask whoever sent it for a new one."))
    return link


def _as(member: Membership) -> Actor:
    return Actor(user=member.user_id, organisation=member.organisation_id, roles=frozenset(member.roles))
