"""What the engine wants done at the sealed mailbox: words and files go there from memory and rest nowhere else."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from komek.doors.bots import receipts
from komek.doors.bots.channels import Channel, Incoming
from komek.doors.bots.memory import HELD_SECONDS, Held, Memory
from komek.doors.bots.nouns import Effect, Outcome, State
from komek.doors.bots.wire import Refused, Undelivered
from komek.foundations import inbox, vault
from komek.foundations.inbox.errors import Refused as NotTaken
from komek.foundations.vault.uploads import SealedUpload, from_bytes

MOST_BYTES = 20 * 1000 * 1000
"""Telegram gives bots no larger file."""

STAYS: tuple[Effect, ...] = ("hold", "drop", "pass", "agree", "decline", "more", "erase")
"""Effects that must not be done a second time when their answer did not go out."""


@dataclass(frozen=True)
class Chat:
    """Whose effect it is: the channel, what came in, and where the conversation stands."""

    channel: Channel
    incoming: Incoming
    state: State

    @property
    def source(self) -> bytes:
        return inbox.source(self.channel.name, self.incoming.chat)


def do(effect: Effect, chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    """Do one thing; never raises what a person cannot help."""
    ways: dict[Effect, Callable[[Chat, Memory], tuple[Memory, Outcome]]] = {
        "hold": _hold,
        "drop": _drop,
        "pass": _pass,
        "agree": _agree,
        "decline": _decline,
        "read": _read,
        "more": _more,
        "erase": _erase,
    }
    try:
        return ways[effect](chat, memory)
    except NotTaken as refused:
        code = "gone" if isinstance(refused, inbox.Gone) else refused.key
        return memory, Outcome(code, most=getattr(refused, "count", 0))
    except vault.Busy:
        return memory, Outcome("busy")


def _hold(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    dropped = _dropped(chat, chat.incoming.heard.text, danger=True)
    fresh = [each for each in memory.held if time.time() - each.at < HELD_SECONDS]
    numbers = dropped.receipt
    one = Held(dropped.ticket, numbers.first, numbers.second, dropped.until.isoformat(), time.time())
    return replace(memory, held=(*fresh, one)), Outcome("held")


def _agree(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    """Let the newest of what is held be read, and those before it with it. Her numbers are those of the newest."""
    if not memory.held:
        raise inbox.Gone
    agreed = []
    for each in memory.held:
        try:
            inbox.agree(each.ticket)
            agreed.append(each)
        except inbox.Gone:
            continue
    memory = replace(memory, held=())
    if not agreed:
        return memory, Outcome("gone")
    newest = agreed[-1]
    return memory, Outcome("sent", newest.first, newest.second, until=date.fromisoformat(newest.until))


def _decline(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    return let_go(memory), Outcome("declined")


def let_go(memory: Memory) -> Memory:
    """Delete the keys of everything that is held."""
    for each in memory.held:
        try:
            inbox.decline(each.ticket)
        except inbox.Gone:
            continue
    return replace(memory, held=())


def _drop(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    return memory, _sent(_dropped(chat, chat.incoming.heard.text))


def _pass(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    """Fetch what she has agreed to pass on into memory and seal it there; it never lies in a file."""
    media = chat.incoming.media or memory.media
    if media is None:
        return memory, Outcome("not_passed")
    try:
        data = chat.channel.fetch(media, MOST_BYTES)
        file = from_bytes(media.name, data)
    except (Refused, Undelivered, vault.TooLarge, vault.Crowded, vault.UnreadablePicture):
        return memory, Outcome("not_passed")
    words = chat.incoming.heard.text if chat.incoming.heard.kind == "media" else ""
    return replace(memory, media=None), _sent(_dropped(chat, words, files=(file,)))


def _read(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    typed = _typed(chat)
    opened = inbox.read(typed.first, typed.second, source=chat.source, channel=chat.channel.name)
    answers = tuple(each.text for each in opened.answers)
    return memory, Outcome(
        "opened",
        typed.first,
        typed.second,
        answers,
        silent=opened.silent,
        taken=opened.state == "taken",
        until=opened.until,
    )


def _more(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    typed = _typed(chat)
    name, back = chat.channel.name, _back(chat)
    inbox.say_more(typed.first, typed.second, typed.rest, source=chat.source, channel=name, back=back)
    return memory, Outcome("more")


def _erase(chat: Chat, memory: Memory) -> tuple[Memory, Outcome]:
    typed = _typed(chat)
    inbox.erase(typed.first, typed.second, source=chat.source, channel=chat.channel.name)
    return memory, Outcome("erased")


def _sent(dropped: inbox.Dropped) -> Outcome:
    return Outcome("sent", dropped.receipt.first, dropped.receipt.second, until=dropped.until)


def _typed(chat: Chat) -> receipts.Typed:
    typed = receipts.typed(chat.incoming.heard.text.removeprefix("erase:"))
    if typed is None:
        raise inbox.WrongNumbers
    return typed


def _back(chat: Chat) -> inbox.Back | None:
    where = chat.incoming.address or chat.incoming.chat
    return inbox.Back(chat.channel.name, where, may_tell=chat.state.tell) if chat.channel.can_tell else None


def _dropped(chat: Chat, text: str, *, danger: bool = False, files: tuple[SealedUpload, ...] = ()) -> inbox.Dropped:
    return inbox.drop(
        text,
        country=chat.state.country,
        language=chat.state.language or "en",
        channel=chat.channel.name,
        source=chat.source,
        back=_back(chat),
        danger=danger,
        files=files,
    )
