"""World data come in once, cell for cell, and go out again; what cannot be read is named."""

import csv
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db.models import Sum

from komek.evidence.results import ctdc, ctdc_export
from komek.evidence.results.ctdc_rows import variables
from komek.foundations import audit
from komek.foundations.audit.models import Entry
from komek.foundations.ledger.models import Fact, WorldFact
from komek.kernel.errors import Invalid
from tests.evidence.results.ctdc_sample import COARSE, FINE, merged, rows, text, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return write(tmp_path / "sample.csv", FINE, rows(300))


def canonical(lines: Iterable[str]) -> list[str]:
    """Header first, then the rows in the order of their text."""
    header, *rest = lines
    return [header, *sorted(rest)]


def facts() -> int:
    return WorldFact.objects.aggregate(all=Sum("quantity"))["all"] or 0


def test_every_row_becomes_a_fact_of_a_source_of_its_own(sample: Path) -> None:
    report = ctdc.run(sample)
    assert (report.rows, report.added, report.already, report.held, report.broken) == (300, 300, 0, 0, 0)
    assert facts() == 300
    assert set(WorldFact.objects.values_list("source", "scheme")) == {("ctdc", "2021")}
    assert not Fact.objects.exists()


def test_a_second_run_adds_nothing(sample: Path) -> None:
    ctdc.run(sample)
    report = ctdc.run(sample)
    assert (report.added, report.already, facts()) == (0, 300, 300)


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path) -> None:
    cells = rows(300)
    ctdc.run(write(tmp_path / "a.csv", FINE, cells))
    turned = [list(reversed(row)) for row in reversed(cells)]
    report = ctdc.run(write(tmp_path / "b.csv", tuple(reversed(FINE)), turned))
    assert (report.added, report.already) == (0, 300)


def test_a_mended_file_adds_the_mended_rows_only(tmp_path: Path) -> None:
    cells = rows(60)
    faulty = [list(row) for row in cells]
    faulty[3][1], faulty[7][5], faulty[8][5] = "Femal", "KZ?", "KZ?"
    first = ctdc.run(write(tmp_path / "faulty.csv", FINE, faulty))
    assert (first.added, first.held) == (57, 3)
    assert first.unknown == Counter({("gender", "Femal"): 1, ("citizenship", "KZ?"): 2})
    mended = ctdc.run(write(tmp_path / "mended.csv", FINE, cells))
    assert (mended.added, mended.already, facts()) == (3, 57, 60)


def test_rows_that_are_alike_are_as_many_facts(tmp_path: Path) -> None:
    one = rows(3)[:1]
    path = tmp_path / "alike.csv"
    assert ctdc.run(write(path, FINE, one * 3)).added == 3
    assert ctdc.run(write(path, FINE, one * 2)).added == 0
    assert ctdc.run(write(path, FINE, one * 5)).added == 2
    assert facts() == 5


def test_a_broken_row_is_named_by_its_line_and_the_others_come_in(tmp_path: Path) -> None:
    lines = text(FINE, rows(10)).splitlines(keepends=True)
    lines[4] = "2010,Female\n"
    lines[6] = lines[6].replace("\n", ",,\n")
    lines[9] = '"2010' + lines[9]
    path = tmp_path / "broken.csv"
    path.write_text("".join(lines))
    report = ctdc.run(path)
    assert (report.rows, report.added, report.broken) == (10, 7, 3)
    assert [number for number, _why in report.broken_lines] == [5, 7, 10]
    assert [why for _number, why in report.broken_lines] == [
        "2 cells instead of 37",
        "39 cells instead of 37",
        "a quotation mark does not end",
    ]
    said = "\n".join(report.lines())
    assert "10 rows read, 7 added" in said
    assert "line 5: 2 cells instead of 37" in said


def test_unknown_codes_are_listed_with_counts_and_nothing_is_left_out_in_silence(tmp_path: Path) -> None:
    cells = rows(30)
    for row, (place, value) in zip(cells, [(7, "0"), (36, "yes"), (2, "17"), (0, "1802"), (2, "17")], strict=False):
        row[place] = value
    report = ctdc.run(write(tmp_path / "odd.csv", FINE, cells))
    assert report.unknown == {
        ("meansOfControlDebtBondage", "0"): 1,
        ("recruiterRelationOther", "yes"): 1,
        ("ageBroad", "17"): 2,
        ("yearOfRegistration", "1802"): 1,
    }
    assert report.rows == report.added + report.already + report.held + report.broken == 30
    assert "ageBroad = '17': 2" in "\n".join(report.lines())


