"""Starting Django in a command, with the database at hand and the role that the command needs."""

import contextlib
import os
import sys
from collections.abc import Iterator

import django

from komek.machine.embedded import Server
from komek.machine.home import Home

KOMEK = (sys.executable, "-m", "komek")
"""The command, for a process that starts another."""


def is_embedded() -> bool:
    """Say whether this installation uses the server of its own home."""
    return not os.environ.get("KOMEK_DATABASE_URL")


@contextlib.contextmanager
def database_at_hand() -> Iterator[Home]:
    """Keep the embedded server running for the length of a block; an external one runs anyway."""
    home = Home.here().prepare()
    os.environ["KOMEK_DATA"] = str(home.root)
    with Server(home).in_use() if is_embedded() else contextlib.nullcontext():
        yield home


@contextlib.contextmanager
def rooms(*, as_owner: bool = False) -> Iterator[Home]:
    """Have every room of the house ready: Django set up, the database at hand."""
    with database_at_hand() as home:
        if as_owner:
            os.environ["KOMEK_DATABASE_AS"] = "owner"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
        django.setup()
        yield home
        close_connections()


def rooms_without_database() -> Home:
    """Have the rooms ready for a command that reads no table."""
    home = Home.here().prepare()
    os.environ["KOMEK_DATA"] = str(home.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
    django.setup()
    return home


def close_connections() -> None:
    """Leave no connection open behind: before a fork, and before the server stops."""
    from django.db import connections  # noqa: PLC0415 - the settings are not read before this point

    connections.close_all()
