"""Folding a name, and asking the guide a question: what the text rooms say to one line."""

import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from komek.machine.start import rooms_without_database

Texts = Annotated[list[str], typer.Argument(help="Names; `-` reads one a line from standard input.")]


def fold(texts: Texts) -> None:
    """Print fold, skeleton and root of names, one JSON object a line."""
    from komek.kernel.scripts import as_json_line  # noqa: PLC0415

    for text in texts:
        for name in (line.rstrip("\r\n") for line in sys.stdin) if text == "-" else (text,):
            typer.echo(as_json_line(name))


Question = Annotated[str, typer.Argument(help="A question; `-` reads one a line from standard input.")]
From = Annotated[str, typer.Option("--from", help="Code of the country of the passport, such as UZ.")]
To = Annotated[str, typer.Option("--to", help="Code of the country of destination, such as RU.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def ask(question: Question, origin: From = "", to: To = "", as_json: Json = False) -> None:
    """Say which topics of the guide a question may mean. The first use trains the matcher: half a minute."""
    rooms_without_database()
    from django.conf import settings  # noqa: PLC0415

    from komek.knowledge.guide import content, matching, rendering  # noqa: PLC0415

    if not any(settings.KOMEK_MATCHER.glob("*.bin")):
        typer.echo("Learning the example questions: once, half a minute or more on a busy machine.", err=True)
    matcher, edition = matching.shipped(settings.KOMEK_MATCHER), content.shipped(demo=True)
    for text in _lines(question):
        found = matcher.ask(text, origin=origin.upper(), to=to.upper())
        told = {
            "language": found.language,
            "results": [{"topic": each.topic, "score": each.score} for each in found.results],
            "danger": found.danger,
        }
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False))
            continue
        if found.danger:
            typer.echo("This may be about danger: offer a person at once.")
        if not found.sure:
            typer.echo("Not sure. It may be one of these three, or a question for a person:")
        for each in found.results:
            typer.echo(f"{each.score:.2f}  {each.topic}: {rendering.title(edition.topics[each.topic], found.language)}")


def _lines(question: str) -> Iterator[str]:
    if question == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
        yield from (line.rstrip("\r\n") for line in sys.stdin)
    else:
        yield question


def enter(app: typer.Typer) -> None:
    """Enter the verbs into the command."""
    app.command()(fold)
    app.command()(ask)
