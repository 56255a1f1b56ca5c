"""Cases in the codes of CTDC and HTCDS: nothing that names, nothing invented, nobody singled out once blanked."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komek.care import people
from komek.care.cases import htcds, schemas
from komek.care.cases.actions import account
from komek.care.cases.actions.coding import code_cases
from komek.care.cases.actions.consent import refuse_consent
from komek.care.cases.actions.safety import check_safety
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Invalid
from komek.kernel.partialdate import PartialDate
from tests.care.cases.consents import agree, terms
from tests.care.cases.records import last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast

STATISTICS = Recipient(body="international_organisation")


def packed(listed: str, *said: str) -> list[str]:
    questions = [each.code for each in codes.get(listed)]
    return list(schemas.packed(dict.fromkeys(said, "yes"), questions))


def source(**said: Any) -> htcds.Source:
    told: dict[str, Any] = {
        "opened_on": date(2026, 3, 1),
        "identification": "identified_by_ngo",
        "body": "ngo",
        "closed": False,
        "identity": people.Identity(
            given="Шахноза",
            surname="Алимова",
            sex="female",
            gender="woman",
            born=PartialDate(2000, 1),
            citizenships=("UZ",),
            marital_status="married",
        ),
        "control": {"means": packed("means_of_control", "physical_threats", "withholds_documents")},
        "forms": {
            "forms": packed("exploitation_form", "forced_labour", "forced_begging"),
            "sexual": packed("sexual_exploitation_kind"),
            "sectors": ["crop_animal", "construction"],
            "apps": ["telegram"],
        },
        "recruitment": {"relations": ["parent"], "methods": ["at_work"], "apps": ["facebook"]},
        "extent": {"months": 14, "country": "KZ"},
    }
    return htcds.Source(**{**told, **said})


def test_ctdc_has_its_27_columns_and_only_ones_or_nothing() -> None:
    row = htcds.coded(source()).ctdc
    assert list(row) == htcds.columns()
    assert len(row) == 27
    flags = {name for name, value in row.items() if value == "1"}
    assert flags == {
        "meansThreats",
        "meansWithholdDocs",
        "isForcedLabour",
        "isOtherExploit",
        "typeOfLabourAgriculture",
        "typeOfLabourConstruction",
        "recruiterRelationFamily",
    }
    words = {name: value for name, value in row.items() if value not in {"", "1"}}
    assert words == {
        "yearOfRegistration": "2026",
        "gender": "Woman",
        "ageBroad": "24--26",
        "citizenship": "UZB",
        "CountryOfExploitation": "KAZ",
        "traffickMonths": "13--24 (1-2 yrs)",
    }


def test_later_releases_rename_six_columns() -> None:
    row = htcds.renamed(htcds.coded(source()).ctdc, "2025")
    assert list(row) == htcds.columns("2025")
    assert row["sectorOfLabourAgriculture"] == "1"
    assert "typeOfLabourAgriculture" not in row


def test_htcds_is_written_in_its_own_words() -> None:
    row = htcds.coded(source()).htcds
    assert set(row) == set(htcds.HTCDS)
    assert row["prs_Gender"] == "Feminine"
    assert row["prs_MaritalStatus"] == "Married"
    assert row["vic_TraffickingStatus"] == "ActualVictimOfTrafficking"
    assert row["vic_TraffickingStatusDecisionMakingOrg"] == "NGO"
    assert row["vic_RelationshipToTrafficker"] == "Familial"
    assert row["vic_MethodsOfControl"] == "PhysicalThreats;WithholdsDocuments"
    assert row["vic_TypeOfExploitation"] == "ForcedLabour;ForcedBegging"
    assert row["vic_ForcedLabourIndustry"] == "A_AgricultureForestryAndFishing"
    assert row["vic_RecruitmentWebsitesAndApps"] == "Facebook"
    assert row["vic_ExploitationWebsitesAndApps"] == "Telegram"


def test_nothing_of_it_names_anybody() -> None:
    row = htcds.coded(source())
    told = " ".join([*row.ctdc.values(), *row.htcds.values()])
    for word in ("Шахноза", "Алимова", "2000"):
        assert word not in told


def test_what_was_not_told_is_left_empty() -> None:
    row = htcds.coded(htcds.Source(date(2026, 3, 1), "potential_victim", "", closed=True))
    assert {name for name, value in row.ctdc.items() if value} == {"yearOfRegistration"}
    assert row.htcds["vic_TraffickingStatus"] == "PossibleVictimOfTrafficking"
    assert row.htcds["cas_Status"] == "Closed"


def test_one_or_two_people_are_named_and_three_are_not() -> None:
    rare = source(identity=people.Identity(sex="male", citizenships=("TM",), born=PartialDate(1980, 1)))
    rows = [htcds.coded(each) for each in (source(), source(), source(), rare)]
    assert [(cell.values[0], cell.people) for cell in htcds.singled_out(rows)] == [("TKM", 1)]
    assert [cell.people for cell in htcds.singled_out(rows[:2])] == [2]


PEOPLE = st.builds(
    people.Identity,
    sex=st.sampled_from(("female", "male", "unknown")),
    citizenships=st.sampled_from((("UZ",), ("TJ",), ("KG",), ())),
    born=st.builds(PartialDate, st.integers(1960, 2018)),
)
FORMS = st.lists(st.sampled_from(("forced_labour", "sexual_exploitation", "forced_begging")), max_size=2).map(
    lambda said: {"forms": packed("exploitation_form", *said)}
)


@given(st.lists(st.builds(lambda who, what: source(identity=who, forms=what), PEOPLE, FORMS), max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_once_blanked_nobody_is_singled_out_and_nothing_new_is_said(told: list[htcds.Source]) -> None:
    rows = [htcds.coded(each) for each in told]
    kept = htcds.blanked(rows)
    assert htcds.singled_out(kept) == []
    assert len(kept) == len(rows)
    for before, after in zip(rows, kept, strict=True):
        assert all(after.ctdc[name] in {"", before.ctdc[name]} for name in before.ctdc)
        assert all(after.htcds[name] in {"", before.htcds[name]} for name in before.htcds)
        if not after.ctdc["citizenship"]:
            assert not after.htcds["prs_Citizenship"]


@pytest.mark.parametrize("value", ["=1+1", "+7", "-5", "@x", "\tx", "\rx"])
def test_no_cell_becomes_a_formula(value: str) -> None:
    assert htcds.sheet([{"a": value}], ["a"])[1] == [f"'{value}"]


def test_the_order_of_the_rows_tells_nothing() -> None:
    assert htcds.sheet([{"a": "b"}, {"a": "a"}], ["a"]) == [["a"], ["a"], ["b"]]


def take(by: Actor, **said: Any) -> Any:
    wish = {"since": date(2026, 1, 1), "until": date(2099, 1, 1), "agreed_only": False, "handed_out": True}
    return code_cases(**{**wish, **said}, by=by)


def known(cast: Cast) -> Case:
    """A potential victim who told what was done."""
    case = make_case(cast.aigul)
    check_safety(case=case, decision="go_on", answers={}, by=cast.aigul.actor)
    values = {"means": packed("means_of_control", "debt_bondage"), "words": "He wrote down a debt."}
    account.tell(case=case, part="control", values=values, by=cast.aigul.actor)
    Case.objects.filter(pk=case.pk).update(identification="potential_victim")
    return Case.objects.get(pk=case.pk)


def test_own_cases_of_the_period_are_coded_and_recorded(cast: Cast) -> None:
    case, plain = known(cast), make_case(cast.aigul, kind="plain_help")
    taken = take(cast.aigul.actor)
    assert [row.ctdc["meansDebtBondageEarnings"] for row in taken.rows] == ["1"]
    entry = last_entry("case.code")
    assert entry.objects_seen == [case.pk]
    assert plain.pk not in entry.objects_seen
    assert (entry.actor, entry.organisation, entry.details["handed_out"]) == (cast.aigul.user.pk, cast.umit.pk, "yes")
    assert take(cast.bakyt.actor).rows == []
    assert take(cast.aigul.actor, until=date(2026, 1, 2)).rows == []


def test_her_own_word_decides(cast: Cast) -> None:
    yes, no, silent = known(cast), known(cast), known(cast)
    agree(yes, cast.aigul, STATISTICS, "operational", purpose="statistics_deidentified")
    asked = terms(STATISTICS, "operational", purpose="statistics_deidentified")
    refuse_consent(case=no, terms=asked, by=cast.aigul.actor)
    taken = take(cast.aigul.actor)
    assert (len(taken.rows), taken.left_out) == (2, 1)
    assert set(last_entry("case.code").objects_seen) == {yes.pk, silent.pk}
    assert len(take(cast.aigul.actor, agreed_only=True).rows) == 1


def test_who_may_not(cast: Cast) -> None:
    for staff in (cast.saule, cast.charos):
        with pytest.raises(Forbidden):
            take(staff.actor)
    with pytest.raises(Invalid):
        take(cast.aigul.actor, since=date(2099, 2, 1))
