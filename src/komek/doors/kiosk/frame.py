"""What stands around every screen, and how a screen is made from a template."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from komek.doors.face.tongues import tag
from komek.doors.kiosk.layout import local, tongues
from komek.doors.kiosk.source import Source
from komek.foundations import places
from komek.knowledge import guide
from komek.knowledge.kiosks.nouns import DAYS, Place

IDLE, WARNING = 60, 20
"""Seconds without a touch until somebody is asked whether she is still here, and how long she has for her answer."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


@dataclass(frozen=True)
class View:
    """One screen: where the kiosk stands, in which language, and what was tapped so far: codes and nothing else."""

    source: Source
    place: Place
    language: str = ""
    destination: str = ""
    topic: str = ""
    passport: str = ""

    @cached_property
    def speech(self) -> guide.Speech:
        return guide.words(self.language or local(self.place))

    @cached_property
    def today(self) -> date:
        """Give the day in this airport; a machine whose clock has stopped is never before its bundle."""
        today = timezone.localdate(timezone=places.zone(self.place.country))
        return max(today, self.source.made_on or today)

    @property
    def now(self) -> datetime | None:
        """Give this moment; None where the clock of the machine has stopped, so that no line counts as closed."""
        now = timezone.now()
        stopped = self.source.made_on and now.astimezone(UTC).date() < self.source.made_on
        return None if stopped else now

    @property
    def age(self) -> int:
        """Give the days since the bundle was made; 0 in the house."""
        return (self.today - self.source.made_on).days if self.source.made_on else 0

    @property
    def reader(self) -> guide.Reader:
        """Say to the guide who may stand here: with the passport of the airport's country unless another was tapped."""
        return guide.Reader(self.speech.language, self.nationality, self.destination)

    @property
    def nationality(self) -> str:
        return self.passport or self.place.country

    def address(self, screen: str, /, **more: Any) -> str:
        """Give the address of another screen that keeps what was tapped."""
        parts = {"place": self.place.code, **more}
        if screen != "start":
            parts.setdefault("language", self.speech.language)
        return reverse(f"kiosk-{screen}", kwargs=parts) + self.onward

    @property
    def onward(self) -> str:
        return "?" + urlencode({"from": self.passport}) if self.passport else ""

    @property
    def start(self) -> str:
        """Give the address of the first screen, where nothing is known."""
        return reverse("kiosk-start", kwargs={"place": self.place.code})

    @property
    def back(self) -> str:
        """Give the screen before this one."""
        if self.topic:
            return self.address("topics", destination=self.destination)
        return self.address("where") if self.destination else self.start

    @property
    def here(self) -> str:
        """Give this screen as other screens name it on the way back: what was tapped after the language."""
        return "/".join(filter(None, (self.destination, self.topic)))

    def asking_back(self, name: str) -> str:
        """Give the address of a screen that leads back to this one."""
        told = {"at": self.here, "from": self.passport}
        query = urlencode({key: value for key, value in told.items() if value})
        return replace(self, passport="").address(name) + (f"?{query}" if query else "")

    def context(self) -> dict[str, Any]:
        """Give what every screen shows."""
        return {
            "w": self.speech.sections,
            "tag": tag(self.speech.language),
            "tongue": tongues()[self.speech.language],
            "site": self.source.site,
            "hotline": self.source.hotline,
            "site_mark": self.source.mark,
            "place": self.place.name(self.speech.language),
            "demo": self.source.edition.demo,
            "view": self,
            "worker": reverse("kiosk-worker", kwargs={"place": self.place.code}),
            "person": self.asking_back("person"),
            "still": self.asking_back("still"),
            "tongues_at": self.start + ("?" + urlencode({"at": self.here}) if self.here else ""),
            "idle": IDLE,
            "warning": WARNING,
            "seconds": self.speech.say("kiosk", "seconds", count=WARNING),
            "notices": guide.notices(self.source.edition, self.reader, self.today),
            **self._age(),
        }

    def _age(self) -> dict[str, str]:
        """Say of which day a bundle is, and on top that it is old."""
        if self.source.made_on is None:
            return {}
        saved = self.speech.say("kiosk", "old", date=self.speech.day(self.source.made_on))
        old = self.age > DAYS
        return {"saved": saved, "too_old": self.speech.say("kiosk", "too_old", count=DAYS) if old else ""}


def screen(view: View, template: str, told: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Answer with a screen. Templates see nothing of the request: no session, no user, no cookie."""
    lines = render_to_string(f"kiosk/{template}.html", {**view.context(), **(told or {})}).splitlines()
    response = HttpResponse("\n".join(filter(None, (line.strip() for line in lines))), status=status)
    return framed(response, view.speech.language)


def framed(response: HttpResponse, language: str = "") -> HttpResponse:
    """Add the headers of the kiosk. What a browser keeps is kept by our own worker, never by its cache."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    if language:
        response.headers["Content-Language"] = tag(language)
    return response


def told_by(request: HttpRequest) -> str:
    """Read the passport that was tapped; whatever is no code of ours counts as none."""
    passport = request.GET.get("from", "")
    return passport if passport in guide.NATIONALITIES else ""
