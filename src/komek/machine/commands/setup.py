"""Setup: the first organisation and its administrator, once."""

import sys
from typing import Annotated

import typer

from komek.machine.start import rooms

Name = Annotated[str, typer.Option(prompt="Name of the organisation", help="Name of the first organisation.")]
Kind = Annotated[str, typer.Option(prompt="Kind of organisation (code, such as ngo)", help="Its kind, as a code.")]
Country = Annotated[str, typer.Option(prompt="Country (two letters, such as KZ)", help="Where it is registered.")]
Email = Annotated[str, typer.Option(prompt="E-mail of its administrator", help="Address of the administrator.")]
Person = Annotated[str, typer.Option(prompt="Name of its administrator", help="Name that colleagues know.")]
Language = Annotated[str, typer.Option(help="Language of the administrator's desk: en or ru.")]


def setup(
    *, organisation: Name, kind: Kind, country: Country, email: Email, person: Person, language: Language = "en"
) -> None:
    """Make the first organisation with its administrator; refuses where an organisation exists."""
    with rooms():
        from komek.machine.setup import begin, refuse_a_second  # noqa: PLC0415

        refuse_a_second()
        password = _password()
        lines = begin(
            name=organisation, kind=kind, country=country.upper(), email=email, person=person,
            language=language, password=password,
        )  # fmt: skip
        for line in lines:
            typer.echo(line)


def enter(app: typer.Typer) -> None:
    """Enter the verb into the command."""
    app.command()(setup)


def _password() -> str:
    """Ask for a password without showing it; nothing typed means that six words are made."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    asked = "Password (empty: six words are made for you)"
    return str(typer.prompt(asked, "", hide_input=True, show_default=False, confirmation_prompt=True))
