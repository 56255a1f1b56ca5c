"""Writing a contact down: begun as its author's draft, finished once, counted without a name."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import locking
from komek.care.hotline import flow, measures, queries, rules, sealing
from komek.care.hotline.access import CONTACTS
from komek.care.hotline.actions import callers, since
from komek.care.hotline.models import CONTACT_GROUPS, Contact
from komek.care.hotline.nouns import SHORT_OUTCOMES, Reach, Talk, questions
from komek.foundations import audit, ledger, notify, places
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState

CODED = {
    "channel": "hotline_channel",
    "direction": "hotline_direction",
    "caller": "hotline_caller",
    "sex": "sex",
    "age_band": "age_band",
}
SEVERAL = {"categories": "hotline_category", "outcomes": "hotline_outcome", "given": "hotline_given"}
MOST_CATEGORIES = 32
"""As many as a sealed list holds without growing longer: how many there are shows nowhere."""
SAID = ("yes", "no", "unknown", "declined", "not_applicable")
LIST = "/desk/hotline/"
READERS = ("hotline", "cases")
"""Where contacts stand, and whose circle reads them: the second where an organisation has no first."""


@audit.verb("contact.begin", _("began to write down a contact"))
def begin_contact(*, talk: Talk, reach: Reach, message: UUID | None = None, by: Actor) -> Contact:
    """Keep a contact as its author's draft: another call may come in between. Raises Invalid for an unknown code."""
    CONTACTS.require(by, "contact.write")
    check(talk, reach)
    now = timezone.now()
    contact = Contact(organisation=by.organisation, author=by.user, written_at=now, message=message)
    sealing.begin(contact, "contact", CONTACT_GROUPS, by=by)
    _fill(contact, talk, reach, by)
    contact.save(force_insert=True)
    audit.record("contact.begin", "contact", contact.id, by=by)
    return contact


@audit.verb("contact.write", _("went on writing a contact"))
def write_contact(*, contact: Contact, talk: Talk, reach: Reach, by: Actor) -> Contact:
    """Write a draft anew. Raises WrongState for a finished contact: it is added to, never changed."""
    CONTACTS.require(by, "contact.write", contact)
    locking.held(contact)
    flow.FLOW.step(contact, "finish")
    check(talk, reach)
    _fill(contact, talk, reach, by)
    contact.save(update_fields=["talk", "reach", "day", "due_on"])
    audit.record("contact.write", "contact", contact.id, by=by)
    return contact


@audit.verb("contact.finish", _("finished a contact"))
def finish_contact(*, contact: Contact, by: Actor) -> Contact:
    """Close a draft: the caller is found by her number or met for the first time, and nameless facts are counted.

    Where there is danger colleagues are told: from now on they can open it. What she says about calling back reaches
    the cases that came of her earlier contacts.
    """
    CONTACTS.require(by, "contact.write", contact)
    locking.held(contact)
    flow.FLOW.perform(contact, "finish", by=by)
    talk, reach = sealing.talk(contact, by=by), sealing.reach(contact, by=by)
    caller, again = callers.meet(talk, reach, by=by)
    if again and "repeat_contact" not in talk.outcomes:
        talk = replace(talk, outcomes=(*talk.outcomes, "repeat_contact"))
    contact.caller = caller
    _fill(contact, talk, reach, by)
    contact.save(update_fields=["state", "talk", "reach", "due_on", "caller"])
    if caller and "abusive" in talk.outcomes:
        callers.set_flag(caller=caller, kind="abusive", by=by)
    audit.record("contact.finish", "contact", contact.id, by=by, objects=[caller.id] if caller else [])
    _count(talk, by)
    if rules.says_how_to_call(reach) and (cases := queries.cases_of_caller(contact)):
        since.tell_cases(contact=contact, cases=cases, by=by)
    if talk.danger:
        tell_of_danger(contact, by=by)
    return contact


