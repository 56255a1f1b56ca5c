"""A check of the whole house: outside the demo's own server no account opens with a password alone."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import DatabaseError

from komek.foundations.accounts.models import User


@register(Tags.database)
def no_password_only_account(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Find accounts of the demo where they must not be; runs with every check that may ask the database."""
    if settings.PASSWORD_ALONE_IN_DEMO or "default" not in (databases or ()):
        return []
    if not _tables_exist() or not User.objects.filter(demo=True).exists():
        return []
    return [
        Error(
            "This database holds accounts of the demo, which open with a password alone.",
            hint="The demo belongs into the embedded server only. Remove it, or point KOMEK_DATABASE_URL elsewhere.",
            id="accounts.E001",
        )
    ]


def _tables_exist() -> bool:
    connection = connections["default"]
    try:
        return User._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False
