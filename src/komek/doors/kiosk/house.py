"""The addresses of kiosks in the house: the screens, and what machines in airports say and fetch."""

from django.urls import path

from komek.doors.kiosk import greetings
from komek.doors.kiosk.urls import urlpatterns as screens

urlpatterns = [
    path("kiosk/bundle.zip", greetings.bundle, name="kiosk-bundle"),
    path("kiosk/update.zip", greetings.update, name="kiosk-update"),
    path("kiosk/<slug:place>/heard/", greetings.heard, name="kiosk-heard"),
    *screens,
]
