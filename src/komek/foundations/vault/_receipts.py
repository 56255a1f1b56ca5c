"""Receipts: sixteen random digits open what was sealed for somebody who has no account.

One Argon2id run over the digits gives the name under which the receipt is found and the key that opens its private
half. Neither the digits nor anything that could be tried faster than such a run is kept: docs/security.md counts what
trying costs.
"""

import re
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from komek.foundations.vault import _argon, _boxes, lists
from komek.foundations.vault.errors import NotEntitled, Tampered
from komek.foundations.vault.models import Receipt, ReceiptSalt
from komek.kernel.cards import like_card
from komek.kernel.ids import new_id

DIGITS = 16
WRITTEN = re.compile(rf"[0-9]{{{DIGITS}}}")


@dataclass(frozen=True)
class NewReceipt:
    """A receipt that was just made. Its digits are shown once."""

    id: UUID
    digits: str = field(repr=False)


@dataclass(frozen=True)
class OpenReceipt:
    """A receipt whose digits were given; it lives for one request."""

    id: UUID
    _private: bytes = field(repr=False)
    _public: bytes = field(repr=False)

    def open(self, sealed: bytes, place: str) -> bytes:
        """Open what `seal_to_receipt` sealed for this place. Raises Tampered."""
        data = _boxes.unpad(_boxes.open_with(self._private, self._public, sealed))
        head = _head(self.id, place)
        if not data.startswith(head):
            raise Tampered
        return data[len(head) :]


def make_receipt() -> NewReceipt:
    """Draw digits and make the key pair of a receipt. Costs one Argon2id run; raises Busy.

    Never digits that could be a card's: who types her two numbers in one line is understood all the same. Of the
    10^16 that leaves nine in ten.
    """
    digits = _drawn()
    while like_card(digits):
        digits = _drawn()
    name, key = _run(digits)
    private, public = _boxes.new_pair()
    row = Receipt(id=new_id(), name=name, public=public)
    row.wrapped = _boxes.lock(key, private, _context(row.pk))
    row.save(force_insert=True)
    return NewReceipt(row.pk, digits)


def _drawn() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def open_receipt(digits: str) -> OpenReceipt | None:
    """Find and open the receipt of these digits; None where there is none. Costs one Argon2id run; raises Busy."""
    if not WRITTEN.fullmatch(digits):
        return None
    name, key = _run(digits)
    row = Receipt.objects.filter(name=name).first()
    if row is None:
        return None
    private = _boxes.unlock(key, bytes(row.wrapped), _context(row.pk))
    return OpenReceipt(row.pk, private, bytes(row.public))


def seal_to_receipt(receipt: UUID, place: str, data: bytes) -> bytes:
    """Seal bytes for the holder of the digits, bound to one place; needs none. Raises NotEntitled when it is gone."""
    public = Receipt.objects.filter(pk=receipt).values_list("public", flat=True).first()
    if public is None:
        raise NotEntitled
    return _boxes.seal_to(bytes(public), _boxes.pad(_head(receipt, place) + data))


def drop_receipt(receipt: UUID) -> None:
    """Delete a receipt, also from a backup that is restored later: what was sealed to it opens to nobody."""
    with transaction.atomic():
        if remove_receipts([receipt]):
            lists.note("erased", {"record": str(receipt), "reason": "receipt"})


def remove_receipts(receipts: "list[UUID] | frozenset[UUID]") -> int:
    """Delete receipts without a note; says how many there were."""
    return Receipt.objects.filter(pk__in=list(receipts)).delete()[0]


def ticket() -> tuple[str, bytes]:
    """Make a random ticket, and the hash by which a row may know it."""
    made = secrets.token_urlsafe(32)
    return made, ticket_hash(made)


def ticket_hash(ticket: str) -> bytes:
    """Hash a ticket."""
    return _boxes.digest(b"komek ticket", ticket.encode())


def _run(digits: str) -> tuple[bytes, bytes]:
    """Give the name and the key of digits."""
    salt = ReceiptSalt.objects.first() or _first_salt()
    price = _argon.Cost(salt.passes, salt.memory)
    found = _argon.run(f"komek receipt {digits}", bytes(salt.salt), price)
    return _boxes.digest(b"komek receipt", found.verifier)[:16], found.wrapping


def _first_salt() -> ReceiptSalt:
    """Draw the salt of this installation; of two processes that do so at once one wins for both."""
    price = _argon.cost()
    ReceiptSalt.objects.bulk_create(
        [ReceiptSalt(id=1, salt=_argon.new_salt(), passes=price.passes, memory=price.memory)], ignore_conflicts=True
    )
    return ReceiptSalt.objects.get(pk=1)


def _head(receipt: UUID, place: str) -> bytes:
    name = place.encode()
    return receipt.bytes + len(name).to_bytes(2) + name


def _context(receipt: UUID) -> bytes:
    return f"komek receipt|{receipt}".encode()
