"""Crosswalks between our lists and the standards: nothing lost, nothing invented."""

from __future__ import annotations

from collections import Counter

import pytest

from komek.kernel import codes
from komek.kernel.codes import Code

MERGES_2024 = {
    "meansDebtBondageEarnings": {"DebtBondage", "TakesEarnings"},
    "meansThreats": {"Threats", "UsesChildren", "ThreatOfLawEnforce"},
    "meansAbusePsyPhySex": {"PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse"},
    "meansFalsePromises": {"FalsePromises"},
    "meansDrugsAlcohol": {"PsychoactiveSubstances"},
    "meansDenyBasicNeeds": {
        "RestrictsFinancialAccess",
        "RestrictsMovement",
        "RestrictsMedicalCare",
        "WithholdsNecessities",
    },
    "meansExcessiveWorkHours": {"ExcessiveWorkingHours"},
    "meansWithholdDocs": {"WithholdsDocuments"},
}
DROPPED_2024 = {"meansOfControlOther", "typeOfLabourOther", "typeOfSexOther", "majorityStatusAtExploit"}


def variables_of_2024(code: Code) -> set[str]:
    found = codes.matches("ctdc:ctdc_variable@2021", code.code, "ctdc", version="2024", broad=True)
    return {there.code for there in found if "ctdc_variable" in there.stamp}


def test_every_match_points_to_a_code_that_exists() -> None:
    for each in codes.lists():
        for here in each:
            for ref in here.exact + here.broad:
                assert codes.code(ref), here.ref


def test_no_code_of_a_standard_is_the_exact_match_of_two_of_our_codes_in_one_list() -> None:
    claims = Counter((each.stamp, codes.code(ref).ref) for each in codes.lists() for here in each for ref in here.exact)
    assert [claim for claim, times in claims.items() if times > 1] == []


def test_no_code_is_both_an_exact_and_a_broad_match() -> None:
    assert [here.ref for each in codes.lists() for here in each if set(here.exact) & set(here.broad)] == []


@pytest.mark.parametrize("merged", sorted(MERGES_2024))
def test_a_variable_of_2024_takes_in_exactly_what_the_codebook_says(merged: str) -> None:
    columns = codes.get("ctdc_variable", version="2021")
    taken = {column.code for column in columns if merged in variables_of_2024(column)}
    assert taken == {f"meansOfControl{name}" for name in MERGES_2024[merged]}


def test_what_2024_dropped_leads_nowhere_and_everything_else_leads_to_one_variable() -> None:
    for column in codes.get("ctdc_variable", version="2021"):
        assert len(variables_of_2024(column)) == (0 if column.code in DROPPED_2024 else 1), column.code


def test_the_fine_codes_and_the_columns_of_2021_merge_alike() -> None:
    for fine in codes.get("ctdc_means_of_control"):
        column = list(codes.matches("ctdc_means_of_control", fine.code, "ctdc", version="2021"))
        later = codes.matches("ctdc_means_of_control", fine.code, "ctdc", version="2024", broad=True)
        if column:
            assert {code.code for code in later} == variables_of_2024(column[0]), fine.code


def test_a_composite_is_never_expanded_into_precise_codes() -> None:
    assert codes.matches("ctdc:ctdc_variable@2024", "meansThreats", "komek", broad=True) == ()


def test_the_columns_of_2021_are_the_37_of_the_file_and_two_named_as_absent() -> None:
    columns = codes.get("ctdc_variable", version="2021")
    absent = {column.code for column in columns if column.note.startswith("absent")}
    assert absent == {"meansOfControlUsesChildren", "meansOfControlRestrictsFinancialAccess"}
    assert len(columns) - len(absent) == 37


def test_the_27_variables_of_2024_keep_their_order_and_later_files_rename_six() -> None:
    before, after = codes.get("ctdc_variable", version="2024"), codes.get("ctdc_variable", version="2025")
    assert len(before) == len(after) == 27
    renamed = [(old.code, new.code) for old, new in zip(before, after, strict=True) if old.code != new.code]
    assert len(renamed) == 6
    assert all(new == old.replace("typeOf", "sectorOf") for old, new in renamed)


