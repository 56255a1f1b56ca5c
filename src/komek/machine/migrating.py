"""Bringing the tables to the state of this version, and refusing to serve any other."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from komek.machine import grants
from komek.machine.home import Unusable


def migrate(verbosity: int = 1) -> None:
    """Migrate as the owner, then give the restricted role what it needs. Django runs as the owner here."""
    call_command("migrate", verbosity=verbosity, interactive=False)
    with connection.cursor() as cursor:
        grants.apply(cursor, settings.RESTRICTED_ROLE)


def check() -> None:
    """Refuse tables of another version, and a role that may do too much."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unusable("The tables are of another version than the program: run `komek migrate` first.")
    with connection.cursor() as cursor:
        grants.check(cursor)
