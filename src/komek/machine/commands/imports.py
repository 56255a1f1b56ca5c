"""Imports: world data into the ledger, an organisation's own register into sealed cases."""

from pathlib import Path
from typing import Annotated

import typer

from komek.machine.start import rooms

app = typer.Typer(help="Bring in files of others.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")]


@app.command()
def ctdc(file: File) -> None:
    """Read the CTDC global data set as facts of a source of its own, shown as world data."""
    with rooms():
        from komek.evidence.results.ctdc import import_file  # noqa: PLC0415

        for line in import_file(file):
            typer.echo(line)


@app.command()
def register(file: File, dry_run: DryRun = False) -> None:
    """Read an organisation's own spreadsheet of clients into sealed cases; a key holder signs in here."""
    with rooms():
        from komek.care.cases.register import import_file  # noqa: PLC0415

        for line in import_file(file, dry_run=dry_run):
            typer.echo(line)


def enter(parent: typer.Typer) -> None:
    """Enter the group into the command."""
    parent.add_typer(app, name="import")
