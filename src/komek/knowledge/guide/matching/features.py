"""What of a text the matcher weighs: n-grams inside words, whole words, neighbours, and the concepts they name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from komek.knowledge.guide.matching import concepts
from komek.knowledge.guide.matching.spelling import skeleton

LONGEST = 4096
"""Signs of a question that are read: the longest message that a messenger lets anybody send."""
SHORT = 600
"""Signs that are enough to guess a language."""
FROM, TO = 3, 5
"""Letters of an n-gram."""
BEGUN = 3
"""Letters of each of two neighbours: how words begin says what they mean, how they end only who did it when."""
WEIGHT = 3
"""How often a concept counts: one concept stands beside some forty n-grams."""
REACH = 6
"""Words after a concept within which another meets it."""
SENTENCE = re.compile(r"[.!?;\n]+")
SAYING = 3
"""Words that say something by themselves."""
WINDOW, STEP = 8, 3
"""Words of a piece of a long sentence, and how far apart pieces begin: many write without a full stop."""


@dataclass(frozen=True)
class Reading:
    """A text as it is weighed: its words, the concepts that begin at each, and the pieces it falls into.

    Lives as long as one question is answered; nothing of it is kept.
    """

    words: tuple[str, ...]
    letters: Mapping[str, Sequence[str]]
    """The n-grams of each word, and the word."""
    ideas: Sequence[Sequence[tuple[str, int]]]
    pieces: Sequence[tuple[int, int]]
    """First word of each sentence and of each window of a long one, and the word after its last."""

    def features(self, begin: int = 0, end: int = LONGEST) -> list[str]:
        """Give the n-grams, words, neighbours and concepts of some of the words, or of all."""
        words = self.words[begin:end]
        neighbours = [f"{one[:BEGUN]}~{next_[:BEGUN]}" for one, next_ in pairwise(words)]
        told = [[idea for idea, last in begun if last <= end] for begun in self.ideas[begin:end]]
        ideas = [f"#{each}" for each in (*sorted(set(chain.from_iterable(told))), *_met(told))]
        return [*chain.from_iterable(map(self.letters.__getitem__, words)), *neighbours, *(ideas * WEIGHT)]


def read(text: str) -> Reading:
    """Read a text: as much as a message may hold."""
    sentences = [skeleton(each).split() for each in SENTENCE.split(text[:LONGEST])]
    words = tuple(word for sentence in sentences for word in sentence)
    letters = {word: [*grams((word,), FROM, TO), f"={word}"] for word in set(words)}
    return Reading(words, letters, concepts.spoken(words), _pieces([len(each) for each in sentences]))


def of_meaning(text: str) -> list[str]:
    """Give the n-grams, words, neighbours and concepts of a text."""
    return read(text).features()


def of_language(text: str) -> list[str]:
    """Give the n-grams of the text as it stands, for guessing its language."""
    told = "".join(sign if sign.isalpha() or sign in "ʻʼ'" else " " for sign in text[:SHORT].lower()).split()
    return [*grams(told, 1, 4), *(f"={word}" for word in told)]


def grams(words: Iterable[str], shortest: int, longest: int) -> Iterator[str]:
    """Give the n-grams of each word with a blank before and after it."""
    for word in words:
        padded = f" {word} "
        for size in range(shortest, min(longest, len(padded)) + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def _met(told: Sequence[Sequence[str]]) -> list[str]:
    """Give every two concepts that stand near each other, in whatever order: languages differ in it."""
    found = set()
    for at, first in enumerate(told):
        after = set(chain.from_iterable(told[at + 1 : at + 1 + REACH])) if first else ()
        found |= {f"{min(one, other)}+{max(one, other)}" for one in first for other in after if one != other}
    return sorted(found)


def _pieces(sentences: list[int]) -> list[tuple[int, int]]:
    """Cut a text of sentences with so many words: what stands in the middle must not drown in the rest."""
    at, found = 0, []
    for words in sentences:
        if SAYING <= words < sum(sentences):
            found.append((at, at + words))
        starts = range(0, words - WINDOW + STEP, STEP) if words > WINDOW + STEP else ()
        found += [(at + start, at + min(start + WINDOW, words)) for start in starts]
        at += words
    return found
