"""Measures: what may be counted, and along which axes. Each room declares its own in `measures.py`.

A fact of the ledger names a measure and gives values from the code lists of its axes. Nothing that
is not declared here can be recorded, and what was not recorded at the time can never be counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from komek.kernel.errors import Text
from komek.kernel.register import Register


@dataclass(frozen=True)
class Measure:
    """One thing that can be counted.

    `axes` maps the axis name to the code list its values come from ("yes_no" for flags).
    `about_person` says whether a fact carries the opaque person id; such a measure may have no story
    axis but form of exploitation and means of control in the broadest code (docs/security.md).
    `anywhere` says that a fact may name no country, where nobody has told one.
    """

    code: str
    label: Text = field(compare=False)
    axes: Mapping[str, str] = field(default_factory=dict, hash=False)
    about_person: bool = False
    unit: str = "event"
    version: int = 1
    anywhere: bool = False


MEASURES: Register[Measure] = Register("measures")


def declare(measure: Measure) -> Measure:
    """Enter a measure into the register; raises ValueError if another one has its code."""
    return MEASURES.add(measure)
