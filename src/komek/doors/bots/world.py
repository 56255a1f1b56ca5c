"""What the engine may look at in this moment, gathered for one message."""

import logging
from datetime import datetime
from functools import cache

from django.conf import settings

from komek.doors.bots import receipts
from komek.doors.bots.basics import World
from komek.doors.bots.channels import Channel
from komek.doors.bots.conversations import local
from komek.doors.bots.nouns import State
from komek.foundations import inbox
from komek.kernel.logs import frames
from komek.knowledge import guide
from komek.knowledge.guide import matching

log = logging.getLogger(__name__)


def of(channel: Channel, state: State, now: datetime, portal: str = "", onward: str = "") -> World:
    """Gather the world for a conversation that stands here. What costs a look at tables is looked at when asked for.

    With `onward` those on duty are those who read what she adds to her messages.
    """
    language = state.language or "en"

    def ask(text: str) -> matching.Found:
        return matching.ask(text, origin=state.nationality, to=state.destination)

    @cache
    def duty() -> inbox.Duty | None:
        return inbox.readers_of(onward, now) if onward else inbox.readers(state.country, language, now)

    return World(
        edition=guide.current(),
        ask=ask,
        today=local(now).date(),
        now=now,
        portal=portal or address(),
        can_write=lambda: duty() is not None,
        can_tell=channel.can_tell,
        duty=duty,
        most=channel.most,
        danger=danger,
        hotline=f"☎ {settings.KOMEK_SITE_NAME}: {settings.KOMEK_SITE_HOTLINE}" if settings.KOMEK_SITE_HOTLINE else "",
    )


def danger(text: str) -> bool:
    """Say whether a message to a person speaks of danger. It is taken in whatever becomes of the matcher."""
    try:
        return matching.danger(receipts.without(text))
    except Exception as error:  # noqa: BLE001 - its text may quote what somebody typed
        log.error("danger was not looked for: %s", frames(type(error), error.__traceback__))
    return False


def address() -> str:
    """Give the address of the portal, as others reach it; "" where this is a try-out on one machine."""
    return "" if settings.LOOPBACK else str(settings.KOMEK_ADDRESS)
