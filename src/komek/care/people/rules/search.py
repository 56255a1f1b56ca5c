"""Under which forms a person is found, and which forms a search text asks for.

The index holds keyed hashes of forms and compares by equality only (docs/security.md): so a name becomes the
few keys in which all its spellings meet, and a hit is a question that opening the record answers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import phonenumbers

from komek.care.people.nouns import Known, known
from komek.kernel.partialdate import PartialDate
from komek.kernel.scripts import Keys, keys, name_forms

NAME, PAIR, GIVEN_YEAR, SURNAME_YEAR, PHONE, PAPER = (
    "name",
    "pair",
    "given_year",
    "surname_year",
    "phone",
    "paper",
)
Forms = Mapping[str, frozenset[str]]

MOST_WORDS = 6
"""Of a very long name the first words make the pairs."""
SHORTEST_NUMBER = 5
SHORTEST_PHONE = 7
LATIN = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
"""Cyrillic capitals that a document prints like Latin ones."""

CASE_NUMBER = re.compile(r"\b([A-Za-z]{2}-\d{2}-\d{4,})\b")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})[./-](\d{1,2})[./-](\d{1,2})(?!\d)")
YEAR = re.compile(r"(?<![\w+])((?:19|20)\d{2})(?!\w)")
DIGITS = re.compile(r"(?<!\w)\+?\(?\d[\d\s().-]{5,}\d(?!\w)")


@dataclass(frozen=True, repr=False)
class Query:
    """What is looked for: name words, a birth date or year, telephones, document numbers, the number of a case."""

    words: tuple[str, ...] = ()
    born: PartialDate | None = None
    phones: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    case_number: str = ""

    def __repr__(self) -> str:
        return "<Query>"

    def __bool__(self) -> bool:
        return bool(self.words or self.phones or self.numbers or self.case_number)

    @cached_property
    def keys(self) -> tuple[tuple[str, Keys], ...]:
        """Give each word in small letters with its keys, computed once for all who are compared."""
        return tuple((word.casefold(), keys(word)) for word in self.words)

    @property
    def year(self) -> int | None:
        """Give the year of birth, if it was said."""
        return self.born.year if self.born else None


def parse(text: str, country: str = "KZ") -> Query:
    """Read a search text: a name in any script, a year or date of birth, a telephone, a document or case number."""
    case_number, text = _cut(CASE_NUMBER, text)
    born, text = _birth(text)
    digits, text = _cut_all(DIGITS, text)
    phones = [phone for run in digits if (phone := normal_phone(run, country))]
    numbers = [number for run in digits if (number := normal_number(run))]
    if born is None:
        year, text = _cut(YEAR, text)
        born = PartialDate(int(year)) if year else None
    tokens = text.replace(",", " ").split()
    numbers += [number for token in tokens if (number := normal_number(token))]
    words = [token for token in tokens if not any(sign.isdigit() for sign in token) and _letters(token)]
    return Query(tuple(words), born, tuple(phones), tuple(dict.fromkeys(numbers)), case_number.upper())


def about(person: Known) -> Query:
    """Ask for somebody who is like this person."""
    words = _words(person, "given") + _words(person, "surname")
    return Query(words, known(person.identity.born), person.phones, person.numbers)


def wanted(query: Query) -> dict[str, frozenset[str]]:
    """List the forms that a query asks for, strong kinds first."""
    year = query.year
    years = _with_year(query.words, year)
    found = {
        PHONE: frozenset(query.phones),
        PAPER: number_forms(query.numbers),
        PAIR: _pairs(query.words),
        GIVEN_YEAR: years,
        SURNAME_YEAR: years,
        NAME: _names(query.words),
    }
    return {kind: forms for kind, forms in found.items() if forms}


def forms_of(person: Known) -> dict[str, frozenset[str]]:
    """List the forms under which a person is found."""
    given, surname, other = _words(person, "given"), _words(person, "surname"), _words(person, "other")
    patronymic = _words(person, "patronymic")
    born = known(person.identity.born)
    year = born.year if born else None
    found = {
        NAME: _names((*given, *surname, *patronymic, *other)) | _names(("".join(given),) if len(given) > 1 else ()),
        PAIR: _pairs((*given, *surname, *other)),
        GIVEN_YEAR: _with_year((*given, *other), year),
        SURNAME_YEAR: _with_year((*surname, *other), year),
        PHONE: frozenset(person.phones),
        PAPER: number_forms(person.numbers),
    }
    return {kind: forms for kind, forms in found.items() if forms}


def normal_phone(text: str, country: str) -> str | None:
    """Write a telephone number as E.164, or None for what cannot be one; `country` completes a local number."""
    if sum(sign.isdigit() for sign in text) < SHORTEST_PHONE or any(sign.isalpha() for sign in text):
        return None
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def normal_number(text: str) -> str | None:
    """Write a document number in capitals without signs, or None for what cannot be one."""
    plain = "".join(sign for sign in text.upper().translate(LATIN) if sign.isalnum())
    long_enough = len(plain) >= SHORTEST_NUMBER
    return plain if long_enough and any(sign.isdigit() for sign in plain) else None


def _birth(text: str) -> tuple[PartialDate | None, str]:
    for pattern, order in ((DAY_FIRST, (2, 1, 0)), (YEAR_FIRST, (0, 1, 2))):
        found = pattern.search(text)
        if found:
            parts = [int(found.groups()[place]) for place in order]
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            try:
                return PartialDate(*parts), rest
            except ValueError:
                return PartialDate(parts[0]), rest
    return None, text


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    return (found[1], f"{text[: found.start()]} {text[found.end() :]}") if found else ("", text)


def _cut_all(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return pattern.findall(text), pattern.sub(" ", text)


def _letters(token: str) -> bool:
    """Say whether a token is a name; a letter with a full stop is an initial, a letter alone may be a surname (О)."""
    letters = sum(sign.isalpha() for sign in token)
    return letters > 1 or (letters == 1 and not token.endswith("."))


def _words(person: Known, part: str) -> tuple[str, ...]:
    texts = person.identity.other_names if part == "other" else (known(getattr(person.identity, part)) or "",)
    return tuple(word for text in texts for word in text.split() if _letters(word))


def _names(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in name_forms(word))


def _pairs(words: tuple[str, ...]) -> frozenset[str]:
    """Any two words without order, by fold, by skeleton and by the skeleton of their roots; short ones count here."""
    of_word = [(each.fold, each.skeleton, each.root_skeleton) for each in map(keys, words[:MOST_WORDS])]
    joined = (
        "+".join(sorted(pair))
        for one, other in combinations(of_word, 2)
        for pair in zip(one, other, strict=True)
        if all(pair)
    )
    return frozenset(joined)


def _with_year(words: tuple[str, ...], year: int | None) -> frozenset[str]:
    if year is None:
        return frozenset()
    found = (form for each in map(keys, words) for form in (each.fold, each.skeleton, each.root_skeleton) if form)
    return frozenset(f"{form}+{year}" for form in found)


def number_forms(numbers: Iterable[str]) -> frozenset[str]:
    """Give a number as a whole, and its digits alone where there are enough of them."""
    digits = ("".join(sign for sign in number if sign.isdigit()) for number in numbers)
    return frozenset(numbers) | {run for run in digits if len(run) > SHORTEST_NUMBER}
