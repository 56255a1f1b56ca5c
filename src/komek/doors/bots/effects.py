"""What the engine wants done at the sealed mailbox: words and files go there from memory and rest nowhere else.

What is done there and what the conversation remembers of it are one transaction: `note` is called inside it. So an
update that comes again, because the database failed in between, finds either both or neither.
"""

import logging
import secrets
import string
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, transaction

from komek.doors.bots import receipts
from komek.doors.bots.channels import Channel, Incoming
from komek.doors.bots.memory import Held, Memory
from komek.doors.bots.nouns import Effect, Outcome, State
from komek.foundations import inbox, vault
from komek.foundations.inbox.errors import Refused as NotTaken
from komek.foundations.vault.uploads import SealedUpload, from_bytes
from komek.kernel.logs import frames

MOST_BYTES = 20 * 1000 * 1000
"""Telegram gives bots no larger file."""

HANDLE = 8
"""Letters of a handle."""

Came = tuple[Memory, Outcome]
Note = Callable[[Memory, Outcome], None]
Made = TypeVar("Made", inbox.Dropped, inbox.Added)

log = logging.getLogger(__name__)


class NotFetched(Exception):  # noqa: N818 - what happened, as in the errors of the house
    """What she wants to pass on could not be fetched or sealed; it still lies where it lay. Carries nothing."""


@dataclass(frozen=True)
class Chat:
    """Whose effect it is: the channel, what came in, where the conversation stands, and whether it speaks of danger."""

    channel: Channel
    incoming: Incoming
    state: State
    danger: bool = False

    @property
    def source(self) -> bytes:
        return inbox.source(self.channel.name, self.incoming.chat)

    @property
    def back(self) -> inbox.Back | None:
        """Say where she may be told that there is an answer."""
        where = self.incoming.address or self.incoming.chat
        return inbox.Back(self.channel.name, where, may_tell=self.state.tell) if self.channel.can_tell else None


def do(effect: Effect, chat: Chat, memory: Memory, note: Note) -> Came:
    """Do one thing; never raises what a person cannot help. `note` writes down what was done where it was done."""
    ways: dict[Effect, Callable[[Chat, Memory, Note], Came]] = {
        "hold": _hold,
        "drop": _drop,
        "onward": _onward,
        "pass": _pass,
        "agree": _agree,
        "decline": _decline,
        "read": _read,
        "more": _more,
        "erase": _erase,
    }
    media = effect == "pass" and memory.media is not None
    try:
        return ways[effect](chat, memory, note)
    except inbox.Gone:  # the time is over, or she has erased everything elsewhere: nothing goes on there
        return memory.going_on(), Outcome("gone", media=media)
    except NotTaken as refused:
        return memory, Outcome(refused.key, most=getattr(refused, "count", 0), media=media)
    except vault.Busy:
        return memory, Outcome("busy", media=media)
    except NotFetched:
        return memory, Outcome("not_passed", media=media)


def landed(wanted: State, stood: State, came: Outcome, memory: Memory) -> State:
    """Say where she stands after an effect: where the engine wanted, or where she can try again."""
    if came.code == "closed":
        return wanted.to("person")
    if came.code == "changed":  # whatever else she writes before she agrees is held beside it, whoever reads by then
        return replace(wanted.to("changed"), told="")
    if wanted.room == "onward" and not memory.onward:
        return wanted.to("write" if stood.room in ("write", "changed") else "home")
    if wanted.room == "onward" and stood.room == "changed" and came.code not in ("sent", "added"):
        return wanted.to("changed")
    if wanted.room == "receipt" and came.code != "opened":
        return wanted.to("numbers" if stood.room == "numbers" else "home")
    return wanted.to("numbers") if came.code == "which" else wanted


def let_go(memory: Memory) -> Memory:
    """Delete the keys of everything that is held."""
    for each in memory.held:
        try:
            inbox.decline(each.ticket)
        except inbox.Gone:
            continue
    return replace(memory, held=())


def _noted(came: Came, note: Note) -> Came:
    note(*came)
    return came


