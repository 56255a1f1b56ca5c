"""Backup and restore."""

from pathlib import Path
from typing import Annotated

import typer

from komek.machine.start import database_at_hand

Folder = Annotated[Path, typer.Argument(file_okay=False, help="Folder of the backups.")]
Into = Annotated[str, typer.Option("--into", help="URL of an empty database, as its owner.")]


def backup(folder: Folder) -> None:
    """Write data and sealed keys as two files; key files older than 30 days are removed."""
    with database_at_hand() as home:
        from komek.machine.backup import back_up  # noqa: PLC0415

        for line in back_up(home, folder):
            typer.echo(line)


def restore(folder: Folder, into: Into) -> None:
    """Restore the newest backup into an empty database and erase again what was erased since."""
    with database_at_hand() as home:
        from komek.machine.restore import restore_into  # noqa: PLC0415

        for line in restore_into(home, folder, into):
            typer.echo(line)


def enter(app: typer.Typer) -> None:
    """Enter the verbs into the command."""
    for verb in (backup, restore):
        app.command()(verb)
