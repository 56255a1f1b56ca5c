"""Telling that something waits: the writer that there is an answer, a colleague that a page of the desk has work.

Called in the request of whoever answers, or by the worker for a colleague; never out of a job that knows a migrant.
"""

import contextlib

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from komek.doors.bots import conversations, wire
from komek.doors.bots.channels import Channel, Incoming
from komek.doors.bots.conversations import Crowded
from komek.doors.bots.memory import Memory
from komek.doors.bots.nouns import Heard, Said
from komek.doors.bots.telegram import Telegram
from komek.doors.bots.whatsapp import WhatsApp
from komek.doors.bots.wire import Refused, Undelivered
from komek.foundations import inbox, notify
from komek.knowledge.guide import words

A_WORD = 5.0
"""Seconds for one word to somebody who does not wait for it, and for noting it: the operator who answers waits."""

CHANNELS: dict[str, Channel] = {"telegram": Telegram(), "whatsapp": WhatsApp()}


def register() -> None:
    """Offer both channels to the mailbox, and Telegram to the notices of colleagues."""
    inbox.register_teller("telegram", tell_on_telegram)
    inbox.register_teller("whatsapp", tell_on_whatsapp)
    notify.register_sender("telegram", tell_colleague)


def tell_on_telegram(address: str, language: str) -> bool:
    """Say to a writer that there is news, in neutral words; the message goes with the others when she clears."""
    ids = _told(CHANNELS["telegram"], address, words(language).say("inbox", "there_is_an_answer"))
    if ids:
        with contextlib.suppress(Crowded, DatabaseError, InterfaceError):  # told she is, whether it is noted or not
            _remember(address, ids)
    return ids is not None


def _remember(address: str, ids: tuple[str, ...]) -> None:
    now = timezone.now()
    with conversations.held("telegram", address, now, A_WORD) as talk:
        if talk.memory != Memory():
            talk.memory = talk.memory.with_own(ids, now.timestamp())
            talk.save()


def tell_on_whatsapp(address: str, language: str) -> bool:
    """Say it on WhatsApp, which lets us only within 24 hours of her last message."""
    return _told(CHANNELS["whatsapp"], address, words(language).say("inbox", "there_is_an_answer")) is not None


def tell_colleague(address: str, text: str) -> bool:
    """Tell a colleague. Raises notify.Unreachable where her chat is closed to us."""
    try:
        with wire.within(A_WORD):
            CHANNELS["telegram"].send(_to(address), Said(text), "en")
    except Undelivered:
        return False
    except Refused:
        raise notify.Unreachable from None
    return True


def _told(channel: Channel, address: str, text: str) -> tuple[str, ...] | None:
    try:
        with wire.within(A_WORD):
            return channel.send(_to(address), Said(text), "")
    except (Undelivered, Refused):
        return None


def _to(address: str) -> Incoming:
    return Incoming("", address, Heard("text"), address=address)
