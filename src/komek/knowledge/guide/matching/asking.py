"""Asking a trained matcher: arrays in, three topics out. Needs no library of learning."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from komek.knowledge.guide.content import ABOUT
from komek.knowledge.guide.matching import features

ELSEWHERE = "elsewhere"
TOP = 3
CLEARER = 15.0
"""How many times the odds of danger a piece of a message needs: it is read out of its context."""


@dataclass(frozen=True)
class Result:
    """A topic that may be meant, with a score between 0 and 1."""

    topic: str
    score: float


@dataclass(frozen=True)
class Found:
    """What a question may mean. `sure` is false where it is better to show three choices and a person."""

    language: str
    results: tuple[Result, ...]
    danger: bool
    sure: bool


@dataclass(frozen=True)
class Sorter:
    """One trained sorter: which words it knows, how rare they are, and what each speaks for."""

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    start: NDArray[np.float32]

    def chances(self, found: Sequence[str]) -> NDArray[np.float64]:
        """Give for each label the chance that it is meant, each on its own."""
        counts = Counter(self.vocabulary[each] for each in found if each in self.vocabulary)
        if not counts:
            return np.zeros(len(self.labels))
        at = np.fromiter(counts, dtype=np.int64)
        tf = np.fromiter((1 + math.log(count) for count in counts.values()), dtype=np.float64)
        values = tf * self.rarity[at]
        values /= math.sqrt(float(values @ values))
        score = values @ self.weights[at].astype(np.float64) + self.start
        return np.asarray(1 / (1 + np.exp(-score)))


@dataclass(frozen=True)
class Matcher:
    """Three sorters over one text: topic, danger, language; with the thresholds measured in training."""

    meaning: Sorter
    danger: Sorter
    language: Sorter
    danger_from: float
    sure_from: float
    number: str = ""

    def ask(self, text: str, *, origin: str = "", to: str = "") -> Found:
        """Say which three topics a text may mean, in which language it is, and whether it speaks of danger.

        `origin` and `to` are country codes the reader has told: a topic about another country than `to` counts half.
        """
        read = features.read(text)
        told = read.features()
        chances = self.meaning.chances(told)
        if to:
            chances = chances * np.array([self._nearness(label, origin, to) for label in self.meaning.labels])
        ranked = [(self.meaning.labels[at], float(chances[at])) for at in np.argsort(-chances, kind="stable")]
        topics = [Result(label, round(chance, 4)) for label, chance in ranked if label != ELSEWHERE][:TOP]
        danger = self._danger(read, told)
        nothing = 0.0 if danger else dict(ranked).get(ELSEWHERE, 0.0)
        return Found(
            language=self._label(self.language, features.of_language(text)),
            results=tuple(topics),
            danger=danger,
            sure=topics[0].score >= max(self.sure_from, nothing),
        )

    def dangerous(self, text: str) -> bool:
        """Say whether a text, or clearly one piece of it, speaks of danger: what `ask` says, without the topics."""
        read = features.read(text)
        return self._danger(read, read.features())

    def _danger(self, read: features.Reading, told: Sequence[str]) -> bool:
        """Say whether the text, or clearly one piece of it, speaks of danger."""
        if self.danger.chances(told)[0] >= self.danger_from:
            return True
        odds = self.danger_from / max(1 - self.danger_from, 1e-6) * CLEARER
        level = odds / (1 + odds)
        return any(self.danger.chances(read.features(*each))[0] >= level for each in read.pieces)

    @staticmethod
    def _nearness(topic: str, origin: str, to: str) -> float:
        country = ABOUT.get(topic.rpartition("-")[2], "")
        return 0.5 if country and country not in (origin, to) else 1.0

    @staticmethod
    def _label(sorter: Sorter, found: Sequence[str]) -> str:
        chances = sorter.chances(found)
        return sorter.labels[int(np.argmax(chances))] if chances.any() else ""


Ask = Callable[[str], Found]
