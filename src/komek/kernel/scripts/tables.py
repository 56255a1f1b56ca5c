"""The tables beside the code: letters, readings, endings, variants, known names, alphabets. Nothing is read twice."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

# Letters that are their own sound unless a row says otherwise; | parts two letters that would be read as one.
PLAIN = "abcdefghijklmnopqrstuvwxyz|"


class Letters(dict[int, str]):
    """A table for `str.translate`. A letter it does not name is read as its base letter, anything else as nothing."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        super().__init__((ord(letter), sound) for letter, sound in rows)

    def __missing__(self, code: int) -> str:
        base = ord(unicodedata.normalize("NFD", chr(code))[0])
        self[code] = sound = "" if base == code else self[base]
        return sound


class Rule(NamedTuple):
    """A regular expression and what replaces it; `hint` occurs in every word that the rule can change."""

    hint: str
    pattern: re.Pattern[str]
    to: str


class Habit(NamedTuple):
    """How one language, or one kind of writer, uses the letters that mean different things in different languages."""

    name: str
    mark: re.Pattern[str] | None
    need: re.Pattern[str]
    rules: tuple[Rule, ...]
    swaps: tuple[tuple[str, str], ...]

    def read(self, word: str) -> str:
        return swapped(ruled(word, self.rules), self.swaps)


def swapped(word: str, swaps: tuple[tuple[str, str], ...]) -> str:
    for old, new in swaps:
        if old in word:
            word = word.replace(old, new)
    return word


def ruled(word: str, rules: tuple[Rule, ...]) -> str:
    for hint, pattern, to in rules:
        if hint in word:
            word = pattern.sub(to, word)
    return word


def text_of(name: str) -> str:
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


def rows_of(name: str) -> Iterator[list[str]]:
    """Rows of a small table: lines that begin with # are remarks, the first other line is the heading."""
    lines = [line for line in text_of(name).splitlines() if line and not line.startswith("#")]
    return (line.split(",") for line in lines[1:])


@cache
def letters(*alphabets: str) -> Letters:
    """The sounds of the letters of some alphabets; where two have the same letter, the first one counts."""
    rows = [(name, letter, sound) for name, cell, sound, _note in rows_of("letters.csv") for letter in cell.split()]
    named = ((letter, sound) for kind in reversed(alphabets) for name, letter, sound in rows if name == kind)
    return Letters((*zip(PLAIN, PLAIN, strict=True), *named))


@cache
def readings() -> dict[str, Any]:
    return tomllib.loads(text_of("readings.toml"))


@cache
def hint(name: str) -> re.Pattern[str]:
    return re.compile(readings()[name])


@cache
def groups() -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for old, new in readings()["groups"])


@cache
def edges() -> tuple[Rule, ...]:
    return tuple(Rule(row["if"], re.compile(row["from"]), row["to"]) for row in readings()["edges"])


@cache
def habits() -> tuple[Habit, ...]:
    return tuple(habit_of(row) for row in readings()["habit"])


def habit_of(row: dict[str, Any]) -> Habit:
    mark = re.compile(row["mark"]) if "mark" in row else None
    rules = tuple(Rule(hint, re.compile(old), new) for hint, old, new in row.get("rules", ()))
    swaps = tuple((old, new) for old, new in row.get("swaps", ()))
    return Habit(row["name"], mark, re.compile(row["need"]), rules, swaps)


@cache
def endings() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(cell) for kind, cell in tomllib.loads(text_of("endings.toml")).items()}


@cache
def variants() -> tuple[tuple[str, str], ...]:
    """Pairs (spelling, canonical spelling), longest spelling first."""
    pairs = [(spelling, row[0]) for row in rows_of("variants.csv") for spelling in row[1].split()]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def alphabets() -> dict[str, dict[str, str]]:
    """Language -> script -> letters in order; "all" is the common order."""
    return tomllib.loads(text_of("alphabets.toml"))


@cache
def whole_words() -> dict[str, str]:
    """How a Latin word was heard, and what is meant."""
    return {spelling: row[0] for row in rows_of("whole_words.csv") for spelling in row[1].split()}


@cache
def names(kind: str) -> tuple[str, ...]:
    """The known names of a kind, in Cyrillic letters: "given names" or "surnames"."""
    found: list[str] = []
    wanted = False
    for line in text_of("known_names.txt").splitlines():
        if line.startswith("#"):
            wanted = line.startswith(f"# {kind}:")
        elif wanted:
            found.extend(line.split())
    return tuple(found)
