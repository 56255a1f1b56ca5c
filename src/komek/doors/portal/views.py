"""The public pages. Reading sets no cookie, opens no session and is counted nowhere; what is asked is counted, not who.

Forms that post here change nothing: a post keeps what is typed out of addresses and logs. They carry no token, since
there is nothing that a foreign page could make somebody do.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from komek.doors.face.entries import Entry, entry
from komek.doors.face.passages import sections
from komek.doors.face.tongues import tag
from komek.doors.portal import asking, layout, leaflets, shelf
from komek.doors.portal.choices import HERE, Choice, chosen, countries, posted
from komek.doors.portal.frame import View, fresh, kept, missing, opened, sheet
from komek.doors.portal.languages import offered
from komek.knowledge import guide
from komek.knowledge.guide.days import day

Page = Callable[..., HttpResponse]
both = require_http_methods(["GET", "HEAD", "POST"])
YEAR = 365 * 24 * 3600
QUIET = "red"
"""A topic of this colour is in no title: a tab, the list of opened pages and a file of hers say the site alone."""


def spoken(page: Page) -> Page:
    """Answer "not here" in English where a language has no words yet."""

    @wraps(page)
    def answer(request: HttpRequest, language: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if language not in offered():
            return missing(request, "en")
        return page(request, language, *args, **kwargs)

    return answer


@csrf_exempt  # the cookie holds a language, which a foreign page may as well choose
@both
def welcome(request: HttpRequest) -> HttpResponse:
    """Let a reader tap her language, once: its code stays in a cookie because she has tapped, not because she came."""
    wish = posted(request).get("language", "")
    if wish in offered():
        response = HttpResponseRedirect(f"/{wish}/")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wish,
            max_age=YEAR,
            secure=not settings.LOOPBACK,
            httponly=True,
            samesite="Lax",
        )
        return response
    known = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if known in offered() and request.method != "POST":
        return HttpResponseRedirect(f"/{known}/")
    told = getattr(request, "LANGUAGE_CODE", "en")
    view = opened(request, told if told in offered() else "en", Choice())
    return shelf.sent(request, sheet(view, ("welcome",), lambda: view.html("welcome", {})), kept=False)


@require_safe
@spoken
def home(request: HttpRequest, language: str) -> HttpResponse:
    """Ask what happened; offer the main topics."""
    view = opened(request, language)
    return kept(
        view,
        "home",
        lambda: {
            "tiles": layout.tiles(view.edition, language, view.choice.destination),
            "asked": "",
            **_countries(language),
        },
    )


@require_safe
@spoken
def topics(request: HttpRequest, language: str) -> HttpResponse:
    """List all topics by the part of a journey in which they matter."""
    view = opened(request, language)
    return kept(view, "topics", lambda: {"groups": layout.groups(view.edition, view.speech)}, place="topics/")


@csrf_exempt  # posted so that what is typed stands in no address; nothing changes
@both
@spoken
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """Say which topics a question may mean."""
    form = posted(request)
    view = opened(request, language, chosen(form if request.method == "POST" else request.GET))
    text = form.get("q", "").replace("\0", "").strip()
    told: dict[str, Any] = {"asked": text, "results": [], "found": None, "empty": request.method == "POST" and not text}
    if text:
        found = asking.ask(text, view.choice)
        asking.note(view, text, found)
        told |= {"found": found, "results": _results(view, found), "other": _other(view, found.language)}
    return fresh(view, "ask", told, place="ask/", status=422 if told["empty"] else 200)


@csrf_exempt  # posted so that a day of arrival stands in no address; nothing changes
@both
@spoken
def topic(request: HttpRequest, language: str, topic: str) -> HttpResponse:
    """Answer: the answer first, then what to do, then whom to ask. With a day of arrival the answer is a date."""
    form = posted(request)
    view = opened(request, language, chosen(form if request.method == "POST" else request.GET))
    if topic not in view.edition.topics:
        return missing(request, language)
    place = f"{topic}/"
    if request.method != "POST":
        return kept(view, "topic", lambda: _answer(view, topic, now=view.now), place=place, passing=view.quarter)
    typed = form.get("arrived", "")
    found = day(typed)
    told = _answer(view, topic, view.choice.reader(language, found), now=view.now)
    told |= {"typed": typed, "wrong_day": found is None}
    return fresh(view, "topic", told, place=place, status=200 if found else 422)


@require_safe
@spoken
def save(request: HttpRequest, language: str, topic: str) -> HttpResponse:
    """Give the answer as one small file to send on: it needs no connection and holds no link but its own address."""
    view = opened(request, language)
    if topic not in view.edition.topics:
        return missing(request, language)
    address = request.build_absolute_uri(view.address(f"{topic}/"))
    told = {"saved": view.speech.say("site", "saved", date=view.speech.day(view.day), address=address)}
    page = sheet(view, ("saved", topic, request.get_host()), lambda: view.html("saved", _answer(view, topic) | told))
    response = shelf.sent(request, page)
    response.headers["Content-Disposition"] = f'attachment; filename="guide-{language}.html"'
    return response


@require_safe
@spoken
def leaflet(request: HttpRequest, language: str, topic: str) -> HttpResponse:
    """Give the answer as a leaflet to print; where the machine cannot make one, or not now, say so.

    No leaflet says where she is now, so that is left out before one is looked for.
    """
    view = opened(request, language, replace(chosen(request.GET), here=""))
    if topic not in view.edition.topics:
        return missing(request, language)
    address = request.build_absolute_uri(view.address(f"{topic}/"))

    def drawn() -> bytes:
        return leaflets.leaflet(view.context(_answer(view, topic)), address, language)

    try:
        page = sheet(view, (topic, request.get_host()), drawn, kind="application/pdf", on=shelf.leaflets)
    except (leaflets.NoPaper, leaflets.Busy) as refused:
        return _no_leaflet(view, topic, busy=isinstance(refused, leaflets.Busy))
    response = shelf.sent(request, page)
    response.headers["Content-Disposition"] = f'inline; filename="guide-{language}.pdf"'
    return response


def _no_leaflet(view: View, topic: str, *, busy: bool) -> HttpResponse:
    said = view.speech.say("site", "leaflet_busy" if busy else "leaflet_missing")
    told = {"back": view.address(f"{topic}/"), "said": said}
    response = fresh(view, "no_leaflet", told, place=f"{topic}/", status=503)
    if busy:
        response.headers["Retry-After"] = "60"
    return response


@require_safe
@spoken
def person(request: HttpRequest, language: str) -> HttpResponse:
    """Say whom one can call, in neutral words."""
    view = opened(request, language)
    return kept(view, "person", lambda: way(view), place="person/", passing=view.quarter)


@require_safe
@spoken
def person_now(request: HttpRequest, language: str) -> HttpResponse:
    """Say what to do when it is not safe: one tap behind the neutral page."""
    view = opened(request, language)
    return kept(view, "person_now", lambda: way(view), place="person/now/", passing=view.quarter)


@csrf_exempt  # posted so that a journey stands in no address; nothing changes
@both
@spoken
def journey(request: HttpRequest, language: str) -> HttpResponse:
    """Give the days that matter of a journey; nothing of it is kept."""
    if request.method != "POST":
        view = opened(request, language)
        return kept(view, "journey", lambda: _countries(language) | {"typed": ""}, place="journey/")
    form = posted(request)
    view = opened(request, language, chosen(form))
    typed = form.get("arrived", "")
    told = _countries(language) | {"typed": typed, "wrong": _wrong(view.choice, typed)}
    if not told["wrong"]:
        plan = guide.plan(view.edition, view.choice.reader(language, day(typed)), view.day)
        told |= {"plan": plan, "stages": [(key, plan.of(key)) for key in layout.STAGES if key]}
    return fresh(view, "journey", told, place="journey/", status=422 if told["wrong"] else 200)


@csrf_exempt  # posted so that a journey stands in no address; nothing changes
@require_POST
@spoken
def calendar(request: HttpRequest, language: str) -> HttpResponse:
    """Give the days of a journey as a file for a calendar, under neutral names."""
    form = posted(request)
    view = opened(request, language, chosen(form))
    arrived = day(form.get("arrived", ""))
    if not arrived or not view.choice.destination:
        return journey(request, language)
    plan = guide.plan(view.edition, view.choice.reader(language, arrived), view.day)
    return HttpResponse(
        guide.calendar_file(plan),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="days.ics"'},
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that begins with a language and leads nowhere."""
    wishes = (request.path.split("/")[1], getattr(request, "LANGUAGE_CODE", ""), "en")
    return missing(request, next(wish for wish in wishes if wish in offered()))


def _countries(language: str) -> dict[str, Any]:
    return {
        "nationalities": countries(guide.NATIONALITIES, language),
        "destinations": countries(guide.DESTINATIONS, language),
    }


def _answer(view: View, topic: str, reader: guide.Reader | None = None, now: datetime | None = None) -> dict[str, Any]:
    """Give what a page shows of a topic. Paper and saved files are read at another hour: for them there is no `now`."""
    reader = reader or view.reader
    answer = guide.answer(view.edition, topic, reader, view.day, now=now)
    named = dict(countries(HERE, view.language))
    route = [named.get(code, "") for code in (reader.nationality, view.edition.topics[topic].country)]
    route[1] = route[1] or named.get(reader.destination, "")
    return {
        "answer": answer,
        "titled": "" if view.edition.topics[topic].sensitivity == QUIET else answer.title,
        "entry": entry(view.edition, topic, view.language),
        "sections": sections(answer, view.speech),
        "see": [entry(view.edition, other, view.language) for other, _ in answer.see],
        "route": [name for name in route if name],
        "counts": layout.counts_days(view.edition, topic, reader),
        "typed": "",
        "topic": topic,
        **_countries(view.language),
    }


def way(view: View) -> dict[str, Any]:
    """Give what a page needs to show whom one can call.

    Where she has not said where she is, or nobody can be reached there, the emergency number of every country.
    """
    way = guide.way_to_a_person(view.edition, view.reader, view.day, view.choice.here, now=view.now)
    named = countries(HERE, view.language)
    everywhere = [] if way.country and way.works else _emergencies(view, named)
    return {"way": way, "country": dict(named).get(way.country, ""), "places": named, "everywhere": everywhere}


def _emergencies(view: View, named: list[tuple[str, str]]) -> list[tuple[str, guide.Line]]:
    found = [(name, guide.way_to_a_person(view.edition, view.reader, view.day, code).emergency) for code, name in named]
    return [(name, line) for name, line in found if line]


def _results(view: View, found: Any) -> list[Entry]:
    """Give the topics with the first sentence of their answer."""
    entries = []
    for each in found.results:
        if each.topic in view.edition.topics:
            lead = guide.answer(view.edition, each.topic, view.reader, view.day).lead
            entries.append(entry(view.edition, each.topic, view.language, lead.text if lead else ""))
    return entries


def _other(view: View, language: str) -> dict[str, str]:
    """Offer the language of the question, where it is another one."""
    if language == view.language or language not in offered():
        return {}
    name = offered()[language].name
    told = guide.words(language).say("site", "read_in", language=name)
    return {"code": language, "tag": tag(language), "words": told}


def _wrong(choice: Choice, typed: str) -> str:
    """Say what is wrong with a journey: "missing", "bad_day" or nothing."""
    if not choice.destination or not typed.strip():
        return "missing"
    return "" if day(typed) else "bad_day"
