"""The words that stand in cells of registers, in eight ways of writing, and the codes they mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from komek.kernel.scripts import fold

PARTS = re.compile(r"[,;/\n+&]|\s(?:и|and|және|жана|va|ва|we)\s")
SHORTEST_OPEN = 3


class Word(NamedTuple):
    """A word or phrase and what it means; an open one may go on."""

    fold: str
    code: str
    open: bool

    def stands_in(self, text: str) -> bool:
        """Say whether the phrase stands in a folded text, at the beginning of a word."""
        rest = f" {text} "
        return f" {self.fold}" in rest if self.open else f" {self.fold} " in rest


def find(name: str, text: str) -> str:
    """Give the code that a text means in a list, the first that fits; nothing if no word of the list stands in it."""
    said = text.strip().casefold()
    exact, folds, phrases = _list(name)
    key = _folded(said)
    if said in exact or key in folds:
        return exact.get(said) or folds[key]
    return next((word.code for word in phrases if word.stands_in(key)), "")


def whole(name: str, text: str) -> str:
    """Give the code of a text that is one word or phrase of a list and nothing more."""
    said = text.strip().casefold()
    exact, folds, _phrases = _list(name)
    return exact.get(said) or folds.get(_folded(said), "")


def find_all(name: str, text: str) -> tuple[list[str], list[str]]:
    """Give the codes of a text that names several things, and the parts that mean nothing in the list."""
    codes, strange = list[str](), list[str]()
    for part in PARTS.split(text):
        if not part.strip():
            continue
        code = find(name, part)
        if not code:
            strange.append(part.strip())
        elif code not in codes:
            codes.append(code)
    return codes, strange


def _folded(text: str) -> str:
    return fold(text.replace("/", " ").replace(".", " "))


@cache
def _list(name: str) -> tuple[dict[str, str], dict[str, str], tuple[Word, ...]]:
    exact, folds, phrases = dict[str, str](), dict[str, str](), list[Word]()
    for code, word in _rows(name):
        bare = word.rstrip("*")
        exact.setdefault(bare.casefold(), code)
        key = _folded(bare)
        if not key:
            continue
        folds.setdefault(key, code)
        may_go_on = word.endswith("*") and len(key) >= SHORTEST_OPEN
        if len(key) > 1:
            phrases.append(Word(key.rstrip("i") if may_go_on else key, code, may_go_on))
    return exact, folds, tuple(phrases)


def _rows(name: str) -> Iterator[tuple[str, str]]:
    text = (files(__package__) / "data" / "words.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        if row["list"] == name:
            for word in row["words"].split(";"):
                yield row["code"], word
