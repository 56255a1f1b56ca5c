"""Bundles for kiosks: keys, making, looking through, taking in. Every refusal has an exit status of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from komek.machine.start import is_embedded, rooms, rooms_without_database

if TYPE_CHECKING:
    from komek.knowledge.kiosks.making import Made

app = typer.Typer(help="Signed bundles of the guide for kiosks without a network.", no_args_is_help=True)

Out = Annotated[Path, typer.Argument(file_okay=False, help="Folder for the keys.")]
RootKey = Annotated[Path | None, typer.Option("--root", dir_okay=False, help="root.key: certify a new content key.")]
OwnRoot = Annotated[Path, typer.Option("--root", exists=True, dir_okay=False, help="root.key.")]
RootPub = Annotated[Path | None, typer.Option("--root", dir_okay=False, help="root.pub. [default: the pinned one]")]
Days = Annotated[int, typer.Option(min=1, help="For how many days the content key may sign, sixty at most.")]
Given = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file.")]
Bundles = Annotated[Path, typer.Option("--bundles", file_okay=False, help="Folder of the kiosk.")]
MaybeBundles = Annotated[Path | None, typer.Option("--bundles", file_okay=False, help="Folder of a kiosk.")]
Keys = Annotated[Path, typer.Option("--keys", file_okay=False, help="Folder that `keygen --root` filled.")]
OutFile = Annotated[Path | None, typer.Option("--out", dir_okay=False, help="Where to. [default: KOMEK_BUNDLES]")]
Portal = Annotated[str, typer.Option(help="Address of the public pages, for the codes. [default: of KOMEK_HOSTS]")]
Bot = Annotated[str, typer.Option(envvar="KOMEK_TELEGRAM_BOT", help="Name of the bot, for the codes.")]
After = Annotated[
    Path | None, typer.Option(exists=True, help="A bundle that every kiosk has: its recordings stay out.")
]
Lost = Annotated[Path | None, typer.Option("--revoked", exists=True, help="A newer list of lost keys.")]
Shipped = Annotated[bool, typer.Option("--shipped", help="The shipped guide of the demo, without a database.")]
Counter = Annotated[int, typer.Option(min=1, help="Its counter, for --shipped alone.")]
Number = Annotated[int, typer.Option(min=1, help="Number of the list: higher than that of the last one.")]
LostKeys = Annotated[list[str], typer.Argument(help="Lost content keys (64 digits each), all of them.")]


@contextmanager
def refusing() -> Iterator[None]:
    """Say a refusal by its code and sentence, and end with its own status."""
    from komek.knowledge.kiosks.bundles.refusals import Refused  # noqa: PLC0415

    try:
        yield
    except Refused as refusal:
        typer.echo(f"{refusal.code}: {refusal}", err=True)
        raise typer.Exit(refusal.status) from None


@app.command()
def keygen(folder: Out, root: RootKey = None, days: Days = 60) -> None:
    """Make a root key (keep it off line), or, with --root, a content key that it certifies."""
    with refusing():
        from komek.knowledge.kiosks.bundles import keys  # noqa: PLC0415
        from komek.knowledge.kiosks.bundles.keeping import put  # noqa: PLC0415

        if root is None:
            made = keys.make(folder, keys.ROOT)
            typer.echo(f"{folder}/root.key: keep it off line, on two media. {folder}/root.pub is pinned on each kiosk.")
            typer.echo(made)
            return
        private, starts = keys.private(root, keys.ROOT), datetime.now(UTC).date()
        keys.certify(private, bytes(32), starts, days)  # refuses before a key is made
        made = keys.make(folder, keys.CONTENT)
        put(folder / "certificate.json", keys.certify(private, bytes.fromhex(made), starts, days))
        put(folder / "root.pub", keys.public_file(keys.ROOT, keys.public_of(private)))
        typer.echo(
            f"{folder}/content.key may sign until {keys.unchecked((folder / 'certificate.json').read_bytes()).ends}."
        )
        typer.echo(made)


@app.command()
def revoke(lost: LostKeys, root: OwnRoot, number: Number, out: Annotated[Path, typer.Option("--out")]) -> None:
    """Sign a list of lost content keys with the root key; a kiosk then shows nothing that they signed."""
    with refusing():
        from komek.knowledge.kiosks.bundles import keys  # noqa: PLC0415
        from komek.knowledge.kiosks.bundles.keeping import put  # noqa: PLC0415
        from komek.knowledge.kiosks.bundles.refusals import Refused  # noqa: PLC0415

        if any(len(key) != 64 or set(key) - set("0123456789abcdef") for key in lost):
            raise Refused("key-file")
        put(out, keys.revoke(keys.private(root, keys.ROOT), tuple(lost), number))
    typer.echo(f"{out}: list {number}, {len(set(lost))} keys.")


@app.command()
def build(
    *,
    folder: Keys,
    out: OutFile = None,
    portal: Portal = "",
    bot: Bot = "",
    after: After = None,
    revoked: Lost = None,
    shipped: Shipped = False,
    counter: Counter = 1,
) -> None:
    """Make the next bundle of all that is released, in all languages."""
    told = {"folder": folder, "out": out, "portal": portal, "bot": bot, "after": after, "revoked": revoked}
    with refusing():
        made = _shipped(told, counter) if shipped else _released(told)
    typer.echo(f"{made.path}: bundle {made.counter}, {made.size:,} bytes, taken in by kiosks until {made.last_day}.")


@app.command()
def verify(file: Given, root: RootPub = None, bundles: MaybeBundles = None) -> None:
    """Look a bundle through as a kiosk does: keys, signature, every byte, its days."""
    with refusing():
        from komek.knowledge.kiosks.bundles import keys  # noqa: PLC0415
        from komek.knowledge.kiosks.bundles.checking import Trust, check_days, read  # noqa: PLC0415
        from komek.knowledge.kiosks.bundles.checking import verify as look  # noqa: PLC0415
        from komek.knowledge.kiosks.bundles.keeping import Folder  # noqa: PLC0415
        from komek.knowledge.kiosks.bundles.refusals import Refused  # noqa: PLC0415

        if root is None and bundles is None:
            raise Refused("no-root")
        trust = Trust(keys.public(root, keys.ROOT)) if root else Folder(bundles or Path()).trust()
        found = look(file.read_bytes(), trust)
        check_days(found, datetime.now(UTC).date())
        bundle = read(found)
    told = bundle.manifest
    typer.echo(f"Right: bundle {told.counter} of {told.made_on}, {bundle.size:,} bytes, signed by {bundle.key}.")
    typer.echo(f"{len(bundle.edition.topics)} topics, {len(bundle.words)} languages, {len(bundle.places)} places.")


@app.command()
def install(file: Given, bundles: Bundles) -> None:
    """Take a bundle, or a list of lost keys (.json), into the folder of a kiosk: whole, or not at all."""
    with refusing():
        from komek.knowledge.kiosks.bundles.keeping import Folder  # noqa: PLC0415

        data = file.read_bytes()
        if file.suffix == ".json":
            typer.echo(f"List {Folder(bundles).take_list(data).number} of lost keys is taken in.")
            return
        bundle = Folder(bundles).install(data, datetime.now(UTC).date())
    typer.echo(f"Bundle {bundle.manifest.counter} of {bundle.manifest.made_on} is taken in.")


def enter(parent: typer.Typer) -> None:
    """Enter the group into the command."""
    parent.add_typer(app, name="bundle")


def _released(told: dict[str, Any]) -> "Made":
    if is_embedded():
        os.environ["KOMEK_DEMO"] = "1"  # the embedded server holds the demo and nothing else
    with rooms():
        from komek.knowledge.kiosks.bundles import keys  # noqa: PLC0415
        from komek.knowledge.kiosks.making import Wish, make  # noqa: PLC0415

        wish = Wish(**told)
        return make(wish, keys.public(wish.folder / "root.pub", keys.ROOT), datetime.now(UTC).date())


def _shipped(told: dict[str, Any], counter: int) -> "Made":
    rooms_without_database()
    from django.conf import settings  # noqa: PLC0415

    from komek.knowledge.kiosks.making import Wish  # noqa: PLC0415
    from komek.machine.bundling import make_shipped  # noqa: PLC0415

    told["portal"] = told["portal"] or settings.KOMEK_ADDRESS
    return make_shipped(Wish(**told), counter, datetime.now(UTC).date())
