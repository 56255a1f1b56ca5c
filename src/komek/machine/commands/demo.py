"""The demo: invented people in the embedded database, and what a thief of its disk would see."""

import os
from typing import Annotated

import typer

from komek.machine.home import Home, Unusable
from komek.machine.start import KOMEK, is_embedded, rooms
from komek.machine.supervisor import once

app = typer.Typer(help="The demo: invented people.", no_args_is_help=True)
IfEmpty = Annotated[bool, typer.Option("--if-empty", help="Do nothing where an organisation exists.")]


@app.command()
def load(if_empty: IfEmpty = False) -> None:
    """Fill an empty embedded database with invented people."""
    _only_embedded()
    with rooms() as home:
        from komek.foundations.orgs.models import Organisation  # noqa: PLC0415
        from komek.foundations.vault import erasure  # noqa: PLC0415
        from komek.machine import demo  # noqa: PLC0415

        if not Organisation.objects.exists():
            erasure.prepare()
            _keep(home, demo.load())
        elif not if_empty:
            raise Unusable("An organisation exists already: `komek demo reset` empties the demo and fills it anew.")
        elif Organisation.objects.filter(demo=True).exists():
            _keep(home, list(demo.greeting()))


@app.command()
def reset() -> None:
    """Empty the demo and fill it anew."""
    _only_embedded()
    with rooms(as_owner=True):
        from komek.machine.migrating import start_over  # noqa: PLC0415

        _refuse_where_somebody_works()
        start_over()
    del os.environ["KOMEK_DATABASE_AS"]
    once("komek demo load", (*KOMEK, "demo", "load"))


@app.command()
def steal() -> None:
    """Print what a thief of this disk would see."""
    with rooms():
        from komek.machine import demo  # noqa: PLC0415

        demo.steal()


def _only_embedded() -> None:
    if not is_embedded():
        raise Unusable("The demo is for the embedded database alone: KOMEK_DATABASE_URL is set, so nothing is loaded.")


def _refuse_where_somebody_works() -> None:
    """Refuse to empty a database with an organisation that nobody invented."""
    from django.db import connection  # noqa: PLC0415 - Django is ready only now

    from komek.foundations.orgs.models import Organisation  # noqa: PLC0415

    there = Organisation._meta.db_table in connection.introspection.table_names()
    if there and Organisation.objects.filter(demo=False).exists():
        raise Unusable("A real organisation works here: `komek demo reset` would erase it, so nothing was changed.")


def _keep(home: Home, lines: list[str]) -> None:
    """Keep the lines that every start of the demo prints."""
    home.demo_accounts.touch(mode=0o600)
    home.demo_accounts.write_text("\n".join(lines) + "\n")
