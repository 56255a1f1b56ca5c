"""What colleagues do with messages and with the rota; every verb is recorded in their organisation's chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, places, vault
from komek.foundations.inbox import bells, queries, receipts, rota, rules
from komek.foundations.inbox.access import MESSAGES, WATCHES
from komek.foundations.inbox.dropping import LONGEST, hold, show
from komek.foundations.inbox.flow import MESSAGE
from komek.foundations.inbox.models import Answer, Message, Wait, Watch, today
from komek.foundations.inbox.nouns import Letter, Reply
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden, Invalid, WrongState
from komek.kernel.ids import new_id

GROUPS = ("contact", "story")
SPOKEN = tuple(dict.fromkeys(rules.base(code) for code in places.LANGUAGES))
"""Languages that a watch may name: both scripts of one are one."""


@audit.verb("inbox.take", _("took a message from the inbox"))
def take(*, message: Message, by: Actor) -> Message:
    """Take a message: from now on nobody of another organisation can open it, their keys are deleted.

    Who has not answered after twice the minutes of the watch is silent again, and the writer is told so.
    Raises WrongState when somebody was faster, vault.NotEntitled when the actor is not in the circle that reads.
    """
    MESSAGES.require(by, "inbox.take", message)
    row = _locked(message)
    if row.state != "waiting":
        raise WrongState(_("Somebody else has taken this message just now."), "", _("Go back to the list."))
    MESSAGES.require(by, "inbox.take", row)
    MESSAGE.perform(row, "take", by=by)
    head = vault.open_row(row, keyring=by.keyring).head
    if not head:
        raise vault.NotEntitled
    for other in row.access.exclude(organisation=by.organisation):
        vault.withdraw(_record(row), GROUPS, other.circle)
    row.access.update(opens=None)
    now, minutes = timezone.now(), row.access.get(organisation=by.organisation).minutes
    row.taken_at, row.taken_by, row.changed = by.organisation, by.user, today()
    row.silent_from = rules.silence(now, minutes)
    row.save()
    _note_wait(by.organisation, rules.steps_up(now - head["at"]))
    audit.record("inbox.take", "message", row.pk, by=by)
    return row


@audit.verb("inbox.give_back", _("gave a message back to the inbox"))
def give_back(*, message: Message, by: Actor) -> Message:
    """Let the chain of the message see it again; the keys of the others are sealed anew in this very session."""
    MESSAGES.require(by, "inbox.give_back", message)
    row = _taken(message, by)
    MESSAGE.perform(row, "give_back", by=by)
    rows = sorted(row.access.all(), key=lambda each: (each.organisation != by.organisation, each.rank))
    for other in rows[1:]:
        vault.grant(_record(row), GROUPS, other.circle, keyring=by.keyring)
    row.taken_at, row.taken_by, row.changed = None, None, today()
    row.save()
    row.access.exclude(organisation=by.organisation).update(told=False)
    show(row, rows, timezone.now())
    audit.record("inbox.give_back", "message", row.pk, by=by)
    return row


@audit.verb("inbox.open", _("read a message from the inbox"))
def open_message(*, message: Message, by: Actor) -> Letter:
    """Open a message that the actor's organisation took; that she reads it is on record. Raises WrongState."""
    MESSAGES.require(by, "inbox.open", message)
    row = _taken(message, by)
    if row.state in ("waiting", "erased"):
        raise _not_readable(row)
    opened = vault.open_row(row, keyring=by.keyring)
    if not opened.text or not opened.head:
        raise vault.NotEntitled
    answers = vault.open_rows(row.answers.order_by("number"), keyring=by.keyring, only=("text",))
    audit.record("inbox.open", "message", row.pk, by=by)
    return Letter(
        head=queries.head_of(opened.head),
        text=opened.text["text"],
        can_tell=bool(opened.head["may_tell"] and opened.head["address"]),
        files=tuple(vault.files_of(_record(row), keyring=by.keyring)),
        replies=tuple(Reply(each.row.day, each.text["text"]) for each in answers if each.text),
    )


@audit.verb("inbox.open_file", _("opened a file that came with a message"))
def open_file(*, message: Message, file: UUID, by: Actor) -> vault.FileView:
    """Note that a file of a message is opened; gives what the vault knows of it. Raises Hidden for any other file."""
    MESSAGES.require(by, "inbox.open", message)
    row = _taken(message, by)
    if row.state in ("waiting", "erased"):
        raise _not_readable(row)
    found = next((each for each in vault.files_of(_record(row), keyring=by.keyring) if each.id == file), None)
    if found is None:
        raise Hidden
    audit.record("inbox.open_file", "message", row.pk, by=by, objects=[file])
    return found


def answer(*, message: Message, text: str, by: Actor) -> bool:
    """Answer a message, and tell its writer that there is news if she allowed it; says whether she was told.

    The telling happens here, after the answer is kept: no job could open where to.
    """
    row = write_answer(message=message, text=text, by=by)
    head = vault.open_row(row, keyring=by.keyring).head
    if not head or not head["may_tell"] or not head["address"]:
        return False
    return bells.tell(str(head["back"]), head["address"], str(head["language"]))


