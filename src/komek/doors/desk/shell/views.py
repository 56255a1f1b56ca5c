"""The front page, the lock, the drafts, and the sign that somebody is typing."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from komek.doors.desk import drafts
from komek.doors.desk.page import ANY_MEMBER, DeskRequest, done, page
from komek.foundations import vault
from komek.kernel import scripts


def front(request: HttpRequest) -> HttpResponse:
    """Greet: a signed-in user goes to her desk, anybody else sees what this place is and where to sign in."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "desk/shell/front.html")


@page("lock/", "lock", roles=ANY_MEMBER, locked_ok=True, methods=("POST",))
def lock(request: DeskRequest) -> HttpResponse:
    """Close the keyring of this session at once; what was typed in a form is kept as a draft."""
    drafts.keep_from(request)
    vault.lock(request.session.session_key or "")
    scripts.forget()
    response = HttpResponseRedirect("/unlock/")
    response.delete_cookie(settings.UNLOCK_COOKIE)
    return response


@page("touch/", "touch", roles=ANY_MEMBER, methods=("POST",))
def touch(request: DeskRequest) -> HttpResponse:
    """Count typing as activity: the idle lock starts anew."""
    session = request.session.session_key or ""
    vault.touch(session)
    locks_at = vault.locks_at(session)
    return JsonResponse({"locks_at": int(locks_at.timestamp()) if locks_at else 0})


@page("drafts/", "drafts", roles=ANY_MEMBER, locked_ok=True)
def all_drafts(request: DeskRequest) -> HttpResponse:
    """Keep a draft (post), or list the drafts of the signed-in user (get)."""
    if request.method == "POST":
        if not drafts.keep_from(request):
            return JsonResponse({"saved": False}, status=422)
        return JsonResponse({"saved": True, "at": timezone.localtime().strftime("%H:%M")})
    if request.actor.keyring is None:
        return HttpResponseRedirect("/unlock/?next=/desk/drafts/")
    return render(request, "desk/shell/drafts.html", {"drafts": drafts.mine(request)})


@page("drafts/<uuid:draft>/drop/", "draft-drop", roles=ANY_MEMBER, methods=("POST",))
def drop(request: DeskRequest, draft: UUID) -> HttpResponse:
    """Throw one's own draft away."""
    if draft not in {kept.id for kept in vault.drafts(request.actor.keyring)}:
        raise Http404
    vault.drop_draft(draft)
    return done(request, _("The draft is gone."), "drafts")
