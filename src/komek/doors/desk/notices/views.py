"""The page about notices: they say that something waits and where, never what."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from komek.doors.desk.notices.forms import WishForm
from komek.doors.desk.page import ANY_MEMBER, DeskRequest, attempt, done, page, show
from komek.foundations import notify
from komek.foundations.notify import actions
from komek.foundations.notify.models import Wish
from komek.foundations.notify.sending import NO_MAIL


@page("notices/", "notices", roles=ANY_MEMBER)
def notices(request: DeskRequest) -> HttpResponse:
    """Show how notices reach me, and change it."""
    wish = Wish.objects.filter(user=request.actor.user).first() or Wish(user=request.actor.user)
    form = WishForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(wish, name) for name in WishForm.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, actions.set_wish, by=request.actor, **form.cleaned_data)
        if kept:
            return done(request, _("Your wishes are kept."), "notices")
    bot = getattr(settings, "KOMEK_TELEGRAM_BOT", "")
    context = {"form": form, "wish": wish, "mail": settings.EMAIL_BACKEND != NO_MAIL, "bot": bot}
    return show(request, "desk/notices/notices.html", context)


@page("notices/telegram/", "notices-telegram", roles=ANY_MEMBER, methods=("POST",))
def telegram(request: DeskRequest) -> HttpResponse:
    """Take Telegram off, or make the code that links it."""
    if request.POST.get("do") == "unlink":
        actions.unlink(by=request.actor)
        return done(request, _("No notice goes to Telegram any more."), "notices")
    context = {"code": notify.link_code(request.actor.user), "bot": getattr(settings, "KOMEK_TELEGRAM_BOT", "")}
    return show(request, "desk/notices/link.html", context)
