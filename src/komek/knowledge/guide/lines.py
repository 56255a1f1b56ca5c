"""A contact as every door shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from komek.knowledge.guide import hours
from komek.knowledge.guide.language_names import names, spoken
from komek.knowledge.guide.nouns import Contact, Edition
from komek.knowledge.guide.rules import callable_now, standing
from komek.knowledge.guide.speech import Speech


@dataclass(frozen=True)
class Line:
    """A contact as it is shown. `closed`: nobody answers at this hour, and `facts` begin with when it opens.

    `language` is that of the name.
    """

    id: str
    name: str
    number: str
    dial: str
    abroad: str = ""
    whatsapp: str = ""
    telegram: str = ""
    web: str = ""
    facts: tuple[str, ...] = ()
    mark: str = ""
    mark_words: str = ""
    closed: bool = False
    language: str = "en"


def line(contact: Contact, speech: Speech, on: date, here: str = "", now: datetime | None = None) -> Line:
    """Lay out a contact: its number as people say it and as a phone dials it, hours, languages, last test.

    `here` is the country she is in: abroad a short number reaches nobody, so the one from abroad is shown. With `now` a
    closed line says when it opens. One whose next test is overdue says so; it leaves the channels 30 days after it last
    answered (rules.callable_now).
    """
    number, abroad = _numbers(contact, here)
    name, language = contact.named(speech.language)
    mark, shut = _mark(contact, on), now is not None and hours.closed(contact, now)
    told = [
        _opens(contact, speech, now) if shut and now else "",
        speech.say("contact", "hours") + ": " + spoken(contact.hours, speech.language) if contact.hours else "",
        speech.say("contact", "languages") + ": " + spoken(contact.languages, speech.language)
        if contact.languages
        else "",
        speech.say("contact", "free") if contact.free == "yes" else "",
        speech.say("contact", "tested", date=speech.day(contact.tested_on)) if contact.tested_on and not mark else "",
    ]
    return Line(
        id=contact.id,
        name=name,
        number=number,
        dial="".join(sign for sign in number if sign.isdigit() or sign == "+"),
        abroad=abroad if abroad != number else "",
        whatsapp=contact.whatsapp,
        telegram=contact.telegram,
        web=contact.web,
        facts=tuple(each for each in told if each),
        mark=mark,
        mark_words=_mark_words(contact, speech, mark),
        closed=shut,
        language=language,
    )


def _numbers(contact: Contact, here: str) -> tuple[str, str]:
    """Give the number that works from a country, and the one that works from abroad."""
    abroad = contact.from_abroad or contact.phone
    if here and here != contact.country:
        return abroad, ""
    return contact.short or contact.phone or contact.from_abroad, abroad


def reached(contact: Contact, here: str) -> bool:
    """Say whether a contact can be reached from a country: a short number works at home only."""
    return here in ("", contact.country) or bool(contact.phone or contact.from_abroad or contact.whatsapp)


def _opens(contact: Contact, speech: Speech, now: datetime) -> str:
    at = hours.opens(contact, now)
    return speech.say(
        "contact", "opens", day=names("weekday", speech.language)[hours.DAYS[at.weekday()]], time=f"{at:%H:%M}"
    )


def _mark(contact: Contact, on: date) -> str:
    if standing(contact, on) == "tested":
        return ""
    if contact.unanswered_on:
        return "unanswered"
    return "overdue" if contact.tested_on and contact.state == "tested" else "untested"


def _mark_words(contact: Contact, speech: Speech, mark: str) -> str:
    if mark == "overdue" and contact.tested_on:
        return speech.say("contact", "overdue", date=speech.day(contact.tested_on))
    if mark == "unanswered" and contact.unanswered_on:
        return speech.say("contact", "unanswered", date=speech.day(contact.unanswered_on))
    if not mark:
        return ""
    told = (speech.say("contact", "untested"), "" if contact.mark == "confirmed" else speech.say("marks", contact.mark))
    return ", ".join(filter(None, told))  # until somebody calls, all that is known of a number is its source


def emergency(edition: Edition, country: str, speech: Speech, on: date) -> Line | None:
    """Give a country's emergency number; outside the demo only one that was dialled."""
    for contact in edition.contacts.values():
        if contact.country == country and contact.kind == "emergency" and callable_now(contact, on, demo=edition.demo):
            return line(contact, speech, on)
    return None
