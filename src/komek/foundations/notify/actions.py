"""Verbs: how I want to be told."""

import datetime

from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.foundations.notify import chats
from komek.foundations.notify.models import Wish
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid


@audit.verb("notify.wish", _("changed how notices reach her"))
def set_wish(
    *,
    by_email: bool,
    quiet_from: datetime.time | None,
    quiet_until: datetime.time | None,
    urgent_always: bool,
    by: Actor,
) -> Wish:
    """Keep how the actor herself wants to be told. Raises Invalid for quiet hours with one end, or none between."""
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_from" if quiet_from is None else "quiet_until"
        raise Invalid(_("Quiet hours need a beginning and an end."), field=missing)
    if quiet_from is not None and quiet_from == quiet_until:
        raise Invalid(_("Quiet hours need a beginning and an end that differ."), field="quiet_until")
    wish, _made = Wish.objects.update_or_create(
        user=by.user,
        defaults={
            "by_email": by_email,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "urgent_always": urgent_always,
        },
    )
    audit.record("notify.wish", "user", by.user, by=by)
    return wish


@audit.verb("notify.unlink", _("took her Telegram off"))
def unlink(*, by: Actor) -> None:
    """Forget the actor's chat: no notice goes there any more."""
    chats.forget(by.user, closed=False)
    audit.record("notify.unlink", "user", by.user, by=by)
