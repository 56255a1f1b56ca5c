"""Pure rules of the hotline: coarse codes for the ledger, whom one may call, WhatsApp's day, who sent the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from komek.care import people
from komek.care.hotline.nouns import UNKNOWN, Calling, Known, Reach, Talk
from komek.care.people import normal_phone
from komek.kernel import codes
from komek.kernel.missing import Missing

WHATSAPP_WINDOW = timedelta(hours=24)
"""So long after her last message a free text may be sent; afterwards only what the messenger has approved before."""
UNSAFE = frozenset({"unsafe", "watched"})
UNBOUNDED = frozenset({"safe", UNKNOWN})
HERSELF = "victim"
"""Of all who call only the person concerned speaks for herself; who it was is unknown unless somebody has said it."""
BY_MACHINE = frozenset({"telegram", "web", "kiosk"})
"""Channels by which a message comes through bot, page or kiosk."""
SENT_BY = {
    "family": "family_or_friend",
    "friend": "family_or_friend",
    "employer": "employer_or_private_agency",
    "ngo": "ngo",
    "media": "media",
    "official": "other",
    "witness": "other",
    "other": "other",
}
LONGEST_NUMBER, SHORTEST_HANDLE = 60, 3


def coarse(name: str, code: str) -> str:
    """Name a code as the ledger may say it: what is rare would single a person out."""
    if not code or code == UNKNOWN:
        return UNKNOWN
    return code if code in codes.get(name) else "other"


def whatsapp_left(talk: Talk, now: datetime) -> timedelta | None:
    """Say how long one may still write freely; None where that is no question, nothing left once the day is over."""
    if talk.channel != "whatsapp" or talk.heard is None:
        return None
    return max(timedelta(), min(WHATSAPP_WINDOW, talk.heard + WHATSAPP_WINDOW - now))


def may_call(how: Calling) -> bool:
    """Say whether calling back is thinkable: not where she said no, nor where a colleague has seen a danger."""
    return not how.closed and how.reach.safe not in UNSAFE and "do_not_call" not in how.flags


def says_how_to_call(reach: Reach) -> bool:
    """Say whether a contact bounds calling back: no calls, at times only, no messages, when, or with which words."""
    return reach.safe not in UNBOUNDED or bool(reach.when.strip() or reach.words.strip())


def by_now(own: Reach, latest: Known | None) -> Reach:
    """Give how somebody may be called back by now: the caller's latest word holds for her older contacts too.

    A "no" stays a "no" for the contact in which it was said: whoever has taken her telephone may say "yes" next.
    """
    if latest is None:
        return own
    safe = own.safe if own.safe in UNSAFE or latest.safe == UNKNOWN else latest.safe
    return replace(own, safe=safe, when=latest.when or own.when, words=latest.words or own.words)


def reached_by_now(held: people.Contact, told: people.Contact, *, her_own: bool) -> people.Contact:
    """Give how a person on record may be reached by now: what she has just said holds, what she did not say stays.

    As with a caller a "no" stays a "no", until a colleague corrects the file. Where it is not her own word it may
    bound calling her further and never loosen it.
    """
    return _as_she_said(held, told) if her_own else _as_others_said(held, told)


def _as_she_said(held: people.Contact, told: people.Contact) -> people.Contact:
    closed = held.safe in UNSAFE or people.known(told.safe) in (None, UNKNOWN)
    return replace(
        held,
        phones=tuple(dict.fromkeys(_all_of(told.phones, held.phones))) or held.phones,
        messengers={**held.messengers, **told.messengers},
        languages=tuple(dict.fromkeys(_all_of(held.languages, told.languages))) or held.languages,
        safe=held.safe if closed else told.safe,
        call_when=told.call_when or held.call_when,
        call_words=told.call_words or held.call_words,
    )


def _as_others_said(held: people.Contact, told: people.Contact) -> people.Contact:
    """Add what others know: her numbers stay first, with which words one calls her stays as she said it.

    A stricter word replaces a freer one, and stands beside hers about when: whoever calls reads both.
    """
    was, is_now = _bounds(held.safe), _bounds(told.safe)
    when, words = held.call_when, held.call_words
    if is_now > was and told.call_when not in when:
        when = " / ".join(filter(None, (when, told.call_when)))
    elif is_now == was:
        when = when or told.call_when
    return replace(
        held,
        phones=tuple(dict.fromkeys(_all_of(held.phones, told.phones))) or held.phones,
        messengers={**told.messengers, **held.messengers},
        languages=tuple(dict.fromkeys(_all_of(held.languages, told.languages))) or held.languages,
        safe=told.safe if is_now > was else held.safe,
        call_when=when,
        call_words=words or (told.call_words if is_now >= was else ""),
    )


def _bounds(safe: str | Missing) -> int:
    """Say how far a word bounds calling: not at all, in part, or wholly. Where nothing is known nothing is bounded."""
    if safe in UNSAFE:
        return 2
    return 0 if people.known(safe) in (None, *UNBOUNDED) else 1


def _all_of(*several: tuple[str, ...] | Missing) -> list[str]:
    return [each for values in several for each in people.known(values) or ()]


def source_of(talk: Talk, *, by_message: bool) -> str:
    """Say who sent the person, as a case asks it: bot and kiosk stay known, else whoever called."""
    if by_message or talk.channel in BY_MACHINE:
        return "bot_or_kiosk"
    return SENT_BY.get(talk.caller, "self")


def forms(phone: str, country: str) -> dict[str, frozenset[str]]:
    """Give the forms under which a caller is found: a telephone number, or else the name in a messenger."""
    text = phone.strip()
    if number := normal_phone(text, country):
        return {"phone": frozenset({number})}
    return {"handle": frozenset({text.casefold()})} if len(text) >= SHORTEST_HANDLE else {}


def parents(categories: tuple[str, ...]) -> tuple[str, ...]:
    """List the first level of the categories that were chosen, each once."""
    known = codes.get("hotline_category")
    found = [known[each].broader or each for each in categories if each in known]
    return tuple(dict.fromkeys(found))


def is_over(until: date, today: date) -> bool:
    """Say whether a flag has ended: its last day is part of it."""
    return today > until
