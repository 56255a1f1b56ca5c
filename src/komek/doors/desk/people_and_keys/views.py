"""Pages about colleagues: who works here, invitations, roles, leaving, beginning anew, being let in."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.doors.desk.account.going import typed
from komek.doors.desk.page import ANY_MEMBER, DeskRequest, attempt, done, page, show
from komek.doors.desk.people_and_keys import circles, letters, sheets  # noqa: F401 - their pages register themselves
from komek.doors.desk.people_and_keys.forms import (
    AdmitForm,
    InviteForm,
    RemoveForm,
    ResetForm,
    RolesForm,
    acted,
    posted,
)
from komek.doors.face import navigation
from komek.foundations.orgs import actions, queries
from komek.foundations.orgs.access import ACCESS, ADMIN, KEY_HOLDERS
from komek.foundations.orgs.models import Invitation, Membership

navigation.register(gettext_lazy("People and keys"), "desk:keys", "users", order=900)
ROOM = "desk/people_and_keys/"


@page("keys/", "keys", roles=ANY_MEMBER)
def keys(request: DeskRequest) -> HttpResponse:
    """Show colleagues, newcomers who wait, circles, sheets and open invitations."""
    actor = request.actor
    organisation = actor.organisation
    members = queries.members(organisation)
    me = next(member for member in members if member.membership.user_id == actor.user)
    inside = {circle.id for circle in me.inside}
    context = {
        "members": members,
        "me": me,
        "waiting": [(m, c) for m in members for c in m.waiting if c.id in inside],
        "circles": queries.circles(organisation),
        "inside": inside,
        "missing": queries.missing_circles(organisation, actor),
        "recovery": queries.recovery(organisation),
        "may_open_cases": queries.may_open_cases(organisation),
        "invitations": queries.open_invitations(organisation) if actor.has(*ADMIN) else [],
        "is_admin": actor.has(*ADMIN),
        "is_key_holder": actor.has(*KEY_HOLDERS),
    }
    return show(request, f"{ROOM}keys.html", context)


@page("keys/invite/", "keys-invite", roles=ADMIN)
def invite(request: DeskRequest) -> HttpResponse:
    """Invite somebody; the link is shown once."""
    form = InviteForm(typed(request), initial={"roles": ["case_worker"], "circles": ["cases"]})
    if posted(request, form):
        sent = attempt(form, actions.invite, **form.cleaned_data, by=request.actor)
        if sent is not None:
            return letters.show_link(request, sent)
    return show(request, f"{ROOM}invite.html", {"form": form})


@page("keys/invitations/<uuid:invitation>/withdraw/", "keys-withdraw", roles=ADMIN, noun=Invitation)
def withdraw(request: DeskRequest, invitation: UUID) -> HttpResponse:
    """End an open link, after asking."""
    link = ACCESS.find(request.actor, Invitation.objects.all(), pk=invitation)
    if request.method == "POST":
        actions.withdraw_invitation(invitation=link, by=request.actor)
        return done(request, _("The link no longer works."), "keys")
    return show(request, f"{ROOM}withdraw.html", {"link": link})


@page("keys/<uuid:member>/roles/", "keys-roles", roles=ADMIN, noun=Membership)
def roles(request: DeskRequest, member: UUID) -> HttpResponse:
    """Change somebody's roles and the circles she should be in."""
    row = _member(request, member)
    form = RolesForm(typed(request), initial={"roles": row.roles, "circles": row.circles})
    if acted(request, form, actions.change_roles, member=row, by=request.actor):
        return done(request, _("The roles are changed."), "keys")
    return show(request, f"{ROOM}roles.html", {"form": form, "member": row})


@page("keys/<uuid:member>/remove/", "keys-remove", roles=ADMIN, noun=Membership)
def remove(request: DeskRequest, member: UUID) -> HttpResponse:
    """Remove somebody, after asking."""
    row = _member(request, member)
    form = RemoveForm(typed(request))
    if acted(request, form, actions.remove_member, member=row, by=request.actor):
        return done(request, _("She is out: her keys, her sessions and her sign-in are gone."), "keys")
    return show(request, f"{ROOM}remove.html", {"form": form, "member": row})


@page("keys/<uuid:member>/reset/", "keys-reset", roles=ADMIN, noun=Membership)
def reset(request: DeskRequest, member: UUID) -> HttpResponse:
    """Give somebody a link to begin anew; it is shown once."""
    row = _member(request, member)
    form = ResetForm(typed(request))
    if posted(request, form):
        sent = attempt(form, actions.reset_member, member=row, **form.cleaned_data, by=request.actor)
        if sent is not None:
            return letters.show_link(request, sent)
    return show(request, f"{ROOM}reset.html", {"form": form, "member": row})


@page("keys/<uuid:member>/admit/<uuid:circle>/", "keys-admit", roles=KEY_HOLDERS, noun=Membership)
def admit(request: DeskRequest, member: UUID, circle: UUID) -> HttpResponse:
    """Let a newcomer into a circle after hearing the digits of her key."""
    row = _member(request, member)
    form = AdmitForm(typed(request))
    if acted(request, form, actions.admit_to_circle, circle=circle, member=row, by=request.actor):
        return done(request, _("She is in. She sees the files at her next page."), "keys")
    context = {"form": form, "member": row, "back": reverse("desk:keys")}
    return show(request, f"{ROOM}admit.html", context)


def _member(request: DeskRequest, member: UUID) -> Membership:
    rows = Membership.objects.select_related("user", "organisation").filter(active=True)
    return ACCESS.find(request.actor, rows, pk=member)