def _hold(chat: Chat, memory: Memory, note: Note) -> Came:
    def came(dropped: inbox.Dropped) -> Came:
        return _kept(memory, dropped), Outcome("held", readers=dropped.readers)

    return came(_dropped(chat, chat.incoming.heard.text, _asking(memory, note, came), held=True))


def _asking(memory: Memory, note: Note, came: Callable[[Made], Came]) -> Callable[[Made], None]:
    """Note what was done; where she is asked, all that is held waits from now on, because one yes is for all of it."""

    def noting(made: Made) -> None:
        if made.held:
            inbox.ask_again(each.ticket for each in memory.held)
        note(*came(made))

    return noting


def _kept(memory: Memory, made: inbox.Dropped | inbox.Added) -> Memory:
    """Remember what is held; what goes on under numbers that she has not got yet brings them along."""
    if isinstance(made, inbox.Dropped):
        numbers = (made.receipt.first, made.receipt.second, made.until.isoformat())
    else:
        beside = [each for each in memory.held if each.onward == made.onward]
        numbers = (beside[0].first, beside[0].second, beside[0].until) if beside else ("", "", "")
    now = time.time()
    earlier = (each.asked(now) for each in memory.held)
    return replace(memory, held=(*earlier, Held(made.ticket, *numbers, now, made.onward)))


def _agree(chat: Chat, memory: Memory, note: Note) -> Came:
    """Let everything that is held be read: she gets all numbers of it, and is told where some of it is gone."""
    if not memory.held:
        raise inbox.Gone
    agreed = []
    with transaction.atomic():
        for each in memory.held:
            try:
                inbox.agree(each.ticket)
                agreed.append(each)
            except inbox.Gone:
                continue
        late, memory = len(agreed) < len(memory.held), replace(memory, held=())
        if not agreed:
            return _noted((memory, Outcome("gone")), note)
        newest = agreed[-1]
        return _noted((memory.going_on(newest.onward), replace(_let_out(agreed), late=late)), note)


def _let_out(agreed: list[Held]) -> Outcome:
    """Say what came of her yes: numbers, each pair once, or none where she has them already."""
    pairs = tuple(dict.fromkeys((each.first, each.second) for each in agreed if each.first))
    until = max((each.until for each in agreed if each.until), default="")
    return Outcome("sent", pairs, until=date.fromisoformat(until)) if pairs else Outcome("added")


def _decline(chat: Chat, memory: Memory, note: Note) -> Came:
    with transaction.atomic():
        return _noted((let_go(memory), Outcome("declined")), note)


def _drop(chat: Chat, memory: Memory, note: Note) -> Came:
    return _sent(chat, memory, note, chat.incoming.heard.text)


def _onward(chat: Chat, memory: Memory, note: Note) -> Came:
    """Go on under the numbers of this conversation."""
    return _added(chat, memory, note, chat.incoming.heard.text)


def _pass(chat: Chat, memory: Memory, note: Note) -> Came:
    """Fetch what she has agreed to pass on into memory and seal it there; it never lies in a file.

    Whatever goes wrong, her offer stays: she is told, and can try again.
    """
    words = chat.incoming.heard.text if chat.incoming.heard.kind == "media" else ""
    try:
        files = (_fetched(chat, memory),)
        way = _added if memory.onward else _sent
        return way(chat, replace(memory, media=None), note, words, files)
    except (NotTaken, NotFetched, vault.Busy, DatabaseError, InterfaceError):
        raise
    except (vault.TooLarge, vault.Crowded, vault.UnreadablePicture) as refused:
        log.warning("what she passed on was not taken: %s", type(refused).__name__)
    except Exception as error:  # noqa: BLE001 - its text may quote an address or a name
        log.error("what she passed on could not be sealed: %s", frames(type(error), error.__traceback__))
    raise NotFetched


def _fetched(chat: Chat, memory: Memory) -> SealedUpload:
    media = chat.incoming.media or memory.media
    if media is None:
        raise NotFetched
    try:
        return from_bytes(media.name, chat.channel.fetch(media, MOST_BYTES))
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - its text may quote an address or a name
        log.warning("%s: a file was not fetched: %s", chat.channel.name, type(error).__name__)
    raise NotFetched


