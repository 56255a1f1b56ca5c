"""Why two persons may be one: the reasons in words, so that a human decides and knows on what."""

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import gettext_lazy as _

from komek.care.people.nouns import Identity, Known, Reason, known
from komek.care.people.rules.search import Query, _number_forms
from komek.kernel.partialdate import PartialDate
from komek.kernel.scripts import keys

Likeness = Literal["same", "spelling", "ending", "sound"]
ORDER: tuple[Likeness, ...] = ("same", "spelling", "ending", "sound")
WEIGHT = {"same": 4, "spelling": 3, "ending": 2, "sound": 1}
SHORTEST = 3
"""Fewer consonants than this sound like half the world."""

NAMES = {
    ("given", "same"): _("Same given name"),
    ("given", "spelling"): _("Same given name in another spelling"),
    ("given", "ending"): _("Same given name with another ending"),
    ("given", "sound"): _("Given name that sounds alike"),
    ("surname", "same"): _("Same surname"),
    ("surname", "spelling"): _("Same surname in another spelling"),
    ("surname", "ending"): _("Same surname with another ending"),
    ("surname", "sound"): _("Surname that sounds alike"),
    ("patronymic", "same"): _("Same patronymic"),
    ("patronymic", "spelling"): _("Same patronymic in another spelling"),
    ("patronymic", "ending"): _("Same father's name"),
    ("patronymic", "sound"): _("Patronymic that sounds alike"),
    ("other", "same"): _("One of her other names"),
    ("other", "spelling"): _("One of her other names in another spelling"),
    ("other", "ending"): _("One of her other names with another ending"),
    ("other", "sound"): _("One of her other names sounds alike"),
}
PHONE = Reason("phone", _("Same phone number"), 10)
PAPER = Reason("paper", _("Same document number"), 10)
BORN = Reason("born", _("Same date of birth"), 4)
YEAR = Reason("year", _("Same year of birth"), 2)
GIVEN_YEAR = Reason("given_year", _("Same given name and year of birth"), 3)
SURNAME_YEAR = Reason("surname_year", _("Same surname and year of birth"), 3)


def compare(query: Query, person: Known) -> tuple[Reason, ...]:
    """List why the person may be the one that is asked for, the weightiest reason first; none for a stray hit."""
    named = _named(query, person.identity)
    reasons = [Reason(f"{part}.{how}", NAMES[part, how], WEIGHT[how]) for part, (how, _words) in named.items()]
    if set(query.phones) & set(person.phones):
        reasons.append(PHONE)
    if _number_forms(query.numbers) & _number_forms(person.numbers):
        reasons.append(PAPER)
    if not reasons:
        return ()
    reasons += _born(query.born, known(person.identity.born), named.keys())
    return tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.code)))


def is_strong(query: Query, person: Known, reasons: Iterable[Reason]) -> bool:
    """Say whether the likeness must be answered before somebody new is registered.

    A telephone, a document, given name and surname together, or one of them (not only by sound) with the year.
    """
    codes = {reason.code for reason in reasons}
    if codes & {"phone", "paper"}:
        return True
    named = _named(query, person.identity)
    if "given" in named and "surname" in named and len(named["given"][1] | named["surname"][1]) > 1:
        return True
    clear = any(part in named and named[part][0] != "sound" for part in ("given", "surname"))
    return clear and bool(codes & {"born", "year", "given_year", "surname_year"})


def _named(query: Query, identity: Identity) -> dict[str, tuple[Likeness, set[int]]]:
    """Find for each part of the name the best likeness, and which words of the query gave any."""
    parts = {
        "given": known(identity.given) or "",
        "surname": known(identity.surname) or "",
        "patronymic": known(identity.patronymic) or "",
        "other": " ".join(identity.other_names),
    }
    found: dict[str, tuple[Likeness, set[int]]] = {}
    for part, text in parts.items():
        pairs = [(place, _likeness(word, own)) for place, word in enumerate(query.words) for own in _own(text)]
        alike = [(place, how) for place, how in pairs if how]
        if alike:
            found[part] = min((how for _, how in alike), key=ORDER.index), {place for place, _ in alike}
    return found


def _own(text: str) -> list[str]:
    words = text.split()
    return [*words, "".join(words)] if len(words) > 1 else words


def _likeness(one: str, other: str) -> Likeness | None:
    if one.casefold() == other.casefold():
        return "same"
    a, b = keys(one), keys(other)
    if not a.fold or not b.fold:
        return None
    if a.fold == b.fold:
        return "spelling"
    if a.root == b.root:
        return "ending"
    sounds = ((a.skeleton, b.skeleton), (a.root_skeleton, b.root_skeleton))
    return "sound" if any(x == y and len(x) >= SHORTEST for x, y in sounds) else None


def _born(asked: PartialDate | None, own: PartialDate | None, parts: Iterable[str]) -> list[Reason]:
    if not asked or not own or asked.year is None or asked.year != own.year:
        return []
    if asked.complete and asked == own:
        return [BORN]
    named = set(parts) & {"given", "surname"}
    if len(named) == 1:
        return [GIVEN_YEAR if "given" in named else SURNAME_YEAR]
    return [YEAR]
