"""Linking the Telegram of a member of staff: a code on her page, sent by her to the bot within ten minutes."""

import re
import secrets
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.foundations.notify import chats
from komek.foundations.notify.models import Wish
from komek.foundations.orgs import queries

LIVES = 600
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PREFIX = "staff_"
"""A start of the bot with this before the code is no migrant's."""

CODE = re.compile(f"[{LETTERS}]{{16}}")


def link_code(user: UUID) -> str:
    """Make a code that links the chat which sends it first, within ten minutes. It is kept sealed, in no backup."""
    code = "".join(secrets.choice(LETTERS) for _each in range(16))
    cache.set(f"notify.link.{code}", str(user), LIVES)
    return PREFIX + code


def redeem(payload: str, address: str) -> bool:
    """Link a chat to whoever made the code; says whether it is linked. A code works once.

    The same chat may say the same code again: it is linked once, and told so each time, because the messenger brings
    an update again whose answer did not go out.
    """
    code = payload.removeprefix(PREFIX)
    if not payload.startswith(PREFIX) or not address.isdecimal() or not CODE.fullmatch(code):
        return False
    name, taken = chats.name_of(address), f"notify.linked.{code}"
    user = cache.get(f"notify.link.{code}")
    member = queries.membership_of(UUID(user)) if user else None
    if member is None:
        return False
    with transaction.atomic():
        if not cache.add(taken, name.hex(), LIVES):
            return bool(cache.get(taken) == name.hex() and Wish.objects.filter(user=user, chat_name=name).exists())
        _link(user=member.user_id, address=address, organisation=member.organisation_id)
    return True


@audit.verb("notify.link", _("linked Telegram for notices"))
def _link(*, user: UUID, address: str, organisation: UUID) -> None:
    """Keep the chat of a member of staff; one chat is one person's."""
    chat = {"chat": chats.sealed(user, address), "chat_name": chats.name_of(address), "closed": False}
    Wish.objects.filter(chat_name=chat["chat_name"]).update(chat=b"", chat_name=b"")
    Wish.objects.update_or_create(user=user, defaults=chat)
    audit.record_system("notify.link", "user", user, organisation=organisation)
