"""Bringing the tables to the state of this version, and refusing to serve any other."""

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from komek.machine import grants
from komek.machine.fingerprint import is_current
from komek.machine.home import Home, Unusable
from komek.machine.start import is_embedded

RESTORING = "komek restoring"
"""What a database is marked with until a restore has been finished."""

MARK = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


def migrate(verbosity: int = 1) -> None:
    """Migrate as the owner, then give the restricted role what it needs. Django runs as the owner here."""
    call_command("migrate", verbosity=verbosity, interactive=False)
    with connection.cursor() as cursor:
        grants.apply(cursor, str(settings.RESTRICTED_ROLE))


def start_over() -> None:
    """Remove every table with all it holds, then make them anew. Django runs as the owner here."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    except OperationalError:
        raise Unusable("The tables are in use: stop Komek first.") from None
    migrate(verbosity=0)


def check() -> None:
    """Refuse a half-restored database, tables of another version, a role that may do too much, accounts of the demo."""
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        if cursor.fetchone() == (RESTORING,):
            raise Unusable("A restore was broken off here: restore again into another empty database.")
    if not (is_embedded() and is_current(Home.here())):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise Unusable("The tables are of another version than the program: run `komek migrate` first.")
    with connection.cursor() as cursor:
        grants.check(cursor)
    findings = run_checks(tags=[Tags.database], databases=["default"])
    if errors := [str(each.msg) for each in findings if each.is_serious()]:
        raise Unusable(errors[0])
