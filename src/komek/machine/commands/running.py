"""Running: everything at once, or each part alone."""

from typing import Annotated

import typer

from komek.machine.start import rooms

Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")]
Address = Annotated[str, typer.Option(help="Address to listen on; a proxy with TLS stands before it.")]
Processes = Annotated[int, typer.Option(envvar="KOMEK_WORKERS", min=1, max=64, help="Processes that answer requests.")]
Follow = Annotated[bool, typer.Option("--follow", help="Stop when the process that started this one is gone.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing while all goes well.")]
UntilEmpty = Annotated[bool, typer.Option("--until-empty", help="Stop once no job is waiting.")]


def run(port: Port = 8000, follow: Follow = False) -> None:
    """Run database, web and worker in the foreground: the demo, or a try-out."""
    from komek.machine.running import run as run_all  # noqa: PLC0415

    run_all(port, follow=follow, say=typer.echo)


def serve(port: Port = 8000, address: Address = "127.0.0.1", processes: Processes = 2) -> None:
    """Answer requests."""
    with rooms():
        from komek.machine.serving import serve as answer  # noqa: PLC0415

        answer(address, port, processes)


def worker(until_empty: UntilEmpty = False) -> None:
    """Run jobs: reminders, nightly duties, whatever a page left to do."""
    with rooms():
        from komek.machine.working import work  # noqa: PLC0415

        work(until_empty=until_empty)


def migrate(quiet: Quiet = False) -> None:
    """Bring the tables to this version, as their owner."""
    with rooms(as_owner=True):
        from komek.machine.migrating import migrate as bring  # noqa: PLC0415

        bring(verbosity=0 if quiet else 1)


def enter(app: typer.Typer) -> None:
    """Enter the verbs into the command."""
    for verb in (run, serve, worker, migrate):
        app.command()(verb)