@pytest.mark.parametrize(
    ("column", "spellings"),
    [
        ("ageBroad", ["9--17", "09--17", "9—17", "09–17", "9-17", " 9--17 "]),  # noqa: RUF001
        ("ageBroad", ["0--8", "0-8", "0—8"]),
        ("traffickMonths", ["0--12 (0-1 yr)", "0–12", "0--12"]),  # noqa: RUF001
        ("gender", ["Female", "Woman", "female"]),
        ("gender", ["Transgender/NonConforming", "Trans/Transgender/NonConforming"]),
        ("isForcedLabour", ["1", "1.0", " 1"]),
        ("yearOfRegistration", ["2010", "2010.0"]),
        ("citizenship", ["", "-99", "NULL"]),
    ],
)
def test_spellings_of_one_value_are_one_row(tmp_path: Path, column: str, spellings: list[str]) -> None:
    cells = []
    for spelling in spellings:
        row = [""] * len(FINE)
        row[FINE.index("CountryOfExploitation")] = "KAZ"
        row[FINE.index(column)] = spelling
        cells.append(row)
    report = ctdc.run(write(tmp_path / "spelt.csv", FINE, cells))
    assert report.unknown == {}
    assert [fact.quantity for fact in WorldFact.objects.all()] == [len(spellings)]


def test_it_goes_out_as_it_came_in(sample: Path) -> None:
    ctdc.run(sample)
    assert list(ctdc_export.lines("2021")) == canonical(sample.read_text().splitlines(keepends=True))


def test_the_fine_release_goes_out_merged_as_the_codebook_merges_it(sample: Path, tmp_path: Path) -> None:
    ctdc.run(sample)
    wanted = write(tmp_path / "merged.csv", COARSE, merged(FINE, rows(300)))
    assert list(ctdc_export.lines("2021", "2024")) == canonical(wanted.read_text().splitlines(keepends=True))


def test_the_merged_release_goes_out_as_it_came_in(tmp_path: Path) -> None:
    path = write(tmp_path / "merged.csv", COARSE, merged(FINE, rows(300)))
    assert ctdc.run(path).release == "2024"
    assert list(ctdc_export.lines("2024")) == canonical(path.read_text().splitlines(keepends=True))


def test_the_later_names_of_sectors_mean_the_same_rows(tmp_path: Path) -> None:
    cells = merged(FINE, rows(100))
    renamed = tuple(name.replace("typeOf", "sectorOf") for name in COARSE)
    ctdc.run(write(tmp_path / "2024.csv", COARSE, cells))
    report = ctdc.run(write(tmp_path / "2025.csv", renamed, cells))
    assert (report.added, report.already) == (0, 100)
    assert next(ctdc_export.lines("2024", "2025")) == ",".join(renamed) + "\n"


def test_other_names_of_single_columns_are_known(tmp_path: Path) -> None:
    cells = rows(20)
    other = [name.replace("LawEnforce", "LawEnforcement") for name in FINE]
    ctdc.run(write(tmp_path / "a.csv", FINE, cells))
    assert ctdc.run(write(tmp_path / "b.csv", other, cells)).added == 0
    long = [name.replace("meansWithholdDocs", "meansWithholdDocuments") for name in COARSE]
    assert ctdc.run(write(tmp_path / "c.csv", long, merged(FINE, cells))).release == "2024"


def test_two_columns_that_only_the_merge_table_names_are_kept_where_they_occur(tmp_path: Path) -> None:
    header = (*FINE, "meansOfControlUsesChildren")
    cells = [[*row, "1"] for row in rows(5)]
    ctdc.run(write(tmp_path / "more.csv", header, cells))
    written = list(ctdc_export.lines("2021"))
    assert written[0].strip().split(",") == list(header)
    assert all(line.endswith(",1\n") for line in written[1:])


def test_a_merged_value_is_never_taken_apart(tmp_path: Path) -> None:
    ctdc.run(write(tmp_path / "merged.csv", COARSE, merged(FINE, rows(5))))
    with pytest.raises(Invalid) as refused:
        next(ctdc_export.lines("2024", "2021"))
    assert "cannot be taken apart" in str(refused.value)


@pytest.mark.parametrize(
    "header",
    [
        "name,phone",
        ",".join(FINE) + ",name",
        ",".join((*FINE, "gender")),
        ",".join((*FINE, "meansThreats")),
        "yearOfRegistration,gender",
        "",
    ],
)
def test_a_file_that_is_no_release_is_refused_before_anything_is_kept(tmp_path: Path, header: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(f"{header}\n1,2\n")
    with pytest.raises(Invalid) as refused:
        ctdc.run(path)
    assert "37 columns of 2021" in str(refused.value)
    assert not Entry.objects.exists()


def test_a_file_with_a_mark_at_its_start_with_windows_lines_and_no_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text(FINE, rows(6)).replace("\n", "\r\n").rstrip().encode() + b"\r\n\r\n")
    report = ctdc.run(path)
    assert (report.rows, report.added) == (6, 6)


