"""What a fact may say. Pure rules over measures and code lists: nothing here looks into a table."""

from collections.abc import Mapping
from uuid import UUID

from komek.kernel import codes
from komek.kernel.measures import MEASURES, Measure

FLAG = "yes_no"
"""The list of an axis that is a flag; every other list is one of `kernel.codes`."""

OWN_SOURCES = ("komek", "before_komek", "register")
"""Where a fact of our own comes from: a verb, totals from before Komek, or an imported register."""

TOTALS = "before_komek"
"""Totals are about many people at once and carry nobody's id."""

STORY = frozenset(
    {
        "exploitation_country_basis",
        "exploitation_duration",
        "exploitation_form",
        "exploitation_sector",
        "ilo_forced_labour_11",
        "ilo_indicator",
        "indicator_strength",
        "means_of_control",
        "online_platform",
        "perpetrator_role",
        "recruiter_relation",
        "recruitment_method",
        "sexual_exploitation_kind",
        "trafficking_act",
        "trafficking_event",
        "trafficking_scope",
        "vulnerability",
    }
)
"""Lists that tell a story. A fact about a person carries none of them, but for the two named next."""

BROAD = frozenset({"exploitation_form", "means_of_control"})
"""Lists of which a fact about a person may carry the broadest codes, those that have no parent."""


class Undeclared(ValueError):
    """A measure, an axis or a value that no room has declared; a fault of the code, not of the user."""


def values(name: str) -> frozenset[str]:
    """List the codes of an axis' list; raises UnknownCode if there is no such list."""
    if name == FLAG:
        return frozenset({"yes", "no", "unknown"})
    return frozenset(code.code for code in codes.get(name))


def check_measure(measure: Measure) -> None:
    """Refuse a measure whose axes have no list, or that would tell a story about one person."""
    for axis, name in measure.axes.items():
        values(name)
        if measure.about_person and name in STORY - BROAD:
            raise Undeclared(f"{measure.code}: {axis} ({name}) tells a story; a fact about a person carries none")


def check_axes(measure: Measure, axes: Mapping[str, str]) -> None:
    """Ask for exactly the declared axes, each with a value of its list."""
    if MEASURES[measure.code] != measure:
        raise Undeclared(f"{measure.code}: this is not the measure that was declared")
    check_measure(measure)
    if set(axes) != set(measure.axes):
        differing = ", ".join(sorted(set(axes) ^ set(measure.axes)))
        raise Undeclared(f"{measure.code}: give exactly the declared axes; look at: {differing}")
    for axis, value in axes.items():
        name = measure.axes[axis]
        if value not in values(name):
            raise Undeclared(f"{measure.code}: the value of {axis} is not in the list {name}")
        if measure.about_person and name in BROAD and codes.get(name)[value].broader:
            raise Undeclared(f"{measure.code}: {axis} takes the broadest codes only")


def check_who(measure: Measure, person: UUID | None, sex: str, age_band: str, source: str) -> None:
    """Ask for the opaque id where the measure is about a person, and refuse it elsewhere."""
    if source not in OWN_SOURCES:
        raise Undeclared(f"{measure.code}: a source is one of {', '.join(OWN_SOURCES)}")
    if (person is not None) != (measure.about_person and source != TOTALS):
        wanted = "carries" if measure.about_person and source != TOTALS else "carries no"
        raise Undeclared(f"{measure.code}: a fact of this measure {wanted} id of a person")
    if sex not in values("sex") or age_band not in values("age_band"):
        raise Undeclared(f"{measure.code}: sex and age band come from their lists")


def check_place(measure: Measure, country: str, region: str) -> None:
    """Take a country, and at most a region of that country; none where the measure may be without."""
    if measure.anywhere and not country and not region:
        return
    if country not in values("country"):
        raise Undeclared(f"{measure.code}: the country is not in the list")
    if region and (region not in values("region") or not region.startswith(f"{country}-")):
        raise Undeclared(f"{measure.code}: the region is not one of this country")
