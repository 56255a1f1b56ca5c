"""The addresses of the public pages: a language, a topic, and nothing of a person."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from komek.doors.portal import chat, messages, recordings, silence, views
from komek.knowledge import guide


class LanguageConverter(StringConverter):
    """A code of one of our languages."""

    regex = "|".join(sorted(guide.LANGUAGES, key=len, reverse=True))


register_converter(LanguageConverter, "language")

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("recordings/<str:name>", recordings.recording, name="guide-recording"),
    path("<language:language>/", views.home, name="guide"),
    path("<language:language>/topics/", views.topics, name="guide-topics"),
    path("<language:language>/ask/", views.ask, name="guide-ask"),
    path("<language:language>/person/", views.person, name="guide-person"),
    path("<language:language>/person/now/", views.person_now, name="guide-person-now"),
    path("<language:language>/person/silent/", silence.silent, name="guide-silent"),
    path("<language:language>/person/write/", messages.write, name="guide-write"),
    path("<language:language>/receipt/", messages.receipt, name="guide-receipt"),
    path("<language:language>/chat/", chat.chat, name="guide-chat"),
    path("<language:language>/journey/", views.journey, name="guide-journey"),
    path("<language:language>/journey/calendar/", views.calendar, name="guide-calendar"),
    path("<language:language>/<slug:topic>.pdf", views.leaflet, name="guide-leaflet"),
    path("<language:language>/<slug:topic>/", views.topic, name="guide-topic"),
    path("<language:language>/<slug:topic>/save/", views.save, name="guide-save"),
]
