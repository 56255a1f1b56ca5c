"""Places: codes, names in our languages, and names as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.foundations import places
from komek.foundations.places import LANGUAGES, Country
from komek.kernel import codes
from komek.kernel.codes import UnknownCode

REGIONS = {"KZ": (17, 3), "KG": (7, 2), "TJ": (4, 1), "TM": (5, 1), "UZ": (13, 1)}  # regions, cities
FIVE_HOURS = timedelta(hours=5)
LATIN = ("en", "uz", "tk")


def cyrillic(text: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in text)


def test_countries_are_those_of_iso_and_our_five_come_first() -> None:
    assert {country.code for country in places.countries()} == {code.code for code in codes.get("country")}
    assert tuple(country.code for country in places.countries()[:5]) == places.FIVE


def test_alpha2_and_alpha3_lead_to_one_another_and_no_code_is_used_twice() -> None:
    for country in places.countries():
        assert places.from_alpha3(places.alpha3(country.code)) is country
    assert len({country.numeric for country in places.countries()}) == 249


@pytest.mark.parametrize("country", sorted(REGIONS))
def test_the_regions_of_the_five_countries_are_complete(country: str) -> None:
    kinds = [region.kind == "city" for region in places.regions(country)]
    assert (kinds.count(False), kinds.count(True)) == REGIONS[country]


def test_the_regions_with_names_are_exactly_those_of_the_code_list() -> None:
    named = {region.code for country in places.FIVE for region in places.regions(country)}
    assert named == {code.code for code in codes.get("region")}


def test_a_country_without_regions_in_the_data_has_none() -> None:
    assert places.regions("PL") == ()


def test_a_code_from_before_2022_leads_to_the_region_of_today() -> None:
    assert places.region("KZ-ALA").code == "KZ-75"
    assert places.region("KZ-75") is places.region("KZ-ALA")


@pytest.mark.parametrize("ask", [places.country, places.region, places.from_alpha3, places.regions])
def test_an_unknown_code_is_refused_aloud(ask: object) -> None:
    with pytest.raises(UnknownCode):
        ask("QQ-9")  # type: ignore[operator]


def test_every_country_and_region_has_a_name_in_every_language_and_script() -> None:
    everything = [*places.countries(), *(region for each in places.FIVE for region in places.regions(each))]
    for place in everything:
        assert set(place.names) == set(LANGUAGES), place.code
        wrong = [language for language in LANGUAGES if cyrillic(place.names[language]) == (language in LATIN)]
        assert wrong == [], place.code


def test_names_that_no_native_reader_has_signed_are_marked_as_draft() -> None:
    assert {country.mark for country in places.countries()} == {"draft"}


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("KZ", "kk", "Қазақстан"),
        ("KG", "ru", "Кыргызстан"),
        ("UZ", "uz", "Oʻzbekiston"),
        ("UZ", "uz-cyrl", "Ўзбекистон"),
        ("UZ", "uz-Latn", "Oʻzbekiston"),
        ("TJ", "tg_TJ", "Тоҷикистон"),
        ("KZ-75", "uz", "Olmaota"),
        ("KZ-19", "en", "Almaty region"),
    ],
)
def test_a_name_is_given_in_the_language_asked_for(code: str, language: str, name: str) -> None:
    assert places.name(code, language) == name


def test_a_missing_name_is_shown_in_english_and_can_be_seen_to_be_missing() -> None:
    somewhere = Country(code="QQ", names={"en": "Somewhere"}, aliases=(), mark="draft", alpha3="QQQ", numeric="000")
    assert somewhere.name("tk") == "Somewhere [en]"
    assert places.name("KZ", "ka") == "Kazakhstan [en]"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Казахстан", "KZ"),
        ("КАЗАХСТАН ", "KZ"),
        ("KAZ", "KZ"),
        ("kz", "KZ"),
        ("398", "KZ"),
        ("Oʻzbekiston", "UZ"),
        ("O'zbekiston", "UZ"),
        ("O’zbekiston", "UZ"),
        ("Ozbekiston", "UZ"),
        ("Киргизия", "KG"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Объединённые Арабские Эмираты", "AE"),
        ("Южная Корея", "KR"),
        ("Cote d'Ivoire", "CI"),
        ("Алматы", "KZ-75"),
        ("г. Алматы", "KZ-75"),
        ("Алматинская область", "KZ-19"),
        ("Алматы облысы", "KZ-19"),
        ("Almaty oblast", "KZ-19"),
        ("Tashkent oblast", "UZ-TO"),
        ("Toshkent shahri", "UZ-TK"),
        ("Нур-Султан", "KZ-71"),
        ("KZ-AST", "KZ-71"),
        ("ГБАО", "TJ-GB"),
    ],
)
def test_a_place_is_found_as_files_write_it(written: str, code: str) -> None:
    found = places.find(written)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("written", ["", "  ", "область", "Atlantis", "РТ"])
def test_what_is_not_clear_is_not_guessed(written: str) -> None:
    assert places.find(written) is None


def test_a_region_is_looked_for_in_the_country_that_is_known() -> None:
    assert places.find_region("Ош", country="KG") is places.region("KG-GO")
    assert places.find_region("Ош", country="KZ") is None


def test_every_name_and_alias_leads_back_to_its_country() -> None:
    for country in places.countries():
        for spelling in {country.code, country.alpha3, country.numeric, *country.names.values(), *country.aliases}:
            assert places.find_country(spelling) is country, spelling


def test_every_name_and_alias_leads_back_to_its_region() -> None:
    for each in places.FIVE:
        for region in places.regions(each):
            for spelling in {region.code, *region.names.values(), *region.aliases}:
                assert places.find_region(spelling) is region, spelling


def test_no_region_is_called_like_a_country() -> None:
    names = [name for each in places.FIVE for region in places.regions(each) for name in region.names.values()]
    assert [name for name in names if places.find_country(name)] == []


def test_every_country_has_a_zone_and_kazakhstan_has_one_time() -> None:
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    hours = {c: new_year.astimezone(places.zone(c)).utcoffset() for c in places.FIVE}
    assert hours == {"KZ": FIVE_HOURS, "KG": timedelta(hours=6), "TJ": FIVE_HOURS, "TM": FIVE_HOURS, "UZ": FIVE_HOURS}
    assert places.zone("KZ").key == "Asia/Almaty"
    alone = {country.code for country in places.countries() if places.zone(country.code).key == "UTC"}
    assert alone == {"AQ", "BV", "HM", "UM"}, "where nobody lives"
    assert places.zone("XX").key == "UTC"


@given(st.integers(0, 24 * 60 * 3650))
def test_every_country_has_the_date_of_its_own_calendar(minutes: int) -> None:
    at = datetime(2024, 3, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    dates = places.dates(at)
    assert list(dates) == sorted(dates)
    assert len(dates) <= 3
    listed = [country for countries in dates.values() for country in countries]
    assert len(listed) == len(set(listed)) > 100
    for day, countries in dates.items():
        assert {at.astimezone(places.zone(country)).date() for country in countries} == {day}
