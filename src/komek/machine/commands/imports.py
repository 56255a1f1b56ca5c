"""Imports: world data into the ledger, an organisation's own register into sealed cases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from komek.machine.start import rooms

app = typer.Typer(help="Bring in files of others.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
Maybe = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
Remove = Annotated[bool, typer.Option("--remove", help="Take all world data of this source out again.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")]


@app.command()
def ctdc(file: Maybe = None, remove: Remove = False) -> None:
    """Read the CTDC global data set as facts of a source of its own, shown as world data."""
    if (file is None) is not remove:
        raise typer.BadParameter("give a file, or --remove")
    with rooms():
        from komek.evidence.results import ctdc as source  # noqa: PLC0415

        if file is None:
            typer.echo(f"{source.remove()} facts were taken out.")
            return
        with _bar("Rows") as progress:
            report = source.run(file, progress=progress)
        for line in report.lines():
            typer.echo(line)
    if report.held or report.broken:
        raise typer.Exit(2)


@app.command()
def register(file: File, dry_run: DryRun = False) -> None:
    """Read an organisation's own spreadsheet of clients into sealed cases; a key holder signs in here."""
    with rooms():
        importer = import_module("komek.care.cases.register")
        with _bar("Cases") as progress:
            lines = importer.run(file, dry_run=dry_run, progress=progress)
        for line in lines:
            typer.echo(line)


def enter(parent: typer.Typer) -> None:
    """Enter the group into the command."""
    parent.add_typer(app, name="import")


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far a long work is; where nobody looks at a terminal, show nothing."""
    with typer.progressbar(length=1, label=label) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress
