"""What stands around every public page, and how a page is made from a template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from komek.doors.face.tongues import tag
from komek.doors.portal import look, shelf
from komek.doors.portal.choices import Choice, chosen
from komek.doors.portal.languages import offered
from komek.kernel import host
from komek.knowledge import guide

HTML = "text/html; charset=utf-8"
HOME_ZONE = ZoneInfo("Asia/Almaty")
"""Whose midnight begins a day of the guide: between those of all five countries of origin."""


@dataclass(frozen=True)
class View:
    """One request as the pages see it: language, choice, edition and day."""

    request: HttpRequest
    language: str
    choice: Choice

    @cached_property
    def edition(self) -> guide.Edition:
        return guide.current()

    @cached_property
    def day(self) -> date:
        return today()

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def quarter(self) -> str:
        """Name the quarter of an hour: who answers now is true no longer than that."""
        return quarter(self.now)

    @cached_property
    def speech(self) -> guide.Speech:
        return guide.words(self.language)

    @property
    def reader(self) -> guide.Reader:
        return self.choice.reader(self.language)

    def address(self, place: str = "") -> str:
        """Give the address of a page in this language that keeps the choice."""
        return f"/{self.language}/{place}{self.choice.onward}"

    def context(self, told: Mapping[str, Any], *, place: str = "", neutral: bool = False) -> dict[str, Any]:
        """Give the frame and what a page tells. `place` is the page's own, for the same page in other languages."""
        return {
            "w": self.speech.sections,
            "tag": tag(self.language),
            "tongue": offered()[self.language],
            "tongues": [(each, f"/{each.code}/{place}{self.choice.query}") for each in offered().values()],
            "site": settings.KOMEK_SITE_NAME,
            "site_mark": host.mark(),
            "hotline": settings.KOMEK_SITE_HOTLINE,
            "exit_to": settings.KOMEK_EXIT_URL,
            "telegram": f"https://t.me/{settings.KOMEK_TELEGRAM_BOT}" if settings.KOMEK_TELEGRAM_BOT else "",
            "demo": self.edition.demo,
            "notices": () if neutral else guide.notices(self.edition, self.reader, self.day),
            "choice": self.choice,
            "home": self.address(),
            "person": self.address("person/"),
            "onward": self.choice.onward,
            "path": f"/{self.language}/{place}",
            "base": f"/{self.language}/",
            **told,
        }

    def html(self, template: str, told: Mapping[str, Any], *, place: str = "", neutral: bool = False) -> bytes:
        """Render a page. Templates see nothing of the request: no session, no user, no cookie."""
        shown = self.context(told, place=place, neutral=neutral)
        context = {"style": look.style(), "script": look.script(), **shown}
        lines = render_to_string(f"portal/{template}.html", context).splitlines()
        return "\n".join(filter(None, (line.strip() for line in lines))).encode()


def opened(request: HttpRequest, language: str, choice: Choice | None = None) -> View:
    """Begin a page."""
    return View(request, language, chosen(request.GET) if choice is None else choice)


def today() -> date:
    """Give the day of the guide."""
    return timezone.localdate(timezone=HOME_ZONE)


def quarter(now: datetime) -> str:
    """Name a quarter of an hour of a day."""
    return f"{now.hour:02}{now.minute // 15}"


def at_quarter(address: str, quarter: str) -> str:
    """Name a page that is true for a quarter of an hour; no address that is asked for looks like this."""
    return f"{address}#{quarter}" if quarter else address


def sheet(
    view: View,
    key: tuple[str, ...],
    make: Callable[[], bytes],
    *,
    kind: str = HTML,
    at: str = "",
    on: shelf.Shelf = shelf.pages,
) -> shelf.Sheet:
    """Give a page of a shelf, by language, choice and what else tells it apart; `at` is its own address."""
    whole = (view.language, view.choice, *key)
    told = tag(view.language)
    return on.get(whole, view.edition, view.day, make, kind=kind, language=told, address=at)


def kept(
    view: View, template: str, told: Callable[[], Mapping[str, Any]], *, place: str = "", passing: str = ""
) -> HttpResponse:
    """Answer with a page of the shelf; `told` makes what it tells, and is called only when the page is not there.

    `passing` names the quarter of an hour for which a page is true that does not hold all day.
    """
    own = f"/{view.language}/{place}{view.choice.query}"
    at = at_quarter(own, passing) if view.request.get_full_path() == own else ""
    key = (template, place, passing)
    return shelf.sent(view.request, sheet(view, key, lambda: view.html(template, told(), place=place), at=at))


def fresh(view: View, template: str, told: Mapping[str, Any], *, place: str = "", status: int = 200) -> HttpResponse:
    """Answer with a page that holds what somebody has typed: made for her alone, kept nowhere."""
    page = shelf.packed(view.html(template, told, place=place), HTML, tag(view.language))
    return shelf.sent(view.request, page, status=status, kept=False)


def missing(request: HttpRequest, language: str) -> HttpResponse:
    """Answer an address of nothing, in the language of the address."""
    view = opened(request, language, Choice())
    return shelf.sent(request, sheet(view, ("missing",), lambda: view.html("missing", {})), status=404, kept=False)
