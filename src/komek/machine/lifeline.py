"""A child that ends with its parent, however the parent ended.

`kill -9` leaves children behind that hold a port or a lock; this one looks up twice a second.
"""

import os
import signal
import threading
import time

SECONDS = 0.5
GRACE = 8.0
VARIABLE = "KOMEK_FOLLOW_PARENT"


def follow_parent() -> None:
    """Where the environment names a parent, end this process cleanly once that is no longer its parent."""
    parent = os.environ.get(VARIABLE, "")
    be_followed()
    if parent.isdigit():
        threading.Thread(target=_watch, args=[int(parent)], name="lifeline", daemon=True).start()


def be_followed() -> None:
    """Let the children of this process follow it."""
    os.environ[VARIABLE] = str(os.getpid())


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
