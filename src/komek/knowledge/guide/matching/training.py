"""Training: from example questions to arrays. Only the worker and the first start come here.

Thresholds are not chosen by hand: five-fold trials over the example questions set them (docs/matching.md).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from komek.knowledge.guide.matching import features
from komek.knowledge.guide.matching.asking import ELSEWHERE, Matcher, Sorter
from komek.knowledge.guide.nouns import Question

STRENGTH = 30.0
DANGERS = frozenset({"trafficking", "army-contract"})
ALARMS = 0.035
"""Share of harmless questions that may be offered a person, kept below the promised 5 %."""
KEPT = 0.96
"""Share of real questions that must not be met with "not sure"."""
FOLDS = 5

Featurer = Callable[[str], list[str]]


@dataclass(frozen=True)
class Lesson:
    """What a matcher is trained on."""

    questions: Sequence[Question]
    danger: Sequence[Question]
    elsewhere: Sequence[Question]


def train(lesson: Lesson) -> Matcher:
    """Train all three sorters and set the thresholds. Raises ValueError when a topic has no question."""
    texts = [each.text for each in (*lesson.questions, *lesson.elsewhere)]
    topics = [each.topic for each in lesson.questions] + [ELSEWHERE] * len(lesson.elsewhere)
    alarm_texts, alarms = _alarms(lesson)
    spoken = [*lesson.questions, *lesson.danger, *lesson.elsewhere]
    return Matcher(
        meaning=fit(texts, topics, features.of_meaning),
        danger=fit(alarm_texts, alarms, features.of_meaning, only="danger", balanced=True),
        language=fit([each.text for each in spoken], [each.language for each in spoken], features.of_language),
        danger_from=_danger_threshold(alarm_texts, alarms),
        sure_from=_sure_threshold(texts, topics),
    )


def fit(texts: Sequence[str], labels: Sequence[str], of: Featurer, *, only: str = "", balanced: bool = False) -> Sorter:
    """Train one sorter, one against the rest; `only` keeps a single label."""
    known = sorted(set(labels)) if not only else [only]
    vectorizer = TfidfVectorizer(analyzer=of, sublinear_tf=True, min_df=2)
    told = csr_matrix(vectorizer.fit_transform(texts))
    model = LogisticRegression(solver="liblinear", C=STRENGTH, class_weight="balanced" if balanced else None)
    weights = [model.fit(told, [label == each for label in labels]) and _taken(model) for each in known]
    return Sorter(
        labels=tuple(known),
        vocabulary={str(word): int(at) for word, at in vectorizer.vocabulary_.items()},
        rarity=vectorizer.idf_.astype(np.float32),
        weights=np.stack([each for each, _ in weights], axis=1).astype(np.float32),
        start=np.array([start for _, start in weights], dtype=np.float32),
    )


def _taken(model: LogisticRegression) -> tuple[NDArray[np.float64], float]:
    return model.coef_[0].copy(), float(model.intercept_[0])


def _alarms(lesson: Lesson) -> tuple[list[str], list[str]]:
    rows = [(each.text, "danger" if each.topic in DANGERS else "calm") for each in lesson.questions]
    rows += [(each.text, "danger") for each in lesson.danger]
    rows += [(each.text, "calm") for each in lesson.elsewhere]
    return [text for text, _ in rows], [label for _, label in rows]


def _danger_threshold(texts: Sequence[str], labels: Sequence[str]) -> float:
    """Give the lowest threshold at which harmless questions raise few enough alarms in trials."""
    calm = [chance for chance, label in zip(_trials(texts, labels, "danger"), labels, strict=True) if label == "calm"]
    return float(np.quantile(calm, 1 - ALARMS))


def _sure_threshold(texts: Sequence[str], topics: Sequence[str]) -> float:
    """Give the highest threshold that nearly all real questions pass in trials."""
    best = _best(texts, topics)
    return float(np.quantile([b for b, topic in zip(best, topics, strict=True) if topic != ELSEWHERE], 1 - KEPT))


def _trials(texts: Sequence[str], labels: Sequence[str], only: str) -> list[float]:
    chances = np.zeros(len(texts))
    for inner, outer in _folds(labels):
        sorter = fit(
            [texts[i] for i in inner], [labels[i] for i in inner], features.of_meaning, only=only, balanced=True
        )
        for i in outer:
            chances[i] = sorter.chances(features.of_meaning(texts[i]))[0]
    return list(chances)


def _best(texts: Sequence[str], topics: Sequence[str]) -> list[float]:
    best = np.zeros(len(texts))
    for inner, outer in _folds(topics):
        sorter = fit([texts[i] for i in inner], [topics[i] for i in inner], features.of_meaning)
        real = [at for at, label in enumerate(sorter.labels) if label != ELSEWHERE]
        for i in outer:
            best[i] = sorter.chances(features.of_meaning(texts[i]))[real].max()
    return list(best)


def _folds(labels: Sequence[str]) -> Iterable[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    yield from StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(np.zeros(len(labels)), labels)


def trials(lesson: Lesson) -> dict[str, float]:
    """Ask about a fifth of the questions after training on the others: shares right at first, among three, in danger.

    These are the control questions: a new matcher that fails them is not asked.
    """
    texts, topics = [each.text for each in lesson.questions], [each.topic for each in lesson.questions]
    inner, outer = next(iter(_folds(topics)))
    kept = Lesson([lesson.questions[i] for i in inner], lesson.danger, lesson.elsewhere)
    matcher = train(kept)
    found = {int(i): matcher.ask(texts[i]) for i in outer}
    named = {i: [result.topic for result in each.results] for i, each in found.items()}
    risky = [i for i in named if topics[i] in DANGERS]
    return {
        "first": round(float(np.mean([named[i][:1] == [topics[i]] for i in named])), 4),
        "three": round(float(np.mean([topics[i] in named[i] for i in named])), 4),
        "danger": round(float(np.mean([found[i].danger for i in risky])), 4) if risky else 1.0,
    }
