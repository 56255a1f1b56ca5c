"""What happened: told once in short parts, all of it sealed, counted only in the two broad axes."""

from typing import Any

import pytest
from django.utils import timezone

from komek.care.cases import rules
from komek.care.cases.actions import account
from komek.care.cases.models import PARTS, Account, Case
from komek.care.cases.queries import reading
from komek.care.cases.schemas import packed, unpacked
from komek.foundations.ledger.models import Fact
from komek.kernel import codes
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate
from tests.care.cases.records import axes, last_entry
from tests.factories.orgs import Cast

pytestmark = pytest.mark.slow

MEANS = [each.code for each in codes.get("means_of_control")]
FORMS = [each.code for each in codes.get("exploitation_form")]


def control(**said: str) -> dict[str, Any]:
    return {"means": packed(said, MEANS), "words": ""}


def forms(**said: str) -> dict[str, Any]:
    return {"forms": packed(said, FORMS), "sexual": [], "sectors": [], "industries": [], "apps": [], "words": ""}


def event(kind: str = "recruitment", **said: Any) -> dict[str, Any]:
    nothing = {"country": "", "region": "", "place": "", "began": None, "ended": None, "words": ""}
    return {**nothing, "kind": kind, **said}


def means(case: Case) -> set[str]:
    return {each["means"] for each in axes("means_told")}


def test_each_part_is_kept_on_its_own_and_the_others_stay(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    account.tell(case=case, part="control", values=control(debt_bondage="yes", threats="no"), by=by)
    extent = {"months": 7, "age": Missing.DECLINED, "country": "KZ", "country_basis": "screening_place"}
    account.tell(case=case, part="extent", values=extent, by=cast.dina.actor)
    told = reading.account(case, by=by)
    assert told["extent"] == extent
    assert told["control"] is not None
    assert unpacked(told["control"]["means"]) == {"debt_bondage": "yes", "threats": "no"}
    assert {part for part in PARTS if told[part] is None} == {"forms", "recruitment", "perpetrators"}
    assert last_entry("case.tell").details == {"part": "extent"}
    assert Account.objects.count() == 1


def test_a_part_that_does_not_exist_is_refused(case: Case, cast: Cast) -> None:
    with pytest.raises(Invalid):
        account.tell(case=case, part="weather", values={}, by=cast.aigul.actor)


def test_nothing_is_told_into_a_closed_case(case: Case, cast: Cast) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    case.refresh_from_db()
    with pytest.raises(WrongState):
        account.tell(case=case, part="control", values=control(), by=cast.aigul.actor)
    with pytest.raises(WrongState):
        account.tell_event(case=case, values=event(), by=cast.aigul.actor)


@pytest.mark.parametrize("said", [{}, {"threats": "no"}, dict.fromkeys(MEANS, "yes"), dict.fromkeys(MEANS, "declined")])
def test_the_length_of_a_sealed_part_says_nothing_of_the_answers(case: Case, cast: Cast, said: dict[str, str]) -> None:
    row = account.tell(case=case, part="control", values=control(debt_bondage="yes"), by=cast.aigul.actor)
    before = len(bytes(row.control)), len(bytes(row.counted))
    row = account.tell(case=case, part="control", values=control(**said), by=cast.aigul.actor)
    assert (len(bytes(row.control)), len(bytes(row.counted))) == before


def test_the_broad_form_is_counted_once_and_corrected_when_it_is_told_otherwise(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    for said in (forms(child_labour="yes"), forms(child_labour="yes"), forms(forced_labour="yes")):
        account.tell(case=case, part="forms", values=said, by=by)
    assert axes("exploitation_told") == [{"form": "forced_labour", "origin": "UZ"}]
    assert Fact.objects.filter(measure="exploitation_told").count() == 1
    account.tell(case=case, part="forms", values=forms(sexual_exploitation="yes"), by=by)
    assert axes("exploitation_told") == [{"form": "sexual_exploitation", "origin": "UZ"}]
    account.tell(case=case, part="forms", values=forms(), by=by)
    assert axes("exploitation_told") == []


def test_a_form_taken_back_and_told_again_is_counted_again(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    for said in (forms(organ_removal="yes"), forms(), forms(organ_removal="yes", forced_labour="yes")):
        account.tell(case=case, part="forms", values=said, by=by)
    assert axes("exploitation_told") == [{"form": "several", "origin": "UZ"}]


def test_the_broad_means_are_counted_each_and_taken_back_each(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    said = control(physical_abuse="yes", sexual_abuse="yes", withholds_documents="yes", other="yes", threats="unknown")
    account.tell(case=case, part="control", values=said, by=by)
    assert means(case) == {"abuse", "documents"}
    account.tell(case=case, part="control", values=control(withholds_documents="yes", takes_earnings="yes"), by=by)
    assert means(case) == {"documents", "debt_earnings"}


def test_every_fine_form_and_means_has_its_broad_one() -> None:
    assert {rules.broad_form({code: "yes"}) for code in FORMS} == {"forced_labour", "sexual_exploitation", "other"}
    assert {code for code in MEANS if not rules.broad_means({code: "yes"})} == {"other"}
    assert rules.broad_means(dict.fromkeys(MEANS, "yes")) == {each.code for each in codes.get("means_broad")}


def test_a_place_and_time_is_kept_with_what_is_known_of_it(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    told = event("exploitation", country="KZ", region="KZ-61", began=PartialDate(2025), words="A brick kiln")
    row = account.tell_event(case=case, values=told, by=by)
    assert reading.events(case, by=by) == [(row, told)]
    account.tell_event(case=case, values={**told, "place": "Saryagash"}, event=row, by=by)
    assert [held["place"] for _row, held in reading.events(case, by=by)] == ["Saryagash"]


def test_three_events_of_a_kind_and_no_fourth(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    rows = [account.tell_event(case=case, values=event("transit"), by=by) for _ in range(3)]
    with pytest.raises(WrongState, match="Three"):
        account.tell_event(case=case, values=event("transit"), by=by)
    account.tell_event(case=case, values=event("recruitment"), by=by)
    account.tell_event(case=case, values=event("transit", place="Osh"), event=rows[0], by=by)
    with pytest.raises(Invalid):
        account.tell_event(case=case, values=event("picnic"), by=by)


def test_an_event_taken_back_leaves_its_entry_and_frees_its_place(case: Case, cast: Cast) -> None:
    by = cast.aigul.actor
    rows = [account.tell_event(case=case, values=event("transit"), by=by) for _ in range(3)]
    account.drop_event(event=rows[1], by=by)
    assert case.events.count() == 2
    assert last_entry("case.drop_event").object == case.pk
    account.tell_event(case=case, values=event("transit"), by=by)
    assert sorted(case.events.values_list("place_in_order", flat=True)) == [1, 2, 3]


def test_the_kind_of_an_event_shows_neither_by_value_nor_by_length(case: Case, cast: Cast) -> None:
    rows = [account.tell_event(case=case, values=event(kind), by=cast.aigul.actor) for kind in account.KINDS]
    assert len({len(bytes(row.event)) for row in rows}) == 1
    assert not any(kind.encode() in bytes(row.event) for row in rows for kind in account.KINDS)
