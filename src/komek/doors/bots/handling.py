"""One update from its arrival to its last message. It passes through no queue and rests in no table.

An update that was done already is ignored; one chat is answered by one process at a time; the caller acknowledges only
when this returns. Where an answer does not go out, the messenger sends the update again: what had been done at the
mailbox is not done a second time, and messages that went out are not said again. What is done there and what is
remembered of it are one transaction, so this holds also where the database fails in between.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from komek.doors.bots import clearing, conversations, effects, engine, outcomes, people, receipts, world
from komek.doors.bots.basics import always
from komek.doors.bots.channels import Channel, Incoming
from komek.doors.bots.conversations import Talk
from komek.doors.bots.memory import WARNED, Memory, Unsent
from komek.doors.bots.nouns import WRITING, Deed, Effect, Outcome, Said, State, Turn
from komek.doors.bots.telling import spread
from komek.doors.bots.wire import Refused, Undelivered
from komek.kernel.logs import frames
from komek.knowledge.guide import counting, gaps, words

ONWARD = ("onward", "changed", "receipt")
"""Rooms in which she may write again under her numbers; outside of them nothing of these is remembered."""

URGENT = ("person", "write", "onward", "agree", "decline", "pass", "erase", "clear")
"""Buttons that are heard however fast somebody taps: the way to a person, and what is done there."""

ALWAYS_READ = ("/clear", "/person")
"""Commands that are heard however fast they come."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """What followed from an update; empty where it came too fast, or was `seen` before."""

    said: tuple[Said, ...] = ()
    turn: Turn | None = None
    seen: bool = False


def answer(
    channel: Channel,
    incoming: Incoming,
    *,
    portal: str = "",
    placed: Callable[[State], State] | None = None,
    patience: float | None = None,
) -> Answered:
    """Answer one update. Raises Undelivered and Crowded: then it must come again.

    `placed` puts a conversation where a page knows it to be; `portal` is the address of pages, where it is known;
    `patience` says for how many seconds the update before it in the same chat is waited for.
    """
    now = timezone.now()
    with conversations.held(channel.name, incoming.chat, now, patience) as talk:
        if incoming.update in talk.memory.seen:
            return Answered(seen=True)
        if placed:
            talk.memory = replace(talk.memory, state=placed(talk.memory.state))
        answered = _Sitting(channel, incoming, talk, now, portal).answered()
    if answered.turn:
        _count(channel, incoming, answered.turn, now)
    return answered


class _Sitting:
    """One update in one chat that is held: who asked what, where the talk stood, and where it stands."""

    def __init__(self, channel: Channel, incoming: Incoming, talk: Talk, now: datetime, portal: str) -> None:
        self.channel, self.incoming, self.talk, self.now, self.portal = channel, incoming, talk, now, portal
        self.before = talk.memory
        self.sent: tuple[str, ...] = ()
        self.numbers = ""

    def answered(self) -> Answered:
        """Say what is left of an earlier update, then take the step; remember that both are done."""
        left = self._said_what_was_left()
        if self.incoming.update in self.talk.memory.seen:
            return Answered(left)
        unsent = self.before.unsent
        gone = unsent.gone if unsent and unsent.update == self.incoming.update else 0
        if not self._in_time():
            return Answered()
        turn, said = self._turned()
        self._deliver(said, gone)
        self._finish(said, self.incoming.update)
        return Answered(said, turn)

    def _said_what_was_left(self) -> tuple[Said, ...]:
        """Say what did not go out although its work at the mailbox was done; that work is never done again."""
        unsent = self.before.unsent
        if unsent is None or unsent.left is None:
            return ()
        self._deliver(unsent.left, 0)
        self.numbers = unsent.numbers
        self._finish(unsent.left, unsent.update)
        self.before, self.sent, self.numbers = self.talk.memory, (), ""
        if unsent.handed:
            _count(self.channel, self.incoming, Turn(self.before.state, (), (Deed("handover"),)), self.now)
        return unsent.left

    def _in_time(self) -> bool:
        """Count the message; the first that comes too fast is told that it was not read, the next ones nothing."""
        memory, fine = self.before.counted(self.now.timestamp())
        self.talk.memory = memory
        if fine or self._must_be_read():
            return True
        if self.now.timestamp() - memory.warned > WARNED:
            self.talk.memory = replace(memory, warned=self.now.timestamp())
            self._deliver(self._unread(memory), 0)
        self.talk.memory = self.talk.memory.with_seen(self.incoming.update)
        self.talk.save()
        return False

    def _unread(self, memory: Memory) -> tuple[Said, ...]:
        """Say that it was not read, and how she comes to a person all the same."""
        state, speech = memory.state, words(memory.state.language or "en")
        sentence = speech.say("bot", "unread", person=speech.say("site", "person"))
        return spread([sentence, *people.to_call(state, self._world(state, memory))], always(state))

    def _must_be_read(self) -> bool:
        """Say whether it is read however fast it comes.

        So are danger, the way to a person, what she writes or taps there (a lost "home" would send her next question to
        a person), her numbers (unread they would stay in the chat), and the wish to clear.
        """
        heard, room = self.incoming.heard, self.before.state.room
        if room in WRITING or heard.kind == "clear":
            return True
        if heard.kind == "tap":
            return heard.text.partition(":")[0] in URGENT
        numbers = receipts.typed(heard.text, tolerant=room == "numbers")
        return numbers is not None or heard.text.startswith(ALWAYS_READ) or world.danger(heard.text)

    def _turned(self) -> tuple[Turn, tuple[Said, ...]]:
        """Take the step; do what it wants done at the mailbox, and note at once what has been done there."""
        memory, incoming = self.talk.memory, self.incoming
        if incoming.media:
            memory = replace(memory, media=incoming.media)
        turn = engine.step(memory.state, incoming.heard, self._world(memory.state, memory))
        if turn.clears:
            return turn, self._cleared(turn, memory)
        if turn.effect:
            return self._done(turn, turn.effect, memory)
        self.talk.memory = self._standing(memory, turn.state)
        return turn, turn.said

    def _done(self, turn: Turn, effect: Effect, memory: Memory) -> tuple[Turn, tuple[Said, ...]]:
        """Do one thing at the mailbox; what she is told of it is kept with it until it has gone out."""
        kept: list[tuple[Said, ...]] = []

        def come(memory: Memory, came: Outcome) -> tuple[Said, ...]:
            if effect in ("read", "more") and came.code in ("opened", "more", "changed"):
                self.numbers = self.incoming.message
            state = effects.landed(turn.state, self.before.state, came, memory)
            state = replace(state, handed=state.handed or came.code == "sent")
            there = self._world(state, self._standing(memory, state))
            state = people.informed(state, there) if outcomes.informs(came) else state
            self.talk.memory = self._standing(memory, state)
            return (*turn.said, *outcomes.told(state, came, there))

        def note(memory: Memory, came: Outcome) -> None:
            left = come(memory, came)
            self._keep(left)
            kept.append(left)

        chat = effects.Chat(self.channel, self.incoming, turn.state, turn.danger)
        memory, came = effects.do(effect, chat, memory, note)
        said = kept[0] if kept else come(memory, came)
        first = (Deed("handover"),) if self._led_on() else ()
        return replace(turn, state=self.talk.memory.state, deeds=(*turn.deeds, *first)), said

    def _led_on(self) -> bool:
        """Say whether she was now led on to a person for the first time."""
        return self.talk.memory.state.handed and not self.before.state.handed

    def _cleared(self, turn: Turn, memory: Memory) -> tuple[Said, ...]:
        """Delete what can be deleted, then say what is true; once it is done it is not done again."""
        channel, chat = self.channel, self.incoming.chat
        self.talk.memory, key = clearing.clear(channel, chat, memory, turn.state.language, self.now)
        text = words(turn.state.language or "en").say("bot", key)
        said = tuple(replace(each, text=text) for each in turn.said)
        self._keep(said)
        return said

    def _keep(self, left: tuple[Said, ...]) -> None:
        """Remember what has been done and what is still to be said of it."""
        unsent = Unsent(self.incoming.update, left=left, numbers=self.numbers, handed=self._led_on())
        self.talk.memory = replace(self.talk.memory, unsent=unsent)
        self.talk.save()

    @staticmethod
    def _standing(memory: Memory, state: State) -> Memory:
        """Remember where she stands; her leave to go on ends with the rooms in which she may."""
        return replace(memory if state.room in ONWARD else memory.going_on(), state=state)

    def _world(self, state: State, memory: Memory) -> engine.World:
        onward = memory.onward if state.room in ONWARD else ""
        found = world.of(self.channel, state, self.now, self.portal, onward)
        return replace(found, media=memory.media is not None)

    def _deliver(self, said: tuple[Said, ...], gone: int) -> None:
        """Send what is said but for what went out before; where it does not go on, note how far it came."""
        for at, each in enumerate(said[gone:], gone):
            try:
                self.sent += self.channel.send(self.incoming, each, self.talk.memory.state.language)
            except Refused as refused:  # she has blocked us, or the messenger does not take it: more helps nobody
                log.warning("%s refused a message: %s", self.channel.name, refused.status)
                break
            except Undelivered:
                self._note(said[at:], at)
                raise
        self.talk.memory = self.talk.memory.with_own(self.sent, self.now.timestamp())
        self.channel.acknowledge(self.incoming)

    def _note(self, left: tuple[Said, ...], gone: int) -> None:
        unsent = self.talk.memory.unsent
        if unsent and unsent.left is not None:
            memory = replace(self.talk.memory, unsent=replace(unsent, left=left))
        else:  # nothing was done that may not be done again: begin anew from where she stood
            memory = replace(self.before, unsent=Unsent(self.incoming.update, gone=gone))
        self.talk.memory = memory.with_own(self.sent, self.now.timestamp())
        self.talk.save()

    def _finish(self, said: tuple[Said, ...], update: str) -> None:
        """Remember that an update is done; take her message with the numbers of a receipt out of the chat."""
        if self.numbers:
            self.channel.delete(self.incoming.chat, (self.numbers,))
        memory = self.talk.memory.with_seen(update)
        self.talk.memory = memory.with_shown(said if self.channel.keeps else ())
        self.talk.save()


def _count(channel: Channel, incoming: Incoming, turn: Turn, now: datetime) -> None:
    """Count what happened, and what nobody could answer; neither ever costs her the answer."""
    state = turn.state
    about = {"channel": channel.name, "language": state.language, "country": state.country}
    try:
        for deed in turn.deeds:
            if deed.kind in ("view", "question", "handover"):
                counting.count(deed.kind, topic=deed.topic, **about)
            elif deed.kind == "miss":
                whose, day = f"{channel.name}|{incoming.chat}", conversations.local(now).date()
                text = incoming.heard.text
                gaps.missed(text, chat=whose, language=state.language, on=day, country=state.destination)
    except Exception as error:  # noqa: BLE001 - its text may quote what somebody typed
        log.error("an answer was not counted: %s", frames(type(error), error.__traceback__))
