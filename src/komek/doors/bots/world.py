"""What the engine may look at in this moment, gathered for one message."""

from datetime import datetime
from functools import cache

from django.conf import settings

from komek.doors.bots.channels import Channel
from komek.doors.bots.conversations import local
from komek.doors.bots.engine import World
from komek.doors.bots.nouns import OnDuty, State
from komek.foundations import inbox
from komek.knowledge import guide
from komek.knowledge.guide import matching


def of(channel: Channel, state: State, now: datetime, portal: str = "") -> World:
    """Gather the world for a conversation that stands here. What costs a look at tables is looked at when asked for."""
    language = state.language or "en"

    def ask(text: str) -> matching.Found:
        return matching.ask(text, origin=state.nationality, to=state.destination)

    @cache
    def duty() -> OnDuty | None:
        found = inbox.readers(state.country, language, now)
        return OnDuty(found.name, found.country, found.minutes, found.next, found.now) if found else None

    return World(
        edition=guide.current(),
        ask=ask,
        today=local(now).date(),
        portal=portal or address(),
        can_write=lambda: duty() is not None,
        can_tell=channel.can_tell,
        duty=duty,
        most=channel.most,
    )


def address() -> str:
    """Give the address of the portal, as others reach it; "" where this is a try-out on one machine."""
    return "" if settings.LOOPBACK else f"https://{settings.ALLOWED_HOSTS[0]}"
