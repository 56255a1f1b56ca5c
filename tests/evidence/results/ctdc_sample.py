"""An invented sample in the form of CTDC's release of 2021: random cells, no row of any published file."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

FINE = (
    "yearOfRegistration",
    "gender",
    "ageBroad",
    "majorityStatusAtExploit",
    "traffickMonths",
    "citizenship",
    "CountryOfExploitation",
    "meansOfControlDebtBondage",
    "meansOfControlTakesEarnings",
    "meansOfControlThreats",
    "meansOfControlPsychologicalAbuse",
    "meansOfControlPhysicalAbuse",
    "meansOfControlSexualAbuse",
    "meansOfControlFalsePromises",
    "meansOfControlPsychoactiveSubstances",
    "meansOfControlRestrictsMovement",
    "meansOfControlRestrictsMedicalCare",
    "meansOfControlExcessiveWorkingHours",
    "meansOfControlThreatOfLawEnforce",
    "meansOfControlWithholdsNecessities",
    "meansOfControlWithholdsDocuments",
    "meansOfControlOther",
    "isForcedLabour",
    "isSexualExploit",
    "isOtherExploit",
    "typeOfLabourAgriculture",
    "typeOfLabourConstruction",
    "typeOfLabourDomesticWork",
    "typeOfLabourHospitality",
    "typeOfLabourOther",
    "typeOfSexProstitution",
    "typeOfSexPornography",
    "typeOfSexOther",
    "recruiterRelationIntimatePartner",
    "recruiterRelationFriend",
    "recruiterRelationFamily",
    "recruiterRelationOther",
)
WORDS = {
    "yearOfRegistration": [str(year) for year in range(2002, 2022)],
    "gender": ["Female", "Male", "Transgender/NonConforming"],
    "ageBroad": ["0--8", "09--17", "18--20", "21--23", "24--26", "27--29", "30--38", "39--47", "48+"],
    "majorityStatusAtExploit": ["Adult", "Minor"],
    "traffickMonths": ["0--12 (0-1 yr)", "13--24 (1-2 yrs)", "25--60 (2-5 yrs)", "61+ (5+ yrs)"],
    "citizenship": ["KAZ", "KGZ", "TJK", "TKM", "UZB", "MDA"],
    "CountryOfExploitation": ["KAZ", "UZB", "TUR", "ARE"],
}
SCARCE = 5
"""One flag in so many is set."""

Rows = list[list[str]]


def rows(count: int, seed: int = 7) -> Rows:
    """Invent rows; some are alike, as in the published files."""
    dice = random.Random(seed)  # noqa: S311 - invented data, not secrets
    made = [[_cell(name, dice) for name in FINE] for _row in range(count * 2 // 3)]
    return made + [list(dice.choice(made)) for _row in range(count - len(made))]


def _cell(name: str, dice: random.Random) -> str:
    if name in WORDS:
        return dice.choice(["", *WORDS[name]])
    return "1" if dice.randrange(SCARCE) == 0 else ""


def text(header: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    """Write rows as CTDC writes them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(cells)
    return out.getvalue()


def write(path: Path, header: Sequence[str], cells: Iterable[Sequence[str]]) -> Path:
    """Write rows into a file."""
    path.write_text(text(header, cells), encoding="utf-8")
    return path


# --- the merge table of the codebook's Appendix II, written down once more and on purpose apart from the code lists

MERGED = {
    "meansDebtBondageEarnings": ("meansOfControlDebtBondage", "meansOfControlTakesEarnings"),
    "meansThreats": ("meansOfControlThreats", "meansOfControlUsesChildren", "meansOfControlThreatOfLawEnforce"),
    "meansAbusePsyPhySex": (
        "meansOfControlPsychologicalAbuse",
        "meansOfControlPhysicalAbuse",
        "meansOfControlSexualAbuse",
    ),
    "meansFalsePromises": ("meansOfControlFalsePromises",),
    "meansDrugsAlcohol": ("meansOfControlPsychoactiveSubstances",),
    "meansDenyBasicNeeds": (
        "meansOfControlRestrictsFinancialAccess",
        "meansOfControlRestrictsMovement",
        "meansOfControlRestrictsMedicalCare",
        "meansOfControlWithholdsNecessities",
    ),
    "meansExcessiveWorkHours": ("meansOfControlExcessiveWorkingHours",),
    "meansWithholdDocs": ("meansOfControlWithholdsDocuments",),
}
KEPT = (
    "isForcedLabour",
    "isSexualExploit",
    "isOtherExploit",
    "typeOfLabourAgriculture",
    "typeOfLabourConstruction",
    "typeOfLabourDomesticWork",
    "typeOfLabourHospitality",
    "typeOfSexProstitution",
    "typeOfSexPornography",
    "recruiterRelationIntimatePartner",
    "recruiterRelationFriend",
    "recruiterRelationFamily",
    "recruiterRelationOther",
)
COARSE = (
    "yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation", "traffickMonths",
    *MERGED, *KEPT,
)  # fmt: skip
LABELS = {
    "Female": "Woman", "Male": "Man", "Transgender/NonConforming": "Trans/Transgender/NonConforming",
    "09--17": "9--17", "25--60 (2-5 yrs)": "25+ (2+ yrs)", "61+ (5+ yrs)": "25+ (2+ yrs)",
}  # fmt: skip


def merged(header: Sequence[str], cells: Iterable[Sequence[str]]) -> Rows:
    """Merge rows of 2021 into the 27 columns of 2024."""
    made = []
    for row in cells:
        there = dict(zip(header, row, strict=True))
        flags = ["1" if any(there.get(part) for part in parts) else "" for parts in MERGED.values()]
        words = [LABELS.get(there[name], there[name]) for name in COARSE[:6]]
        made.append([*words, *flags, *(there[name] for name in KEPT)])
    return made
