"""What two numbers open: the answer, going on, erasing. They are handled in memory, and never kept or logged."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from komek.foundations import vault
from komek.foundations.inbox import limits, onward, rota
from komek.foundations.inbox.dropping import HALF, THREAD, Files, cleaned
from komek.foundations.inbox.erasing import erase_thread
from komek.foundations.inbox.errors import Gone, TooMany, TooOften, WrongNumbers
from komek.foundations.inbox.models import Answer, Message, Thread
from komek.foundations.inbox.nouns import KEPT, Added, Back, Onward, Opened, Reply, Sent

BETWEEN = " -–—./()\u00a0\u202f\t"
ANSWER = "inbox_answer.for_writer"


def read(first: str, second: str, *, source: bytes, channel: str = "web") -> Opened:
    """Open what two numbers open. Raises WrongNumbers, TooMany."""
    receipt = _opened(first, second, source, channel)
    country, language = _thread(receipt)
    messages = onward.messages(receipt.id)
    if not messages:
        raise WrongNumbers
    rows = Answer.objects.filter(message__in=messages).order_by("number", "id")
    answers = tuple(Reply(row.day, receipt.open(bytes(row.for_writer), _place(row.pk)).decode()) for row in rows)
    now = timezone.now()
    return Opened(
        state=messages[-1].state,
        sent=tuple(Sent(each.day, each.state) for each in messages),
        answers=answers,
        silence=_silence(messages, now),
        reader=rota.readers(country, language, now, onward.before(messages)),
        country=country,
        language=language,
        until=max(each.changed for each in messages) + KEPT,
        onward=Onward(receipt.id, country, language).packed(),
    )


def say_more(
    first: str,
    second: str,
    text: str,
    *,
    source: bytes,
    channel: str = "web",
    back: Back | None = None,
    danger: bool = False,
    told: str | None = None,
    files: Files = (),
    noting: Callable[[Added], None] | None = None,
) -> Added:
    """Go on under the same numbers, in any channel: to who has read before, then to whoever is on duty.

    `danger` is told to whoever reads and holds nothing back: she agreed to write to a person with her first message.
    `told` and `noting` are those of `drop`. Raises what `drop` and `read` raise; where everything was
    erased meanwhile WrongNumbers, and nothing is kept.
    """
    words = cleaned(text, files)
    receipt = _opened(first, second, source, channel)
    if not limits.spend(limits.DROPS, source, channel):
        raise TooOften
    thread = Onward(receipt.id, *_thread(receipt))
    try:
        return onward.add(
            thread, words, channel=channel, back=back, danger=danger, told=told, files=files, noting=noting
        )
    except Gone:
        raise WrongNumbers from None


def erase(
    first: str, second: str, *, source: bytes, channel: str = "web", noting: Callable[[], None] | None = None
) -> None:
    """Delete everything that was sent and answered under these numbers, what other rooms copied of it, and them.

    `noting` is called last in the transaction, as in `drop`. Raises WrongNumbers, TooMany.
    """
    receipt = _opened(first, second, source, channel)
    with transaction.atomic():
        erase_thread(receipt.id)
        if noting:
            noting()


def next_number(receipt: UUID) -> int:
    """Give the number of the next answer to one writer. Only while the receipt is held."""
    last = Answer.objects.filter(message__receipt=receipt).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def digits(text: str) -> str:
    """Read a number as people write it: with blanks or strokes, in the digits of any script. "" for what is none."""
    kept = [sign for sign in text.strip() if sign not in BETWEEN]
    if len(kept) != HALF or not all(sign.isdecimal() for sign in kept):
        return ""
    return "".join(str(unicodedata.decimal(sign)) for sign in kept)


def seal_answer(receipt: UUID, answer: UUID, text: str) -> bytes:
    """Seal an answer to the holder of the numbers. Raises vault.NotEntitled when she has erased everything."""
    return vault.seal_to_receipt(receipt, _place(answer), text.encode())


def _opened(first: str, second: str, source: bytes, channel: str) -> vault.OpenReceipt:
    """Open a receipt; wrong numbers are counted, from one place and from everywhere."""
    if not limits.may_look_up(source, channel):
        raise TooMany
    written = digits(first) + digits(second)
    try:
        receipt = vault.open_receipt(written)
    except vault.Busy:
        raise TooMany from None
    if receipt is None or not onward.messages(receipt.id):
        limits.was_wrong(source, channel)
        raise WrongNumbers
    return receipt


def _silence(messages: list[Message], now: datetime) -> str:
    """Name the sentence that says nobody has answered; that nobody has even taken a message goes before."""
    late = {each.state for each in messages if each.silent_from and each.silent_from <= now}
    return "" if not late else "silence" if "waiting" in late else "taken_silence"


def _thread(receipt: vault.OpenReceipt) -> tuple[str, str]:
    """Give country and language; whoever erases may have been faster than this page."""
    row = Thread.objects.filter(receipt=receipt.id).first()
    if row is None:
        raise WrongNumbers
    country, _, language = receipt.open(bytes(row.sealed), THREAD).decode().partition("|")
    return country, language


def _place(answer: UUID) -> str:
    return f"{ANSWER}:{answer}"
