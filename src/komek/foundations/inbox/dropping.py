"""Dropping in: no actor, no keyring. What is written is sealed in the same call to whoever may read it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from komek.foundations import places, vault
from komek.foundations.inbox import limits, rota, rules
from komek.foundations.inbox.errors import Empty, Gone, Nobody, TooLarge, TooLong, TooOften
from komek.foundations.inbox.models import Access, Message, Thread
from komek.foundations.inbox.nouns import CHANNELS, KEPT, Back, Dropped, Duty, Onward, Receipt
from komek.foundations.vault.uploads import MOST

LONGEST = 4096
"""Signs of a message: what Telegram lets through in one."""

FILES = 3
HELD = timedelta(minutes=15)
HALF = 8
LETTERS = {"\n", "\t", "\u200c", "\u200d", "\u200e", "\u200f"}
"""Signs without a picture that writing needs: lines, joiners, directions. Others of their kind could hide words."""

THREAD = "inbox_thread.sealed"
Files = Sequence["UploadedFile[Any]"]


def drop(
    text: str,
    *,
    country: str,
    language: str,
    channel: str,
    source: bytes,
    back: Back | None = None,
    danger: bool = False,
    marked: bool = False,
    told: str | None = None,
    files: Files = (),
    noting: Callable[[Dropped], None] | None = None,
) -> Dropped:
    """Seal a message to the rota chain of a country, a language and this hour, and give the writer her receipt.

    `files` are what `vault.uploads` took in. With `danger` it is held: nobody sees it before `agree(ticket)`, and its
    keys are deleted by `decline(ticket)` or after fifteen minutes. `marked` says that it speaks of danger and was
    meant for a person from the first: it carries the mark and is not held. `told` is the `mark` of the readers that
    she was told of: where others read by now, it is held as well. `noting` is called last in the transaction that keeps
    the message: what a door writes down there is kept with it, or neither is. Costs one Argon2id run. Raises Empty,
    TooLong, TooLarge, TooOften, Nobody.
    """
    words = cleaned(text, files)
    if not limits.spend(limits.DROPS, source, channel):
        raise TooOften
    now, country = timezone.now(), known_country(country)
    links, readers = reached(rota.chain(country, language, now))
    receipt = _receipt()
    speaks = danger or marked
    head = headed(country=country, language=language, channel=channel, now=now, back=back, danger=speaks)
    ticket, known_by = vault.ticket() if danger or others(readers, told) else ("", b"")
    with transaction.atomic():
        message = sealed(words=words, head=head, links=links, receipt=receipt.id, files=files, ticket=known_by)
        dropped = replace(_begun(message, head, receipt, readers), ticket=ticket, held=bool(ticket))
        if noting:
            noting(dropped)
    return dropped


def reached(links: list[rota.Link]) -> tuple[list[rota.Link], Duty]:
    """Give a chain with who it is, in words for the writer. Raises Nobody where it is empty."""
    readers = rota.told(links)
    if readers is None:
        raise Nobody
    return links, readers


def others(readers: Duty, told: str | None) -> bool:
    """Say whether somebody else reads than she was told; a door that asks nothing has told her itself."""
    return told is not None and readers.mark != told


def _begun(message: Message, head: dict[str, Any], receipt: vault.NewReceipt, readers: Duty) -> Dropped:
    """Begin the thread of a first message; give what its writer gets."""
    country, language = str(head["country"]), str(head["language"])
    thread = vault.seal_to_receipt(receipt.id, THREAD, f"{country}|{language}".encode())
    Thread.objects.create(receipt=receipt.id, sealed=thread)
    return Dropped(
        message.pk,
        Receipt(receipt.digits[:HALF], receipt.digits[HALF:]),
        message.changed + KEPT,
        readers,
        onward=Onward(receipt.id, country, language).packed(),
    )


def agree(ticket: str) -> UUID:
    """Let a held message be read: it becomes visible to the first of its chain. Raises Gone."""
    with transaction.atomic():
        message = _held(ticket)
        show(message, list(message.access.order_by("rank")), timezone.now())
    return message.pk


def ask_again(tickets: Iterable[str]) -> None:
    """Give what is still held fifteen minutes from now: its writer is just being asked once more about all of it.

    One yes lets all of it be read, so all of it waits as long as the newest. What is over stays so. For the transaction
    that holds the newest: `noting`.
    """
    now = timezone.now()
    hashes = [vault.ticket_hash(each) for each in tickets]
    Message.objects.filter(state="held", held_until__gt=now, ticket__in=hashes).update(held_until=now + HELD)


def decline(ticket: str) -> None:
    """Delete the keys of a held message, at once. One that is gone already stays so."""
    with transaction.atomic():
        forget(_held(ticket), "declined")


def cleaned(text: str, files: Files = ()) -> str:
    """Take out what is no writing, and check sizes. Raises Empty, TooLong, TooLarge."""
    if len(files) > FILES or sum(int(file.size or 0) for file in files) > MOST:
        raise TooLarge
    kept = "".join(
        sign for sign in text.replace("\r\n", "\n") if sign in LETTERS or unicodedata.category(sign)[0] != "C"
    )
    kept = kept.strip()
    if len(kept) > LONGEST:
        raise TooLong(LONGEST)
    if not files and not any(unicodedata.category(sign)[0] in "LNSP" for sign in kept):
        raise Empty
    return kept


def known_country(code: str) -> str:
    """Give a country's code; "" for what is none."""
    return code if code in {each.code for each in places.countries()} else ""


