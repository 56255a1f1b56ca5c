"""Setup: the first organisation and its administrator, once."""

from typing import Annotated

import typer

from komek.machine.start import rooms

Name = Annotated[str, typer.Option(prompt="Name of the organisation", help="Name of the first organisation.")]
Kind = Annotated[str, typer.Option(prompt="Kind of organisation (code)", help="Code from organisation_kind.")]
Country = Annotated[str, typer.Option(prompt="Country (two letters)", help="Where it is registered.")]
Email = Annotated[str, typer.Option(prompt="E-mail of its administrator", help="The first administrator.")]


def setup(organisation: Name, kind: Kind, country: Country, email: Email) -> None:
    """Make the first organisation and invite its administrator; refuses where an organisation exists."""
    with rooms():
        from komek.machine.setup import begin  # noqa: PLC0415

        for line in begin(organisation=organisation, kind=kind, country=country.upper(), email=email):
            typer.echo(line)


def enter(app: typer.Typer) -> None:
    """Enter the verb into the command."""
    app.command()(setup)
