"""Contacts: whom one can ask, and whether anybody answers."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, places
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.signs import check_plain
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.language_names import unknown
from komek.knowledge.guide.models import RESULTS, Contact, DialTest, Silence
from komek.knowledge.guide.models.contacts import SHORT, WHOLE
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE
from komek.knowledge.guide.rules import DIALLED_WITHIN

STATES = {"answered": "tested", "voice_menu": "tested", "does_not_exist": "dead", "blocked": "dead"}
"""What a test call makes of a contact; after any other result the test is due again at once."""
PULLS_FORWARD = 3
"""Reports "nobody answers" in a day that make the next test due."""
LINES = ("hotline", "consulate", "ngo", "lawyer", "office", "telegram", "portal", "emergency")
NUMBERS = ("phone", "from_abroad", "short", "whatsapp", "telegram")
WHO_ANSWERS = (*NUMBERS, "country", "kind")
"""What a test call has tested: with another of these it is another line."""
STANDS = ("state", "tested_on", "next_test", "typed_by")
"""Where a line stands, as test calls leave it."""


@dataclass(frozen=True)
class Call:
    """A test call: from which country and network, what was heard, in which language, after how many seconds, when."""

    called_from: str
    result: str
    language: str = ""
    seconds: int | None = None
    network: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Card:
    """What is said of a contact; numbers as people dial them, `names` in other languages than English."""

    country: str
    kind: str
    name: str
    phone: str = ""
    from_abroad: str = ""
    short: str = ""
    whatsapp: str = ""
    telegram: str = ""
    web: str = ""
    free: str = "unknown"
    languages: str = ""
    hours: str = ""
    timezone: str = ""
    source: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


@audit.verb("guide.contact_write", _("wrote down whom one can ask"))
def write_contact(*, code: str, card: Card, by: Actor, contact: Contact | None = None) -> Contact:
    """Keep a contact, or change one. Another number, country or kind is a line that nobody has called yet.

    Numbers are kept as a phone dials them; without a zone the hours are those of the country. Raises Invalid.
    """
    ACCESS.require(by, "guide.write", contact)
    told = asdict(_checked(card))
    if contact is None and Contact.objects.filter(code=code).exists():
        raise Invalid(_("There is a line of this name already."), field="code")
    row = contact or Contact(code=code, mark="sourced")
    if contact is not None:
        _hold(contact)
    moved = {name for name in WHO_ANSWERS if getattr(row, name) != told[name]}
    for name, value in told.items():
        setattr(row, name, value)
    if moved:
        row.state, row.tested_on, row.next_test = "draft", None, timezone.localdate()
    if moved and (moved.intersection(NUMBERS) or row.typed_by is None):
        row.typed_by = by.user  # with another country alone the number is still hers who typed it
    row.save(update_fields=(*told, *STANDS) if contact else None)
    audit.record("guide.contact_write", "contact", row.id, by=by)
    bump()
    return row


@audit.verb("guide.dial_test", _("called a line to see whether anybody answers"))
def record_dial_test(*, contact: Contact, call: Call, seen: str, by: Actor) -> DialTest:
    """Note a test call; a line that does not exist leaves every channel.

    Raises Invalid, and WrongState where it is another line by now than the one that was `seen` (see line_of). A call of
    an earlier day than the last one, or than the number was typed, is kept, and changes nothing of what is shown. Nor
    does an answer that was heard by the colleague who typed the number: nobody vouches alone that it leads to help
    (ADR 8).
    """
    ACCESS.require(by, "guide.dial", contact)
    day = _day_of(call)
    _hold(contact)
    if seen != line_of(contact):
        raise WrongState(
            _("The line was changed while you had it before you."),
            _("You would vouch for a number that you have not called."),
            _("Call the number that stands here now."),
        )
    early = _before_it_was_typed(contact, day) or DialTest.objects.filter(contact=contact, tested_on__gt=day).exists()
    test = DialTest.objects.create(
        contact=contact,
        tested_on=day,
        called_from=call.called_from,
        network=call.network,
        result=call.result,
        language=call.language,
        seconds=call.seconds,
        tested_by=by.user,
    )
    if not early and not (STATES.get(call.result) == "tested" and contact.typed_by == by.user):
        _learn(contact, call.result, day)
    audit.record("guide.dial_test", "contact", contact.id, by=by, details={"result": call.result})
    bump()
    return test


@audit.verb("guide.contact_dead", _("took a line off every channel"))
def declare_dead(*, contact: Contact, by: Actor) -> Contact:
    """Take a contact off every channel at once."""
    ACCESS.require(by, "guide.dial", contact)
    _hold(contact)
    contact.state = "dead"
    contact.save(update_fields=["state"])
    audit.record("guide.contact_dead", "contact", contact.id, by=by)
    bump()
    return contact


def report_silence(code: str) -> bool:
    """Count that somebody found nobody answering; three in a day make the test due. Knows nothing of who said it.

    No verb: a reader has no name here, and a count is not an act of anybody.
    """
    contact = Contact.objects.filter(code=code).first()
    if contact is None:
        return False
    today = timezone.localdate()
    row, _made = Silence.objects.get_or_create(contact=contact, day=today)
    Silence.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if row.count + 1 >= PULLS_FORWARD:
        Contact.objects.filter(pk=contact.pk, typed_by=None).update(next_test=today)
    return True


def line_of(contact: Contact) -> str:
    """Name the line that is called: whoever has seen another number, country or kind has called another line."""
    return "|".join(getattr(contact, name) for name in WHO_ANSWERS)


def _hold(contact: Contact) -> None:
    """Lock a line until the verb ends, and look at it as it is now."""
    contact.refresh_from_db(from_queryset=Contact.objects.select_for_update())


def _day_of(call: Call) -> date:
    """Give the day of a call. Raises Invalid for a call that cannot have been."""
    if call.result not in RESULTS:
        raise Invalid(_("Choose what was heard."), field="result")
    today = timezone.localdate()
    day = call.on or today
    if not today - timedelta(days=DIALLED_WITHIN) <= day <= today:
        raise Invalid(_("A test call is written down within a month, and not before it is made."), field="on")
    return day


def _before_it_was_typed(contact: Contact, day: date) -> bool:
    """Say whether a call was made to what stood there before: until another has called, `next_test` is that day."""
    return bool(contact.typed_by and contact.next_test and day < contact.next_test)


def _learn(contact: Contact, result: str, day: date) -> None:
    contact.state = STATES.get(result, "overdue")
    if contact.state == "tested":
        contact.tested_on, contact.next_test = day, day + timedelta(days=DIALLED_WITHIN)
        contact.typed_by = None
    elif contact.typed_by is None:
        contact.next_test = timezone.localdate()
    contact.save(update_fields=STANDS)


def _checked(card: Card) -> Card:
    """Give a card as it is kept. Raises Invalid for a language, a sign or a number that cannot be."""
    card = _dialled(card)
    if unknown(card.languages):
        raise Invalid(
            _("A language is not known."),
            _("Languages are written as codes: uz ru en; mul is many."),
            field="languages",
        )
    if lost := [each for each in card.names if each == SOURCE or each not in LANGUAGES]:
        raise Invalid(_("A language is not known."), field=f"name_{lost[0]}")
    elsewhere = {f"name_{language}": name for language, name in card.names.items()}
    own = {name: value for name, value in asdict(card).items() if name != "names"}
    for name, value in (own | elsewhere).items():
        check_plain(value, field=name)
    return card


def _dialled(card: Card) -> Card:
    """Write the numbers of a card as a phone dials them. Raises Invalid for what cannot be dialled."""
    told = {
        name: re.sub(r"[\s().-]", "", getattr(card, name)) for name in ("phone", "from_abroad", "whatsapp", "short")
    }
    for name, number in told.items():
        lost = getattr(card, name) and not number
        if lost or not re.fullmatch(SHORT if name == "short" else WHOLE, number):
            raise Invalid(
                _("This is no number that a phone can dial."),
                _("Write whole numbers with the country: +77012345678; a short one goes into its own field."),
                field=name,
            )
    told_elsewhere = {language: name.strip() for language, name in card.names.items() if name.strip()}
    return replace(card, **told, names=told_elsewhere, timezone=card.timezone or str(places.zone(card.country)))
