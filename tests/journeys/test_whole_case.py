"""From intake to closure, in one browser; and what may happen on the way."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.factories.orgs import PASSWORD, Cast
from tests.journeys.steps import case_of, comes_in, finds_it_safe, takes_in
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Begin = Callable[..., Walk]


def test_a_case_goes_from_intake_to_closure(cast: Cast, walk: Begin) -> None:
    desk = takes_in(comes_in(walk(), cast.aigul))
    case = case_of(desk)
    finds_it_safe(desk)
    desk.go(case + "screening/")
    desk.press("Begin: ILO operational indicators, labour, adults")
    desk.submit("Keep and go on")
    desk.answer("Deceived about the nature of the job, location or employer", "Yes")
    desk.answer("Deceived about wages or earnings", "Yes")
    desk.submit("Keep and go on")
    desk.go(desk.page.url.split("page/")[0] + "result/")
    desk.sees("Deceived about wages or earnings", "positive", "advice from the answers alone")
    desk.submit("Finish and decide")
    desk.go(case + "decision/").tick("Record as a potential victim").choose(
        "It rests on", "Answers to a screening instrument"
    )
    desk.submit("Record the decision").sees("Potential victim")
    desk.go(case + "risk/").answer("How dangerous does the person find it?", "High")
    desk.answer("From the trafficker or network", "High").submit("Keep the assessment").sees("From the trafficker")
    desk.go(case + "needs/").answer("Documents and identity", "Immediate").submit("Keep the assessment")
    desk.go(case + "plan/").field("What shall be, in the person's words").fill("My passport back")
    desk.submit("Set the goal").sees("My passport back").press("The person agrees to the plan").sees("Agreed")
    desk.go(case + "service/").choose("Service", "Medical care").submit("Record it").sees("The service is recorded.")
    desk.go(case).press("Prepare the closing")
    desk.go(case + "close/").choose("Why the work ends", "Goals met").submit("Close the case")
    desk.sees("The safety plan was not handed over")
    desk.tick("We went through the safety plan together").submit("Close the case").sees("The case is closed.")
    desk.go(case + "follow-ups/").sees("After one month", "After twelve months")
    desk.go(case + "history/").sees("Aigul", "closed the case")


def test_she_is_found_in_another_script_before_she_is_written_down_twice(cast: Cast, walk: Begin) -> None:
    desk = takes_in(comes_in(walk(), cast.aigul))
    desk.go("/desk/search/").page.locator("main input[type=text], main input[type=search]").first.fill(
        "Shaxnoza Alimova"
    )
    desk.submit("Search").sees("Шахноза А.")
    desk = takes_in(desk, "Shahnoza Alimova")
    desk.sees("Шахноза")
    assert "/intake/" in desk.page.url


def test_what_was_typed_survives_the_lock(cast: Cast, walk: Begin) -> None:
    desk = comes_in(walk(), cast.aigul)
    desk.go("/desk/cases/intake/").write("In a few words", "She waits at the station")
    desk.page.locator("[data-draft-chip]").first.wait_for(state="visible")
    desk.press("Lock", within="body")
    desk.page.locator("input[type=password]").fill(PASSWORD)
    desk.page.locator("main form button").first.click()
    desk.look().go("/desk/cases/intake/")
    assert desk.field("In a few words").input_value() == "She waits at the station"


def test_at_night_one_acts_alone_and_a_supervisor_signs_next_morning(cast: Cast, walk: Begin) -> None:
    desk = takes_in(comes_in(walk(), cast.aigul))
    case = case_of(desk)
    desk.go(case + "without-consent/").choose("Legal basis", "Vital interest").choose("Who receives it", "Police")
    desk.tick("your name, date of birth and documents")
    desk.write("Why the person is not asked", "She is locked in and calls for help from a window")
    desk.tick("A life is in danger: I act now, alone")
    desk.submit("Write down the decision").go(case).sees("Second signature")
    second = comes_in(walk(), cast.dina)
    second.sees("Sign, or do not sign, a disclosure without consent")
    second.press("Sign, or do not sign, a disclosure without consent").sees("She is locked in")
    second.press("Second signatures", within="body").sees("Waits for a second person")
    second.press("Second signature:").sees("She is locked in", "In force, second signature due")
    second.write("Your reasons", "I read it and would have done the same")
    second.submit("Sign as the second person").sees("Your decision is written down.", "would have done the same")
    second.misses("second signature due").go("/desk/cases/signatures/").sees("Nothing waits")
    second.go("/desk/").misses("Sign, or do not sign, a disclosure without consent")
    desk.go(case).misses("Second signature").sees("Vital interest", "In force")
    desk.go(case + "consents/").press("Vital interest").sees("Second person", "Dina", "would have done the same")
    desk.go(case + "history/").sees("Dina", "signed a disclosure without consent")


def test_an_erased_file_leaves_a_slip_and_no_name(cast: Cast, walk: Begin) -> None:
    desk = takes_in(comes_in(walk(), cast.dina), "Шахноза Алимова", "Plain help only")
    case = case_of(desk)
    desk.go(case).press("Prepare the closing")
    desk.go(case + "close/").choose("Why the work ends", "Goals met")
    desk.tick("We went through the safety plan together").submit("Close the case")
    desk.go(case + "erase/").sees("What goes for ever").tick("I have read what goes and what stays.")
    desk.choose("Language", "Oʻzbekcha") if desk.page.get_by_label("language").count() else None
    desk.submit("Erase for ever")
    desk.go(case + "slip/").sees(str(timezone.localdate().year))
    desk.go("/desk/cases/?state=all").misses("Шахноза").sees("Erased")


def test_no_name_ever_stands_in_an_address(cast: Cast, walk: Begin) -> None:
    desk = takes_in(comes_in(walk(), cast.aigul))
    visited: list[str] = []
    desk.page.on("request", lambda request: visited.append(request.url))
    desk.go("/desk/search/").page.locator("main input[type=text], main input[type=search]").first.fill("Алимова")
    desk.submit("Search").go("/desk/cases/")
    assert visited
    assert not [each for each in visited if "%D0%90%D0%BB" in each or "limov" in each.lower()]
