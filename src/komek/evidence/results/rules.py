"""A counting rule is data: what is counted, how often one person counts, what is left out.

    count=person; window=quarter; once_per=person+quarter; require=needs_based is yes; exclude=one_off is yes

Keys: `count` (person, service, event), `window` (period, month, quarter, fiscal_year, calendar_year, ever),
`once_per` (person+window: inside it a person counts once), `require` and `exclude` (axis is code, axis in code,code),
`new_only=yes` (only people not counted in an earlier window), `among` (only people whom another indicator counts),
`denominator` (the indicator that a share is taken of). A figure by person is never added up from parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from komek.kernel.measures import Measure

UNITS = ("person", "service", "event")
WINDOWS = ("period", "month", "quarter", "fiscal_year", "calendar_year", "ever")
SINGLE = ("count", "window", "once_per", "new_only", "among", "denominator")


class WrongRule(ValueError):
    """A rule that cannot be read, or that asks for what its measure does not record."""


@dataclass(frozen=True)
class Condition:
    """An axis has one of these codes."""

    axis: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """How facts of one measure become a figure."""

    count: str
    window: str
    require: tuple[Condition, ...] = ()
    exclude: tuple[Condition, ...] = ()
    new_only: bool = False
    among: str = ""
    denominator: str = ""

    @property
    def by_person(self) -> bool:
        """Say whether people are counted, each once."""
        return self.count == "person"

    def check(self, measure: Measure, values: Mapping[str, frozenset[str]]) -> None:
        """Refuse axes and codes that the measure does not record; `values` are the codes of each axis."""
        if self.by_person and not measure.about_person:
            raise WrongRule(f"{measure.code} is not about people, so people cannot be counted by it")
        for condition in (*self.require, *self.exclude):
            if condition.axis not in measure.axes:
                raise WrongRule(f"{measure.code} does not record {condition.axis}")
            if strange := set(condition.codes) - values[condition.axis]:
                raise WrongRule(f"{measure.code}: {condition.axis} has no {', '.join(sorted(strange))}")


def parse(text: str) -> Rule:
    """Read a rule; raises WrongRule for an unknown key, unit or window, and for a contradiction."""
    single: dict[str, str] = {}
    several: dict[str, list[Condition]] = {"require": [], "exclude": []}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        key, _, value = (each.strip() for each in part.partition("="))
        if key in several:
            several[key].append(_condition(value))
        elif key in SINGLE and key not in single and value:
            single[key] = value
        else:
            raise WrongRule(f"{part!r} is no part of a rule, or stands twice")
    return _rule(single, several)


def _rule(single: dict[str, str], several: dict[str, list[Condition]]) -> Rule:
    count, window = single.get("count", ""), single.get("window", "")
    if count not in UNITS or window not in WINDOWS:
        raise WrongRule(f"count is one of {', '.join(UNITS)}; window is one of {', '.join(WINDOWS)}")
    wanted = f"person+{window}" if count == "person" else None
    if single.get("once_per") != wanted:
        raise WrongRule(f"counting by {count} goes with once_per={wanted or 'nothing'}")
    if single.get("new_only", "no") not in {"yes", "no"}:
        raise WrongRule("new_only is yes or no")
    return Rule(
        count,
        window,
        require=tuple(several["require"]),
        exclude=tuple(several["exclude"]),
        new_only=single.get("new_only") == "yes",
        among=single.get("among", ""),
        denominator=single.get("denominator", ""),
    )


def _condition(text: str) -> Condition:
    for word in (" is ", " in "):
        axis, found, codes = text.partition(word)
        if found and axis.strip() and codes.strip():
            return Condition(axis.strip(), tuple(code.strip() for code in codes.split(",")))
    raise WrongRule(f"{text!r} is not written as `axis is code` or `axis in code,code`")
