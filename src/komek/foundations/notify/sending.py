"""What goes out, when, and how often it is tried."""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, time, timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from komek.foundations import vault
from komek.foundations.accounts.models import User
from komek.foundations.notify import chats
from komek.foundations.notify.models import CHANNELS, Notice, Wish
from komek.foundations.orgs import queries
from komek.foundations.orgs.models import Membership
from komek.foundations.places import zone
from komek.kernel.logs import frames

AGAIN = (1, 5, 15, 60, 240, 720)
"""Minutes until the next try; after the last one the notice has failed."""
PAUSE = timedelta(minutes=10)
"""After one notice of a kind no second one follows within this time: what waits is seen together."""
KEPT = timedelta(days=1)
"""For notices that never went."""
BATCH, ROUND = 100, 20.0
"""Notices that one round sends, and seconds after which it begins no other."""

URGENT = ("message", "danger")
BY_DAY = ("newcomer", "retention", "content")
MORNING = time(8)
"""Before it nobody is told by night what the night has found; by the clock of her organisation."""

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"

log = logging.getLogger(__name__)

Sender = Callable[[str, str], bool]
"""Takes an address and the words; says whether it was sent. Raises Unreachable where it never will be."""

SENDERS: dict[str, Sender] = {}


class Unreachable(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """The channel is closed for good: blocked, unlinked, gone."""


def register_sender(channel: str, sender: Sender) -> None:
    """Let a door say how it sends; without one a channel is not used."""
    if channel not in CHANNELS:
        raise ValueError(channel)
    SENDERS[channel] = sender


def tell(user: UUID, kind: str, link: str) -> int:
    """Put a notice into the outbox, by each channel she wants; says how many were new.

    One that waits already, or went within ten minutes, is not said again. Within her quiet hours it waits for their
    end. It goes out with the transaction around it, or not at all.
    """
    wish = Wish.objects.filter(user=user).first() or Wish(user=user)
    due, made = _due(wish, kind, _coarse(timezone.now())), 0
    for channel in _channels(wish):
        kinds = Notice.objects.filter(user=user, channel=channel, kind=kind, link=link)
        sent = kinds.filter(state="sent").order_by("-due").values_list("due", flat=True).first()
        row, fresh = Notice.objects.get_or_create(
            user=user,
            channel=channel,
            kind=kind,
            link=link,
            state="waiting",
            defaults={"due": max(due, sent + PAUSE) if sent else due},
        )
        made += fresh
    return made


def tell_roles(organisation: UUID, roles: tuple[str, ...], kind: str, link: str, *, but: UUID | None = None) -> int:
    """Tell every colleague who holds one of the roles, `but` one; says how many notices were new."""
    rows = Membership.objects.filter(organisation=organisation, active=True, roles__overlap=list(roles))
    return sum(tell(user, kind, link) for user in rows.order_by("id").values_list("user", flat=True) if user != but)


def tell_circle(organisation: UUID, kinds: tuple[str, ...], kind: str, link: str, *, but: UUID | None = None) -> int:
    """Tell everybody, `but` one, who is in a circle, in the first of these kinds that the organisation has."""
    return sum(tell(user, kind, link) for user in _inside(organisation, kinds) if user != but)


def untold(organisation: UUID, kinds: tuple[str, ...]) -> list[UUID]:
    """List those in a circle whom no notice reaches, by no channel."""
    inside = _inside(organisation, kinds)
    wishes = {wish.user: wish for wish in Wish.objects.filter(user__in=inside)}
    return [user for user in inside if not _channels(wishes.get(user) or Wish(user=user))]


def send_due() -> int:
    """Send what is due, each in a transaction of its own; two workers never send the same one. Says how many went.

    Where a channel hangs, the rest waits for the next minute: other duties of the minute do not wait for it.
    """
    gone, until = 0, monotonic() + ROUND
    for _each in range(BATCH):
        if monotonic() > until:
            break
        with transaction.atomic():
            waiting = Notice.objects.filter(state="waiting", due__lte=timezone.now())
            notice = waiting.select_for_update(skip_locked=True).order_by("due", "id").first()
            if notice is None:
                break
            gone += _send(notice)
    return gone


def forget_old() -> None:
    """Delete what went as soon as it is not needed (its hour would say when somebody wrote), and what never will."""
    Notice.objects.filter(state="sent", due__lt=timezone.now() - PAUSE).delete()
    Notice.objects.filter(state="failed", due__lt=timezone.now() - KEPT).delete()


def _send(notice: Notice) -> bool:
    """Send one notice, unless it is quiet by now; every failure counts as a try, so that none holds up the others."""
    wish = Wish.objects.filter(user=notice.user).first() or Wish(user=notice.user)
    reader = User.objects.filter(pk=notice.user, is_active=True).first()
    due = _due(wish, notice.kind, timezone.now())
    if reader is not None and due > timezone.now():
        notice.due = due
        notice.save(update_fields=["due"])
        return False
    try:
        sent = reader is not None and _guarded(notice, reader, wish)
    except Unreachable:
        _turn_to_mail(notice, wish)
        return False
    _note(notice, sent=sent, gone=reader is None)
    return sent


def _guarded(notice: Notice, reader: User, wish: Wish) -> bool:
    """Send by the notice's channel; an error nobody foresaw is a failure like any other."""
    try:
        with transaction.atomic():
            return _by(notice, reader, wish)
    except Unreachable:
        raise
    except Exception as error:  # noqa: BLE001 - its text may hold an address
        log.error("a notice by %s was not sent: %s", notice.channel, frames(type(error), error.__traceback__))
    return False


def _note(notice: Notice, *, sent: bool, gone: bool) -> None:
    notice.tries += not sent
    over = sent or gone or notice.tries > len(AGAIN)
    notice.state = ("sent" if sent else "failed") if over else "waiting"
    notice.due = _coarse(timezone.now()) if over else timezone.now() + timedelta(minutes=AGAIN[notice.tries - 1])
    notice.save(update_fields=["tries", "state", "due"])


def _turn_to_mail(notice: Notice, wish: Wish) -> None:
    """Forget a chat that is closed for good; what waited for it goes by e-mail, at once, unless it waits there too."""
    chats.forget(notice.user, closed=True)
    wish.chat, wish.closed = b"", True
    same = Notice.objects.filter(user=notice.user, channel="email", kind=notice.kind, link=notice.link)
    if "email" not in _channels(wish) or same.filter(state="waiting").exists():
        notice.delete()
        return
    notice.channel, notice.tries = "email", 0
    notice.save(update_fields=["channel", "tries"])


def _by(notice: Notice, reader: User, wish: Wish) -> bool:
    with translation.override(reader.language):
        waits, address = _("Something waits for you."), f"{settings.KOMEK_ADDRESS}{notice.link}"
    if notice.channel not in _channels(wish):
        return False
    if notice.channel == "telegram":
        chat = chats.opened(wish)
        if chat is None:
            raise Unreachable
        return SENDERS["telegram"](chat, f"{waits}\n{address}")
    try:
        return bool(send_mail(waits, f"{waits}\n\n{address}\n", None, [reader.email]))
    except (OSError, smtplib.SMTPException):  # its text may hold the address
        return False


def _inside(organisation: UUID, kinds: tuple[str, ...]) -> list[UUID]:
    circles = {each.kind: each.id for each in vault.circles_in(organisation)}
    found = next((circles[name] for name in kinds if name in circles), None)
    return sorted(vault.members(found)) if found else []


def _channels(wish: Wish) -> list[str]:
    wanted = ["email"] if (wish.by_email or wish.closed) and settings.EMAIL_BACKEND != NO_MAIL else []
    return [*wanted, "telegram"] if wish.chat and "telegram" in SENDERS else wanted


def _due(wish: Wish, kind: str, now: datetime) -> datetime:
    """Say from when a notice may go: now, or at the end of her quiet hours; what can wait, not before the morning."""
    if kind in URGENT and wish.urgent_always:
        return now
    member = queries.membership_of(wish.user)
    there = timezone.localtime(now, zone(member.organisation.country)) if member else now
    if kind in BY_DAY and there.time() < MORNING:
        there = datetime.combine(there.date(), MORNING, there.tzinfo)
    return wish.quiet_end(there) or there


def _coarse(at: datetime) -> datetime:
    """Go back to the last five minutes: the outbox says no better than the inbox when somebody wrote."""
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)
