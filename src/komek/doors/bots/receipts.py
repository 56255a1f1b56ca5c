"""The two numbers of a receipt, as people type them: with blanks, without, in other digits, with words behind."""

import re
import unicodedata
from typing import NamedTuple

DIGITS = 8
_EIGHT = r"\d(?:[ \-\u00a0]?\d){7}"
NUMBERS = re.compile(rf"^\D{{0,60}}?(?<!\d)({_EIGHT})\D{{0,20}}?({_EIGHT})(?!\d)(.*)$", re.DOTALL)


class Typed(NamedTuple):
    """Two numbers, and what was written behind them."""

    first: str
    second: str
    rest: str


def typed(text: str) -> Typed | None:
    """Find the two numbers in a text; None where there are none."""
    found = NUMBERS.match(text.strip())
    if not found:
        return None
    first, second = (_plain(found[at]) for at in (1, 2))
    return Typed(first, second, found[3].strip(" \n\t.,;:/"))


def shown(number: str) -> str:
    """Write a number as a local telephone number is written."""
    return f"{number[:4]} {number[4:]}"


def _plain(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
