"""Along what figures are broken down: months, years, sex, age band, place, and the axes of the measure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from komek.foundations import places
from komek.foundations.ledger.rules import FLAG, values
from komek.kernel import codes
from komek.kernel.errors import Text
from komek.kernel.measures import Measure
from komek.kernel.periods import Period, month

AXIS = "axis."
PLACES = ("country", "region")
"""Lists whose names come from the gazetteer, in the reader's language."""
MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
UNKNOWN: Text = _("Not recorded")
FLAGS: dict[str, Text] = {"yes": _("Yes"), "no": _("No"), "unknown": _("Unknown")}


@dataclass(frozen=True)
class Dimension:
    """One way to break figures down: where the value stands in a fact, and the list its codes come from.

    `whole` lists show every code, also those that no fact has, so that a nought is seen.
    """

    code: str
    label: Text
    column: str
    list_name: str = ""
    whole: bool = False

    @property
    def where(self) -> F:
        """Give the column as an expression."""
        return F(self.column)

    def key(self, value: Any) -> str:
        """Write a value as it stands in addresses."""
        return f"{value:%Y-%m}" if isinstance(value, date) else str(value or "")

    def value(self, key: str) -> Any:
        """Read a key back into the value of the column; raises ValueError for what cannot be one."""
        if self.code == "month":
            return month(*map(int, key.split("-"))).start
        return key

    def takes(self, key: str) -> bool:
        """Say whether this key can stand in a fact at all."""
        if self.code == "month":
            return MONTH.fullmatch(key) is not None
        return not key or key in values(self.list_name)

    def name(self, key: str) -> str:
        """Say a key in the reader's language."""
        if self.code == "month":
            return formats.date_format(self.value(key), "YEAR_MONTH_FORMAT")
        if self.list_name == FLAG:
            return str(FLAGS.get(key, key))
        if not key:
            return str(UNKNOWN)
        known = codes.get(self.list_name)
        if self.list_name in PLACES and key in known:
            return places.name(key, get_language() or "en")
        return str(known[key].label) if key in known else key

    def keys(self, period: Period, met: Iterable[str]) -> list[str]:
        """List the keys to show, in the order of the list or of time."""
        if self.code == "month":
            return [each.code for each in period.months()]
        there = set(met)
        if self.list_name == FLAG:
            return [code for code in FLAGS if code in there]
        listed = [code.code for code in codes.get(self.list_name) if self.whole or code.code in there]
        return listed + sorted(there - set(listed))


FIXED = {
    each.code: each
    for each in (
        Dimension("month", _("Month"), "occurred_on"),
        Dimension("sex", _("Sex"), "sex", "sex", whole=True),
        Dimension("age_band", _("Age"), "age_band", "age_band", whole=True),
        Dimension("region", _("Region"), "region", "region"),
        Dimension("country", _("Country"), "country", "country"),
    )
}

AXES: dict[str, Text] = {
    "type": _("Type of service"),
    "one_off": _("One-off help"),
    "needs_based": _("By assessed need"),
    "origin": _("Country of origin"),
    "form": _("Form of exploitation"),
    "status": _("Decision"),
    "body": _("Decided by"),
    "kind": _("Kind of case"),
    "source": _("Who sent the person"),
    "instrument": _("Instrument"),
    "consent": _("With consent"),
    "reason": _("Reason"),
    "point": _("When"),
    "outcome": _("Outcome"),
    "means": _("Means of control"),
    "topic": _("Topic"),
    "channel": _("Channel"),
    "language": _("Language"),
}


def of(measure: Measure) -> dict[str, Dimension]:
    """List what figures of a measure can be broken down by."""
    axes = {
        f"{AXIS}{axis}": Dimension(f"{AXIS}{axis}", AXES.get(axis, axis), f"axes__{axis}", name)
        for axis, name in measure.axes.items()
    }
    return FIXED | axes
