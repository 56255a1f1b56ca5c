"""Linking the Telegram of a member of staff: a code on her page, sent by her to the bot within ten minutes."""

import secrets
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.foundations.notify.models import Wish
from komek.foundations.orgs import queries

LIVES = 600
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PREFIX = "staff_"
"""A start of the bot with this before the code is no migrant's."""


def link_code(user: UUID) -> str:
    """Make a code that links the chat which sends it first, within ten minutes. It is kept sealed, in no backup."""
    code = "".join(secrets.choice(LETTERS) for _each in range(16))
    cache.set(f"notify.link.{code}", str(user), LIVES)
    return PREFIX + code


def redeem(payload: str, address: str) -> bool:
    """Link a chat to whoever made the code; says whether there was one. A code works once."""
    if not payload.startswith(PREFIX) or not address.isdecimal():
        return False
    key = f"notify.link.{payload.removeprefix(PREFIX)}"
    user = cache.get(key) if len(key) <= 60 and key.isascii() else None
    member = queries.membership_of(UUID(user)) if user and cache.delete(key) else None
    if member is None:
        return False
    _link(user=member.user_id, address=address, organisation=member.organisation_id)
    return True


@audit.verb("notify.link", _("linked Telegram for notices"))
def _link(*, user: UUID, address: str, organisation: UUID) -> None:
    """Keep the chat of a member of staff; one chat is one person's."""
    Wish.objects.filter(telegram=address).update(telegram="")
    Wish.objects.update_or_create(user=user, defaults={"telegram": address})
    audit.record_system("notify.link", "user", user, organisation=organisation)
