"""A case worker's first day: she signs in with her app, takes somebody in, helps before anything is asked."""

from collections.abc import Callable

import pytest

from tests.factories.orgs import PASSWORD, Cast
from tests.journeys.steps import comes_in, takes_in
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Begin = Callable[..., Walk]


def test_she_signs_in_with_her_app_and_gets_in_no_other_way(cast: Cast, walk: Begin) -> None:
    desk = walk()
    desk.signs_in(cast.aigul.user.email, PASSWORD)
    desk.go("/desk/cases/").misses("Nothing is due")
    assert "/desk/cases/" not in desk.page.url.split("?")[0]
    desk = comes_in(walk(), cast.aigul)
    desk.go("/desk/cases/").sees("Cases")


def test_the_first_service_comes_before_any_screening_and_before_any_police(cast: Cast, walk: Begin) -> None:
    desk = takes_in(comes_in(walk(), cast.aigul))
    desk.sees("Шахноза А.", "Contact only").misses("Алимова")
    desk.press("Record service").choose("Service", "Emergency food and hygiene kit")
    desk.submit("Record it").sees("The service is recorded.", "Emergency food and hygiene kit")
    desk.press("Show identity").sees("Алимова")


def test_plain_help_has_one_page_and_becomes_a_case_with_nothing_retyped(cast: Cast, walk: Begin) -> None:
    desk = takes_in(comes_in(walk(), cast.aigul), "Болат", "Plain help only")
    desk.sees("Plain help").misses("Who the person is to us")
    desk.press("Turn into a full case").sees("Болат", "Who the person is to us")


def test_signing_in_and_taking_in_work_without_javascript(cast: Cast, walk: Begin) -> None:
    desk = comes_in(walk(javascript=False), cast.aigul)
    takes_in(desk).sees("Шахноза А.")


def test_a_programme_officer_sees_counts_and_not_one_name(cast: Cast, walk: Begin) -> None:
    takes_in(comes_in(walk(), cast.aigul))
    officer = comes_in(walk(), cast.charos)
    officer.go("/desk/counts/").sees("1")
    officer.misses("Шахноза")
    assert officer.page.goto("/desk/cases/").status == 403  # type: ignore[union-attr]
