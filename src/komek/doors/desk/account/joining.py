"""A link for one person: join, or begin again with new keys. The recovery sheet is shown here, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from komek.doors.desk.account.forms import AcceptForm, BeginAgainForm, NewPasswordForm
from komek.doors.desk.account.going import door, too_often, typed
from komek.foundations import vault
from komek.foundations.orgs import actions, queries
from komek.foundations.orgs.models import Invitation
from komek.kernel.errors import DomainError


@require_http_methods(["GET", "POST"])
def _invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a newcomer for her name and a password, or somebody who begins anew for a password."""
    if too_often(request, "invitation", token[:8]):
        return render(request, "429.html", status=429)
    link = queries.open_invitation(token)
    if link is None:
        return render(request, "account/invitation_gone.html", status=404)
    form = _form(request, link)
    sheet = _accepted(link, form) if request.method == "POST" and form.is_valid() else None
    if sheet is not None:
        return render(request, "account/recovery_sheet.html", {"sheet": sheet, "link": link})
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "link": link, "words": vault.generate_password()}
    return render(request, "account/invitation.html", context, status=status)


def _form(request: HttpRequest, link: Invitation) -> NewPasswordForm:
    if link.purpose == "reset":
        return BeginAgainForm(typed(request), user=link.user)
    return AcceptForm(typed(request), email=link.email)


def _accepted(link: Invitation, form: NewPasswordForm) -> vault.RecoverySheet | None:
    given = form.cleaned_data
    try:
        if link.purpose == "reset":
            return actions.begin_again(
                invitation=link, new=given["new"], organisation=link.organisation_id, lost=given.get("lost")
            )
        return actions.accept_invitation(
            invitation=link,
            name=given["name"],
            language=given["language"],
            password=given["new"],
            organisation=link.organisation_id,
        ).sheet
    except vault.Busy:
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


invitation = door(_invitation)
