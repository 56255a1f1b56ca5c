"""What a thief of this disk would see: the rows as they rest, next to what only a key opens."""

import typer
from django.apps import apps
from django.db import models

SAMPLE = 3
SHOWN = 46
TOLD = ("person", "case", "case_identification", "case_service", "ledger_fact", "audit_entry", "vault_indexrow")


def steal() -> None:
    """Print every table that speaks of clients with a few of its rows, sealed columns as the bytes they are."""
    typer.echo("This is what whoever takes the disk can read. Sealed columns are shown by length and first bytes.\n")
    for model in apps.get_models():
        if model._meta.db_table in TOLD and model.__module__.startswith("komek."):
            _table(model)
    typer.echo("Names, telephone numbers, papers and stories: none of them is in clear anywhere. Try to find one.")


def _table(model: type[models.Model]) -> None:
    count = model._default_manager.count()
    typer.secho(f"{model._meta.db_table}: {count} rows", bold=True)
    for row in model._default_manager.all()[:SAMPLE]:
        said = [f"{field.name}={_shown(field.value_from_object(row))}" for field in model._meta.concrete_fields]
        typer.echo("  " + "  ".join(said))
    typer.echo("")


def _shown(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        held = bytes(value)
        return f"<{len(held)} bytes {held[:6].hex()}…>" if held else "<empty>"
    return str(value)[:SHOWN]
