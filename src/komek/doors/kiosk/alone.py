"""The addresses of a machine in an airport: its own screens, and its own first screen for every other address."""

from django.urls import path, re_path

from komek.doors.kiosk import views
from komek.doors.kiosk.urls import urlpatterns as screens

urlpatterns = [
    *screens,
    path("", views.first_of, name="kiosk-first"),
    re_path(r"^(?!static/).*$", views.first_of, name="kiosk-astray"),
]
handler404 = "komek.doors.kiosk.views.astray"
