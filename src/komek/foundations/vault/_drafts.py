"""What was typed and not yet saved: sealed to its author's own key, whether or not her session is open.

The table says who and on which day; form, record and content are inside. A draft about a record that exists is
also bound to a salt on the record's row: erasing the record takes that away, and the draft opens to nobody. A
draft about a row under such a record (a note of a case) names the record as its owner, and is bound to it.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.core import signing
from django.utils import timezone

from komek.foundations.vault import _boxes
from komek.foundations.vault._keys import AnyKeyring, Keyring, opened
from komek.foundations.vault.errors import NotEntitled, Tampered
from komek.foundations.vault.models import Draft, SealedRecord, UserKey, today
from komek.kernel.ids import new_id

TICKET_LIFE = datetime.timedelta(hours=24)
DRAFT_LIFE = datetime.timedelta(days=14)
SALT = "komek.vault.draft"
LENGTH = 2


@dataclass(frozen=True)
class Ticket:
    """Whose draft a form makes, about what; `slot` is one per page shown, so that a page writes one draft.

    `owner` is the sealed record the draft ends with, where what the form is about is a row under that record.
    """

    user: UUID
    form: str
    record: UUID | None
    slot: UUID
    owner: UUID | None = None


@dataclass(frozen=True)
class KeptDraft:
    """A draft as its author opens it."""

    id: UUID
    form: str
    record: UUID | None
    saved_at: datetime.datetime
    data: bytes = field(repr=False)


def draft_ticket(user: UUID, form: str, record: UUID | None, *, owner: UUID | None = None) -> str:
    """Sign a ticket for the form that is being shown: with it the vault takes a draft for 24 hours, even locked."""
    return signing.dumps([str(user), form, str(record or ""), str(new_id()), str(owner or "")], salt=SALT)


def read_ticket(ticket: str) -> Ticket | None:
    """Read a ticket; None for one that is not ours or too old."""
    try:
        user, form, record, slot, owner = signing.loads(ticket, salt=SALT, max_age=TICKET_LIFE)
    except (signing.BadSignature, ValueError):
        return None
    return Ticket(UUID(user), form, UUID(record) if record else None, UUID(slot), UUID(owner) if owner else None)


def keep_draft(
    user: UUID, form: str, record: UUID | None, data: bytes, *, slot: UUID | None = None, owner: UUID | None = None
) -> UUID | None:
    """Seal a draft to its author, replacing what the same page (`slot` of its ticket) kept before.

    Needs no keyring. None when the author has no key any more, and when the owning record was erased meanwhile.
    """
    key = UserKey.objects.filter(user=user).first()
    about = owner or record
    row = SealedRecord.objects.filter(pk=about).first() if about else None
    if key is None or (owner and row is None):
        return None
    draft, secret = slot or new_id(), _boxes.new_key()
    inside = [form, str(record or ""), row.pk.hex if row else "", timezone.now().isoformat(), secret.hex()]
    head = _boxes.seal_to(bytes(key.public), _boxes.pad(json.dumps(inside).encode(), 256))
    body = _boxes.lock(_bound(secret, row), _boxes.pad(data), _context(user, draft))
    sealed = len(head).to_bytes(LENGTH) + head + body
    Draft.objects.update_or_create(pk=draft, user=user, defaults={"day": today(), "sealed": sealed})
    return draft


def drafts(keyring: AnyKeyring, *, form: str | None = None) -> list[KeptDraft]:
    """Open the user's drafts (of one form), the newest first and one per form and record; older ones are dropped.

    A draft whose record was erased is dropped unread.
    """
    ring = opened(keyring)
    kept = sorted(_opened(ring, form), key=lambda draft: draft.saved_at, reverse=True)
    newest: dict[tuple[str, UUID | None], KeptDraft] = {}
    for draft in kept:
        newest.setdefault((draft.form, draft.record), draft)
    staying = {draft.id for draft in newest.values()}
    Draft.objects.filter(user=ring.user, pk__in=[draft.id for draft in kept if draft.id not in staying]).delete()
    return list(newest.values())


def drop_draft(draft: UUID) -> None:
    """Delete a draft."""
    Draft.objects.filter(pk=draft).delete()


def sweep_drafts() -> int:
    """Delete drafts older than two weeks; says how many."""
    return Draft.objects.filter(day__lte=today() - DRAFT_LIFE).delete()[0]


def seal_to_user(user: UUID, data: bytes) -> bytes:
    """Seal bytes to a user's own key, padded; needs no keyring. Raises NotEntitled when she has no key."""
    key = UserKey.objects.filter(user=user).first()
    if key is None:
        raise NotEntitled
    return _boxes.seal_to(bytes(key.public), _boxes.pad(user.bytes + data))


def open_own(keyring: AnyKeyring, sealed: bytes) -> bytes:
    """Open what was sealed to the keyring's user by `seal_to_user`. Raises Tampered."""
    ring = opened(keyring)
    data = _boxes.unpad(ring.open(sealed))
    if data[:16] != ring.user.bytes:
        raise Tampered
    return data[16:]


def _opened(ring: Keyring, form: str | None) -> Iterator[KeptDraft]:
    for row in Draft.objects.filter(user=ring.user):
        sealed = bytes(row.sealed)
        end = LENGTH + int.from_bytes(sealed[:LENGTH])
        code, about, bound, at, secret = json.loads(_boxes.unpad(ring.open(sealed[LENGTH:end])))
        if form not in (None, code):
            continue
        record = UUID(about) if about else None
        salted = SealedRecord.objects.filter(pk=UUID(bound)).first() if bound else None
        if bound and salted is None:
            row.delete()
            continue
        data = _boxes.unlock(_bound(bytes.fromhex(secret), salted), sealed[end:], _context(ring.user, row.pk))
        yield KeptDraft(row.pk, code, record, datetime.datetime.fromisoformat(at), _boxes.unpad(data))


def _bound(secret: bytes, row: SealedRecord | None) -> bytes:
    return _boxes.digest(b"komek draft", secret, bytes(row.draft_salt) if row else b"")


def _context(user: UUID, draft: UUID) -> bytes:
    return f"komek draft|{user}|{draft}".encode()
