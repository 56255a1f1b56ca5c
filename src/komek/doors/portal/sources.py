"""Where a request comes from, under a name that tells nobody apart once the day is over."""

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from komek.foundations import inbox


def source_of(request: HttpRequest) -> bytes:
    """Name where a request comes from, for limits: nobody can say tomorrow which address that was.

    Whoever has one address of the long kind has a whole network of them: that counts as one place.
    """
    address = ip_address(get_adapter().get_client_ip(request))
    place = ip_network((address, 64), strict=False) if address.version == 6 else address
    return inbox.source("web", str(place))
