"""The rows of a CTDC file, read into codes: which release it is, what each cell means, which cells nobody knows.

A cell is 1 or empty in CTDC's flags: empty is "not recorded", never "no". Spellings that mean the same code
(`9--17`, `09–17`) give the same row; a composite of 2024 stays a composite.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from komek.kernel import codes
from komek.kernel.errors import Invalid

FINE, MERGED = "2021", "2024"
NOTHING = "\\N"
"""How PostgreSQL writes, when it copies, that there is no value."""

COLUMNS = {
    FINE: "year, gender, age_band, majority, months, citizenship, country, flags",
    MERGED: "year, gender, age_band, citizenship, country, months, flags, majority",
}
"""Columns of a fact in the order in which a release has them: words, the flags as one number, what it lacks."""

LACKING = {FINE: "", MERGED: "\t"}
"""What is written at the end for columns that a release lacks."""

RELEASES = (FINE, MERGED)
SET = frozenset({"1", "1.0"})
MISSING = frozenset({"", "-99", "-99.0", "NULL"})
COMMON = ("yearOfRegistration", "gender")
YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?")
DASH = re.compile(r"\s*(?:--|[-–—])\s*")  # noqa: RUF001 - the dashes that files are written with
OTHER_NAMES = {
    "meanscontrolthreatoflawenforcement": "meansOfControlThreatOfLawEnforce",
    "meansofcontrolthreatoflawenforcement": "meansOfControlThreatOfLawEnforce",
    "meanswithholddocuments": "meansWithholdDocs",
}
GENDERS = {
    "female": "Female", "woman": "Female", "male": "Male", "man": "Male",
    "transgender/nonconforming": "TransgenderNonConforming",
    "trans/transgender/nonconforming": "TransgenderNonConforming",
    "transgendernonconforming": "TransgenderNonConforming",
}  # fmt: skip
GENDERS_OF_2024 = {"Female": "Woman", "Male": "Man"}

Reader = Callable[[str], str]
"""Gives the code behind a cell, or nothing where no code is known."""

PLAIN = frozenset("1,")
"""What the flags of a usual line consist of."""

WORDS = {FINE: 7, MERGED: 6}
"""So many columns of a release, the first ones, hold words; the others are flags."""


class Broken(Exception):
    """A line that is no row of this file; the text says why."""


class Strange(Exception):
    """A row with cells that nobody knows: `cells` names column and value."""

    def __init__(self, cells: list[tuple[str, str]]) -> None:
        super().__init__()
        self.cells = cells


@dataclass
class Layout:
    """How one file is laid out: its release, which columns it has and where, and every cell met so far.

    Most lines have few cells, and the flags of a line are like those of many others: words are looked up cell by cell,
    flags all at once. What is looked up is what the table of facts keeps, tabs included.
    """

    release: str
    width: int
    places: dict[str, int]
    usual: bool
    words: tuple[dict[str, str], ...]
    tails: dict[str, str] = field(default_factory=dict)

    def read(self, line: str) -> str:
        """Give the columns of a fact, parted by tabs; raises Strange or Broken."""
        *cells, tail = line.split(",", len(self.words)) if self.usual and '"' not in line else self._in_order(line)
        try:
            return "\t".join([known[cell] for known, cell in zip(self.words, cells, strict=True)]) + self.tails[tail]
        except (KeyError, ValueError):
            return self._meet(cells, tail)

    def _meet(self, cells: list[str], tail: str) -> str:
        """Read cells of which one at least was not met before."""
        flags = tail.split(",")
        written, count = variables(self.release), len(self.words)
        if self.usual:
            self._expect(len(cells) + len(flags) if len(cells) == count else len(cells) + 1)
        said = [known.get(cell) or _word(name, cell, self.release) for name, known, cell in self._named(cells)]
        strange = [(name, cell) for name, cell, code in zip(written, cells, said, strict=False) if code is None]
        if not set(tail) <= PLAIN:
            strange += [(name, cell) for name, cell in zip(written[count:], flags, strict=False) if not _flag(cell)]
        if strange:
            raise Strange(strange)
        for known, cell, code in zip(self.words, cells, said, strict=True):
            known[cell] = str(code)
        bits = sum(1 << place for place, cell in enumerate(flags) if cell and cell.strip() in SET)
        self.tails[tail] = f"\t{bits}{LACKING[self.release]}"
        return "\t".join(map(str, said)) + self.tails[tail]

    def _named(self, cells: list[str]) -> Iterator[tuple[str, dict[str, str], str]]:
        return zip(variables(self.release), self.words, cells, strict=False)

    def _in_order(self, line: str) -> list[str]:
        """Split a line of any order of columns into the words and, as one text, the flags of the release."""
        try:
            found = next(csv.reader([line], strict=True))
        except csv.Error:
            raise Broken(_("a quotation mark does not end")) from None
        self._expect(len(found))
        cells = [found[place] if place >= 0 else "" for place in self.places.values()]
        count = len(self.words)
        return [*cells[:count], ",".join(cell.replace(",", ";") for cell in cells[count:])]

    def _expect(self, found: int) -> None:
        if found != self.width:
            raise Broken(_("%(found)d cells instead of %(width)d") % {"found": found, "width": self.width})


def layout(header: Sequence[str]) -> Layout:
    """Recognise the release by its column names; raises Invalid for a file that is none."""
    names = [variable_names().get(name.strip().casefold(), "") for name in header]
    strange = [name.strip()[:40] for name, found in zip(header, names, strict=True) if not found]
    release = _release(names)
    if release is None or strange or len(set(names)) != len(names):
        raise Invalid(
            _("This is not a file of CTDC's Global Synthetic Dataset in a form that Komek knows."),
            _("Columns that are not known, or stand twice: %(names)s.") % {"names": ", ".join(strange[:8]) or "–"},  # noqa: RUF001
            _("Take the 37 columns of 2021 or the 27 columns of 2024 with their own names, separated by commas."),
        )
    written = variables(release)
    places = {name: names.index(name) if name in names else -1 for name in written}
    usual = tuple(names) == written[: len(names)]
    return Layout(release, len(header), places, usual, tuple({} for _word in range(WORDS[release])))


def _release(names: Iterable[str]) -> str | None:
    there = set(names) - {""}
    fine, merged = set(variables(FINE)), set(variables(MERGED))
    if not there.issuperset(COMMON) or (there & (fine - merged) and there & (merged - fine)):
        return None
    return FINE if there & (fine - merged) else MERGED if there & (merged - fine) else None


@cache
def variables(release: str) -> tuple[str, ...]:
    """List the column names of a release in the order in which it is written."""
    return tuple(code.code for code in codes.get("ctdc_variable", version=release, scheme="ctdc"))


@cache
def variable_names() -> dict[str, str]:
    """Map every known spelling of a column, without regard to capitals, to the name we keep."""
    known = {name.casefold(): name for release in RELEASES for name in variables(release)}
    later = {name.casefold(): name.replace("sectorOf", "typeOf", 1) for name in variables("2025")}
    return later | known | OTHER_NAMES


@cache
def reader(name: str, release: str) -> Reader:
    """Give the function that reads the cells of a column."""
    match name:
        case "yearOfRegistration":
            return _year
        case "gender":
            return lambda cell: _gender(cell, release)
        case "ageBroad" | "traffickMonths":
            lists = {"ageBroad": "ctdc_age_broad", "traffickMonths": "ctdc_traffick_months"}
            known = {_band(code.code): code.code for code in codes.get(lists[name], version=release, scheme="ctdc")}
            return lambda cell: known.get(_band(cell), "")
        case "majorityStatusAtExploit":
            return lambda cell: {"adult": "Adult", "minor": "Minor"}.get(cell.casefold(), "")
        case "citizenship" | "CountryOfExploitation":
            return lambda cell: countries().get(cell.upper(), "")
    raise LookupError(name)


def _flag(cell: str) -> bool:
    """Say whether a cell is one that a flag may have: set, or not recorded."""
    return cell.strip() in SET or cell.strip() in MISSING


def _word(name: str, cell: str, release: str) -> str | None:
    """Give what a fact keeps for a cell, or nothing where no code is known."""
    bare = cell.strip()
    code = "" if bare in MISSING else reader(name, release)(bare)
    if bare not in MISSING and not code:
        return None
    if name == "yearOfRegistration":
        return code or NOTHING
    return age_bands()[code] if name == "ageBroad" else code


@cache
def countries() -> dict[str, str]:
    """Map the three letters that CTDC writes to the two that we keep."""
    return {code.traits["alpha3"]: code.code for code in codes.get("country")}


@cache
def age_bands() -> dict[str, str]:
    """Map CTDC's age bands to ours, which are the same bands under our names."""
    named = {
        ref.rpartition(":")[2]: code.code
        for code in codes.get("age_band")
        for ref in code.exact
        if "ctdc_age_broad" in ref
    }
    return named | {"": "unknown"}


def _year(cell: str) -> str:
    found = YEAR.fullmatch(cell)
    return found[1] if found else ""


def _gender(cell: str, release: str) -> str:
    code = GENDERS.get(cell.casefold(), "")
    return GENDERS_OF_2024.get(code, code) if release == MERGED else code


def _band(cell: str) -> str:
    """Bring a band to one spelling: no words in brackets, one kind of dash, no leading nought."""
    bare = DASH.sub("--", cell.partition("(")[0].strip())
    return bare.removeprefix("0") if not bare.startswith("0--") else bare
