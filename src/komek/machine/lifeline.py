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
    """Where the environment asks for it, end this process cleanly once its parent is gone."""
    if os.environ.get(VARIABLE) == "1":
        threading.Thread(target=_watch, args=[os.getppid()], name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
