"""A keyring is open while a browser holds the unlock cookie, and for at most fifteen idle minutes.

The cookie's 32 random bytes are kept nowhere on the server. Under them the private key is sealed, bound to
user, session and expiry, in an UNLOGGED table. Between password and second factor the wrapping half of the
password's run waits there in the same way, five minutes at most. Sessions are known by their hash.
"""

import base64
import binascii
import contextlib
import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from komek.foundations.vault import _boxes, _rotation, _users
from komek.foundations.vault._keys import Keyring
from komek.foundations.vault.errors import Tampered
from komek.foundations.vault.models import OpenSession
from komek.kernel.errors import DomainError

HELD, OPEN = "held", "open"
HOLDING = datetime.timedelta(minutes=5)
NOTED_AGAIN_AFTER = datetime.timedelta(seconds=20)
"""Activity is written down at most this often by pages; typing (`touch`) is always written down."""


def hold(user: UUID, password: str, session: str) -> str | None:
    """Check the password; if it is right, keep its wrapping half sealed for five minutes and give the cookie.

    None for a wrong password or an unknown user, after the same cost. Raises Busy after ten seconds in the
    queue, and KeyLost when Django has just found the password right and the key is wrapped under another.
    """
    checked = _users.check(user, password)
    if checked is None:
        return None
    cookie = _boxes.new_key()
    row = OpenSession(session=_name(session), user=user, stage=HELD)
    _keep(row, cookie, checked[0].wrapping, HOLDING)
    return base64.urlsafe_b64encode(cookie).decode().rstrip("=")


def unlock(user: UUID, session: str, cookie: str, *, held_in: str | None = None) -> bool:
    """Open the keyring after the second factor; False when nothing is held or five minutes are over.

    In passing it does what waits for somebody with keys, see `tend`. `held_in` names the session of the password
    step where signing in has changed its id since.
    """
    name = _name(held_in or session)
    row = _row(user, name, HELD)
    try:
        wrapping = _opened(row, cookie) if row else None
        private = _users.unwrap(user, wrapping) if wrapping else None
    except Tampered:
        return False
    if private is None:
        return False
    OpenSession.objects.filter(session=name).delete()
    opening = OpenSession(session=_name(session), user=user, stage=OPEN)
    _keep(opening, _bytes(cookie), private, datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    with contextlib.suppress(DomainError):  # what cannot be mended must keep nobody from her files
        _rotation.tend(_users.ring_for(user, private, _name(session)))
    return True


def keyring(user: UUID, session: str, cookie: str, *, active: bool = True) -> Keyring | None:
    """Give the keyring of this request; None while it is locked, and from the fifteenth idle minute on.

    Counts as activity unless `active` is False; what was noted within the last seconds is not noted again.
    """
    name = _name(session)
    row = _row(user, name, OPEN)
    if row is None:
        return None
    try:
        private = _opened(row, cookie)
    except Tampered:
        return None
    if active and timezone.now() - row.seen > NOTED_AGAIN_AFTER:
        touch(session)
    return _users.ring_for(user, private, name)


def touch(session: str) -> None:
    """Note that somebody is typing: the fifteen minutes begin anew. A session that is over stays over."""
    now = timezone.now()
    OpenSession.objects.filter(session=_name(session), stage=OPEN, seen__gt=now - _idle(), expires__gt=now).update(
        seen=now
    )


def lock(session: str) -> None:
    """Close the keyring of one session at once."""
    OpenSession.objects.filter(session=_name(session)).delete()


def lock_all(user: UUID) -> None:
    """Close every keyring of a user at once."""
    OpenSession.objects.filter(user=user).delete()


def locks_at(session: str) -> datetime.datetime | None:
    """Say when the keyring will close if nothing happens; None when it is closed."""
    row = OpenSession.objects.filter(session=_name(session), stage=OPEN).first()
    if row is None or _over(row):
        return None
    return min(row.seen + _idle(), row.expires)


def is_open(session: str) -> bool:
    """Say whether some keyring is open in this session."""
    row = OpenSession.objects.filter(session=_name(session), stage=OPEN).first()
    return row is not None and not _over(row)


def sweep() -> int:
    """Delete what is idle too long or over; says how many. Run every minute."""
    now = timezone.now()
    idle = OpenSession.objects.filter(stage=OPEN, seen__lte=now - _idle())
    over = OpenSession.objects.filter(expires__lte=now)
    return idle.delete()[0] + over.delete()[0]


def truncate_keyrings() -> None:
    """Close every keyring of the house, at start and at stop."""
    OpenSession.objects.all().delete()


def _keep(row: OpenSession, cookie: bytes, secret: bytes, life: datetime.timedelta) -> None:
    row.seen = timezone.now()
    row.expires = row.seen + life
    row.sealed = _boxes.lock(cookie, secret, _context(row))
    OpenSession.objects.filter(session=row.session).delete()
    row.save(force_insert=True)


def _row(user: UUID, name: bytes, stage: str) -> OpenSession | None:
    row = OpenSession.objects.filter(session=name, user=user, stage=stage).first()
    if row is not None and _over(row):
        row.delete()
        return None
    return row


def _over(row: OpenSession) -> bool:
    now = timezone.now()
    return row.expires <= now or (row.stage == OPEN and row.seen <= now - _idle())


def _opened(row: OpenSession, cookie: str) -> bytes:
    return _boxes.unlock(_bytes(cookie), bytes(row.sealed), _context(row))


def _context(row: OpenSession) -> bytes:
    """Bind to user, session and expiry: a row that is moved or prolonged opens nothing."""
    return f"komek session|{row.stage}|{row.user}|{bytes(row.session).hex()}|{row.expires.isoformat()}".encode()


def _idle() -> datetime.timedelta:
    return datetime.timedelta(minutes=settings.IDLE_LOCK_MINUTES)


def _name(session: str) -> bytes:
    return _boxes.digest(b"komek session", session.encode())


def _bytes(cookie: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    except (binascii.Error, ValueError):
        raise Tampered from None
    if len(data) != _boxes.KEY:
        raise Tampered
    return data
