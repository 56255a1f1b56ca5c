"""The doors of the house. What is not listed here does not exist."""

from django.urls import include, path

from komek.doors.desk.account.urls import urlpatterns as account_patterns
from komek.doors.desk.shell.views import front

urlpatterns = [
    path("", front, name="front"),
    path("desk/", include("komek.doors.desk.urls")),
    path("language/", include("django.conf.urls.i18n")),
    *account_patterns,
]

handler404 = "komek.doors.desk.errors.not_found"
handler500 = "komek.doors.desk.errors.broken"
