"""Checks: of this machine, of the audit's chains, of the ledger."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from komek.machine.start import rooms

app = typer.Typer(help="Check that nothing was changed behind our back.", no_args_is_help=True)
EVERY_ROOM = "komek.urls"
"""Reading it reads every room, and each declares its measures when it is read."""

Heads = Annotated[Path | None, typer.Option("--head", exists=True, dir_okay=False, help="File of earlier heads.")]


@app.command()
def audit(head: Heads = None) -> None:
    """Walk every chain of the audit; with --head find a tail cut off and a chain written anew."""
    with rooms():
        from komek.foundations.audit.checks import check  # noqa: PLC0415

        _report(check(head), "The audit is whole.")


@app.command()
def ledger() -> None:
    """Check every fact of the ledger against its measure, its axes and its corrections."""
    with rooms():
        from komek.foundations.ledger.checks import check  # noqa: PLC0415

        import_module(EVERY_ROOM)
        _report(check(), "The ledger is whole.")


@app.command()
def guide() -> None:
    """Count what of the guide is confirmed, draft and stale; fail where talking to a person ends in nothing."""
    with rooms():
        from django.utils import timezone  # noqa: PLC0415

        from komek.knowledge.guide import checks, current  # noqa: PLC0415

        edition, today = current(), timezone.localdate()
        for line in checks.counts(edition, today):
            typer.echo(line)
        _report(checks.faults(edition, today), "The guide leads everybody to a person.")


def doctor() -> None:
    """Look this installation over: TLS, clock, disk, worker, mail, backup, swap and core dumps."""
    with rooms() as home:
        from komek.machine.doctor import examine  # noqa: PLC0415

        findings = examine(home)
    for finding in findings:
        colour = {"well": typer.colors.GREEN, "look": typer.colors.YELLOW, "ill": typer.colors.RED}[finding.state]
        typer.echo(f"{typer.style(f'{finding.state:5}', fg=colour)} {finding.name:12} {finding.sentence}")
    if any(finding.state == "ill" for finding in findings):
        raise typer.Exit(1)


def enter(parent: typer.Typer) -> None:
    """Enter the verbs and the group into the command."""
    parent.command()(doctor)
    parent.add_typer(app, name="check")


def _report(findings: Iterable[object], whole: str) -> None:
    """Print what was found; the exit code says whether it was nothing."""
    found = [str(finding) for finding in findings]
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    typer.echo(whole)