def headed(
    *, country: str, language: str, channel: str, now: datetime, back: Back | None, danger: bool = False
) -> dict[str, Any]:
    """Give what goes into the head of a message; a country or language that is none counts as not said."""
    if channel not in CHANNELS:
        raise ValueError(f"no channel {channel}")
    told = back if back and back.address else Back("", "")
    return {
        "country": vault.Code(known_country(country)),
        "language": vault.Code(language if language in places.LANGUAGES else "en"),
        "channel": vault.Code(channel),
        "danger": danger,
        "at": now,
        "may_tell": told.may_tell,
        "back": vault.Code(told.channel),
        "address": told.address,
    }


def sealed(
    *,
    words: str,
    head: dict[str, Any],
    links: list[rota.Link],
    receipt: UUID,
    files: Files,
    ticket: bytes = b"",
    number: int = 1,
) -> Message:
    """Write a message with its keys sealed to every organisation of the chain; held where it has a ticket."""
    now = head["at"]
    message = Message(organisation=links[0].organisation, receipt=receipt, ticket=ticket, number=number)
    if ticket:
        message.state, message.held_until = "held", now + HELD
    letter = vault.begin_letter(
        vault.Record(message.organisation, message.pk, "message"),
        ("contact", "story"),
        [link.circle for link in links],
    )
    letter.seal_row(message, head=head, text={"text": words}).save(force_insert=True)
    for file in files:
        letter.attach(file, "story")
    rows = [
        Access(organisation=each.organisation, message=message, circle=each.circle, rank=place, minutes=each.minutes)
        for place, each in enumerate(links, start=1)
    ]
    Access.objects.bulk_create(rows)
    if not ticket:
        show(message, rows, now)
    return message


def show(message: Message, rows: list[Access], now: datetime) -> None:
    """Let the chain see a message: the first now, each next one after the minutes of those before."""
    opens = now
    for row in rows:
        row.opens = rules.rounded_up(opens) if row is not rows[0] else rules.rounded_up(now) - rules.STEP
        opens += timedelta(minutes=row.minutes)
    Access.objects.bulk_update(rows, ["opens"])
    message.state, message.held_until, message.ticket = "waiting", None, b""
    message.silent_from = rules.silence(now, rows[0].minutes)
    message.save(update_fields=["state", "held_until", "ticket", "silent_from"])


def hold(receipt: UUID | None) -> None:
    """Lock what the messages of one writer have in common, so that one act follows the other.

    Going on, answering and erasing lock this first and the messages after it. Only inside a transaction.
    """
    if receipt is not None:
        Thread.objects.select_for_update().filter(receipt=receipt).first()


def forget(message: Message, reason: str) -> None:
    """Delete the keys of a message and all that is sealed under them. Only inside a transaction."""
    vault.erase(vault.Record(message.organisation, message.pk, "message"), reason)
    message.answers.all().delete()
    message.access.all().delete()
    receipt = message.receipt
    if message.taken_at is None:
        message.delete()
    else:
        message.state, message.receipt, message.silent_from = "erased", None, None
        message.head = message.text = b""
        message.save()
    if receipt and not Message.objects.filter(receipt=receipt).exclude(pk=message.pk).exists():
        Thread.objects.filter(receipt=receipt).delete()
        vault.drop_receipt(receipt)


def _receipt() -> vault.NewReceipt:
    try:
        return vault.make_receipt()
    except vault.Busy:
        raise TooOften from None


def _held(ticket: str) -> Message:
    rows = Message.objects.select_for_update().filter(state="held", held_until__gt=timezone.now())
    message = rows.filter(ticket=vault.ticket_hash(ticket)).first() if ticket else None
    if message is None:
        raise Gone
    return message
