"""Cases in the codes of two exchange formats: CTDC's columns, and those of HTCDS 2.0 that name nobody. Pure functions.

What CTDC writes is 1 or nothing, never 0. What is finer here is merged by the matches of the code lists; nothing is
expanded. Names, contacts, numbers, addresses, exact ages and every free text stay out of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from komek.care import people
from komek.care.cases import schemas
from komek.kernel import codes

Row = dict[str, str]
RELEASES = ("2024", "2025")
BASE = "2024"
YES = "yes"
JOIN = ";"
SMALLEST = 3
"""So many people must share a cell; fewer single one out."""

KEY = (
    ("citizenship",),
    ("ageBroad",),
    ("gender",),
    ("isForcedLabour", "isSexualExploit", "isOtherExploit"),
)
"""The cells that are looked at together, in the order in which they are blanked."""

BESIDE = {
    "citizenship": ("prs_Citizenship",),
    "ageBroad": ("ctdc_ageBroad",),
    "gender": ("prs_Gender", "prs_MaritalStatus"),
    "isForcedLabour": ("vic_TypeOfExploitation", "vic_ForcedLabourIndustry", "vic_TypeOfSexExploitation"),
}
"""What is blanked in the HTCDS row when a cell of the CTDC row is, and sectors with the forms."""
SECTORS = ("typeOfLabour", "typeOfSex")

HTCDS = (
    "prs_Gender",
    "prs_MaritalStatus",
    "prs_HighestLevelOfEducation",
    "prs_Citizenship",
    "vic_TraffickingStatus",
    "vic_TraffickingStatusDecisionMakingOrg",
    "vic_RelationshipToTrafficker",
    "vic_RecruitmentWebsitesAndApps",
    "vic_MethodOfRecruitment",
    "vic_MethodsOfControl",
    "vic_TypeOfExploitation",
    "vic_ForcedLabourIndustry",
    "vic_TypeOfSexExploitation",
    "vic_ExploitationWebsitesAndApps",
    "cas_Status",
    "ctdc_yearOfRegistration",
    "ctdc_ageBroad",
    "ctdc_CountryOfExploitation",
    "ctdc_traffickMonths",
)
"""Fields of HTCDS 2.0 that can name nobody, and four of CTDC's that it lacks, marked by their name."""


@dataclass(frozen=True, repr=False)
class Source:
    """What is known of one case: open columns, her identity, and the parts of the account that opened."""

    opened_on: date
    identification: str
    body: str
    closed: bool
    identity: people.Identity = field(default_factory=people.Identity)
    control: Mapping[str, Any] = field(default_factory=dict)
    forms: Mapping[str, Any] = field(default_factory=dict)
    recruitment: Mapping[str, Any] = field(default_factory=dict)
    extent: Mapping[str, Any] = field(default_factory=dict)

    def said(self, part: str, name: str) -> list[str]:
        """List the codes that were answered with yes."""
        answers = schemas.unpacked(getattr(self, part).get(name))
        return [code for code, answer in answers.items() if answer == YES]


@dataclass(frozen=True, repr=False)
class Coded:
    """One person in both formats."""

    ctdc: Row
    htcds: Row


def columns(release: str = BASE) -> list[str]:
    """Name the columns of a CTDC release, in its order."""
    return [code.code for code in codes.get(f"ctdc:ctdc_variable@{release}")]


def coded(source: Source) -> Coded:
    """Write one case in both formats."""
    ctdc = _ctdc(source)
    return Coded(ctdc, _htcds(source, ctdc))


def renamed(row: Row, release: str) -> Row:
    """Write a CTDC row under the column names of another release."""
    if release == BASE:
        return row
    names = {name: ref.rpartition(":")[2] for name, ref in _new_names(release)}
    return {name: row[names.get(name, name)] for name in columns(release)}


@dataclass(frozen=True)
class Cell:
    """People who share citizenship, age band, gender and forms of exploitation, and are fewer than three."""

    values: tuple[str, ...]
    people: int


def cell_of(row: Row) -> tuple[str, ...]:
    """Give the values that are looked at together."""
    return tuple(row[name] for names in KEY for name in names)


def singled_out(rows: Sequence[Coded]) -> list[Cell]:
    """List the cells that point to one or two people; a cell that says nothing points to nobody."""
    counted = Counter(cell_of(row.ctdc) for row in rows)
    return sorted(
        (Cell(values, n) for values, n in counted.items() if n < SMALLEST and any(values)), key=lambda cell: cell.values
    )


def blanked(rows: Sequence[Coded]) -> list[Coded]:
    """Blank as few cells as it takes until no cell points to fewer than three people."""
    kept = list(rows)
    for level in range(1, len(KEY) + 1):
        small = {cell.values for cell in singled_out(kept)}
        gone = [name for names in KEY[:level] for name in names]
        kept = [_without(row, gone) if cell_of(row.ctdc) in small else row for row in kept]
    return kept


def sheet(rows: Iterable[Row], names: Sequence[str]) -> list[list[str]]:
    """Write rows under a header, ordered by their text, so that no order tells who came when."""
    return [list(names), *sorted([_safe(row.get(name, "")) for name in names] for row in rows)]


def _ctdc(source: Source) -> Row:
    row = dict.fromkeys(columns(), "")
    row |= {
        "yearOfRegistration": str(source.opened_on.year),
        "gender": _gender(source.identity),
        "ageBroad": _age(source),
        "citizenship": _alpha3((people.known(source.identity.citizenships) or ("",))[0]),
        "CountryOfExploitation": _alpha3(source.extent.get("country", "")),
        "traffickMonths": _months(source.extent.get("months")),
    }
    row |= dict.fromkeys(_flags(source) & set(row), "1")
    return row


