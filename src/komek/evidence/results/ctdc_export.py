"""World data written out again in the form of a CTDC release: what was taken in, cell for cell.

The fine release of 2021 can be written as 2021 or merged into 2024 (or 2025, which has other names for the same
columns); a composite of 2024 is never expanded into precise values, so there is no way back.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from komek.evidence.results.ctdc_rows import FINE, MERGED, RELEASES, WORDS, variables
from komek.foundations.ledger.models import WorldFact
from komek.kernel import codes
from komek.kernel.errors import Invalid

RENAMED = "2025"
FORMS = (*RELEASES, RENAMED)
CHUNK = 5000
USUAL = 37
"""Columns of the 2021 release as published; two more that its merge table names are written where a fact has them."""


class Row(NamedTuple):
    """The columns of a fact that a row is written from."""

    quantity: int
    year: int | None
    gender: str
    age_band: str
    majority: str
    months: str
    citizenship: str
    country: str
    flags: int


def lines(release: str, form: str = "") -> Iterator[str]:
    """Write the facts of a release, as that release or in another form, header first, rows in order of their text."""
    form = form or release
    if release not in RELEASES or form not in FORMS or (release == MERGED and form == FINE):
        raise Invalid(
            _("World data cannot be written in this form."),
            _("A merged value cannot be taken apart again."),
            _("Choose the release that was taken in, or a later one."),
        )
    names, sets = _columns(release, form)
    yield ",".join(names) + "\n"
    rows = WorldFact._default_manager.filter(scheme=release).values_list(*Row._fields).iterator(CHUNK)
    for text, times in sorted(_written(Row(*row), release, form, sets) for row in rows):
        yield from [text] * times


def _columns(release: str, form: str) -> tuple[list[str], list[int]]:
    """Give the header, and for each flag column the bits of which any one sets it."""
    count = WORDS[MERGED if form == RENAMED else form]
    words, flags = variables(form)[:count], variables(form)[count:]
    sets = {name: _bits(release, form, name) for name in flags}
    if form == FINE:
        sets = {name: bits for place, (name, bits) in enumerate(sets.items(), count) if place < USUAL or _met(bits)}
    return [*words, *sets], list(sets.values())


def _met(bits: int) -> bool:
    """Say whether any fact of the fine release has one of these flags."""
    facts = WorldFact._default_manager.filter(scheme=FINE)
    return facts.annotate(met=F("flags").bitand(bits)).filter(met__gt=0).exists()


@cache
def _bits(release: str, form: str, wanted: str) -> int:
    """Find the flags of a release that make this flag of a form: its own, or those merged into it."""
    flags = variables(release)[WORDS[release] :]
    if release == form:
        return 1 << flags.index(wanted)
    return sum(1 << place for place, name in enumerate(flags) if wanted in _became(release, name, form))


def _became(release: str, name: str, form: str) -> set[str]:
    """Name the columns that a column has become in a later form; through 2024, whose names 2025 only changed."""
    stamp = f"ctdc:ctdc_variable@{release}"
    return {code.code for code in codes.matches(stamp, name, "ctdc", version=form, broad=True)} or {
        later.code
        for merged in codes.matches(stamp, name, "ctdc", version=MERGED, broad=True)
        for later in codes.matches(f"ctdc:ctdc_variable@{MERGED}", merged.code, "ctdc", version=form)
    }


def _written(row: Row, release: str, form: str, sets: list[int]) -> tuple[str, int]:
    label = MERGED if form == RENAMED else form
    year = "" if row.year is None else str(row.year)
    gender, age = _label("ctdc_gender", row.gender, release, label), _ages(label)[row.age_band]
    months = _label("ctdc_traffick_months", row.months, release, label)
    citizenship, country = _alpha3(row.citizenship), _alpha3(row.country)
    if form == FINE:
        words = [year, gender, age, row.majority, months, citizenship, country]
    else:
        words = [year, gender, age, citizenship, country, months]
    flags = ["1" if row.flags & bits else "" for bits in sets]
    return ",".join([*words, *flags]) + "\n", row.quantity


@cache
def _label(name: str, code: str, release: str, form: str) -> str:
    """Write a code as the form writes it, merged where the form is coarser."""
    if not code:
        return ""
    if release != form:
        code = codes.matches(f"ctdc:{name}@{release}", code, "ctdc", version=form, broad=True)[0].code
    return codes.get(name, version=form, scheme="ctdc")[code].written


@cache
def _ages(form: str) -> dict[str, str]:
    mark = f"ctdc:ctdc_age_broad@{form}:"
    bands = codes.get("ctdc_age_broad", version=form, scheme="ctdc")
    ours = [(code.code, ref) for code in codes.get("age_band") for ref in code.exact]
    return {code: bands[ref.removeprefix(mark)].written for code, ref in ours if ref.startswith(mark)} | {"unknown": ""}


@cache
def _alpha3(country: str) -> str:
    return codes.get("country")[country].traits["alpha3"] if country else ""