def _read(chat: Chat, memory: Memory, note: Note) -> Came:
    typed = _typed(chat)
    opened = inbox.read(typed.first, typed.second, source=chat.source, channel=chat.channel.name)
    outcome = Outcome(
        "opened",
        answers=tuple(each.text for each in opened.answers),
        silence=opened.silence,
        taken=opened.state == "taken",
        until=opened.until,
        onward=bool(opened.onward),
        handle="".join(secrets.choice(string.ascii_lowercase) for _each in range(HANDLE)),
    )
    return memory.going_on(opened.onward, outcome.handle), outcome


def _more(chat: Chat, memory: Memory, note: Note) -> Came:
    typed = _typed(chat)

    def came(added: inbox.Added) -> Came:
        return _asked_or(Outcome("more"), memory, added)

    made = inbox.say_more(
        typed.first,
        typed.second,
        typed.rest,
        source=chat.source,
        channel=chat.channel.name,
        back=chat.back,
        danger=chat.danger,
        told=chat.state.told,
        noting=_asking(memory, note, came),
    )
    return came(made)


def _asked_or(done: Outcome, memory: Memory, made: inbox.Dropped | inbox.Added) -> Came:
    """Say what is done, or that others read than she was told: then it is held, and she is asked."""
    if not made.held:
        return memory, replace(done, readers=made.readers)
    return _kept(memory, made).going_on(made.onward), Outcome("changed", readers=made.readers)


def _erase(chat: Chat, memory: Memory, note: Note) -> Came:
    """Delete everything of the thread below whose answer the button stands; where another is open, ask which."""
    if not memory.handle or chat.incoming.heard.text != f"erase:{memory.handle}":
        return memory, Outcome("which")
    came = (memory.going_on(), Outcome("erased"))
    inbox.end(memory.onward, noting=lambda: note(*came))
    return came


def _typed(chat: Chat) -> receipts.Typed:
    typed = receipts.typed(chat.incoming.heard.text, tolerant=True)
    if typed is None:
        raise inbox.WrongNumbers
    return typed


def _sent(chat: Chat, memory: Memory, note: Note, text: str, files: tuple[SealedUpload, ...] = ()) -> Came:
    """Write a first message: she gets two numbers, and goes on under them."""

    def came(dropped: inbox.Dropped) -> Came:
        pair = (dropped.receipt.first, dropped.receipt.second)
        return _asked_or(Outcome("sent", (pair,), until=dropped.until), memory.going_on(dropped.onward), dropped)

    return came(_dropped(chat, text, _asking(memory, note, came), files=files))


def _added(chat: Chat, memory: Memory, note: Note, text: str, files: tuple[SealedUpload, ...] = ()) -> Came:
    """Write one more under the numbers of this conversation.

    Where she was asked and those are gone, nothing of it is lost: it is held anew, and she is asked again.
    """

    def came(added: inbox.Added) -> Came:
        return _asked_or(Outcome("added"), memory, added)

    try:
        made = inbox.go_on(
            memory.onward,
            text,
            source=chat.source,
            channel=chat.channel.name,
            back=chat.back,
            danger=chat.danger,
            told=chat.state.told,
            files=files,
            noting=_asking(memory, note, came),
        )
    except inbox.Gone:
        if chat.state.told:
            raise
        return _sent(chat, memory, note, text, files)
    return came(made)


def _dropped(
    chat: Chat,
    text: str,
    noting: Callable[[inbox.Dropped], None],
    *,
    held: bool = False,
    files: tuple[SealedUpload, ...] = (),
) -> inbox.Dropped:
    return inbox.drop(
        text,
        country=chat.state.country,
        language=chat.state.language or "en",
        channel=chat.channel.name,
        source=chat.source,
        back=chat.back,
        danger=held,
        marked=chat.danger,
        told=chat.state.told,
        files=files,
        noting=noting,
    )
