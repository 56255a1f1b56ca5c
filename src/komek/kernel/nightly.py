"""What is done every night, or every minute, without anybody's key: each room registers its functions under codes.

The worker runs each nightly duty as a job of its own, so that one that fails stops no other. A job may run
twice: the function must leave the same world behind the second time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from komek.kernel.register import Register

Work = Callable[[], None]


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
