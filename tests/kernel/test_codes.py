"""Code lists: what a list promises, and how it is found."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings
from django.utils.functional import Promise

from komek.kernel import codes
from komek.kernel.codes import Code, CodeList, UnknownCode, labels, write_labels

PATTERN = re.compile(r"[A-Za-z0-9_+.-]{1,40}")


def every_code() -> list[Code]:
    return [code for each in codes.lists() for code in each]


def a_list(*members: Code) -> CodeList:
    return CodeList(scheme=codes.schemes()["komek"], version="2026.1", name="test", codes=members)


def a_code(code: str, **rest: object) -> Code:
    source = codes.get("sex")["female"].source
    return Code(stamp="komek:test@2026.1", code=code, english=code.title(), source=source, **rest)  # type: ignore[arg-type]


def test_a_list_is_found_by_its_name_alone() -> None:
    assert codes.get("service_type").stamp == "komek:service_type@2026.1"


def test_a_stamp_finds_the_very_list_a_record_was_written_with() -> None:
    for each in codes.lists():
        assert codes.get(each.stamp) is each


def test_a_code_reference_finds_the_code() -> None:
    for code in every_code():
        assert codes.code(code.ref) is code


def test_without_a_version_the_newest_one_that_has_the_list_is_taken() -> None:
    assert codes.get("ctdc_variable").version == "2025"
    assert codes.get("ctdc_gender").version == "2024"
    assert codes.get("ctdc_means_of_control").version == "v6"


def test_our_own_list_is_preferred_to_one_of_the_same_name_elsewhere() -> None:
    assert codes.get("gender").scheme.key == "komek"
    assert codes.get("gender", scheme="ctdc_vp").scheme.key == "ctdc_vp"
    assert codes.get("ctdc_vp:gender") is codes.get("gender", scheme="ctdc_vp")


def test_an_old_version_is_kept_beside_the_new_one() -> None:
    assert "Female" in codes.get("ctdc_gender", version="2021")
    assert "Female" not in codes.get("ctdc_gender", version="2024")


@pytest.mark.parametrize(
    ("name", "version", "hint"),
    [
        ("servic_type", None, "service_type"),
        ("service_type", "2026.2", "2026.1"),
        ("htcd:vic_MethodsOfControl", None, "htcds"),
    ],
)
def test_a_wrong_name_is_refused_with_what_comes_close(name: str, version: str | None, hint: str) -> None:
    with pytest.raises(UnknownCode, match=f"Did you mean .*{hint}"):
        codes.get(name, version=version)


def test_a_wrong_code_is_refused_with_what_comes_close() -> None:
    with pytest.raises(UnknownCode, match="'shelter' is not in komek:service_type@2026.1") as refused:
        codes.get("service_type")["shelter"]
    assert "shelter_safehouse" in refused.value.near


def test_a_code_that_resembles_nothing_is_refused_with_the_size_of_the_list() -> None:
    with pytest.raises(UnknownCode, match="There are 4 entries"):
        codes.get("sex")["zzzz"]


def test_membership_is_exact() -> None:
    services = codes.get("service_type")
    assert "medical" in services
    assert "Medical" not in services
    assert None not in services


def test_choices_are_pairs_of_code_and_lazily_translated_label() -> None:
    pairs = codes.get("service_type").choices()
    assert len(pairs) == 30
    code, label = pairs[0]
    assert code == "shelter_safehouse"
    assert isinstance(label, Promise)


def test_a_label_can_be_read_as_text() -> None:
    if not settings.configured:
        settings.configure(USE_I18N=False)
    assert str(codes.get("sex")["female"].label)


def test_names_of_countries_are_not_sent_to_the_translators_of_labels() -> None:
    assert codes.get("country")["SE"].label == "Sweden"
    assert "Sweden" not in labels.LABELS


def test_a_closed_code_is_offered_before_its_end_and_not_on_it() -> None:
    closing = a_code("old", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 1))
    both = a_list(closing, a_code("always"))
    offered = {day: [code for code, _ in both.choices(on=day)] for day in (date(2025, 12, 31), date(2026, 5, 31))}
    assert offered == {date(2025, 12, 31): ["always"], date(2026, 5, 31): ["old", "always"]}
    assert [code for code, _ in both.choices(on=date(2026, 6, 1))] == ["always"]
    assert len(both.choices()) == 2


def test_a_code_knows_its_parent_and_a_parent_its_children() -> None:
    methods = codes.get("means_of_control")
    parent = methods.broader("physical_threats")
    assert parent is not None
    assert parent.code == "threats"
    assert methods.broader("threats") is None
    assert {child.code for child in methods.narrower("threats")} == {
        "physical_threats",
        "threats_law_enforcement",
        "threatens_family",
        "uses_children",
    }


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("ctdc:ctdc_traffick_months@2021", "61+ (5+ yrs)", "61+"),
        ("ctdc:ctdc_gender@2024", "Trans/Transgender/NonConforming", "TransgenderNonConforming"),
        ("ctdc:ctdc_variable@2024", "meansWithholdDocuments", "meansWithholdDocs"),
        ("htcds:vic_ForcedLabourIndustry", "M_ProfessionalScientificAndTechnicalActivities", "M"),
        ("country", " kaz ", "KZ"),
    ],
)
def test_a_spelling_used_in_files_leads_to_the_code(name: str, text: str, code: str) -> None:
    assert codes.get(name).from_written(text).code == code


def test_a_spelling_nobody_uses_is_refused() -> None:
    with pytest.raises(UnknownCode, match="61"):
        codes.get("ctdc:ctdc_traffick_months@2021").from_written("61 and more")


def test_every_code_has_the_shape_that_columns_and_urls_can_hold() -> None:
    assert [code.ref for code in every_code() if not PATTERN.fullmatch(code.code)] == []


def test_our_own_codes_are_lower_case_words() -> None:
    countries = ("komek:origin@", "komek:hotline_country@")  # the common ones by their ISO code, and "other"
    own = [c for c in every_code() if c.stamp.startswith("komek:") and not c.stamp.startswith(countries)]
    odd = [code.ref for code in own if not re.fullmatch(r"[a-z0-9_]+", code.code)]
    assert odd == [f"komek:indicator_strength@2026.1:{strength}" for strength in "SMW"]


def test_every_code_has_a_label_and_a_source_with_a_citation() -> None:
    assert [code.ref for code in every_code() if not (code.english.strip() and code.source.citation)] == []


def test_no_label_in_a_list_stands_for_two_codes() -> None:
    doubled = [each.stamp for each in codes.lists() if len({code.english for code in each}) != len(each)]
    assert doubled == ["ilo:ilo_indicator@2009"], "only ILO repeats itself: the same words at recruitment and later"


def test_every_parent_is_in_the_same_list_and_no_code_is_its_own_ancestor() -> None:
    for each in codes.lists():
        for code in each:
            seen = [code.code]
            while (parent := each.broader(seen[-1])) is not None:
                assert parent.code not in seen, code.ref
                seen.append(parent.code)


def test_the_labels_for_translators_are_up_to_date() -> None:
    assert write_labels.text() == _labels_file(), "Run python -m komek.kernel.codes.write_labels"


def test_every_translated_label_is_offered_to_makemessages() -> None:
    assert {code.english for code in every_code() if code.translated} == set(labels.LABELS)


def test_the_official_classification_stays_empty_until_its_manual_is_here() -> None:
    assert codes.schemes()["ic_tip"].versions == ()
    assert [each for each in codes.lists() if each.scheme.key == "ic_tip"] == []


def _labels_file() -> str:
    with open(labels.__file__, encoding="utf-8") as file:
        return file.read()
