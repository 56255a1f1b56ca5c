"""A register of years comes along: file, columns, preview, who is who, report."""

from collections.abc import Callable

import pytest

from komek.care.cases.register import generator
from tests.factories.orgs import Cast
from tests.journeys.steps import comes_in
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Begin = Callable[..., Walk]


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_register_of_other_days_becomes_cases(cast: Cast, walk: Begin, javascript: bool) -> None:
    sample = generator.generate(25, seed=11)
    assert sample.truth.duplicates
    desk = comes_in(walk(javascript=javascript), cast.aigul)
    desk.press("Register import", within="header")
    file = {"name": "register.xlsx", "mimeType": "application/octet-stream", "buffer": sample.xlsx()}
    desk.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    desk.submit("Seal the file and look at it").sees("What the columns mean", "Ф.И.О.", "Full name")
    desk.submit("Look at every line").sees("Preview of the register", "25 people", "Who is who")
    desk.press("Take them in").sees("no line is taken in twice")
    desk.submit("Take them in now")
    while not javascript and desk.page.get_by_role("button", name="Go on").count():
        desk.submit("Go on")
    desk.page.get_by_role("link", name="Look at them").wait_for(timeout=60_000)
    desk.press("Look at them").sees("Taken in", "Waits for an answer")
    desk.submit("Finish and erase the file").sees("Report of the import", "New person, new case")
    desk.go("/desk/imports/totals/").write("Month or year", "2019").write("How many", "12")
    desk.submit("Keep the total").sees("Cases opened", "12")
