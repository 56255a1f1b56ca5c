"""The screens of a kiosk: language, where to, what about, the answer; and a person, always in the same place."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from komek.doors.face.passages import sections
from komek.doors.face.tongues import tag
from komek.doors.kiosk import layout
from komek.doors.kiosk.codes import codes
from komek.doors.kiosk.frame import View, framed, screen, told_by
from komek.doors.kiosk.source import source
from komek.foundations import places
from komek.knowledge import guide
from komek.knowledge.guide import counting
from komek.knowledge.guide.persons import numbers
from komek.knowledge.guide.sounds import TYPES
from komek.knowledge.kiosks.bundles.refusals import Refused

Screen = Callable[..., HttpResponse]
WORKER = Path(__file__).parent / "static" / "kiosk" / "worker.js"


def standing(page: Screen) -> Callable[..., HttpResponse]:
    """Open a screen for a kiosk that stands somewhere, in a language that has words; else there is nothing here."""

    @require_safe
    @wraps(page)
    def answer(request: HttpRequest, place: str, language: str = "", **tapped: Any) -> HttpResponse:
        try:
            here = source(request)
        except Refused as refusal:
            return framed(HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8"))
        if place not in here.places or (language and language not in layout.tongues()):
            raise Http404
        view = View(here, here.places[place], language, passport=told_by(request))
        return page(request, view, **tapped)

    return answer


@standing
def start(request: HttpRequest, view: View) -> HttpResponse:
    """Ask for the language, each by its own name in its own letters. With `at` the same screen in another language."""
    found = _at(view, request.GET.get("at", ""))
    plain = replace(view, language="", destination="", topic="")
    onward = found.here + "/" if found.here else ""
    tongues = [
        {
            "tongue": each,
            "touch": guide.words(each.code).say("kiosk", "touch"),
            "to": f"{view.start}{each.code}/{onward}",
        }
        for each in layout.offered(view.place)
    ]
    others = [each for each in ("ru", "en") if each != layout.local(view.place)]
    return screen(plain, "start", {"tongues": tongues, "others": [(each, guide.words(each)) for each in others]})


@standing
def where(request: HttpRequest, view: View) -> HttpResponse:
    """Ask where she is going: six countries."""
    countries = [(code, places.name(code, view.language)) for code in guide.DESTINATIONS]
    tiles = [(code, name, view.address("topics", destination=code)) for code, name in countries]
    return screen(view, "where", {"tiles": tiles})


@standing
def topics(request: HttpRequest, view: View, destination: str, number: int = 1) -> HttpResponse:
    """Offer the topics of a journey, eight on a screen."""
    view = replace(view, destination=destination)
    tiles = layout.topics(view.source.edition, view.language, destination)
    shown, pages = layout.page_of(tiles, number - 1)
    if not shown:
        raise Http404
    following = number % pages + 1
    more = "" if pages == 1 else view.address("more", destination=destination, number=following)
    told = {
        "tiles": [(each, view.address("answer", destination=destination, topic=each.id)) for each in shown],
        "more": view.address("topics", destination=destination) if following == 1 and more else more,
        "number": number,
        "pages": pages,
        "country": places.name(destination, view.language),
    }
    return screen(view, "topics", told)


@standing
def answer(request: HttpRequest, view: View, destination: str, topic: str) -> HttpResponse:
    """Answer, with a code that opens the same topic on her phone, and what of it can be heard."""
    if topic not in view.source.edition.topics:
        raise Http404
    view = replace(view, destination=destination, topic=topic)
    if view.source.made_on is None:  # a machine in an airport has no ledger
        counting.count("view", channel="kiosk", language=view.language, topic=topic, country=destination)
    found = guide.answer(view.source.edition, topic, view.reader, view.today, now=view.now)
    country = view.source.edition.topics[topic].country or destination
    told = {
        "answer": found,
        "sections": sections(found, view.speech),
        "route": [places.name(code, view.language) for code in (view.nationality, country)],
        "codes": _codes(view, topic),
        "sounds": [replace(view, passport="").address("sound", name=each) for each in layout.recordings(found)],
        "passports": view.asking_back("passport"),
        "passport": places.name(view.nationality, view.language),
    }
    return screen(view, "answer", told)


@standing
def passport(request: HttpRequest, view: View) -> HttpResponse:
    """Ask which passport she has: the rules depend on it."""
    found = _at(view, request.GET.get("at", ""))
    base = _address_of(found)
    tiles = [(code, places.name(code, view.language), f"{base}?from={code}") for code in guide.NATIONALITIES]
    return screen(found, "passport", {"tiles": tiles, "back": base + view.onward, "chosen": view.nationality})


@standing
def person(request: HttpRequest, view: View) -> HttpResponse:
    """Say whom one can call from here, where in this airport somebody helps, and give codes for the phone."""
    found = _at(view, request.GET.get("at", ""))
    here = guide.way_to_a_person(
        view.source.edition, replace(view.reader, destination=""), view.today, view.place.country, now=view.now
    )
    nowhere = guide.Reader(view.speech.language)  # of whom the guide gives the numbers of every country
    everywhere = () if here.works else numbers(view.source.edition, nowhere, view.today)
    said, language = view.place.said_here(view.language)
    told = {
        "way": here,
        "everywhere": everywhere,
        "country": places.name(view.place.country, view.language),
        "said_here": said,
        "said_tag": tag(language),
        "demo_place": view.place.demo,
        "codes": _codes(replace(view, destination=""), "person", {"in": view.place.country}),
        "back": _address_of(found) + view.onward,
    }
    return screen(view, "person", told)


@standing
def still(request: HttpRequest, view: View) -> HttpResponse:
    """Ask whether she is still here, where no script can: the first screen follows by itself."""
    found = _at(view, request.GET.get("at", ""))
    return screen(view, "still", {"back": _address_of(found) + view.onward})


@standing
def sound(request: HttpRequest, view: View, name: str) -> HttpResponse:
    """Give a recording that a text names."""
    kind = TYPES.get(name.rpartition(".")[2])
    blocks = (block for topic in view.source.edition.topics.values() for block in topic.blocks)
    named = kind and any(name in block.audio.values() for block in (*blocks, *view.source.edition.notices))
    data = view.source.recording(name) if named else None
    if data is None:
        raise Http404
    return framed(HttpResponse(data, content_type=kind))


def _at(view: View, at: str) -> View:
    """Read on which screen she was; whatever is none of ours counts as the screen of countries."""
    destination, _, topic = at.partition("/")
    if destination not in guide.DESTINATIONS:
        return view
    known = topic if topic in view.source.edition.topics else ""
    return replace(view, destination=destination, topic=known)


def _address_of(view: View) -> str:
    """Give the address of a screen without the passport."""
    plain = replace(view, passport="")
    if view.topic:
        return plain.address("answer", destination=view.destination, topic=view.topic)
    return plain.address("topics", destination=view.destination) if view.destination else plain.address("where")


def _codes(view: View, topic: str, asked: dict[str, str] | None = None) -> Any:
    told = asked or {"from": view.nationality, "to": view.destination}
    return codes(view.source.portal, view.source.bot, view.speech.language, topic, told)


@require_safe
def worker(request: HttpRequest, place: str) -> HttpResponse:
    """Give the worker that keeps screens in the browser, for when nobody answers."""
    return framed(HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8"))


def first_of(request: HttpRequest) -> HttpResponse:
    """Lead a machine to its own first screen."""
    return HttpResponseRedirect(reverse("kiosk-start", kwargs={"place": settings.KIOSK_PLACE}))


def astray(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead whoever is nowhere back to the first screen: a machine in an airport never shows an error."""
    return first_of(request)
