"""The web server: granian over the WSGI application, without an access log and without its name in answers."""

import logging
import os
import secrets
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from komek.foundations.vault import passing
from komek.machine import hooks, migrating
from komek.machine.start import close_connections

APPLICATION = "komek.settings.wsgi:application"
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


log = logging.getLogger(__name__)


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
        workers=_sharing(processes),
        blocking_threads=settings.KOMEK_THREADS,
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


def _sharing(processes: int) -> int:
    """Give the processes that may serve: where they cannot share the keys that pass, one alone.

    Two that name a chat by different keys would answer an update twice and forget a conversation at every other word.
    """
    if processes > 1 and not passing.shared():
        log.error(
            "There is no private folder on a RAM file system (KOMEK_RAM): one process serves instead of %s.", processes
        )
        return 1
    return processes
