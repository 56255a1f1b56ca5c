"""The words of the public doors in all eight languages, and how values, days and countries are said in them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from komek.knowledge.guide.nouns import LANGUAGES, SOURCE

FORMS = {"en": 2, "ru": 3}
"""How many forms a counted word has; the Turkic languages and Tajik have one."""


@dataclass(frozen=True)
class Speech:
    """All words of one language."""

    language: str
    draft: bool
    sections: dict[str, dict[str, Any]]

    def say(self, section: str, key: str, **values: object) -> str:
        """Give one sentence with its placeholders filled; an unknown key raises KeyError."""
        return str(self.sections[section][key]).format_map(values)

    def day(self, day: date, *, year: bool = True) -> str:
        """Say a day: "9 December 2026"."""
        month = self.sections["format"]["months"][day.month - 1]
        return self.say("format", "date" if year else "day", day=day.day, month=month, year=day.year)

    def value(self, value: str, unit: str) -> str:
        """Say a value with its unit: "15 working days". Dates are said as days; a text is said as it is."""
        if unit == "date":
            return self._date(value)
        forms = self.sections["units"].get({"year": "years", "day": "days"}.get(unit, unit))
        if not forms or not value.isdigit():
            return value
        return self.say("format", "value", value=grouped(int(value)), unit=forms[form(self.language, int(value))])

    def either(self, values: list[str]) -> str:
        """Say a choice: "7 or 15 working days"."""
        if len(values) == 1:
            return values[0]
        return self.say("format", "list_or", first=", ".join(values[:-1]), last=values[-1])

    def _date(self, value: str) -> str:
        try:
            return self.day(date.fromisoformat(value))
        except ValueError:
            return value


def grouped(number: int) -> str:
    """Write a number with thin spaces between thousands, as all eight languages may."""
    return f"{number:,}".replace(",", "\u202f")


def form(language: str, count: int) -> int:
    """Say which form of a counted word belongs to a number."""
    if FORMS.get(language) == 2:
        return int(count != 1)
    if FORMS.get(language) != 3:
        return 0
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


_brought: dict[str, Speech] = {}


def bring(brought: Mapping[str, Speech]) -> None:
    """Let words that came with a bundle stand in place of the shipped ones; what they lack stays as it was shipped."""
    _brought.clear()
    _brought.update(brought)
    words.cache_clear()


@cache
def words(language: str) -> Speech:
    """Load the words of a language; where it has none yet, English ones as a draft. An unknown one raises KeyError."""
    shipped = _shipped(language)
    if language not in _brought:
        return shipped
    newer = _brought[language]
    sections = {name: {**keys, **newer.sections.get(name, {})} for name, keys in shipped.sections.items()}
    return Speech(language, newer.draft, sections)


@cache
def _shipped(language: str) -> Speech:
    if language not in LANGUAGES:
        raise KeyError(language)
    source = _source(language)
    if not source.is_file():
        return Speech(SOURCE, True, _shipped(SOURCE).sections)
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    head = {key: data.pop(key) for key in ("language", "mark")}
    if language != SOURCE and (lacking := _lacking(data)):
        raise ValueError(f"{language}: {lacking}")
    return Speech(language, head["mark"] == "draft", data)


@cache
def spoken() -> tuple[str, ...]:
    """Give the languages that have words of their own: only these are offered by a door."""
    return tuple(language for language in LANGUAGES if _source(language).is_file())


def _source(language: str) -> Traversable:
    return files(__package__) / "content/words" / f"{language}.toml"


def _lacking(data: dict[str, dict[str, Any]]) -> str:
    source = _shipped(SOURCE).sections
    missing = [f"{s}.{k}" for s, keys in source.items() for k in keys if k not in data.get(s, {})]
    return ", ".join(missing)
