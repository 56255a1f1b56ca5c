"""The web server: granian over the WSGI application, without an access log and without its name in answers."""

import os
import secrets
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from komek.machine import hooks, migrating
from komek.machine.start import close_connections

APPLICATION = "komek.settings.wsgi:application"
THREADS = 8
"""Requests that one process answers at a time; each holds one connection to the database."""

GRACE = 5
"""Seconds that a process has for its last answers."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"generic": {"()": "komek.kernel.logs.ScrubbedFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {"_granian": {"level": "ERROR", "handlers": ["console"], "propagate": False}},
}


def serve(address: str, port: int, processes: int) -> None:
    """Check, then answer requests until told to stop. Django is set up as the restricted role here."""
    migrating.check()
    hooks.call(hooks.AT_START)
    os.environ.setdefault("KOMEK_MARKS_KEY", secrets.token_urlsafe(32))
    close_connections()
    server = Server(
        APPLICATION,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=int(os.environ.get("KOMEK_THREADS", THREADS)),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=GRACE,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
    )
    try:
        server.serve()
    finally:
        hooks.call(hooks.AT_STOP)
        close_connections()
