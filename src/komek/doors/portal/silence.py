"""Saying that nobody answers on a line: a count by the day, nothing of who said it."""

from dataclasses import replace

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from komek.doors.portal.choices import chosen, posted
from komek.doors.portal.frame import fresh, missing, opened
from komek.doors.portal.sources import source_of
from komek.doors.portal.views import spoken, way
from komek.knowledge import guide
from komek.knowledge.guide.actions.contacts import report_silence

A_DAY = 24 * 3600


@csrf_exempt  # a foreign page could raise a count that an editor looks into, and no more than one a place and day
@require_POST
@spoken
def silent(request: HttpRequest, language: str) -> HttpResponse:
    """Count that nobody answered on a line, once a day from one place; say whom to call instead."""
    choice = chosen(request.GET)
    contact = guide.current().contacts.get(posted(request).get("contact", ""))
    if contact is None:
        return missing(request, language)
    if cache.add(f"silence:{source_of(request).hex()}:{contact.id}", 1, A_DAY):
        report_silence(contact.id)
    view = opened(request, language, replace(choice, here=choice.here or contact.country))
    return fresh(view, "silent", way(view), place="person/")
