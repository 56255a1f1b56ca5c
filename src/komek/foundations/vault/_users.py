"""The key pair of a user: made, wrapped under her password and her sheet, and opened again."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from komek.foundations.vault import _argon, _boxes, _words, hashers, lists
from komek.foundations.vault._keys import AnyKeyring, Keyring, opened
from komek.foundations.vault.errors import KeyLost, Tampered, WrongFingerprint, WrongSheet
from komek.foundations.vault.models import Circle, MemberKey, OpenSession, UserKey
from komek.kernel.errors import WrongState

DIGITS, GROUPS = 5, 5


@dataclass(frozen=True)
class RecoverySheet:
    """Sixteen words that open a user's keys without her password. Shown once, kept nowhere."""

    user: UUID
    words: tuple[str, ...] = field(repr=False)


def enrol(user: UUID, password: str) -> RecoverySheet:
    """Make the key pair of a new user, wrapped under her password and under the sheet that is returned.

    Together with `user.set_password(password)`, before or after, this costs one run of Argon2id.
    Raises WrongState when she has keys (see `start_over`), Busy when the machine is at its limit.
    """
    if UserKey.objects.filter(user=user).exists():
        raise WrongState(_("This account has its keys already."), "", _("Change the password, or start over."))
    private, public = _boxes.new_pair()
    words, key = _sheet()
    row = UserKey(user=user, public=public, on_sheet=_boxes.lock(key, private, _context(user, "sheet")))
    _wrap(row, private, password)
    row.save(force_insert=True)
    return RecoverySheet(user, words)


def leave(circle: UUID, user: UUID) -> None:
    """Delete a member's keys of a circle, mark the circle, and put the deleted keys on the list outside."""
    Circle.objects.filter(pk=circle).update(needs_generation=True)
    gone = MemberKey.objects.filter(circle=circle, user=user)
    keys = [str(key) for key in gone.values_list("pk", flat=True)]
    gone.delete()
    lists.note("removed", {"circle": str(circle), "user": str(user), "keys": keys})


def fingerprint(user: UUID) -> str:
    """Write the fingerprint of a user's public key as 25 digits to read aloud; WrongFingerprint without a key."""
    row = UserKey.objects.filter(user=user).first()
    if row is None:
        raise WrongFingerprint
    number = int.from_bytes(_boxes.digest(b"komek fingerprint", user.bytes, bytes(row.public)))
    digits = f"{number % 10 ** (DIGITS * GROUPS):0{DIGITS * GROUPS}}"
    return " ".join(digits[at : at + DIGITS] for at in range(0, DIGITS * GROUPS, DIGITS))


def check_fingerprint(user: UUID, read: str) -> bytes:
    """Compare digits that were read aloud and give the public key they stand for. Raises WrongFingerprint."""
    digits = "".join(sign for sign in read if sign.isdecimal())
    if not _boxes.same(digits.encode(), fingerprint(user).replace(" ", "").encode()):
        raise WrongFingerprint
    return bytes(UserKey.objects.get(user=user).public)


def change_password(user: UUID, keyring: AnyKeyring, new: str) -> None:
    """Wrap the private key under another password and close her other sessions; circles and sheet stay.

    Together with `user.set_password(new)`, before or after, this costs one run of Argon2id.
    """
    ring = opened(keyring)
    if ring.user != user:
        raise TypeError("a keyring changes its own user's password")
    with transaction.atomic():
        row = UserKey.objects.select_for_update().get(user=user)
        _wrap(row, ring.private, new)
        row.save()
        OpenSession.objects.filter(user=user).exclude(session=ring.session).delete()


def recover(user: UUID, sheet_words: str, new: str) -> RecoverySheet:
    """Open the private key with the words of the sheet, wrap it under a new password, and give a new sheet.

    The old sheet opens nothing afterwards. Raises WrongSheet; call `user.set_password(new)` as well.
    """
    key = _words.sheet_key(sheet_words)
    with transaction.atomic():
        row = UserKey.objects.select_for_update().filter(user=user).first()
        if row is None:
            raise WrongSheet
        try:
            private = _boxes.unlock(key, bytes(row.on_sheet), _context(user, "sheet"))
        except Tampered:
            raise WrongSheet from None
        _wrap(row, private, new)
        words = _new_sheet(row, private)
        OpenSession.objects.filter(user=user).delete()
    return RecoverySheet(user, words)


def new_sheet(user: UUID, keyring: AnyKeyring) -> RecoverySheet:
    """Give a new recovery sheet while the keyring is open; the old one opens nothing afterwards."""
    ring = opened(keyring)
    if ring.user != user:
        raise TypeError("a keyring renews its own user's sheet")
    with transaction.atomic():
        row = UserKey.objects.select_for_update().get(user=user)
        return RecoverySheet(user, _new_sheet(row, ring.private))


def lost_key(user: UUID, encoded: str) -> bool:
    """Say whether the stored password hash is not that of the wrapped key: it was changed outside the vault.

    Costs no run of Argon2id. Such an account stays locked until `recover` or `start_over`.
    """
    row = UserKey.objects.filter(user=user).first()
    return row is not None and bytes(row.salt) != (hashers.salt_of(encoded) or b"")


def has_keys(user: UUID) -> bool:
    """Say whether the user has a key pair."""
    return UserKey.objects.filter(user=user).exists()


def check(user: UUID, password: str) -> tuple[_argon.Run, bytes] | None:
    """Run the password once: (run, private key), or None for a wrong one or an unknown user, at equal cost.

    Raises KeyLost when Django's hasher has just found this password right and the key does not open with it.
    """
    row = UserKey.objects.filter(user=user).first()
    if row is None:
        _argon.dummy(password)
        return None
    salt, verified = bytes(row.salt), _argon.take(password, "verify")
    if verified is not None and verified.salt != salt:
        raise KeyLost
    run = verified or _argon.run(password, salt, _argon.Cost(row.passes, row.memory))
    try:
        return run, unwrap(user, run.wrapping, bytes(row.wrapped))
    except Tampered:
        return None


def spend(password: str) -> None:
    """Run the password for nobody, so that an unknown user costs what a wrong password does."""
    _argon.dummy(password)


def unwrap(user: UUID, wrapping: bytes, wrapped: bytes | None = None) -> bytes:
    """Open the private key with the wrapping half of a run; raises Tampered."""
    if wrapped is None:
        wrapped = bytes(UserKey.objects.get(user=user).wrapped)
    return _boxes.unlock(wrapping, wrapped, _context(user, "password"))


def ring_for(user: UUID, private: bytes, session: bytes = b"") -> Keyring:
    """Make the keyring of an opened private key."""
    return Keyring(user, private, session)


def _wrap(row: UserKey, private: bytes, password: str) -> None:
    run = _argon.take(password, "encode")
    if run is None:
        run = _argon.run(password, _argon.new_salt(), _argon.cost())
        _argon.leave(password, run, "vault")
    row.salt, row.passes, row.memory = run.salt, run.cost.passes, run.cost.memory
    row.wrapped = _boxes.lock(run.wrapping, private, _context(row.user, "password"))


def _new_sheet(row: UserKey, private: bytes) -> tuple[str, ...]:
    words, key = _sheet()
    row.on_sheet = _boxes.lock(key, private, _context(row.user, "sheet"))
    row.save()
    return words


def _sheet() -> tuple[tuple[str, ...], bytes]:
    words = _words.new_sheet()
    return words, _words.sheet_key(" ".join(words))


def _context(user: UUID, way: str) -> bytes:
    return f"komek user key|{way}|{user}".encode()
