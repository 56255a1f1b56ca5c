"""Who rings: how the writer is told that there is an answer, and how colleagues are told that a message waits."""

import logging
from collections.abc import Callable
from uuid import UUID

from komek.foundations.inbox.nouns import CHANNELS
from komek.kernel.logs import frames

Teller = Callable[[str, str], bool]
"""Given an address of the channel and a language: says in neutral words that there is news; True when it went out."""

Bell = Callable[[UUID, UUID], None]
"""Given an organisation and a message that it may see from now on."""

_tellers: dict[str, Teller] = {}
_bells: list[Bell] = []
log = logging.getLogger(__name__)


def register_teller(channel: str, tell: Teller) -> None:
    """Let a door tell people of its channel that there is news; called in the request of the colleague who answers."""
    if channel not in CHANNELS:
        raise ValueError(f"no channel {channel}")
    _tellers[channel] = tell


def register_bell(ring: Bell) -> None:
    """Let a room be told when an organisation may see a message; called by the duty of every minute, once for each."""
    if ring not in _bells:
        _bells.append(ring)


def tell(channel: str, address: str, language: str) -> bool:
    """Tell the writer. False where nobody can; an error of the door is noted without its text, which may name her."""
    teller = _tellers.get(channel)
    if teller is None:
        return False
    try:
        return teller(address, language)
    except Exception as error:  # noqa: BLE001 - its text may quote the address
        log.error("the teller of %s failed: %s", channel, frames(type(error), error.__traceback__))
        return False


def ring(organisation: UUID, message: UUID) -> None:
    """Ring every bell."""
    for each in _bells:
        each(organisation, message)
