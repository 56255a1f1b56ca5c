"""What the restricted role may do in the database, and the check that it may do no more.

Web and worker run as the restricted role. It owns nothing, so it cannot switch a trigger off, and it may
neither change nor remove a line of the append-only tables.
"""

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from komek.machine.home import APP, Unusable

APPEND_ONLY = ("audit_entry", "ledger_fact", "ledger_fact_.*", "results_reading")
"""Patterns of whole table names: rows are added and read, never changed or removed."""

READ_ONLY = ("django_migrations", "audit_head")
"""Written by the owner while migrating, or by a trigger with the right of the owner."""


GRANTS = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)

MATCHING = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname ~ %s
"""

EXCESSES = """
    SELECT 'superuser' FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls OR rolcreaterole)
    UNION ALL
    SELECT 'owns ' || relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
      AND pg_has_role(current_user, relowner, 'MEMBER')
    UNION ALL
    SELECT 'may truncate ' || relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND has_table_privilege(oid, 'TRUNCATE')
    UNION ALL
    SELECT 'may change ' || relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname ~ %s
      AND (has_any_column_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE'))
"""


def apply(cursor: CursorWrapper, role: str = APP) -> None:
    """Give the restricted role what it needs; run by the owner after every migration."""
    who = sql.Identifier(role)
    for grant in GRANTS:
        cursor.execute(sql.SQL(grant).format(role=who))
    for names, refused in ((APPEND_ONLY, "UPDATE, DELETE"), (READ_ONLY, "INSERT, UPDATE, DELETE")):
        cursor.execute(MATCHING, [_pattern(names)])
        for (table,) in cursor.fetchall():
            taken = sql.SQL("REVOKE {} ON {} FROM {}")
            cursor.execute(taken.format(sql.SQL(refused), sql.Identifier(str(table)), who))


def check(cursor: CursorWrapper) -> None:
    """Refuse to go on when the current role may do more than the restricted role needs."""
    cursor.execute(EXCESSES, [_pattern(APPEND_ONLY)])
    found = [str(what) for (what,) in cursor.fetchall()]
    if found:
        raise Unusable(
            f"The database role of KOMEK_DATABASE_URL may do too much ({', '.join(found[:3])}): "
            "give web and worker the restricted role, run `komek migrate` with KOMEK_DATABASE_OWNER_URL, start again."
        )


def _pattern(names: tuple[str, ...]) -> str:
    return f"^({'|'.join(names)})$"
