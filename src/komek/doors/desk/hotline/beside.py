"""What stands beside the form: the call script from the guide, who calls from this number, and the open lock.

The script is the guide itself: the same blocks as on the page, in the bot and on the leaflet, in the caller's
language and in the operator's. What is typed as a question is asked by POST and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from komek.care.hotline import queries, sealing
from komek.care.hotline.actions import callers as caller_verbs
from komek.care.hotline.actions.messages import SPOKEN
from komek.care.hotline.models import Caller
from komek.care.hotline.nouns import Known
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.hotline import marks
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face.parts import Chip
from komek.doors.face.passages import HEADINGS
from komek.foundations import vault
from komek.knowledge import guide
from komek.knowledge.guide import matching

HELD_OPEN = 60 * 60
"""Seconds for which an open contact keeps the session from locking; afterwards the idle lock runs as ever."""
HOLD = signing.TimestampSigner(salt="komek.hotline.hold")
LANGUAGES: dict[str, str] = {iso: code for code, iso in SPOKEN.items() if code != "uz-cyrl"}


@dataclass(frozen=True)
class Said:
    """An answer of the guide, to be read out: its passages under their headings, and the words of its language."""

    answer: guide.Answer
    words: Mapping[str, Mapping[str, Any]]
    parts: tuple[tuple[str, tuple[guide.Passage, ...]], ...]


@dataclass(frozen=True)
class Script:
    """The answer of the guide to what a caller asked: the topics it may be, and the chosen one in two languages."""

    text: str
    topics: tuple[tuple[str, str], ...]
    topic: str
    answers: tuple[Said, ...]
    danger: bool
    sure: bool


@dataclass(frozen=True)
class Card:
    """A caller who is known: how to speak with her, and what to beware of."""

    id: UUID
    known: Known
    flags: tuple[Chip, ...]
    contacts: int
    since: str


@page("hotline/script/", "contact-script", roles=HOTLINE)
def script_page(request: DeskRequest) -> HttpResponse:
    """Find the call script for a question; a part of a page where htmx asks, else a page of its own."""
    found = script(request, request.POST)
    if request.headers.get("HX-Request"):
        return render(request, "desk/hotline/_script.html", {"script": found})
    return show(request, "desk/hotline/script.html", {"script": found})


@page("hotline/who/", "contact-who", roles=HOTLINE, methods=("POST",))
def who_calls(request: DeskRequest) -> HttpResponse:
    """Say who calls from a number, as a part of the page."""
    return render(request, "desk/hotline/_callers.html", {"callers": known_at(request, request.POST), "asked": True})


@page("hotline/hold/", "contact-hold", roles=HOTLINE, methods=("POST",))
def hold(request: DeskRequest) -> HttpResponse:
    """Count an open contact as activity, within an hour of its page; says when the session locks now."""
    session = request.session.session_key or ""
    try:
        whose = HOLD.unsign(request.POST.get("hold", ""), max_age=HELD_OPEN)
    except signing.BadSignature:
        return JsonResponse({"locks_at": 0}, status=422)
    if whose == str(request.actor.user):
        vault.touch(session)
    locks_at = vault.locks_at(session)
    return JsonResponse({"locks_at": int(locks_at.timestamp()) if locks_at else 0})


def hold_ticket(request: DeskRequest) -> str:
    """Sign that this page was opened now by this user."""
    return HOLD.sign(str(request.actor.user))


def script(request: DeskRequest, said: Mapping[str, str]) -> Script | None:
    """Look a question up in the guide. None while nothing is asked, or where no topic comes near."""
    text, topic = said.get("q", "").strip()[: matching.LONGEST], said.get("topic", "")
    edition = guide.current()
    found = matching.ask(text, origin=said.get("nationality", ""), to=said.get("country", "")) if text else None
    near = [each.topic for each in found.results if each.topic in edition.topics] if found else []
    topics = dict.fromkeys(([topic] if topic in edition.topics else []) + near)
    chosen = next(iter(topics), "")
    if not chosen:
        return None
    readers = _readers(request, said, found.language if found else "")
    today, mine = timezone.localdate(), readers[-1].language
    return Script(
        text=text,
        topics=tuple((each, guide.title(edition.topics[each], mine)) for each in topics),
        topic=chosen,
        answers=tuple(_said(guide.answer(edition, chosen, reader, today, now=timezone.now())) for reader in readers),
        danger=bool(found and found.danger),
        sure=bool(found is None or found.sure),
    )


def _said(answer: guide.Answer) -> Said:
    """Put passages of one kind that follow one another under one heading."""
    sections = guide.words(answer.language).sections
    parts = tuple(
        (str(sections["answer"][HEADINGS[kind]]) if kind in HEADINGS else "", tuple(group))
        for kind, group in groupby(answer.passages, key=lambda each: each.kind)
    )
    return Said(answer, sections, parts)


def _readers(request: DeskRequest, said: Mapping[str, str], heard: str) -> list[guide.Reader]:
    """Give the answer's readers: the caller in the language that was chosen or heard, then the operator."""
    to, origin = said.get("country", ""), said.get("nationality", "")
    mine = request.actor.language if request.actor.language in guide.LANGUAGES else "en"
    hers = _tongue(said.get("language", ""), heard)
    return [
        guide.Reader(
            language=each,
            nationality=origin if origin in guide.NATIONALITIES else "",
            destination=to if to in guide.DESTINATIONS else "",
        )
        for each in ([hers] if hers in guide.LANGUAGES and hers != mine else []) + [mine]
    ]


def _tongue(chosen: str, heard: str) -> str:
    """Give the caller's language with its letters: those she wrote in, where it is the language that was chosen."""
    if not chosen or (heard and SPOKEN.get(heard) == chosen):
        return heard
    return LANGUAGES.get(chosen, chosen)


def known_at(request: DeskRequest, said: Mapping[str, str]) -> list[Card]:
    """Say who is known at the number that was typed; looking is on record, the number is not."""
    phone = said.get("phone", "").strip()
    if not phone:
        return []
    return [card(request, caller) for caller in caller_verbs.find_caller(phone=phone, by=request.actor)]


def card(request: DeskRequest, caller: Caller) -> Card:
    """Show one caller who is known."""
    flags = queries.flags(caller, by=request.actor)
    try:
        known = sealing.known(caller, by=request.actor)
    except vault.NotEntitled:
        known = Known(call_me=_("Closed to you"))
    return Card(
        caller.id,
        known,
        tuple(marks.flag(kind) for _row, kind, _words in flags),
        queries.contacts_of(caller, request.actor).count(),
        of_cases.day(caller.since),
    )
