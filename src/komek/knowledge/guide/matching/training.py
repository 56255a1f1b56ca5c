"""Training: from example questions to arrays. Only the worker and the first start come here.

Every text is read once, with its copies typed in haste; sorters are trained on rows of one table of counts. Thresholds
are not chosen by hand, and a matcher is judged, by trials: each example is asked of sorters that were trained on the
others (docs/matching.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from komek.knowledge.guide import content
from komek.knowledge.guide.matching import features, slips
from komek.knowledge.guide.matching.asking import ELSEWHERE, Matcher, Sorter
from komek.knowledge.guide.nouns import Question

STRENGTH = 20.0
CLOSE_ENOUGH = 1.0
"""Where the solver stops: at half of it training takes a seventh longer, and every figure of danger is the same."""
DANGER = "trafficking"
ALARM, CALM = "a danger", "calm"
SPOKEN_OF = "army-contract"
"""A topic that people ask about in danger and out of curiosity: its questions teach neither."""
CAUGHT = 0.97
"""Share of examples of danger that should be met with the offer of a person."""
ALARMS = 0.03
"""Share of harmless examples that may meet it at most; many of them were written with stinging words on purpose."""
MADE_UP = 0.3
"""How much a message of no topic weighs beside a question: most were made of danger words on purpose."""
KEPT = 0.975
"""Share of real questions that must not be met with "not sure"."""
TELLING = 0.5
"""Power of how much oftener a word stands in danger than elsewhere, or the other way: such words weigh more."""
UNTOLD = 0.2
"""What a word weighs that stands in both alike."""
FOLDS = 3
EVERY = 2
"""Of so many texts one teaches how a language looks: more teach nothing new."""
FEWEST = 5
"""Texts, copies included, that a word must stand in: what stands in fewer teaches little and fills the memory."""

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """What a matcher is trained on: questions under topics; phrases of danger, of no topic, of calm in any topic."""

    questions: Sequence[Question]
    danger: Sequence[Question]
    elsewhere: Sequence[Question]
    ordinary: Sequence[Question]


def lesson_of(questions: Sequence[Question]) -> Lesson:
    """Give the lesson of some questions: the shipped phrases are taught beside them."""
    return Lesson(questions, **{kind: content.phrases(kind) for kind in content.PHRASES})


@dataclass(frozen=True)
class School:
    """A trained matcher, and how the examples fared with sorters that had not seen them."""

    matcher: Matcher
    shares: Mapping[str, float]


class Table:
    """Counts of words in texts, read once. Text n is row n; further texts are copies, `of` says of which rows."""

    def __init__(self, told: Sequence[Sequence[str]], of: Sequence[int]) -> None:
        counter = CountVectorizer(analyzer=list, min_df=FEWEST, dtype=np.float64)
        self.counts = csr_matrix(counter.fit_transform(told))
        self.counts.data = 1 + np.log(self.counts.data)
        self.words = counter.get_feature_names_out()
        self.of = np.array(of)

    def weighed(self, rows: Rows, rarity: Scores, kept: Rows) -> csr_matrix:
        """Give some texts with their words weighed by rarity, each of length one."""
        told = self.counts[rows][:, kept].multiply(rarity[kept]).tocsr()
        lengths = np.sqrt(np.asarray(told.multiply(told).sum(axis=1)).ravel())
        return csr_matrix(diags(1 / np.where(lengths > 0, lengths, 1)) @ told)

    def taught(self, rows: Rows, labels: NDArray[np.str_]) -> "Taught":
        """Train a sorter on some rows and their copies, one label against the rest."""
        texts, row = self._copied(rows)
        rarity, kept = self._rarity(texts)
        told, known = self.weighed(texts, rarity, kept), sorted(map(str, set(labels)))
        model = _model()
        taken = [_taken(model.fit(told, labels[row] == each)) for each in known]
        weights, start = (np.stack([part[at] for part in taken], axis=-1) for at in (0, 1))
        return Taught(self, known, rarity, kept, weights, start)

    def warned(self, rows: Rows, alarming: NDArray[np.bool_], weight: Scores) -> "Taught":
        """Train a sorter that answers one question, danger or not: words that tell it weigh more than others."""
        texts, row = self._copied(rows)
        rarity, kept = self._rarity(texts)
        stands, heavy, alarm = self.counts[texts] > 0, weight[row], alarming[row]
        there, elsewhere = (1 + np.asarray(stands[side].T @ heavy[side]).ravel() for side in (alarm, ~alarm))
        oftener = np.abs(np.log(there / there.sum()) - np.log(elsewhere / elsewhere.sum()))
        rarity = rarity * (UNTOLD + oftener) ** TELLING
        told = self.weighed(texts, rarity, kept)
        weights, start = _taken(_model("balanced").fit(told, alarm, sample_weight=heavy))
        return Taught(self, [ALARM], rarity, kept, weights[:, None], np.array([start]))

    def _copied(self, rows: Rows) -> tuple[Rows, Rows]:
        """Give the texts of some rows, copies included, and which of the rows each is of."""
        texts = np.flatnonzero(np.isin(self.of, rows))
        return texts, np.searchsorted(rows, self.of[texts])

    def _rarity(self, texts: Rows) -> tuple[Scores, Rows]:
        """Give how rare each word is among some texts, and which words stand in enough of them."""
        among = np.asarray((self.counts[texts] > 0).sum(axis=0)).ravel()
        return np.log((1 + len(texts)) / (1 + among)) + 1, np.flatnonzero(among >= FEWEST)


@dataclass(frozen=True)
class Taught:
    """A sorter fresh from training: answers for rows of its table, or becomes one that answers texts."""

    table: Table
    labels: list[str]
    rarity: Scores
    kept: Rows
    weights: Scores
    start: Scores

    def scores(self, rows: Rows) -> Scores:
        """Give for each text and label the chance that it is meant."""
        told = self.table.weighed(rows, self.rarity, self.kept)
        return np.asarray(1 / (1 + np.exp(-(told @ self.weights + self.start))))

    def sorter(self) -> Sorter:
        """Give the sorter that asking needs."""
        return Sorter(
            labels=tuple(self.labels),
            vocabulary={str(self.table.words[word]): at for at, word in enumerate(self.kept)},
            rarity=self.rarity[self.kept].astype(np.float32),
            weights=self.weights.astype(np.float32),
            start=self.start.astype(np.float32),
        )


def train(lesson: Lesson) -> School:
    """Train all three sorters, set the thresholds, and hold the trials. Raises ValueError for a lesson too small."""
    rows = [*lesson.questions, *lesson.elsewhere, *lesson.ordinary, *lesson.danger]
    topics = np.array([row.topic for row in lesson.questions] + [ELSEWHERE] * len(lesson.elsewhere))
    alarming = np.array([_alarm(at, row, lesson) for at, row in enumerate(rows)])
    texts, of = slips.copies(rows)
    table = Table([features.of_meaning(text) for text in texts], of)
    heard = np.flatnonzero(alarming != SPOKEN_OF)
    asked = np.arange(len(lesson.questions))
    sure_from, right = _topic_trials(table, topics, asked)
    weight = np.where((heard >= len(asked)) & (heard < len(topics)), MADE_UP, 1.0)
    danger_from, alarm = _danger_trials(table, heard, alarming[heard], weight, asked)
    spoken = rows[::EVERY]
    speech = Table([features.of_language(row.text) for row in spoken], range(len(spoken)))
    matcher = Matcher(
        meaning=table.taught(np.arange(len(topics)), topics).sorter(),
        danger=table.warned(heard, alarming[heard] == ALARM, weight).sorter(),
        language=speech.taught(np.arange(len(spoken)), np.array([row.language for row in spoken])).sorter(),
        danger_from=danger_from,
        sure_from=sure_from,
    )
    return School(matcher, right | alarm)


def _alarm(at: int, row: Question, lesson: Lesson) -> str:
    harmless = len(lesson.questions) + len(lesson.elsewhere) + len(lesson.ordinary)
    if row.topic == SPOKEN_OF:
        return SPOKEN_OF
    return ALARM if at >= harmless or row.topic == DANGER else CALM


def _topic_trials(table: Table, topics: NDArray[np.str_], asked: Rows) -> tuple[float, dict[str, float]]:
    """Give the highest "sure" that nearly all real questions pass, and how many found their topic."""
    known = [label for label in sorted(set(topics)) if label != ELSEWHERE]
    scores = np.zeros((len(topics), len(known)))
    for inner, outer in _folds(topics):
        taught = table.taught(inner, topics[inner])
        real = [at for at, label in enumerate(taught.labels) if label != ELSEWHERE]
        scores[outer] = taught.scores(outer)[:, real]
    ranked = np.array(known)[np.argsort(-scores[asked], axis=1)]
    right = ranked == topics[asked][:, None]
    shares = {"first": right[:, 0].mean(), "three": right[:, :3].any(axis=1).mean()}
    sure = float(np.quantile(scores[asked].max(axis=1), 1 - KEPT))
    return sure, {name: round(float(share), 4) for name, share in shares.items()}


def _danger_trials(
    table: Table, heard: Rows, labels: NDArray[np.str_], weight: Scores, asked: Rows
) -> tuple[float, dict[str, float]]:  # fmt: skip
    """Give the level of the offer: nearly all danger passes it, or at least few harmless questions do."""
    scores = np.zeros(len(heard))
    for inner, outer in _folds(labels):
        taught = table.warned(heard[inner], labels[inner] == ALARM, weight[inner])
        scores[outer] = taught.scores(heard[outer])[:, 0]
    danger, calm = scores[labels == ALARM], scores[(labels == CALM) & np.isin(heard, asked)]
    level = float(max(np.quantile(danger, 1 - CAUGHT), np.quantile(calm, 1 - ALARMS)))
    shares = {"danger": (danger >= level).mean(), "alarms": (calm >= level).mean()}
    return level, {name: round(float(share), 4) for name, share in shares.items()}


def _folds(labels: NDArray[np.str_]) -> Iterator[tuple[Rows, Rows]]:
    yield from StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(np.zeros(len(labels)), labels)


def _model(weighed: str | None = None) -> LogisticRegression:
    return LogisticRegression(
        solver="liblinear", dual=True, C=STRENGTH, tol=CLOSE_ENOUGH, max_iter=1000, random_state=7,
        class_weight=weighed,
    )  # fmt: skip


def _taken(model: LogisticRegression) -> tuple[Scores, float]:
    return model.coef_[0].copy(), float(model.intercept_[0])