@audit.verb("contact.take", _("took a contact"))
def take_contact(*, talk: Talk, reach: Reach, contact: Contact | None = None, by: Actor) -> Contact:
    """Write a contact down, new or from a draft, and finish it, in one act."""
    if contact is None:
        contact = begin_contact(talk=talk, reach=reach, by=by)
    else:
        write_contact(contact=contact, talk=talk, reach=reach, by=by)
    finish_contact(contact=contact, by=by)
    audit.record("contact.take", "contact", contact.id, by=by)
    return contact


def check(talk: Talk, reach: Reach) -> None:
    """Raise Invalid for a code that is in no list, for an end before the beginning, and for a flood of digits."""
    for name, listed in CODED.items():
        _known(name, getattr(talk, name) in codes.get(listed))
    for name, listed in SEVERAL.items():
        _known(name, all(each in codes.get(listed) for each in getattr(talk, name)))
    _known("categories", len(talk.categories) <= MOST_CATEGORIES)
    _known("language", not talk.language or talk.language in codes.get("language"))
    lands = {each.code for each in places.countries()}
    _known("country", not talk.country or talk.country in lands)
    _known("nationality", not talk.nationality or talk.nationality in lands)
    _known("safe", reach.safe in codes.get("contact_safety"))
    _known("signs", all(code in questions() and said in SAID for code, said in talk.signs.items()))
    _times(talk)
    if len(reach.phone) > rules.LONGEST_NUMBER:
        raise Invalid(_("This is no telephone number."), "", _("Write the number, or a messenger name."), field="phone")


def _times(talk: Talk) -> None:
    if talk.began and talk.began > timezone.now():
        raise Invalid(_("This has not begun yet."), "", _("Write when it really began."), field="began")
    if talk.began and talk.ended and talk.ended < talk.began:
        raise Invalid(_("It ended before it began."), "", _("Look at both times again."), field="ended")


def _known(name: str, known: bool) -> None:
    if not known:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field=name)


def _fill(contact: Contact, talk: Talk, reach: Reach, by: Actor) -> None:
    """Seal what was told, and set the two open days: when it was, and whether somebody waits for a call."""
    sealing.seal(contact, "talk", talk.values, by=by)
    sealing.seal(contact, "reach", reach.values, by=by)
    today = timezone.localdate()
    contact.day = timezone.localdate(talk.began) if talk.began else today
    waits = talk.danger or "callback_agreed" in talk.outcomes
    contact.due_on = (contact.due_on or today) if waits else None


def _count(talk: Talk, by: Actor) -> None:
    """Count the contact, each thing it was about and each thing that came of it; of a silent one only that it was."""
    short = next((each for each in talk.outcomes if each in SHORT_OUTCOMES), "")
    told = {
        "channel": talk.channel,
        "direction": talk.direction,
        "language": rules.coarse("hotline_language", talk.language),
        "caller": talk.caller,
        "whereabouts": rules.coarse("hotline_country", talk.country),
        "origin": rules.coarse("origin", talk.nationality),
    }
    day = timezone.localdate(talk.began) if talk.began else timezone.localdate()
    count = partial(ledger.record, by=by, day=day, country=people.country_of(by), sex=talk.sex, age_band=talk.age_band)
    count(measures.CONTACT_TAKEN, axes=told)
    for outcome in (short,) if short else talk.outcomes:
        count(measures.CONTACT_OUTCOME, axes={"channel": talk.channel, "outcome": outcome})
    for category in () if short else talk.categories:
        count(measures.CONTACT_CATEGORY, axes={"channel": talk.channel, "category": category})


def tell_of_danger(contact: Contact, *, by: Actor) -> None:
    """Tell colleagues that somebody is in danger; not who, and not what. Inside a verb only."""
    notify.tell_circle(contact.organisation, READERS, "danger", LIST, but=by.user)


def must_be_final(contact: Contact) -> None:
    """Raise WrongState for a draft: what is not finished leads nowhere yet."""
    if contact.is_draft:
        raise WrongState(
            _("This contact is not finished."),
            _("Only what is finished is passed on or called back."),
            _("Finish it first."),
        )