def test_age_bands_and_durations_are_written_as_each_release_writes_them() -> None:
    assert [code.code for code in codes.matches("age_band", "9_17", "ctdc", version="2021")] == ["09--17"]
    assert [code.code for code in codes.matches("age_band", "9_17", "ctdc", version="2024")] == ["9--17"]
    for band in ("25_60", "61_plus"):
        upper = codes.matches("exploitation_duration", band, "ctdc", version="2024", broad=True)
        assert [code.written for code in upper] == ["25+ (2+ yrs)"]


def test_every_known_age_band_belongs_to_a_child_or_an_adult() -> None:
    groups = {band.code: [codes.code(ref).code for ref in band.broad] for band in codes.get("age_band")}
    assert [band for band, group in groups.items() if group == ["child"]] == ["0_8", "9_17"]
    assert groups["unknown"] == ["unknown"]
    assert all(len(group) == 1 for group in groups.values())


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ("means_of_control", "vic_MethodsOfControl"),
        ("exploitation_form", "vic_TypeOfExploitation"),
        ("sexual_exploitation_kind", "vic_TypeOfSexExploitation"),
        ("recruitment_method", "vic_MethodOfRecruitment"),
        ("online_platform", "vic_RecruitmentWebsitesAndApps"),
        ("online_platform", "vic_ExploitationWebsitesAndApps"),
        ("perpetrator_role", "per_RoleInProcess"),
        ("gender", "prs_Gender"),
        ("marital_status", "prs_MaritalStatus"),
        ("education_level", "prs_HighestLevelOfEducation"),
        ("trafficking_event", "hte_Type"),
        ("case_state", "cas_Status"),
        ("deciding_body", "vic_TraffickingStatusDecisionMakingOrg"),
        ("referral_reason", "cas_ReasonForIncomingReferral"),
        ("referral_reason", "cas_ReasonForOutgoingReferral"),
        ("vulnerability", "vic_Vulnerabilities"),
    ],
)
def test_our_list_can_hold_every_value_of_the_htcds_picklist(own: str, field: str) -> None:
    ours = codes.get(own)
    stamp = f"{ours.stamp}:"
    lost = []
    for value in codes.get(field):
        back = codes.matches(f"htcds:{field}", value.code, "komek")
        if len([code for code in back if code.ref.startswith(stamp)]) != 1 and value.code != "Other":
            lost.append(value.code)
    assert lost == []


@pytest.mark.parametrize("own", ["means_of_control", "exploitation_form", "recruitment_method", "deciding_body"])
def test_every_code_of_ours_can_be_exported_to_htcds(own: str) -> None:
    lost = [code.code for code in codes.get(own) if len(codes.matches(own, code.code, "htcds", broad=True)) != 1]
    assert lost == []


def test_our_methods_of_control_hold_every_fine_code_of_ctdc() -> None:
    lost = [
        fine.code
        for fine in codes.get("ctdc_means_of_control")
        if fine.code != "NotSpecified" and not codes.matches("ctdc_means_of_control", fine.code, "komek")
    ]
    assert lost == []


def test_every_method_of_control_but_other_has_one_variable_of_2024() -> None:
    for method in codes.get("means_of_control"):
        found = codes.matches("means_of_control", method.code, "ctdc", version="2024", broad=True)
        assert len(found) == (0 if method.code == "other" else 1), method.code


def test_every_recruiter_but_an_unknown_one_has_one_relation_in_ctdc() -> None:
    for relation in codes.get("recruiter_relation"):
        found = codes.matches("recruiter_relation", relation.code, "ctdc", version="2024", broad=True)
        assert len(found) == (0 if relation.code == "unknown" else 1), relation.code


def test_agriculture_of_ctdc_is_the_first_division_only() -> None:
    found = {
        sector.code: [code.code for code in codes.matches("exploitation_sector", sector.code, "ctdc", version="2024")]
        for sector in codes.get("exploitation_sector")
    }
    assert [sector for sector, names in found.items() if names == ["typeOfLabourAgriculture"]] == ["crop_animal"]
    for sector in ("crop_animal", "forestry", "fishing"):
        wider = codes.matches("exploitation_sector", sector, "htcds", broad=True)
        assert [code.code for code in wider] == ["A"]
