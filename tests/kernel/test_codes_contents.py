"""What the shipped lists contain, counted against their sources."""

from __future__ import annotations

from collections import Counter

import pytest

from komek.kernel import codes
from komek.kernel.actor import ROLES
from komek.kernel.codes import Code

STRENGTHS = {  # dimension: adults S/M/W, children S/M/absent
    "D1": ((1, 8, 1), (2, 8, 0)),
    "D2": ((1, 9, 0), (4, 6, 0)),
    "D3": ((0, 14, 2), (0, 15, 1)),
    "D4": ((1, 7, 1), (1, 7, 1)),
    "D5": ((4, 10, 1), (8, 7, 0)),
    "D6": ((0, 5, 2), (0, 7, 0)),
}
SHORT_SCREEN = {
    "restriction_of_movement": {"d2_isolation", "d5_isolation"},
    "isolation": {"d2_isolation", "d5_isolation", "d6_unknown_area", "d5_lie"},
    "retention_of_identity_documents": {"d2_documents", "d5_documents"},
    "withholding_of_wages": {
        "d2_withhold_money",
        "d5_withhold_wages",
        "d4_low_salary",
        "d4_wage_manipulation",
        "d1_wages",
    },
    "debt_bondage": {"d2_debt_bondage", "d5_debt_bondage", "d4_wage_manipulation"},
    "abusive_working_and_living_conditions": {
        "d4_bad_living",
        "d4_very_bad_working",
        "d4_hazardous",
        "d4_no_social_protection",
        "d4_no_education",
    },
    "excessive_overtime": {"d4_hours"},
}
SIZES = {
    "identification_status": 9,
    "referral_source": 15,
    "risk_level": 3,
    "risk_domain": 8,
    "service_type": 30,
    "kz_special_social_service_kind": 8,
    "referral_state": 18,
    "decline_reason": 13,
    "referral_priority": 3,
    "consent_purpose": 9,
    "consent_field_group": 6,
    "consent_form": 5,
    "consent_giver": 3,
    "consent_state": 4,
    "legal_basis_without_consent": 4,
    "reflection_decision": 3,
    "closure_reason": 13,
    "duplicate_state": 4,
    "missing_value": 4,
    "organisation_type_kz": 10,
    "screening_outcome": 6,
    "ilo_dimension": 6,
    "ilo_forced_labour_11": 11,
    "vic_MethodsOfControl": 16,
    "vic_TypeOfExploitation": 11,
    "vic_MethodOfRecruitment": 10,
    "vic_RecruitmentWebsitesAndApps": 15,
    "per_RoleInProcess": 15,
    "isic_section": 21,
    "isced_level": 9,
    "ctdc_means_of_control": 18,
    "ctdc_vp_variable": 16,
    "country": 249,
    "region": 54,
}


def strength(indicator: Code, *, child: bool) -> str:
    return indicator.traits["child" if child else "adult"]


def indicators(*, child: bool) -> list[Code]:
    return [each for each in codes.get("ilo_indicator") if strength(each, child=child) != "-"]


def fed_by(short: str, *, child: bool) -> set[str]:
    columns = ("feeds", "child_feeds") if child else ("feeds",)
    return {
        each.code
        for each in indicators(child=child)
        if any(short in each.traits.get(column, "").split() for column in columns)
    }


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_a_list_is_complete(name: str, size: int) -> None:
    assert len(codes.get(name)) == size


def test_htcds_has_its_21_value_lists_with_182_values() -> None:
    htcds = [each for each in codes.lists() if each.scheme.key == "htcds"]
    assert len(htcds) == 21
    assert sum(len(each) for each in htcds) == 182


def test_the_spelling_of_the_standard_is_kept_even_where_it_is_wrong() -> None:
    assert "Unaquainted" in codes.get("vic_RelationshipToTrafficker")


