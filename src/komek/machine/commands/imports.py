"""Imports: world data into the ledger, an organisation's own register into sealed cases."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from komek.machine.start import rooms

app = typer.Typer(help="Bring in files of others.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
Maybe = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
Remove = Annotated[bool, typer.Option("--remove", help="Take all world data of this source out again.")]
Target = Annotated[Path, typer.Argument(dir_okay=False, writable=True, help="Where to write it.")]
Rows = Annotated[int, typer.Option(min=1, max=20_000, help="How many lines.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same register.")]
Sheet = Annotated[str, typer.Option(help="Which sheet; else the first one that is not hidden.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before the lines are taken in.")]
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
def register(file: File, dry_run: DryRun = False, sheet: Sheet = "", yes: Yes = False) -> None:
    """Read an organisation's own spreadsheet of clients into sealed cases; a key holder signs in here."""
    with rooms():
        from komek.care.cases.register import reading, terminal  # noqa: PLC0415
        from komek.machine.signing_in import signed_in  # noqa: PLC0415

        reading.check_size(file.stat().st_size)
        with signed_in() as actor:
            look = terminal.look(file.read_bytes(), sheet, by=actor)
            _say(look.lines())
            if dry_run:
                return
            if not yes and not typer.confirm("Take the lines in that are ready?"):
                raise typer.Exit(1)
            with _bar("Cases") as progress:
                report = terminal.run(file.name, look, by=actor, progress=progress)
        _say(report.lines())
    if report.standing.failed:
        raise typer.Exit(2)


@app.command()
def sample(file: Target, rows: Rows = 500, seed: Seed = 1) -> None:
    """Write an invented register, to try the import with: nobody in it exists. The ending of FILE says which kind."""
    from komek.care.cases.register import generator  # noqa: PLC0415

    if file.suffix.lower() not in {".xlsx", ".csv"}:
        raise typer.BadParameter("the file ends with .xlsx or .csv")
    made = generator.generate(rows, seed)
    generator.write(file, made)
    twice = len(made.truth.duplicates)
    typer.echo(f"{rows} lines, {made.truth.people} invented people, {twice} of the lines tell of somebody again.")


def enter(parent: typer.Typer) -> None:
    """Enter the group into the command."""
    parent.add_typer(app, name="import")


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far a long work is; where nobody looks at a terminal, show nothing."""
    with typer.progressbar(length=1, label=label) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress
