"""Folding: how a name looks to the search, whatever script it was written in."""

import sys
from typing import Annotated

import typer

Texts = Annotated[list[str], typer.Argument(help="Names; `-` reads one a line from standard input.")]


def fold(texts: Texts) -> None:
    """Print fold, skeleton and root of names, one JSON object a line."""
    from komek.kernel.scripts import as_json_line  # noqa: PLC0415

    for text in texts:
        for name in (line.rstrip("\r\n") for line in sys.stdin) if text == "-" else (text,):
            typer.echo(as_json_line(name))


def enter(app: typer.Typer) -> None:
    """Enter the verbs into the command."""
    app.command()(fold)
