"""Taking back what the bot has said: first it is deleted, then she is told what is true."""

from dataclasses import replace
from datetime import datetime

from komek.doors.bots import effects
from komek.doors.bots.channels import Channel
from komek.doors.bots.memory import OWN, Memory


def clear(channel: Channel, chat: str, memory: Memory, language: str, now: datetime) -> tuple[Memory, str]:
    """Delete the bot's messages and let go what is held; gives the memory that is left, and which sentence is true.

    What could not be deleted is remembered, so that she can ask for it once more.
    """
    memory = effects.let_go(memory)
    left = _left(channel, chat, memory, now)
    whole = len(memory.own) < OWN  # of more messages than are remembered the first ones stay
    kept = tuple(each for each in memory.own if each.id in left)
    fresh = replace(memory.cleared(language), own=kept)
    if not channel.deletable:
        return fresh, "cannot_clear"
    if left or not whole:
        return fresh, "cleared_partly"
    return fresh, "cleared" if channel.keeps else "cleared_today"


def _left(channel: Channel, chat: str, memory: Memory, now: datetime) -> set[str]:
    """Delete what may be deleted; give what stays."""
    old = {each.id for each in memory.own if now.timestamp() - each.at >= channel.deletable}
    young = tuple(each.id for each in memory.own if each.id not in old)
    return old | set(channel.delete(chat, young) if young else ())
