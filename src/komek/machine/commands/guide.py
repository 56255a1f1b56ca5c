"""The guide at the terminal: putting the shipped content into an installation's tables."""

import typer

from komek.machine.start import rooms

app = typer.Typer(help="The guide for migrants.", no_args_is_help=True)


@app.command()
def load() -> None:
    """Fill the empty guide with the shipped topics, facts and contacts. None is confirmed: editors must look first."""
    with rooms():
        from django.utils import timezone  # noqa: PLC0415

        from komek.knowledge.guide import loading  # noqa: PLC0415

        filled = loading.load(timezone.localdate())
    typer.echo("The guide is filled." if filled else "The guide has content already; nothing was changed.")


def enter(parent: typer.Typer) -> None:
    """Enter the group into the command."""
    parent.add_typer(app, name="guide")
