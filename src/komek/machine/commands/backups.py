"""Backup and restore."""

import os
from pathlib import Path
from typing import Annotated

import typer

from komek.machine.home import OWNER, Home
from komek.machine.start import is_embedded, rooms

Folder = Annotated[Path, typer.Argument(file_okay=False, help="Folder of the backups.")]
Into = Annotated[str, typer.Option("--into", help="URL of an empty database, as its owner. [default: this one's own]")]


def backup(folder: Folder) -> None:
    """Write data and sealed keys as two files; key files older than 30 days are removed."""
    with rooms() as home:
        from komek.machine.backup import back_up  # noqa: PLC0415

        for line in back_up(home, folder, _own(home)):
            typer.echo(line)


def restore(folder: Folder, into: Into = "") -> None:
    """Restore the newest backup into an empty database and erase again what was erased since."""
    if into:
        os.environ["KOMEK_DATABASE_OWNER_URL"] = into
    with rooms(as_owner=True) as home:
        from komek.machine.restore import restore_into  # noqa: PLC0415

        for line in restore_into(home, folder, into or _own(home)):
            typer.echo(line)


def enter(app: typer.Typer) -> None:
    """Enter the verbs into the command."""
    for verb in (backup, restore):
        app.command()(verb)


def _own(home: Home) -> str:
    """Return the URL of this installation's database, as its owner where we know one."""
    if is_embedded():
        return home.address(OWNER)
    return os.environ.get("KOMEK_DATABASE_OWNER_URL") or os.environ["KOMEK_DATABASE_URL"]
