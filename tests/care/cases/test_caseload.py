"""The caseload: filters, counts and pages by operational columns; names opened for one page in constant queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from komek.care.cases import queries
from komek.care.cases.actions import safety
from komek.care.cases.models import Case
from komek.care.cases.queries import Wish
from tests.care.cases.pages import links, words
from tests.care.cases.records import entries, last_entry
from tests.factories.cases import make_case, make_person
from tests.factories.orgs import Cast, make_member, signed_in

pytestmark = pytest.mark.slow

MOST = 12
"""The budget of a list page, without the words of a transaction."""
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SELECT set_config")


def some(cast: Cast, count: int) -> list[Case]:
    person = make_person(cast.aigul)
    return [make_case(cast.aigul, person=person) for _ in range(count)]


def found(cast: Cast, **wish: str) -> set[str]:
    by = cast.aigul.actor
    rows = queries.narrowed(queries.visible(by), Wish(**wish), actor=by)
    return {case.number for case in rows}


def set_up(case: Case, **columns: object) -> str:
    Case.objects.filter(pk=case.pk).update(**columns)
    return case.number


def test_the_caseload_shows_veiled_names_and_no_name_in_an_address(cast: Cast) -> None:
    case = some(cast, 1)[0]
    page = signed_in(cast.aigul).get("/desk/cases/")
    assert page.status_code == 200
    assert "Шахноза А." in words(page)
    assert "Алимова" not in page.content.decode()
    assert f"/desk/cases/{case.id}/" in links(page)
    assert not any("Шахноза" in link or "%D0" in link for link in links(page))
    assert list(last_entry("case.list").objects_seen) == [case.id]


def test_an_empty_caseload_teaches_and_opens_no_name(cast: Cast) -> None:
    before = entries()
    page = signed_in(cast.aigul).get("/desk/cases/")
    assert "No cases yet" in words(page)
    assert entries() == before


def test_a_stranger_sees_only_her_own_and_a_manager_none(cast: Cast) -> None:
    some(cast, 2)
    assert "Шахноза" not in words(signed_in(cast.bakyt).get("/desk/cases/"))
    for staff in (cast.saule, cast.charos):
        assert signed_in(staff).get("/desk/cases/").status_code == 403


def test_danger_comes_first_then_the_next_deadline_then_the_newest(cast: Cast) -> None:
    first, second, third, fourth = some(cast, 4)
    today = timezone.localdate()
    set_up(first, due_on=None, opened_on=today - timedelta(days=2))
    set_up(second, due_on=today + timedelta(days=3))
    set_up(third, due_on=None)
    safety.danger_now(case=fourth, by=cast.aigul.actor)
    by = cast.aigul.actor
    order = [case.number for case in queries.narrowed(queries.visible(by), Wish(), actor=by)]
    assert order == [each.number for each in (fourth, second, third, first)]


def test_each_filter_keeps_what_it_says(cast: Cast) -> None:
    closed, mine, high, late, old = some(cast, 5)
    today = timezone.localdate()
    set_up(closed, state="closed", closed_on=today)
    set_up(mine, worker=cast.dina.user.pk, deputy=cast.aigul.user.pk, due_on=today)
    set_up(high, worker=cast.dina.user.pk, risk_level="high", due_on=today + timedelta(days=5))
    set_up(late, worker=cast.dina.user.pk, due_on=today - timedelta(days=1))
    set_up(old, opened_on=today - timedelta(days=40), due_on=None)
    open_now = {each.number for each in (mine, high, late, old)}
    assert found(cast) == open_now
    assert found(cast, state="all") == open_now | {closed.number}
    assert found(cast, state="closed") == {closed.number}
    assert found(cast, worker="me") == {mine.number, old.number}
    assert found(cast, worker=str(cast.dina.user.pk)) == {mine.number, high.number, late.number}
    assert found(cast, risk="high") == {high.number}
    assert found(cast, due="late") == {late.number}
    assert found(cast, due="today") == {mine.number}
    assert found(cast, due="week") == {mine.number, high.number}
    assert found(cast, due="none") == {old.number}
    assert found(cast, opened="31") == open_now - {old.number}
    assert found(cast, worker="me", due="today") == {mine.number}


@pytest.mark.parametrize("nonsense", ["x" * 50, "9" * 50, "-1", "'; --"])
def test_nonsense_in_a_filter_is_no_error(cast: Cast, nonsense: str) -> None:
    case = some(cast, 1)[0]
    assert found(cast, worker=nonsense, opened=nonsense) == {case.number}
    client = signed_in(cast.aigul)
    for name in ("state", "worker", "risk", "due", "opened", "page"):
        assert client.get("/desk/cases/", {name: nonsense}).status_code == 200


def test_the_counts_of_the_head_are_of_all_cases_and_the_pager_of_the_filtered(cast: Cast) -> None:
    cases = some(cast, 3)
    set_up(cases[0], state="closed", closed_on=timezone.localdate())
    set_up(cases[1], worker=cast.dina.user.pk, due_on=timezone.localdate() - timedelta(days=1))
    safety.danger_now(case=cases[2], by=cast.aigul.actor)
    by = cast.aigul.actor
    counted = queries.counts(queries.visible(by), Wish(due="late"), actor=by)
    assert counted == {"open": 2, "mine": 1, "late": 1, "danger": 1, "closed": 1, "wished": 1}
    assert "2 open, 1 of them yours, 1 overdue, 1 in danger now; 1 closed" in words(
        signed_in(cast.aigul).get("/desk/cases/", {"due": "late"})
    )


def test_a_long_caseload_is_paged(cast: Cast) -> None:
    some(cast, 30)
    client = signed_in(cast.aigul)
    first, second = client.get("/desk/cases/"), client.get("/desk/cases/", {"page": "2"})
    assert (words(first).count("Шахноза А."), words(second).count("Шахноза А.")) == (25, 5)
    assert "26 to 30 of 30" in words(second)


def test_a_case_of_somebody_who_left_says_so(cast: Cast) -> None:
    case = some(cast, 1)[0]
    gone = make_member(cast.umit, "Ruslan", roles=["case_worker"])
    set_up(case, worker=gone.user.pk)
    gone.membership.__class__.objects.filter(pk=gone.membership.pk).update(active=False, left=timezone.localdate())
    assert "A former colleague" in words(signed_in(cast.aigul).get("/desk/cases/"))


def test_one_case_and_thirty_take_the_same_few_queries(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    counted = []
    for more in (1, 29):
        some_person = make_person(cast.aigul)
        for _ in range(more):
            make_case(cast.aigul, person=some_person)
        client.get("/desk/cases/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/desk/cases/")
        counted.append([each["sql"] for each in captured if not each["sql"].startswith(TRANSACTION)])
    assert len(counted[0]) == len(counted[1])
    assert len(counted[1]) <= MOST, "\n".join(sql[:90] for sql in counted[1])
