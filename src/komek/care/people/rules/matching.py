"""Why two persons may be one: the reasons in words, so that a human decides and knows on what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from komek.care.people.nouns import Identity, Known, Reason, known
from komek.care.people.rules.search import Query, number_forms
from komek.kernel.partialdate import PartialDate
from komek.kernel.scripts import Keys, keys

Likeness = Literal["same", "spelling", "ending", "sound"]
Named = dict[str, tuple[Likeness, set[int]]]
"""For each part of a name how it is alike, and the places of the words of the query that are."""

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
    ("other", "same"): _("One of the other names"),
    ("other", "spelling"): _("One of the other names in another spelling"),
    ("other", "ending"): _("One of the other names with another ending"),
    ("other", "sound"): _("One of the other names sounds alike"),
}
PHONE = Reason("phone", _("Same phone number"), 10)
PAPER = Reason("paper", _("Same document number"), 10)
BORN = Reason("born", _("Same date of birth"), 4)
YEAR = Reason("year", _("Same year of birth"), 2)
GIVEN_YEAR = Reason("given_year", _("Same given name and year of birth"), 3)
SURNAME_YEAR = Reason("surname_year", _("Same surname and year of birth"), 3)


@dataclass(frozen=True)
class Weighed:
    """Why somebody may be the one asked for, the weightiest reason first, and whether that must be answered.

    Strong is a telephone, a document, given name and surname together, or one of them (not only by sound) with the
    year: before such a likeness is answered nobody new is registered.
    """

    reasons: tuple[Reason, ...] = ()
    strong: bool = False


def compare(query: Query, person: Known) -> tuple[Reason, ...]:
    """List why the person may be the one that is asked for; nothing for a stray hit."""
    return weigh(query, person).reasons


def weigh(query: Query, person: Known) -> Weighed:
    """Compare a person with what is asked for: names in any spelling, telephones, papers, and the day of birth."""
    named = _named(query, person.identity)
    reasons = [Reason(f"{part}.{how}", NAMES[part, how], WEIGHT[how]) for part, (how, _words) in named.items()]
    sure = _sure(query, person)
    if not reasons and not sure:
        return Weighed()
    born = _born(query.born, known(person.identity.born), named.keys())
    ordered = sorted([*reasons, *sure, *born], key=lambda reason: (-reason.weight, reason.code))
    return Weighed(tuple(ordered), bool(sure) or _pair(named) or (bool(born) and _clear(named)))


def _sure(query: Query, person: Known) -> list[Reason]:
    same_phone = not set(query.phones).isdisjoint(person.phones)
    same_paper = not number_forms(query.numbers).isdisjoint(number_forms(person.numbers))
    return [*([PHONE] if same_phone else []), *([PAPER] if same_paper else [])]


def _pair(named: Named) -> bool:
    """Say whether two different words gave the given name and the surname."""
    return "given" in named and "surname" in named and len(named["given"][1] | named["surname"][1]) > 1


def _clear(named: Named) -> bool:
    return any(named[part][0] != "sound" for part in ("given", "surname") if part in named)


def _named(query: Query, identity: Identity) -> Named:
    """Find for each part of the name the best likeness, and which words of the query gave any."""
    parts = {
        "given": known(identity.given) or "",
        "surname": known(identity.surname) or "",
        "patronymic": known(identity.patronymic) or "",
        "other": " ".join(identity.other_names),
    }
    found: Named = {}
    for part, text in parts.items():
        own = [(word.casefold(), keys(word)) for word in _own(text)] if query.words else []
        pairs = [(place, _likeness(asked, each)) for place, asked in enumerate(query.keys) for each in own]
        alike = [(place, how) for place, how in pairs if how]
        if alike:
            found[part] = min((how for _, how in alike), key=ORDER.index), {place for place, _ in alike}
    return found


def _own(text: str) -> list[str]:
    words = text.split()
    return [*words, "".join(words)] if len(words) > 1 else words


def _likeness(asked: tuple[str, Keys], own: tuple[str, Keys]) -> Likeness | None:
    if asked[0] == own[0]:
        return "same"
    a, b = asked[1], own[1]
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
