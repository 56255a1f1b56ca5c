"""The doors of the house. What is not listed here does not exist."""

import re

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from komek.doors.bots.urls import urlpatterns as bots_patterns
from komek.doors.desk.account.urls import urlpatterns as account_patterns
from komek.doors.desk.errors import not_found as nothing_here
from komek.doors.desk.shell.views import front
from komek.doors.kiosk.house import urlpatterns as kiosk_patterns
from komek.doors.portal.urls import urlpatterns as portal_patterns
from komek.doors.portal.views import not_found as no_page_here

urlpatterns = [
    path("staff/", front, name="front"),
    path("desk/", include("komek.doors.desk.urls")),
    path("language/", include("django.conf.urls.i18n")),
    *account_patterns,
    *bots_patterns,
    *kiosk_patterns,
    *portal_patterns,
]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address of nothing: as a public page where it begins with a language, else as the desk does."""
    if re.match(r"/[a-z]{2}(-[a-z]+)?/", request.path):
        return no_page_here(request, exception)
    return nothing_here(request, exception)


handler404 = "komek.urls.not_found"
handler500 = "komek.doors.desk.errors.broken"
