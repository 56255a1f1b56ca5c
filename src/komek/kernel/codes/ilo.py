"""The ILO indicators with what hangs on them: dimension, strength, and the short screen they feed.

The rule that makes a dimension positive is not here: it belongs to whoever decides on a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from komek.kernel.codes.nouns import Code
from komek.kernel.codes.registry import get

NOT_IN_LIST = "-"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One operational indicator. A strength is S, M or W; "-" means that it is not in the list."""

    code: Code
    dimension: str
    adult: str
    child: str
    feeds: frozenset[str]
    child_feeds: frozenset[str]

    def strength(self, *, child: bool) -> str:
        return self.child if child else self.adult

    def short_screen(self, *, child: bool) -> frozenset[str]:
        """The short-screen indicators that an answer to this one belongs to."""
        return self.feeds | self.child_feeds if child else self.feeds


@cache
def indicators(*, child: bool) -> tuple[Indicator, ...]:
    """The labour list for adults (67) or for children (65)."""
    return tuple(each for each in _all() if each.strength(child=child) != NOT_IN_LIST)


def fed_by(short: str, *, child: bool) -> tuple[Indicator, ...]:
    """Which indicators of the long list an answer of the short screen is carried into."""
    wanted = get("ilo_forced_labour_11")[short].code
    return tuple(each for each in indicators(child=child) if wanted in each.short_screen(child=child))


@cache
def _all() -> tuple[Indicator, ...]:
    return tuple(_indicator(code) for code in get("ilo_indicator"))


def _indicator(code: Code) -> Indicator:
    return Indicator(
        code=code,
        dimension=code.traits["dimension"],
        adult=code.traits["adult"],
        child=code.traits["child"],
        feeds=frozenset(code.traits.get("feeds", "").split()),
        child_feeds=frozenset(code.traits.get("child_feeds", "").split()),
    )
