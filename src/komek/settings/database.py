"""The database: PostgreSQL, reached as the restricted role; as the owner only for migrations and tests.

Without KOMEK_DATABASE_URL the address is that of the embedded server in KOMEK_DATA.
"""

import os

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from komek.machine.home import APP, OWNER, Home


def address() -> str:
    """Return the URL of the database for the role that this process has."""
    restricted = os.environ.get("KOMEK_DATABASE_URL", "")
    if os.environ.get("KOMEK_DATABASE_AS") != "owner":
        return restricted or Home.here().address(APP)
    owner = os.environ.get("KOMEK_DATABASE_OWNER_URL", "")
    if restricted and not owner:
        raise ImproperlyConfigured("Set KOMEK_DATABASE_OWNER_URL: migrations run as the owner of the tables.")
    return owner or Home.here().address(OWNER)


def described(url: str) -> dict[str, object]:
    """Turn a `postgresql://` URL into what Django wants to know; unknown parts become options of the driver."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "komek"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, "application_name": "komek"} | parts,
    }


DATABASES = {"default": described(address())}
RESTRICTED_ROLE = conninfo_to_dict(os.environ.get("KOMEK_DATABASE_URL", "")).get("user") or APP
