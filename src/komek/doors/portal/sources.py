"""Where a request comes from, under a name that tells nobody apart once the day is over, for one count the week."""

from datetime import date
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from komek.foundations import inbox
from komek.foundations.vault.passing import Passing


def source_of(request: HttpRequest) -> bytes:
    """Name where a request comes from, for limits: nobody can say tomorrow which address that was."""
    return inbox.source("web", _place(request))


def asker_of(request: HttpRequest, on: date) -> str:
    """Name who asks, for the count of different askers: the same all week, and nobody can say later who that was."""
    return Passing.of_week("gaps", on).name_for("asker", "web", _place(request)).hex()


def _place(request: HttpRequest) -> str:
    """Whoever has one address of the long kind has a whole network of them: that counts as one place."""
    address = ip_address(get_adapter().get_client_ip(request))
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)
