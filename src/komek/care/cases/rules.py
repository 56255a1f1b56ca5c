"""What answers mean, as pure functions: no table, no session, no clock. The result is advice; a person decides.

Rule of the ILO and the European Commission, 2009: a dimension is positive with two strong indicators, one strong
and one other, three medium, or two medium and one weak; dimensions combine to an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from komek.care.cases.instruments import Instrument
from komek.kernel import codes

Answers = Mapping[str, str]
YES, NO = "yes", "no"

NO_INDICATORS = "no_indicators"
EXPLOITATION_ONLY = "exploitation_only"
DECEPTION_AND_EXPLOITATION = "deception_and_exploitation"
TRAFFICKING = "trafficking_forced_labour"
TRAFFICKING_CHILD = "trafficking_child"
REVIEW = "review"

VULNERABILITY = "vulnerability"
ACT_UNKNOWN = "act_unknown"


def positive(strong: int, medium: int, weak: int) -> bool:
    """Say whether so many strong, medium and weak indicators make a dimension positive."""
    return strong >= 2 or (strong >= 1 and medium + weak >= 1) or medium >= 3 or (medium >= 2 and weak >= 1)


@dataclass(frozen=True)
class Tally:
    """How many indicators of each strength were answered with yes in one dimension, and which."""

    dimension: str
    strong: tuple[str, ...]
    medium: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def positive(self) -> bool:
        return positive(len(self.strong), len(self.medium), len(self.weak))

    @property
    def answers(self) -> tuple[str, ...]:
        """The questions that speak for this dimension, the strong ones first."""
        return self.strong + self.medium + self.weak


@dataclass(frozen=True)
class Result:
    """What an answer set adds up to. `hint` names what a person should weigh before deciding."""

    outcome: str
    tallies: tuple[Tally, ...]
    hint: str = ""

    @property
    def positive(self) -> frozenset[str]:
        """The positive dimensions."""
        return frozenset(tally.dimension for tally in self.tallies if tally.positive)


@dataclass(frozen=True)
class Turn:
    """One further answer that would change the outcome, and to what."""

    question: str
    outcome: str


def tally(instrument: Instrument, answers: Answers, dimension: str) -> Tally:
    """Count the yes answers of one dimension by strength."""
    said = [each for each in instrument.of(dimension) if answers.get(each.code) == YES]
    strong, medium, weak = (tuple(each.code for each in said if each.strength == letter) for letter in "SMW")
    return Tally(dimension, strong, medium, weak)


def score(instrument: Instrument, answers: Answers, *, act: bool | None = None) -> Result:
    """Score an answer set under its own instrument.

    `act` says whether recruitment, transport, transfer, harbouring or receipt took place; None: not known.
    The short screen is not scored: it always says that a person decides.
    """
    if not instrument.scored:
        return Result(REVIEW, ())
    tallies = tuple(tally(instrument, answers, dimension) for dimension in instrument.dimensions)
    found = frozenset(each.dimension for each in tallies if each.positive)
    if instrument.child:
        return Result(*_child(found, act, tallies))
    return Result(adult_outcome(found), tallies, VULNERABILITY if _leans_on_vulnerability(found) else "")


def adult_outcome(found: frozenset[str]) -> str:
    """Combine the positive dimensions of an adult (table of the ILO and the European Commission).

    The sources give abuse of vulnerability (D3, D6) no formula: it never yields a negative.
    """
    means, work, coercion = bool(found & {"D1", "D2"}), "D4" in found, "D5" in found
    if means and work and coercion:
        return TRAFFICKING
    if "D1" in found and work:
        return DECEPTION_AND_EXPLOITATION
    if work and not means and not coercion:
        return EXPLOITATION_ONLY
    return REVIEW if found else NO_INDICATORS


def turning(instrument: Instrument, answers: Answers, *, act: bool | None = None) -> tuple[Turn, ...]:
    """List the open questions of which a single yes would change the outcome."""
    now = score(instrument, answers, act=act).outcome
    open_questions = [each.code for each in instrument if answers.get(each.code) not in {YES, NO}]
    then = {code: score(instrument, {**answers, code: YES}, act=act).outcome for code in open_questions}
    return tuple(Turn(code, outcome) for code, outcome in then.items() if outcome != now)


def resting(instrument: Instrument, answers: Answers, *, act: bool | None = None) -> tuple[Turn, ...]:
    """List the yes answers on which the outcome rests: without any one of them it would be another."""
    now = score(instrument, answers, act=act).outcome
    said = [each.code for each in instrument if answers.get(each.code) == YES]
    then = {code: score(instrument, {**answers, code: NO}, act=act).outcome for code in said}
    return tuple(Turn(code, outcome) for code, outcome in then.items() if outcome != now)


@dataclass(frozen=True)
class Carried:
    """What an earlier short answer says about one long question: an answer, or only where to look."""

    answer: str
    heard: tuple[str, ...]


def carry(short: Answers, instrument: Instrument) -> dict[str, Carried]:
    """Carry the answers of the short screen into a long form, so that nobody is asked twice.

    A yes that can mean only one question becomes its answer, and a no to everything a question belongs to
    becomes a no. A yes that may mean several stays open beside them: a composite is never expanded.
    """
    spread = {code: [each.code for each in instrument if code in each.details] for code in short}
    carried = {}
    for question in instrument:
        told = {code: short[code] for code in question.details if code in short}
        heard = tuple(code for code, answer in told.items() if answer == YES)
        answer = ""
        if any(len(spread[code]) == 1 for code in heard):
            answer = YES
        elif question.details and all(told.get(code) == NO for code in question.details):
            answer = NO
        if answer or heard:
            carried[question.code] = Carried(answer, heard)
    return carried


MEANS_OF = {
    "debt_bondage": ("d2_debt_bondage", "d5_debt_bondage"),
    "excessive_working_hours": ("d4_hours",),
    "physical_abuse": ("d2_violence", "d5_violence"),
    "physical_threats": ("d2_threat_violence", "d5_threat_violence"),
    "restricts_movement": ("d2_isolation", "d5_isolation"),
    "takes_earnings": ("d2_withhold_money", "d5_withhold_wages"),
    "threatens_family": ("d2_violence_family", "d5_violence_family"),
    "threats_law_enforcement": ("d2_threat_denunciation", "d5_threat_denunciation"),
    "withholds_documents": ("d2_documents", "d5_documents"),
}
"""Means of control that are asked about in the screening already, and in which questions."""


def means_of(answers: Answers) -> dict[str, str]:
    """Say which means of control the answers of a long list already told: a yes to one, or a no to every question."""
    told = {}
    for means, questions in MEANS_OF.items():
        said = [answers.get(question) for question in questions]
        if YES in said or all(answer == NO for answer in said):
            told[means] = YES if YES in said else NO
    return told


def acts_known(acts: Answers) -> bool | None:
    """Say whether any act of trafficking took place: yes, no (all answered no), or not known."""
    if YES in acts.values():
        return True
    return False if acts and all(answer == NO for answer in acts.values()) else None


def may_go_on(answers: Answers) -> bool:
    """Say whether a safety check speaks for going on: nothing in it was answered with no.

    Being called back is another matter: a no there changes how we call, not whether we talk now.
    """
    return all(answers.get(question) != NO for question in ("alone", "safe_now", "safe_channel"))


def broad_form(forms: Answers) -> str:
    """Say the form of exploitation as broadly as a fact about a person may: one, several, or unknown."""
    said = {_broad("exploitation_form", "exploitation_broad", code) for code, answer in forms.items() if answer == YES}
    return said.pop() if len(said) == 1 else "several" if said else "unknown"


def broad_means(means: Answers) -> frozenset[str]:
    """Say the means of control as broadly as a fact about a person may."""
    said = {_broad("means_of_control", "means_broad", code) for code, answer in means.items() if answer == YES}
    return frozenset(said - {""})


def _broad(fine: str, broad: str, code: str) -> str:
    """Follow a fine code to the broad list by way of the published standard both point at."""
    published = {each.code for each in codes.matches(fine, code, "ctdc", version="2024", broad=True)}
    return next((each.code for each in codes.get(broad) if each.traits.get("ctdc") in published), "")


def _leans_on_vulnerability(found: frozenset[str]) -> bool:
    return bool(found & {"D3", "D6"}) and "D4" in found and not found & {"D1", "D2"}


def _child(found: frozenset[str], act: bool | None, tallies: tuple[Tally, ...]) -> tuple[str, tuple[Tally, ...], str]:
    """For a child an act and exploitation are enough: the means are not required (Palermo Protocol, art. 3 c)."""
    if "D4" in found and act:
        return TRAFFICKING_CHILD, tallies, ""
    if "D4" in found:
        return REVIEW, tallies, ACT_UNKNOWN if act is None else ""
    return (REVIEW if found else NO_INDICATORS), tallies, ""
