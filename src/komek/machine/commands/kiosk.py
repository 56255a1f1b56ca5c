"""A kiosk in an airport: setting a machine up, running it, saying what it shows."""

from pathlib import Path
from typing import Annotated

import typer

from komek.machine.commands.bundles import refusing

app = typer.Typer(
    help="A kiosk: the guide on a machine in an airport, with or without a network.", no_args_is_help=True
)

Bundles = Annotated[Path, typer.Option("--bundles", file_okay=False, help="Folder of the kiosk.")]
Root = Annotated[Path, typer.Option("--root", exists=True, dir_okay=False, help="root.pub: pinned here for good.")]
Place = Annotated[str, typer.Option(help="Which kiosk this is, such as osh.")]
OwnPlace = Annotated[str, typer.Option(help="Show another place than the one that was set up.")]
Server = Annotated[str, typer.Option(help="Address of the house, to say that this kiosk lives and to fetch bundles.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")]


@app.command()
def setup(bundles: Bundles, root: Root, place: Place, server: Server = "") -> None:
    """Pin the root key, make the kiosk's own key, and print its public half for the desk."""
    with refusing():
        from komek.knowledge.kiosks.bundles import keys  # noqa: PLC0415
        from komek.machine.airport import set_up  # noqa: PLC0415

        made = set_up(bundles, keys.public(root, keys.ROOT), place, server)
    typer.echo(f"The kiosk {place} is set up in {bundles}. Its public key, for the page “Kiosks” of the desk:")
    typer.echo(made)


@app.command()
def run(bundles: Bundles, place: OwnPlace = "", port: Port = 8080) -> None:
    """Show the newest bundle that is right. Needs no database and no network."""
    with refusing():
        from komek.machine.airport import Machine  # noqa: PLC0415
        from komek.machine.airport import run as run_all  # noqa: PLC0415

        run_all(Machine.at(bundles, place), port, typer.echo)


@app.command()
def state(bundles: Bundles) -> None:
    """Say which bundle is shown, of which day, and how old it is."""
    with refusing():
        from komek.knowledge.kiosks.bundles.keeping import Folder  # noqa: PLC0415
        from komek.machine.airport import today  # noqa: PLC0415

        bundle = Folder(bundles).newest()
    told = bundle.manifest
    typer.echo(f"Bundle {told.counter} of {told.made_on}, {max(0, (today() - told.made_on).days)} days old.")
    typer.echo(
        f"{len(bundle.edition.topics)} topics, {len(bundle.words)} languages: {', '.join(sorted(bundle.places))}."
    )


@app.command()
def greet(bundles: Bundles) -> None:
    """Say to the house that this kiosk lives, once; take in what is newer there."""
    with refusing():
        from komek.machine.airport import Machine, fetch  # noqa: PLC0415
        from komek.machine.airport import greet as say  # noqa: PLC0415
        from komek.machine.home import Unusable  # noqa: PLC0415

        machine = Machine.at(bundles)
        if not machine.server:
            raise Unusable("This kiosk knows no house: set it up again with --server.")
        try:
            newest = say(machine)
            taken = fetch(machine) if newest > machine.folder.counter() else 0
        except OSError as fault:
            raise Unusable(f"The house did not take the greeting ({getattr(fault, 'code', 'no network')}).") from None
    typer.echo(f"Greeted. Bundle {taken} is taken in." if taken else "Greeted. Nothing newer is there.")


@app.command(hidden=True)
def serve(port: Port = 8080) -> None:
    """Answer requests for `komek kiosk run`."""
    from komek.machine.airport import serve as answer  # noqa: PLC0415

    answer(port)


def enter(parent: typer.Typer) -> None:
    """Enter the group into the command."""
    parent.add_typer(app, name="kiosk")
