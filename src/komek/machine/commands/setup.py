"""Setup: the first organisation and its administrator, once; later organisations, one by one."""

import sys
from typing import Annotated

import typer

from komek.machine.start import rooms

Name = Annotated[str, typer.Option(prompt="Name of the organisation", help="Its name.")]
Kind = Annotated[str, typer.Option(prompt="Kind of organisation (code, such as ngo)", help="Its kind, as a code.")]
Country = Annotated[str, typer.Option(prompt="Country (two letters, such as KZ)", help="Where it is registered.")]
Email = Annotated[str, typer.Option(prompt="E-mail of its administrator", help="Address of the administrator.")]
Person = Annotated[str, typer.Option(prompt="Name of its administrator", help="Name that colleagues know.")]
Language = Annotated[str, typer.Option(help="Language of the administrator's desk: en or ru.")]
Platform = Annotated[bool, typer.Option("--platform-admin", help="Make her administrator of the platform as well.")]

app = typer.Typer(help="The organisations of this installation.", no_args_is_help=True)


def setup(
    *,
    organisation: Name,
    kind: Kind,
    country: Country,
    email: Email,
    person: Person,
    language: Language = "en",
    platform_admin: Platform = False,
) -> None:
    """Make the first organisation with its administrator; refuses where an organisation exists."""
    with rooms():
        from komek.machine.setup import begin, refuse_a_second  # noqa: PLC0415

        refuse_a_second()
        lines = begin(
            name=organisation, kind=kind, country=country.upper(), email=email, person=person,
            language=language, password=_password(), platform_admin=platform_admin,
        )  # fmt: skip
        for line in lines:
            typer.echo(line)


@app.command()
def add(
    *,
    organisation: Name,
    kind: Kind,
    country: Country,
    email: Email,
    person: Person,
    language: Language = "en",
    platform_admin: Platform = False,
) -> None:
    """Add another organisation with its administrator; refuses where none exists yet."""
    with rooms():
        from komek.machine.setup import begin, refuse_a_first  # noqa: PLC0415

        refuse_a_first()
        lines = begin(
            name=organisation, kind=kind, country=country.upper(), email=email, person=person,
            language=language, password=_password(), refuse=refuse_a_first, platform_admin=platform_admin,
        )  # fmt: skip
        for line in lines:
            typer.echo(line)


@app.command("list")
def list_all() -> None:
    """List the organisations: id, country, kind, how many work there, name."""
    with rooms():
        from komek.machine.setup import listed  # noqa: PLC0415

        for line in listed():
            typer.echo(line)


def enter(parent: typer.Typer) -> None:
    """Enter the verb and the group into the command."""
    parent.command()(setup)
    parent.add_typer(app, name="organisation")


def _password() -> str:
    """Ask for a password without showing it; nothing typed means that six words are made."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    asked = "Password (empty: six words are made for you)"
    return str(typer.prompt(asked, "", hide_input=True, show_default=False, confirmation_prompt=True))
