"""Mail: one URL says where it goes, for instance `smtp+tls://user:password@mail.example.org:587`.

`smtp` sends in clear (to this machine only), `smtp+tls` upgrades the connection, `smtps` begins encrypted.
"""

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def _described(url: str) -> dict[str, str | int | bool]:
    """Turn the URL into Django's settings; raises ImproperlyConfigured without repeating what it holds."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured("KOMEK_EMAIL_URL begins with smtp://, smtp+tls:// or smtps:// and names a host.")
    if parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured("KOMEK_EMAIL_URL sends in clear to another machine: use smtp+tls:// or smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


if os.environ.get("KOMEK_EMAIL_URL"):
    globals().update(_described(os.environ["KOMEK_EMAIL_URL"]))
