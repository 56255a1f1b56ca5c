"""The addresses of kiosks: a place, a language, a country, a topic, and nothing of a person."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from komek.doors.kiosk import views
from komek.knowledge import guide


class TongueConverter(StringConverter):
    """A code of one of our languages."""

    regex = "|".join(sorted(guide.LANGUAGES, key=len, reverse=True))


class DestinationConverter(StringConverter):
    """A code of one of the six countries."""

    regex = "|".join(guide.DESTINATIONS)


class SoundConverter(StringConverter):
    """The address of a recording."""

    regex = r"[a-z0-9_/-]+(?:\.[a-z0-9_-]+)+"


register_converter(TongueConverter, "tongue")
register_converter(DestinationConverter, "destination")
register_converter(SoundConverter, "sound")

SCREENS = "kiosk/<slug:place>/<tongue:language>/"

urlpatterns = [
    path("kiosk/<slug:place>/", views.start, name="kiosk-start"),
    path("kiosk/<slug:place>/worker.js", views.worker, name="kiosk-worker"),
    path(SCREENS, views.where, name="kiosk-where"),
    path(f"{SCREENS}person/", views.person, name="kiosk-person"),
    path(f"{SCREENS}still/", views.still, name="kiosk-still"),
    path(f"{SCREENS}passport/", views.passport, name="kiosk-passport"),
    path(f"{SCREENS}sound/<sound:name>", views.sound, name="kiosk-sound"),
    path(f"{SCREENS}<destination:destination>/", views.topics, name="kiosk-topics"),
    path(f"{SCREENS}<destination:destination>/more/<int:number>/", views.topics, name="kiosk-more"),
    path(f"{SCREENS}<destination:destination>/<slug:topic>/", views.answer, name="kiosk-answer"),
]
