"""Writing to a person, and the two numbers: the only public pages on which a post changes something.

They carry no token and no cookie: a foreign page could make somebody's browser drop a message of the foreigner's own,
nothing else; reading, going on and erasing need the two numbers, which are in her hand alone. What is typed is sealed
in the same request, and comes back to her page where something is wrong; a page that is sent twice is sealed once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

from komek.doors.portal import asking
from komek.doors.portal.choices import Choice, chosen, posted
from komek.doors.portal.frame import View, fresh, opened
from komek.doors.portal.once import fresh as fresh_word
from komek.doors.portal.once import only_once, word
from komek.doors.portal.sources import source_of
from komek.doors.portal.views import both, spoken, way
from komek.foundations import inbox, places
from komek.knowledge.guide import counting

WRITE, RECEIPT = "person/write/", "receipt/"
Refused = inbox.errors.Refused
Told = dict[str, Any]


class Changed(Refused):
    """Between showing the page and sending, somebody else came on duty: she is told before anybody reads."""

    status, key = 409, "changed"

    def __init__(self) -> None:
        super().__init__("")


@csrf_exempt  # see the head of this file
@both
@spoken
def write(request: HttpRequest, language: str) -> HttpResponse:
    """Say who would read it, then take a message in and give its two numbers.

    A post without the button "send" only shows the page anew with what was typed: another country was chosen, or the
    words come from a question.
    """
    form, refused = _form(request)
    view = opened(request, language, chosen(form if request.method == "POST" else request.GET))
    reader = inbox.readers(_country(view.choice), language, timezone.now())
    if form.get("do") == "send" and refused is None:
        try:
            return _send(view, form, reader)
        except Refused as error:
            refused = error
    told = {"typed": _kept(form), "once": word(form), "error": _said(view, refused), **way(view)}
    told |= {"often": isinstance(refused, inbox.TooOften), **_before_sending(view, reader)}
    return fresh(view, "write", told, place=WRITE, status=refused.status if refused else 200)


@csrf_exempt  # see the head of this file
@both
@spoken
def receipt(request: HttpRequest, language: str) -> HttpResponse:
    """Open what two numbers open: read the answer, write again, delete everything."""
    form, refused = _form(request)
    view = opened(request, language, chosen(form if request.method == "POST" else request.GET))
    told: Told = {"first": _typed(form, "first"), "second": _typed(form, "second"), "typed": _kept(form)}
    told["once"] = word(form)
    if form.get("do") and refused is None:
        try:
            told |= _done(view, form)
        except Refused as error:
            refused = error
    told["error"] = _said(view, refused)
    return fresh(view, "receipt", told, place=RECEIPT, status=refused.status if refused else 200)


def _form(request: HttpRequest) -> tuple[QueryDict, Refused | None]:
    """Read what was posted; a body beyond every limit is one that is too long."""
    try:
        return posted(request), None
    except RequestDataTooBig:
        return QueryDict(), inbox.TooLong(inbox.LONGEST)


def _typed(form: QueryDict, name: str) -> str:
    return form.get(name, "").replace("\0", "")


def _kept(form: QueryDict) -> str:
    """Give what was typed for a text area: the frame takes blank lines and indents out of a page, not out of a text."""
    return mark_safe(escape(_typed(form, "words").replace("\r\n", "\n")).replace("\n", "&#10;"))  # noqa: S308


def _country(choice: Choice) -> str:
    """Say where she is, as far as she has said."""
    return choice.here or choice.destination or choice.nationality


def _send(view: View, form: QueryDict, reader: inbox.Duty | None) -> HttpResponse:
    """Drop the message in, once; she has seen who reads it, and sends it to a person.

    Where the page with her numbers never reached her, the second press finds her words typed already: she sends them
    as another message, or does not.
    """
    with only_once(form) as first:
        if not first:
            told = {"typed": _kept(form), "once": fresh_word(), **way(view), **_before_sending(view, reader)}
            return fresh(view, "already", told, place=WRITE)
        if form.get("seen") != _seen(reader):
            raise Changed
        dropped = _dropped(view, form.get("words", ""))
    return _sent(view, dropped, reader)


def _dropped(view: View, words: str) -> inbox.Dropped:
    """Drop a message in. One with signs of danger is marked so; she has agreed by sending it to a person."""
    dropped = inbox.drop(
        words,
        country=_country(view.choice),
        language=view.language,
        channel="web",
        source=source_of(view.request),
        marked=_danger(words),
    )
    counting.count("handover", channel="portal", language=view.language, country=_country(view.choice))
    return dropped


def _danger(words: str) -> bool:
    return asking.danger(words[: inbox.LONGEST])


def _sent(view: View, dropped: inbox.Dropped, reader: inbox.Duty | None) -> HttpResponse:
    numbers = [f"{each[:4]} {each[4:]}" for each in (dropped.receipt.first, dropped.receipt.second)]
    told = {"numbers": numbers, "until": _until(view, dropped.until), **way(view), **_before_sending(view, reader)}
    return fresh(view, "sent", told, place=WRITE)


def _done(view: View, form: QueryDict) -> Told:
    """Do what the button says, and give what the page tells after it."""
    first, second, source = form.get("first", ""), form.get("second", ""), source_of(view.request)
    if form.get("do") == "erase":
        inbox.erase(first, second, source=source)
        return {"first": "", "second": "", "said": view.speech.say("inbox", "erased")}
    found, told = inbox.read(first, second, source=source), Told()
    if form.get("do") == "more":
        found, told = _more(view, form, found)
    return told | {"found": found, "until": _until(view, found.until), **_lines(view, found)}


def _more(view: View, form: QueryDict, found: inbox.Opened) -> tuple[inbox.Opened, Told]:
    """Go on under the numbers, once; what is wrong with the words stands beside what the numbers opened."""
    words = form.get("words", "")
    try:
        with only_once(form) as new:
            if new and form.get("seen") != _seen(found.reader):
                raise Changed
            if new:
                source, danger = source_of(view.request), _danger(words)
                inbox.go_on(found.onward, words, source=source, channel="web", danger=danger)
    except inbox.Gone:
        raise inbox.WrongNumbers from None
    except Refused as refused:
        return found, {"wrong": _said(view, refused), "often": isinstance(refused, inbox.TooOften)}
    told = {"typed": "", "once": fresh_word(), "said": view.speech.say("inbox", "sent" if new else "already")}
    return (replace(found, state="waiting") if new else found), told


def _lines(view: View, found: inbox.Opened) -> Told:
    """Give her answers with their days, who reads on, and numbers to dial for where nobody answers or is on duty."""
    told: Told = {"answers": [(view.speech.day(each.day), each.text) for each in found.answers]}
    told |= _before_sending(view, found.reader)
    told["silence"] = view.speech.say("inbox", found.silence) if found.silence else ""
    return told | way(replace(view, choice=Choice(destination=found.country, here=found.country)))


def _before_sending(view: View, reader: inbox.Duty | None) -> Told:
    """Say who reads what she writes now, what of it must be true when she sends, and whether she is told to call."""
    call = not (reader and reader.now)
    return {"reader": reader, "reads": _reads(view, reader), "seen": _seen(reader), "call": call}


def _seen(reader: inbox.Duty | None) -> str:
    """Name whom the page has named, so that sending can be held against it."""
    return "|".join((reader.name, *reader.next, "now" if reader.now else "later")) if reader else ""


def _reads(view: View, reader: inbox.Duty | None) -> list[str]:
    """Say who reads, in which country, and how long it usually takes."""
    say = view.speech.say
    if reader is None:
        return [say("inbox", "closed")]
    country = places.name(reader.country, view.language)
    following = zip(reader.next, reader.countries, strict=True)
    after = [f"{name} ({places.name(where, view.language)})" for name, where in following]
    if not reader.now:
        names = [f"{reader.name} ({country})", *after]
        return [say("inbox", "nobody"), say("inbox", "readers", names=", ".join(names))]
    told = [say("inbox", "who_reads", name=reader.name, country=country, minutes=reader.minutes)]
    return told + ([say("inbox", "who_reads_next", names=", ".join(after))] if after else [])


def _until(view: View, day: Any) -> str:
    return view.speech.say("inbox", "until", date=view.speech.day(day))


def _said(view: View, refused: Refused | None) -> str:
    """Say what was wrong in the language of the page."""
    if refused is None:
        return ""
    return view.speech.say("inbox", refused.key, count=getattr(refused, "count", ""))
