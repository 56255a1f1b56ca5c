"""A contact as every door shows it."""

from dataclasses import dataclass
from datetime import date

from komek.knowledge.guide.language_names import spoken
from komek.knowledge.guide.nouns import Contact, Edition
from komek.knowledge.guide.rules import callable_now, standing
from komek.knowledge.guide.speech import Speech


@dataclass(frozen=True)
class Line:
    """A contact as it is shown."""

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


def line(contact: Contact, speech: Speech, on: date) -> Line:
    """Lay out a contact: its number as people say it and as a phone dials it, hours, languages, last test.

    One whose next test is overdue says so; it leaves the channels 30 days after it last answered (rules.callable_now).
    """
    number = contact.short or contact.phone or contact.from_abroad
    mark = _mark(contact, on)
    told = [
        speech.say("contact", "hours") + ": " + spoken(contact.hours, speech.language) if contact.hours else "",
        speech.say("contact", "languages") + ": " + spoken(contact.languages, speech.language)
        if contact.languages
        else "",
        speech.say("contact", "free") if contact.free == "yes" else "",
        speech.say("contact", "tested", date=speech.day(contact.tested_on)) if contact.tested_on and not mark else "",
    ]
    return Line(
        id=contact.id,
        name=contact.name,
        number=number,
        dial="".join(sign for sign in number if sign.isdigit() or sign == "+"),
        abroad=contact.from_abroad if contact.from_abroad != number else "",
        whatsapp=contact.whatsapp,
        telegram=contact.telegram,
        web=contact.web,
        facts=tuple(each for each in told if each),
        mark=mark,
        mark_words=_mark_words(contact, speech, mark),
    )


def _mark(contact: Contact, on: date) -> str:
    if standing(contact, on) == "tested":
        return ""
    return "overdue" if contact.tested_on and contact.state == "tested" else "untested"


def _mark_words(contact: Contact, speech: Speech, mark: str) -> str:
    if mark == "overdue" and contact.tested_on:
        return speech.say("contact", "overdue", date=speech.day(contact.tested_on))
    return speech.say("contact", "untested") if mark else ""


def emergency(edition: Edition, country: str, speech: Speech, on: date) -> Line | None:
    """Give a country's emergency number; outside the demo only one that was dialled."""
    for contact in edition.contacts.values():
        if contact.country == country and contact.kind == "emergency" and callable_now(contact, on, demo=edition.demo):
            return line(contact, speech, on)
    return None