def _flags(source: Source) -> set[str]:
    """Name every flag that a precise answer sets."""
    told = {
        "means_of_control": source.said("control", "means"),
        "exploitation_form": source.said("forms", "forms"),
        "sexual_exploitation_kind": source.said("forms", "sexual"),
        "exploitation_sector": source.forms.get("sectors", ()),
        "recruiter_relation": source.recruitment.get("relations", ()),
    }
    return {
        match.code
        for listed, said in told.items()
        for code in said
        for match in codes.matches(listed, code, "ctdc", version=BASE, broad=True)
    }


def _htcds(source: Source, ctdc: Row) -> Row:
    relations = _matched("recruiter_relation", source.recruitment.get("relations", ()), "vic_RelationshipToTrafficker")
    apps, methods = source.recruitment.get("apps", ()), source.recruitment.get("methods", ())
    industries = _matched("exploitation_sector", source.forms.get("sectors", ()), "vic_ForcedLabourIndustry")
    means, forms = source.said("control", "means"), source.said("forms", "forms")
    sexual, used = source.said("forms", "sexual"), source.forms.get("apps", ())
    told = {
        "prs_Gender": _one("gender", source.identity.gender, "prs_Gender"),
        "prs_MaritalStatus": _one("marital_status", source.identity.marital_status, "prs_MaritalStatus"),
        "prs_HighestLevelOfEducation": _one(
            "education_level", source.identity.education, "prs_HighestLevelOfEducation"
        ),
        "prs_Citizenship": JOIN.join(people.known(source.identity.citizenships) or ()),
        "vic_TraffickingStatus": _one("identification_status", source.identification, "vic_TraffickingStatus"),
        "vic_TraffickingStatusDecisionMakingOrg": _one(
            "deciding_body", source.body, "vic_TraffickingStatusDecisionMakingOrg"
        ),
        "vic_RelationshipToTrafficker": JOIN.join(relations[:1]),
        "vic_RecruitmentWebsitesAndApps": _many("online_platform", apps, "vic_RecruitmentWebsitesAndApps"),
        "vic_MethodOfRecruitment": _many("recruitment_method", methods, "vic_MethodOfRecruitment"),
        "vic_MethodsOfControl": _many("means_of_control", means, "vic_MethodsOfControl"),
        "vic_TypeOfExploitation": _many("exploitation_form", forms, "vic_TypeOfExploitation"),
        "vic_ForcedLabourIndustry": JOIN.join(industries[:1]),
        "vic_TypeOfSexExploitation": _many("sexual_exploitation_kind", sexual, "vic_TypeOfSexExploitation"),
        "vic_ExploitationWebsitesAndApps": _many("online_platform", used, "vic_ExploitationWebsitesAndApps"),
        "cas_Status": "Closed" if source.closed else "Active",
    }
    beside = ("yearOfRegistration", "ageBroad", "CountryOfExploitation", "traffickMonths")
    return told | {f"ctdc_{name}": ctdc[name] for name in beside}


def _gender(identity: people.Identity) -> str:
    """Write the gender that she names, else the sex as the nearest word of the format."""
    gender = people.known(identity.gender)
    if gender and gender != "unknown":
        found = codes.matches("gender", gender, "ctdc", version=BASE, broad=True)
    else:
        nearest = {"female": "woman", "male": "man"}.get(people.known(identity.sex) or "")
        found = codes.matches("gender", nearest, "ctdc", version=BASE) if nearest else ()
    return found[0].written if found else ""


def _age(source: Source) -> str:
    """Write the age band on the day she came, if every age she may have lies in one."""
    born = people.known(source.identity.born)
    band = born.age_band(source.opened_on) if born else None
    return band.replace("-", "--") if band else ""


def _months(told: object) -> str:
    """Write the band of so many months."""
    if not isinstance(told, int):
        return ""
    band = "0--12" if told <= 12 else "13--24" if told <= 24 else "25+"
    return codes.get(f"ctdc:ctdc_traffick_months@{BASE}")[band].written


def _alpha3(country: str) -> str:
    listed = codes.get("country")
    return str(listed[country].traits.get("alpha3", "")) if country in listed else ""


def _one(listed: str, told: object, field_name: str) -> str:
    code = people.known(told)
    found = _matched(listed, [str(code)] if code else [], field_name)
    return found[0] if found else ""


def _many(listed: str, told: Iterable[str], field_name: str) -> str:
    return JOIN.join(_matched(listed, told, field_name))


def _matched(listed: str, told: Iterable[str], field_name: str) -> list[str]:
    """Find the values of one HTCDS field that these codes mean, each once, in the order told."""
    known = codes.get(listed)
    stamp = f"htcds:{field_name}@2.0"
    found = [
        match.written or match.code
        for code in told
        if code in known
        for match in codes.matches(listed, code, "htcds", broad=True)
        if match.stamp == stamp
    ]
    return list(dict.fromkeys(found))


def _without(row: Coded, names: Sequence[str]) -> Coded:
    beside = [other for name in names for other in BESIDE.get(name, ())]
    sectors = [name for name in row.ctdc if name.startswith(SECTORS)] if "isForcedLabour" in names else []
    ctdc = row.ctdc | dict.fromkeys([*names, *sectors], "")
    return Coded(ctdc, row.htcds | dict.fromkeys(beside, ""))


def _safe(value: str) -> str:
    """Keep a spreadsheet from taking a value for a formula."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


@cache
def _new_names(release: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code.code, ref)
        for code in codes.get(f"ctdc:ctdc_variable@{release}")
        for ref in code.exact
        if ref.startswith(f"ctdc:ctdc_variable@{BASE}:")
    )
