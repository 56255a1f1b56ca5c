"""A screening explained: which answers made which dimension positive, which further answer would change the result."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from komek.care import people
from komek.care.cases import instruments, rules
from komek.care.cases.models import Case, Screening
from komek.care.cases.queries import reading
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Text


@dataclass(frozen=True)
class Weight:
    """One dimension: positive or not, and the yes answers that speak for it with their strength."""

    label: Text
    positive: bool
    answers: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True)
class Turning:
    """An answer and the outcome it would lead to."""

    question: Text
    outcome: Text


@dataclass(frozen=True)
class Weighed:
    """Everything the result page tells. It is advice: a person decides."""

    instrument: Text
    scored: bool
    outcome: Text
    hint: Text
    dimensions: tuple[Weight, ...]
    turning: tuple[Turning, ...]
    resting: tuple[Turning, ...]
    said_yes: tuple[Text, ...]
    open_questions: int


def weigh(screening: Screening, *, by: Actor) -> Weighed:
    """Score an answer set under the version it was written with, and explain the result."""
    held = reading.answers(screening, by=by)
    instrument, answers = instruments.get(screening.instrument), held["answers"]
    act = rules.acts_known(held["acts"])
    result = rules.score(instrument, answers, act=act)
    labels = {each.code: each.label for each in instrument}
    return Weighed(
        instrument=instrument.label,
        scored=instrument.scored,
        outcome=outcome_label(result.outcome),
        hint=_hint(result.hint),
        dimensions=tuple(_weight(instrument, tally) for tally in result.tallies),
        turning=_turns(rules.turning(instrument, answers, act=act), labels) if instrument.scored else (),
        resting=_turns(rules.resting(instrument, answers, act=act), labels) if instrument.scored else (),
        said_yes=tuple(labels[code] for code, answer in answers.items() if answer == rules.YES),
        open_questions=sum(answers.get(each.code) not in {rules.YES, rules.NO} for each in instrument),
    )


def fitting(case: Case, *, by: Actor) -> instruments.Instrument:
    """Choose the long list that fits the person's age; unknown and possibly under 18 counts as a child."""
    ages = people.veiled([case.person], by=by)[case.person_id].ages
    return instruments.for_age(ages[0] if ages else None)


def told_in_screening(case: Case, *, by: Actor) -> dict[str, dict[str, str]]:
    """Say what the latest long screening told of the acts and of the means of control."""
    lists = (instruments.ADULT, instruments.CHILD)
    rows = [each for each in case.screenings.order_by("-begun_on", "-id") if each.instrument.startswith(lists)]
    if not rows:
        return {"acts": {}, "means": {}}
    held = reading.answers(rows[0], by=by)
    return {"acts": held["acts"], "means": rules.means_of(held["answers"])}


def outcome_label(outcome: str) -> Text:
    """Name an outcome in the reader's language."""
    return codes.get("screening_outcome")[outcome].label


def _weight(instrument: instruments.Instrument, tally: rules.Tally) -> Weight:
    found = {each.code: each for each in instrument}
    strengths = codes.get("indicator_strength")
    told = tuple((found[code].label, strengths[found[code].strength].label) for code in tally.answers)
    return Weight(instruments.dimension_label(tally.dimension), tally.positive, told)


def _turns(turns: tuple[rules.Turn, ...], labels: dict[str, Text]) -> tuple[Turning, ...]:
    return tuple(Turning(labels[turn.question], outcome_label(turn.outcome)) for turn in turns)


def _hint(hint: str) -> Text:
    if hint == rules.VULNERABILITY:
        return _("Abuse of vulnerability may stand in place of deception or force: weigh it before you decide.")
    if hint == rules.ACT_UNKNOWN:
        return _("For a child, one act and exploitation are enough: ask who brought, moved or received the child.")
    return ""
