"""World data in figures, beside our own and never among them.

Shares follow the codebook (section 6): a percentage within a group of flags counts only the rows that have at least
one flag of the group, so shares may add up to more than a hundred.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Case, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from komek.evidence.results.ctdc_rows import RELEASES, WORDS, variables
from komek.foundations.ledger.models import WorldFact
from komek.foundations.ledger.queries import world
from komek.kernel import codes
from komek.kernel.errors import Text

SOURCE = "ctdc"
RARE = frozenset({"meansOfControlUsesChildren", "meansOfControlRestrictsFinancialAccess"})
"""Columns of 2021 that its merge table names and its published file lacks: where absent, that does not mean no."""

ABSENT = frozenset({"", "unknown"})
NOT_RECORDED: Text = _("Not recorded")


@dataclass(frozen=True)
class Column:
    """A dimension that is a column of the facts, with the list its codes come from (none for years)."""

    code: str
    label: Text
    column: str
    list_name: str = ""
    order: str = "list"


@dataclass(frozen=True)
class Group:
    """A dimension that is a group of flags: one row of data may be in several of its lines."""

    code: str
    label: Text
    prefixes: tuple[str, ...]


COLUMNS = {
    each.code: each
    for each in (
        Column("year", _("Year of registration"), "year", order="key"),
        Column("gender", _("Gender"), "gender", "ctdc_gender"),
        Column("age_band", _("Age"), "age_band", "age_band"),
        Column("citizenship", _("Citizenship"), "citizenship", "country", order="size"),
        Column("country", _("Country of exploitation"), "country", "country", order="size"),
    )
}
GROUPS = {
    each.code: each
    for each in (
        Group("exploitation", _("Form of exploitation"), ("isForced", "isSexual", "isOther")),
        Group("means", _("Means of control"), ("means",)),
        Group("labour", _("Sector of labour"), ("typeOfLabour",)),
        Group("sexual", _("Kind of sexual exploitation"), ("typeOfSex",)),
        Group("recruiter", _("Relation to the recruiter"), ("recruiterRelation",)),
    )
}

DIMENSIONS: dict[str, Column | Group] = {**COLUMNS, **GROUPS}


@dataclass(frozen=True)
class Line:
    """One figure; `where` leads to its facts."""

    key: str
    name: str
    value: int
    share: Decimal | None
    where: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Figures of one release by one dimension. `base` is what shares are taken of."""

    release: str
    rows: Column | Group
    lines: tuple[Line, ...]
    base: int
    total: int
    where: Mapping[str, str] = field(default_factory=dict)


def releases() -> list[str]:
    """List the releases that have been taken in, the newest first."""
    found = WorldFact._default_manager.filter(source=SOURCE).values_list("scheme", flat=True).distinct()
    return sorted(set(found) & set(RELEASES), reverse=True)


def taken_in_on(release: str) -> date | None:
    """Say on which day a release was last added to."""
    day: date | None = world(SOURCE, release).aggregate(day=Max("recorded_at"))["day"]
    return day


def facts(release: str, where: Mapping[str, str]) -> QuerySet[WorldFact]:
    """Find the facts behind a figure: codes of columns, or the name of a flag under its group."""
    found = world(SOURCE, release)
    for code, key in where.items():
        if code in GROUPS:
            found = _flagged(found, _flags(release, GROUPS[code])[key])
        else:
            found = found.filter(**{COLUMNS[code].column: key or (None if code == "year" else "")})
    return found


def table(release: str, *, rows: str = "year", where: Mapping[str, str] | None = None) -> Table:
    """Count a release by one dimension. Raises KeyError for one that there is not."""
    kept = dict(where or {})
    found = facts(release, kept)
    total = _size(found)
    if rows in GROUPS:
        counted, base = _by_flag(found, release, GROUPS[rows])
        names = {flag: _label(release, flag) for flag in counted}
        return Table(release, GROUPS[rows], _lines(GROUPS[rows].code, counted, names, base, kept), base, total, kept)
    column = COLUMNS[rows]
    counted = _by_column(found, column, release)
    names = {key: _name(column, key, release) for key in counted}
    base = sum(size for key, size in counted.items() if key not in ABSENT)
    return Table(release, column, _lines(column.code, counted, names, base, kept), base, total, kept)


