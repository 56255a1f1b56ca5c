"""Concepts: what the words of eight languages have in common, so that an example in one language helps all the others.

`content/concepts.csv` lists for each concept the beginnings of its words as people write them; `_` stands for a blank,
at the end for the end of the word. A concept is a hint to be weighed, never a rule: "beat" is also what drummers do.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from komek.knowledge.guide import content
from komek.knowledge.guide.matching.spelling import skeleton

FILE = "concepts.csv"
SHORTEST, LONGEST = 4, 16
"""Letters of a beginning; what is shorter must be the whole word."""


def source() -> str:
    """Give the table as it is shipped."""
    return (content.folder() / FILE).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Book:
    """The table, by how a word is looked up: as it begins, whole, or as the first of several."""

    begun: Mapping[str, frozenset[str]]
    whole: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[str, str], ...]]


@cache
def book() -> Book:
    """Read the table."""
    begun: dict[str, set[str]] = defaultdict(set)
    whole: dict[str, set[str]] = defaultdict(set)
    phrases: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in csv.DictReader(source().splitlines()):
        for stem in row["stems"].split():
            told = skeleton(stem.replace("_", " "))
            if " " in told:
                phrases[told.split()[0]].add((f"{told} " if stem.endswith("_") else told, row["concept"]))
            elif told:
                (whole if stem.endswith("_") or len(told) < SHORTEST else begun)[told].add(row["concept"])
    return Book(
        {stem: frozenset(found) for stem, found in begun.items()},
        {word: frozenset(found) for word, found in whole.items()},
        {word: tuple(sorted(found)) for word, found in phrases.items()},
    )


def spoken(words: Sequence[str]) -> list[list[tuple[str, int]]]:
    """Give for each word the concepts that begin with it, and the number of the word after each."""
    known, told, begins = book(), " ".join((*words, "")), 0
    single = {word: _of_word(word, known) for word in set(words)}
    found = [[(concept, at + 1) for concept in single[word]] for at, word in enumerate(words)]
    for at, word in enumerate(words):
        for phrase, concept in known.phrases.get(word, ()):
            if told.startswith(phrase, begins):
                found[at].append((concept, at + len(phrase.split())))
        begins += len(word) + 1
    return found


def named(told: str) -> list[str]:
    """Give the concepts that a skeleton names, each once, in alphabetical order."""
    return sorted({concept for begun in spoken(told.split()) for concept, _ in begun})


def _of_word(word: str, known: Book) -> set[str]:
    found = set(known.whole.get(word, ()))
    for size in range(SHORTEST, min(len(word), LONGEST) + 1):
        found |= known.begun.get(word[:size], frozenset())
    return found
