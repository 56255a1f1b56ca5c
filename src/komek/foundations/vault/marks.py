"""What every web process must know for some minutes: how often somebody tried, which code was used.

A cache of Django's kind in an UNLOGGED table: in no write-ahead log, replica or backup, emptied at start and at
stop. Its keys name addresses and people, so the table holds a keyed hash of them and sealed values. The key is
made by `komek serve`, lives in the memory of its processes, and rests nowhere.
"""

import datetime
import json
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection, transaction
from django.utils import timezone

from komek.foundations.vault import _boxes
from komek.foundations.vault.errors import Tampered
from komek.foundations.vault.models import Mark

LONGEST = 24 * 3600
ROOM = 512
"""A value is filled up to this, so that its length does not count attempts."""

SET = """
    INSERT INTO vault_mark (name, sealed, ends) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET sealed = EXCLUDED.sealed, ends = EXCLUDED.ends
"""
ADD = f"{SET} WHERE vault_mark.ends <= %s"


class Marks(BaseCache):
    """The cache. Its option `AT_LEAST` gives keys that begin with a word a longer life than they ask for."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.at_least: dict[str, int] = params.get("OPTIONS", {}).get("AT_LEAST", {})

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where none is kept; of two processes that try at once one is told True."""
        row = self._row(key, value, timeout, version)
        with connection.cursor() as cursor:
            cursor.execute(ADD, [*row, timezone.now()])
            return bool(cursor.rowcount)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Give a value that has not ended."""
        name = self._name(key, version)
        sealed = Mark.objects.filter(name=name, ends__gt=timezone.now()).values_list("sealed", flat=True).first()
        if sealed is None:
            return default
        try:
            return json.loads(_boxes.unpad(_boxes.unlock(_key(), bytes(sealed), name)))
        except Tampered:
            return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value, whatever was kept before."""
        with connection.cursor() as cursor:
            cursor.execute(SET, self._row(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a value live longer."""
        kept = Mark.objects.filter(name=self._name(key, version), ends__gt=timezone.now())
        return kept.update(ends=self._ends(key, timeout)) == 1

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget one value."""
        return Mark.objects.filter(name=self._name(key, version)).delete()[0] == 1

    def clear(self) -> None:
        """Forget everything."""
        forget_all()

    def count(self, key: str, timeout: Any = DEFAULT_TIMEOUT) -> int:
        """Add one to a number, or begin with one; of many that count at once none is lost."""
        with transaction.atomic():
            self.add(key, 0, timeout)
            name = self._name(key, None)
            Mark.objects.select_for_update().filter(name=name).first()
            made = int(self.get(key, 0)) + 1
            Mark.objects.filter(name=name).update(sealed=self._sealed(name, made))
        return made

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> list[Any]:
        name = self._name(key, version)
        return [name, self._sealed(name, value), self._ends(key, timeout)]

    def _sealed(self, name: bytes, value: Any) -> bytes:
        return _boxes.lock(_key(), _boxes.pad(json.dumps(value).encode(), least=ROOM), name)

    def _name(self, key: str, version: int | None) -> bytes:
        return _boxes.tag(_key(), self.make_and_validate_key(key, version=version))

    def _ends(self, key: str, timeout: Any) -> datetime.datetime:
        wished = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        least = max((seconds for start, seconds in self.at_least.items() if key.startswith(start)), default=0)
        seconds = LONGEST if wished is None else min(max(float(wished), least), LONGEST)
        return timezone.now() + datetime.timedelta(seconds=seconds)


def count(key: str, timeout: float) -> int:
    """Count one more under a key and say how many that makes, the same for all processes.

    The first one decides when the count ends. Outside of transactions that may be undone.
    """
    return Marks("", {}).count(key, timeout)


def sweep() -> int:
    """Delete what has ended; says how many. Run every minute."""
    return Mark.objects.filter(ends__lte=timezone.now()).delete()[0]


def forget_all() -> None:
    """Forget everything, at start and at stop."""
    Mark.objects.all().delete()


def _key() -> bytes:
    return _boxes.digest(b"komek marks", settings.MARKS_KEY.encode())