def _lines(
    code: str, counted: Mapping[str, int], names: Mapping[str, str], base: int, where: Mapping[str, str]
) -> tuple[Line, ...]:
    return tuple(
        Line(key, names[key], size, _share(key, size, base), {**where, code: key}) for key, size in counted.items()
    )


def _share(key: str, size: int, base: int) -> Decimal | None:
    return Decimal(size) / base if base and key not in ABSENT else None


def _by_column(found: QuerySet[WorldFact], column: Column, release: str) -> dict[str, int]:
    rows = found.order_by().values_list(column.column).annotate(size=Sum("quantity"))
    counted = {"" if key is None else str(key): int(size) for key, size in rows}
    if column.order == "size":
        ordered = sorted(counted, key=lambda key: (key == "", -counted[key], key))
    elif column.order == "key":
        ordered = sorted(counted, key=lambda key: (key == "", key))
    else:
        listed = [code.code for code in _list(column.list_name, release)]
        ordered = sorted(counted, key=lambda key: listed.index(key) if key in listed else len(listed))
    return {key: counted[key] for key in ordered}


def _by_flag(found: QuerySet[WorldFact], release: str, group: Group) -> tuple[dict[str, int], int]:
    """Count each flag of the group, and the rows that have any of them, in one query."""
    bits = _flags(release, group)
    whole = sum(bits.values())
    sums = {
        f"flag_{place}": Coalesce(Sum(Case(When(_has(bit), then=F("quantity")), output_field=IntegerField())), Value(0))
        for place, bit in enumerate([*bits.values(), whole])
    }
    marked = {f"with_{bit}": F("flags").bitand(bit) for bit in {*bits.values(), whole}}
    row = found.annotate(**marked).aggregate(**sums)
    counted = {flag: int(row[f"flag_{place}"]) for place, flag in enumerate(bits)}
    kept = {flag: size for flag, size in counted.items() if size or flag not in RARE}
    return kept, int(row[f"flag_{len(bits)}"])


def _has(bit: int) -> Q:
    return Q(**{f"with_{bit}__gt": 0})


def _flagged(found: QuerySet[WorldFact], bit: int) -> QuerySet[WorldFact]:
    return found.annotate(**{f"with_{bit}": F("flags").bitand(bit)}).filter(_has(bit))


def _size(found: QuerySet[WorldFact]) -> int:
    return int(found.aggregate(size=Sum("quantity"))["size"] or 0)


def said(fact: WorldFact, group: str) -> list[str]:
    """Name the flags of a group that a fact has."""
    return [_label(fact.scheme, flag) for flag, bit in _flags(fact.scheme, GROUPS[group]).items() if fact.flags & bit]


def name(dimension: str, key: str, release: str) -> str:
    """Say a key of a dimension in the reader's language."""
    if dimension in GROUPS:
        return _label(release, key) if key in _flags(release, GROUPS[dimension]) else key
    return _name(COLUMNS[dimension], key, release)


@cache
def _flags(release: str, group: Group) -> dict[str, int]:
    """Give the flags of a group in this release, each with its bit."""
    flags = variables(release)[WORDS[release] :]
    return {flag: 1 << place for place, flag in enumerate(flags) if flag.startswith(group.prefixes)}


def _label(release: str, flag: str) -> str:
    """Say a flag without the name of its group, which stands above it."""
    said = str(codes.get("ctdc_variable", version=release, scheme="ctdc")[flag].label).rpartition(": ")[2]
    return said[:1].upper() + said[1:]


def _name(column: Column, key: str, release: str) -> str:
    if not key:
        return str(NOT_RECORDED)
    if not column.list_name:
        return key
    known = _list(column.list_name, release)
    return str(known[key].label) if key in known else key


@cache
def _list(name: str, release: str) -> codes.CodeList:
    return codes.get(name, version=release, scheme="ctdc") if name.startswith("ctdc") else codes.get(name)
