"""What is done every night, or every minute, without anybody's key: each room registers its functions under codes.

The worker runs each nightly duty as a job of its own, so that one that fails stops no other. A job may run
twice: the function must leave the same world behind the second time.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from komek.kernel.logs import frames
from komek.kernel.register import Register

Work = Callable[[], None]
M = TypeVar("M", bound=Model)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Nightly:
    """One duty that comes again by itself."""

    code: str
    work: Work


NIGHTLY: Register[Nightly] = Register("nightly duties")
MINUTELY: Register[Nightly] = Register("duties of every minute")


def register(code: str) -> Callable[[Work], Work]:
    """Enter a function under its code: `@nightly.register("vault.retention")`."""

    def enter(work: Work) -> Work:
        NIGHTLY.add(Nightly(code, work))
        return work

    return enter


def register_minutely(code: str) -> Callable[[Work], Work]:
    """Enter a function that must not wait for the night; it takes a second at most."""

    def enter(work: Work) -> Work:
        MINUTELY.add(Nightly(code, work))
        return work

    return enter


def each(code: str, rows: Iterable[M], work: Callable[[M], object]) -> int:
    """Do a duty's work for every row, each in a transaction of its own; says for how many it was done.

    One that fails stops no other: the log gets its id, the kind of its error and where it was, not its text.
    """
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                work(row)
        except Exception as error:  # noqa: BLE001 - its text may quote a value
            log.error("duty %s failed for %s: %s", code, row.pk, frames(type(error), error.__traceback__))
        else:
            done += 1
    return done