@audit.verb("inbox.answer", _("answered a message from the inbox"))
def write_answer(*, message: Message, text: str, by: Actor) -> Message:
    """Seal an answer to the writer's receipt, and under the message's key for colleagues.

    It ends the silence of everything that the same organisation took of the same writer.
    """
    MESSAGES.require(by, "inbox.answer", message)
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise Invalid(_("Write an answer of at most %(count)d signs.") % {"count": LONGEST}, field="text")
    hold(message.receipt)
    row = _taken(message, by)
    MESSAGE.perform(row, "answer", by=by)
    if row.receipt is None:
        raise _not_readable(row)
    number = receipts.next_number(row.receipt)
    reply = Answer(id=new_id(), organisation=row.organisation, message=row, by=by.user, number=number)
    reply.for_writer = receipts.seal_answer(row.receipt, reply.pk, words)
    vault.seal_row(reply, keyring=by.keyring, text={"text": words}).save(force_insert=True)
    row.silent_from, row.changed = None, today()
    row.save()
    queries.of_one_writer(row).update(silent_from=None)
    audit.record("inbox.answer", "message", row.pk, by=by)
    return row


@audit.verb("inbox.close", _("closed a message from the inbox"))
def close(*, message: Message, by: Actor) -> Message:
    """Say that nothing more is to be done; the writer can still go on under her numbers."""
    MESSAGES.require(by, "inbox.close", message)
    row = _taken(message, by)
    MESSAGE.perform(row, "close", by=by)
    row.access.exclude(organisation=by.organisation).delete()
    row.silent_from, row.changed = None, today()
    row.save()
    audit.record("inbox.close", "message", row.pk, by=by)
    return row


@audit.verb("inbox.link", _("noted which contact came of a message"))
def link(*, message: Message, contact: UUID, by: Actor) -> Message:
    """Note which contact record came of a message that the actor's organisation took."""
    MESSAGES.require(by, "inbox.link", message)
    row = _taken(message, by)
    if row.state in ("waiting", "erased"):
        raise _not_readable(row)
    row.contact, row.changed = contact, today()
    row.save()
    audit.record("inbox.link", "message", row.pk, by=by, objects=[contact])
    return row


@audit.verb("rota.set", _("set a watch of the rota"))
def set_watch(
    *,
    country: str,
    languages: Sequence[str],
    weekdays: Sequence[int],
    begins: time,
    ends: time,
    by: Actor,
    rank: int = 1,
    minutes: int = 15,
    fallback: bool = False,
    watch: Watch | None = None,
) -> Watch:
    """Set when the actor's organisation reads for a country and in which languages, or change a watch of hers."""
    WATCHES.require(by, "rota.set", watch)
    _check(country, languages, weekdays, rank, minutes)
    if not any(circle.kind in rota.READERS for circle in vault.circles_in(by.organisation)):
        raise WrongState(
            _("Your organisation has no circle that could read messages."),
            "",
            _("Somebody of the hotline makes its keys under People and keys."),
        )
    row = _live(watch) if watch else Watch(organisation=by.organisation)
    row.country, row.languages, row.weekdays = country, sorted(set(languages)), sorted(set(weekdays))
    row.begins, row.ends, row.rank, row.minutes, row.fallback = begins, ends, rank, minutes, fallback
    row.set_by, row.set_on = by.user, today()
    row.save()
    details = {"country": country, "rank": str(rank), "minutes": str(minutes)}
    audit.record("rota.set", "watch", row.pk, by=by, details=details)
    return row


@audit.verb("rota.end", _("ended a watch of the rota"))
def end_watch(*, watch: Watch, by: Actor) -> Watch:
    """End a watch. Messages that were sealed while it ran stay readable to whoever they were sealed to."""
    WATCHES.require(by, "rota.end", watch)
    row = _live(watch)
    row.ended_on = today()
    row.save()
    audit.record("rota.end", "watch", row.pk, by=by)
    return row


def _locked(message: Message) -> Message:
    row = Message.objects.select_for_update().filter(pk=message.pk).first()
    if row is None:
        raise Hidden
    return row


def _taken(message: Message, by: Actor) -> Message:
    """Lock a message and look again: what another organisation took meanwhile is hidden from the actor's own."""
    row = _locked(message)
    if row.taken_at not in (None, by.organisation):
        raise Hidden
    return row


def _live(watch: Watch) -> Watch:
    row = Watch.objects.select_for_update().get(pk=watch.pk)
    if row.ended_on is not None:
        raise WrongState(_("This watch has ended."), "", _("Set a new one."))
    return row


def _record(message: Message) -> vault.Record:
    return vault.Record(message.organisation, message.pk, "message")


def _not_readable(row: Message) -> WrongState:
    if row.state == "erased" or row.receipt is None:
        return WrongState(_("The writer has erased this message."), _("Nobody can open it any more."), "")
    return WrongState(_("Nobody has taken this message yet."), "", _("Take it first: then nobody else can read it."))


def _note_wait(organisation: UUID, minutes: int) -> None:
    """Keep how long the last ones waited; not which, and no more than are told."""
    Wait.objects.create(organisation=organisation, minutes=minutes)
    newest = Wait.objects.filter(organisation=organisation).order_by("-day", "id").values("pk")[: rota.LAST]
    Wait.objects.filter(organisation=organisation).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


def _check(country: str, languages: Sequence[str], weekdays: Sequence[int], rank: int, minutes: int) -> None:
    known = {each.code for each in places.countries()}
    wrong = {
        "country": bool(country) and country not in known,
        "languages": not set(languages) <= set(SPOKEN),
        "weekdays": not weekdays or not set(weekdays) <= set(range(1, 8)),
        "rank": not 1 <= rank <= 9,
        "minutes": not 5 <= minutes <= 24 * 60,
    }
    for field, bad in wrong.items():
        if bad:
            raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=field)
