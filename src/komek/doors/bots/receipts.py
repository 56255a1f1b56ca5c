"""The two numbers of a receipt, as people type them: in other digits, with blanks or without, with words around them.

What does not stand as two groups of eight is left alone, so that nobody's card or telephone is taken for a receipt:
sixteen digits in one go, eight digits of a longer number, four groups of four that are all spaced alike. Only where
such four groups are the whole message, and no bank could have made a card of them, are they two numbers whose line's
end got lost: no receipt is ever like a card. Whoever has said that she types her numbers is read more tolerantly.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from komek.kernel.cards import like_card

DIGITS, HALF, FURTHER = 8, 4, 3
BEFORE = 60
"""Signs of words before the numbers."""

RUN = re.compile(r"\d+")
BLANK = re.compile(r"[ \-\u00a0\u202f]")
BETWEEN = re.compile(r"[\s,;:./|&()\-–—]{1,12}")
_EIGHT = r"\d(?:[ \-\u00a0\u202f]?\d){7}"
_LOOSE = r"\d(?:[\W_]{0,3}\d){7}"
ANYWHERE = re.compile(rf"(?<!\d){_LOOSE}\D{{0,20}}?{_LOOSE}(?!\d)")
TOLERANT = re.compile(rf"^\D{{0,{BEFORE}}}?(?<!\d)({_EIGHT})\D{{0,20}}?({_EIGHT})(?!\d)", re.DOTALL)


class Typed(NamedTuple):
    """Two numbers, and what was written before and behind them."""

    first: str
    second: str
    before: str
    rest: str


class _Group(NamedTuple):
    """Eight digits: where they begin and end, how many runs of digits they are, and the blank inside, if any."""

    begin: int
    end: int
    runs: int
    blank: str


def typed(text: str, *, tolerant: bool = False) -> Typed | None:
    """Find the two numbers in a text; None where there are none."""
    text = text.strip()
    if found := _printed(text):
        return found
    match = TOLERANT.match(text) if tolerant else None
    return _typed(text, match.span(1), match.span(2)) if match else None


def without(text: str) -> str:
    """Give a text without any sixteen digits that may be the two numbers, and may be something else."""
    return ANYWHERE.sub(" ", text)


def shown(number: str) -> str:
    """Write a number as a local telephone number is written."""
    return f"{number[:HALF]} {number[HALF:]}"


def _printed(text: str) -> Typed | None:
    """Find two numbers that stand as they are printed: two groups of eight, apart from each other and from the rest."""
    runs = list(RUN.finditer(text))
    if not runs or runs[0].start() > BEFORE or text[: runs[0].start()].endswith("+"):
        return None
    return _apart(text, runs) or _pasted(text, runs)


def _apart(text: str, runs: Sequence[re.Match[str]]) -> Typed | None:
    first = _group(text, runs)
    second = _group(text, runs[first.runs :]) if first else None
    if not first or not second:
        return None
    gap = text[first.end : second.begin]
    if not BETWEEN.fullmatch(gap) or _goes_on(text, second.end):
        return None
    found = _typed(text, first[:2], second[:2])
    alike = first.blank == second.blank == gap
    return None if alike and (found.before or found.rest or like_card(found.first + found.second)) else found


def _pasted(text: str, runs: Sequence[re.Match[str]]) -> Typed | None:
    """Find what two lines become in a field of one line that drops the line's end: 4821 03759031 6624."""
    if [len(each[0]) for each in runs[:3]] != [HALF, DIGITS, HALF] or _goes_on(text, runs[2].end()):
        return None
    blanks = {text[one.end() : next_one.start()] for one, next_one in zip(runs[:2], runs[1:3], strict=True)}
    middle = runs[1].start() + HALF
    fine = len(blanks) == 1 and BLANK.fullmatch(blanks.pop())
    return _typed(text, (runs[0].start(), middle), (middle, runs[2].end())) if fine else None


def _group(text: str, runs: Sequence[re.Match[str]]) -> _Group | None:
    if runs and len(runs[0][0]) == DIGITS:
        return _Group(*runs[0].span(), 1, "")
    if [len(each[0]) for each in runs[:2]] != [HALF, HALF]:
        return None
    blank = text[runs[0].end() : runs[1].start()]
    return _Group(runs[0].start(), runs[1].end(), 2, blank) if BLANK.fullmatch(blank) else None


def _goes_on(text: str, end: int) -> bool:
    """Say whether the digits before belong to a longer number."""
    after = text[end : end + 1 + FURTHER]
    return bool(BLANK.match(after)) and len(after) > FURTHER and after[1:].isdecimal()


def _typed(text: str, first: tuple[int, int], second: tuple[int, int]) -> Typed:
    rest = text[second[1] :].strip(" \n\t.,;:/")
    return Typed(_plain(text[slice(*first)]), _plain(text[slice(*second)]), text[: first[0]].strip(), rest)


def _plain(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
