"""What is done every night without anybody's key: each room registers its own function under a code.

The worker runs each as a job of its own, so that one that fails stops no other. A job may run twice:
the function must leave the same world behind the second time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from komek.kernel.register import Register

Work = Callable[[], None]


@dataclass(frozen=True)
class Nightly:
    """One nightly duty."""

    code: str
    work: Work


NIGHTLY: Register[Nightly] = Register("nightly duties")


def register(code: str) -> Callable[[Work], Work]:
    """Enter a function under its code: `@nightly.register("vault.retention")`."""

    def enter(work: Work) -> Work:
        NIGHTLY.add(Nightly(code, work))
        return work

    return enter
