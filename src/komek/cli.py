"""The `komek` command: one file per group of verbs in `komek.machine.commands`."""

import sys

import typer
from django.core.exceptions import ImproperlyConfigured

from komek.kernel.errors import DomainError
from komek.kernel.logs import frames
from komek.machine.commands import backups, bundles, checks, demo, guide, imports, kiosk, running, setup, telegram, text
from komek.machine.home import Unusable
from komek.machine.lifeline import follow_parent

app = typer.Typer(
    name="komek",
    help="Komek: one platform for people who help victims of trafficking.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (running, setup, backups, checks, guide, bundles, kiosk, imports, telegram, text):
    group.enter(app)
app.add_typer(demo.app, name="demo")


def main() -> None:
    """Run the command; every refusal is one sentence, and no error text is written out."""
    follow_parent()
    try:
        app(prog_name="komek")
    except (Unusable, DomainError, ImproperlyConfigured) as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - its text may quote what somebody typed
        cause = f" of {type(error.__cause__).__name__}" if error.__cause__ else ""
        typer.echo(f"Komek met an error it does not know{cause}: {frames(type(error), error.__traceback__)}", err=True)
        sys.exit(70)