def test_world_data_can_be_removed_and_taken_in_again(sample: Path) -> None:
    ctdc.run(sample)
    assert ctdc.remove() == 300
    assert facts() == 0
    assert ctdc.run(sample).added == 300


def test_both_acts_leave_a_line_in_the_chain_of_the_house(sample: Path) -> None:
    ctdc.run(sample)
    ctdc.remove()
    entries = list(Entry.objects.order_by("sequence"))
    told = [(each.organisation, each.actor, each.verb, each.details) for each in entries]
    assert {each.kind for each in entries} == {"world_data"}
    assert told == [
        (audit.HOUSE, None, "world.take_in", {"source": "ctdc", "scheme": "2021", "added": "300", "held": "0"}),
        (audit.HOUSE, None, "world.take_out", {"source": "ctdc", "removed": "300"}),
    ]


def test_progress_is_told_and_ends_at_the_end(sample: Path) -> None:
    told: list[tuple[int, int]] = []
    ctdc.run(sample, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0


def test_the_bits_of_a_fact_stand_for_these_columns() -> None:
    assert variables("2021")[7:9] == ("meansOfControlDebtBondage", "meansOfControlTakesEarnings")
    assert variables("2021")[36:] == (
        "recruiterRelationOther", "meansOfControlUsesChildren", "meansOfControlRestrictsFinancialAccess",
    )  # fmt: skip
    assert variables("2024") == COARSE


# --- the reconstruction of the published file, where there is one

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data" / "ctdc" / "ctdc_global_synthetic_37col.csv"
REAL = os.environ.get("KOMEK_CTDC_FILE", str(BESIDE) if BESIDE.is_file() else "")
real = pytest.mark.skipif(not REAL, reason="no file of CTDC 2021: set KOMEK_CTDC_FILE (the invented sample was used)")
CENTRAL_ASIA = frozenset({"KAZ", "KGZ", "TJK", "TKM", "UZB"})
TOTALS = {
    "yearOfRegistration": (153740, 3866), "gender": (145930, 3439), "ageBroad": (102270, 4220),
    "citizenship": (104600, 6175), "CountryOfExploitation": (125690, 4933), "traffickMonths": (20720, 1741),
    "meansDebtBondageEarnings": (25868, 1298), "meansThreats": (28795, 995), "meansAbusePsyPhySex": (37542, 1073),
    "meansFalsePromises": (18660, 1086), "meansDrugsAlcohol": (8510, 9), "meansDenyBasicNeeds": (30634, 1129),
    "meansExcessiveWorkHours": (16410, 857), "meansWithholdDocs": (13880, 730), "isForcedLabour": (42340, 1383),
    "isSexualExploit": (63280, 212), "isOtherExploit": (10150, 0), "typeOfLabourAgriculture": (5650, 221),
    "typeOfLabourConstruction": (4340, 593), "typeOfLabourDomesticWork": (8110, 52),
    "typeOfLabourHospitality": (2750, 115), "typeOfSexProstitution": (16870, 19), "typeOfSexPornography": (2900, 0),
    "recruiterRelationIntimatePartner": (5240, 0), "recruiterRelationFriend": (7420, 768),
    "recruiterRelationFamily": (5840, 17), "recruiterRelationOther": (18970, 156),
}  # fmt: skip


@real
def test_the_published_file_comes_in_whole_and_goes_out_byte_for_byte() -> None:
    assert (ctdc.run(Path(REAL)).added, ctdc.run(Path(REAL)).added) == (193_025, 0)
    with Path(REAL).open(encoding="utf-8", newline="") as file:
        assert list(ctdc_export.lines("2021")) == canonical(file)


@real
def test_the_merged_form_of_the_published_file_has_the_known_totals(tmp_path: Path) -> None:
    ctdc.run(Path(REAL))
    written = list(ctdc_export.lines("2021", "2024"))
    with Path(REAL).open(encoding="utf-8", newline="") as file:
        header, *cells = csv.reader(file)
    assert written == canonical(text(COARSE, merged(header, cells)).splitlines(keepends=True))
    everyone, central = Counter[str](), Counter[str]()
    for row in csv.DictReader(written):
        there = [name for name, cell in row.items() if cell]
        everyone.update(there)
        central.update(there if CENTRAL_ASIA & {row["citizenship"], row["CountryOfExploitation"]} else [])
    assert {name: (everyone[name], central[name]) for name in TOTALS} == TOTALS
    path = tmp_path / "merged.csv"
    path.write_text("".join(written))
    ctdc.remove()
    ctdc.run(path)
    assert list(ctdc_export.lines("2024")) == written