def test_there_are_67_indicators_for_adults_and_65_for_children() -> None:
    assert len(indicators(child=False)) == 67
    assert len(indicators(child=True)) == 65


@pytest.mark.parametrize("dimension", sorted(STRENGTHS))
def test_the_strengths_of_a_dimension_agree_with_the_published_counts(dimension: str) -> None:
    members = [each for each in codes.get("ilo_indicator") if each.traits["dimension"] == dimension]
    adult = Counter(strength(each, child=False) for each in members)
    child = Counter(strength(each, child=True) for each in members)
    assert (adult["S"], adult["M"], adult["W"]) == STRENGTHS[dimension][0]
    assert (child["S"], child["M"], child["-"]) == STRENGTHS[dimension][1]
    assert child["W"] == 0


def test_every_indicator_belongs_to_a_dimension_with_an_element_of_the_definition() -> None:
    dimensions = codes.get("ilo_dimension")
    assert {each.traits["dimension"] for each in codes.get("ilo_indicator")} == {each.code for each in dimensions}
    assert {each.traits["palermo"] for each in dimensions} == {"means", "means_sustained", "purpose"}


@pytest.mark.parametrize("short", sorted(SHORT_SCREEN))
def test_the_short_screen_feeds_the_long_list_as_published(short: str) -> None:
    assert fed_by(short, child=False) == SHORT_SCREEN[short]


def test_violence_in_the_short_screen_takes_in_two_more_indicators_for_children() -> None:
    both = [fed_by("physical_and_sexual_violence", child=child) for child in (False, True)]
    assert both[1] - both[0] == {"d5_illicit", "d5_forced_tasks"}


def test_abuse_of_vulnerability_takes_in_both_vulnerability_dimensions() -> None:
    fed = fed_by("abuse_of_vulnerability", child=False)
    vulnerable = {each.code for each in indicators(child=False) if each.traits["dimension"] in {"D3", "D6"}}
    assert fed == vulnerable | {"d5_strong_influence"}


def test_every_threat_feeds_intimidation() -> None:
    fed = fed_by("intimidation_and_threats", child=False)
    threats = {each.code for each in indicators(child=False) if "threat" in each.english.lower()}
    assert fed == threats | {"d5_act_peers", "d5_lie"}


def test_every_indicator_of_the_short_screen_is_fed_and_numbered() -> None:
    short = codes.get("ilo_forced_labour_11")
    assert [each.traits["number"] for each in short] == [str(number) for number in range(1, 12)]
    assert all(fed_by(each.code, child=False) for each in short)


def test_no_indicator_feeds_something_outside_the_short_screen() -> None:
    short = {each.code for each in codes.get("ilo_forced_labour_11")}
    for each in codes.get("ilo_indicator"):
        fed = f"{each.traits.get('feeds', '')} {each.traits.get('child_feeds', '')}".split()
        assert set(fed) <= short, each.code


def test_every_role_that_a_rule_of_the_house_names_is_in_the_list() -> None:
    assert set(ROLES) <= {each.code for each in codes.get("role")}


def test_the_inverse_of_a_relation_is_a_relation() -> None:
    relations = codes.get("person_relation")
    for relation in relations:
        inverse = relations[relation.traits["inverse"]]
        if relation.code != "trusted_contact":
            assert inverse.traits["inverse"] == relation.code


def test_currencies_and_languages_of_the_region_are_there() -> None:
    assert {"KZT", "KGS", "UZS", "TJS", "TMT", "RUB", "USD", "EUR", "TRY", "KRW", "AED"} <= {
        each.code for each in codes.get("iso_4217")
    }
    assert {each.traits.get("alpha2") for each in codes.get("language")} >= {"en", "ru", "kk", "ky", "uz", "tg", "tk"}


def test_what_was_taken_from_a_secondary_text_says_so() -> None:
    assert not codes.get("ilo_indicator")["d1_wages"].source.checked
    assert codes.get("service_type")["medical"].source.checked
