"""An operator's hour: a message from the bot becomes a contact, a case and an answer that its writer reads."""

from collections.abc import Callable
from datetime import time

import pytest
from django.core.cache import cache

from komek.foundations import inbox
from tests.factories.factors import give_app
from tests.factories.orgs import Cast, Staff, enter_circle, make_member
from tests.journeys.steps import comes_in
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Begin = Callable[..., Walk]
TEXT = "U pasportimni olib qo'ydi va pul bermayapti"
SOURCE = b"somewhere"


@pytest.fixture
def zarina(cast: Cast) -> Staff:
    """Operator and case worker of Umit Almaty, whose hotline is on duty for people in Russia."""
    cache.clear()
    staff = make_member(cast.umit, "Zarina", roles=["hotline_operator", "case_worker"], circles=["hotline"])
    enter_circle(staff, "cases")
    give_app(staff.user)
    watch = {"languages": ["uz", "ru"], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0)}
    inbox.set_watch(country="RU", by=cast.saule.actor, **watch)  # type: ignore[arg-type]
    return staff.refresh()


@pytest.fixture
def numbers(zarina: Staff) -> inbox.Receipt:
    """The two numbers that the writer of a waiting message got."""
    return inbox.drop(TEXT, country="RU", language="uz", channel="telegram", source=SOURCE).receipt


def test_a_message_becomes_a_contact_and_a_case_and_is_answered(
    zarina: Staff, numbers: inbox.Receipt, walk: Begin
) -> None:
    desk = comes_in(walk(), zarina)
    desk.go("/desk/hotline/").sees("Messages that wait", "Telegram", "Uzbek").misses(TEXT)
    desk.press("Telegram").press("Take the message").sees(TEXT, "What she wrote")
    desk.write("Answer", "Biz shu yerdamiz.").submit("Send the answer").sees("The answer is there")
    desk.press("Make a contact of it").sees("Everything from the message stands here already")
    desk.choose("What is it about?", "Documents withheld")
    desk.submit("Finish S").sees("The contact is finished", TEXT, "Documents withheld")
    desk.press("Open a case").sees("The case is open. Nothing has to be typed again.", "Bot or kiosk")
    writer = walk()
    writer.go("/en/receipt/").page.locator("#first").fill(numbers.first)
    writer.page.locator("#second").fill(numbers.second)
    writer.page.locator("button[value=read]").click()
    writer.sees("Biz shu yerdamiz.")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_call_is_written_down_by_keyboard_with_or_without_scripts(
    zarina: Staff, walk: Begin, javascript: bool
) -> None:
    desk = comes_in(walk(javascript=javascript), zarina)
    desk.go("/desk/hotline/").press("A call").sees("Is it safe to call back?", "What to say")
    desk.write("When", "After six").write("Number, or name in a messenger", "8 701 555 01 23")
    desk.choose("Language", "Uzbek").choose("What is it about?", "Unpaid wages")
    desk.write("In a few words", "Four months without pay.")
    desk.page.get_by_label("In a few words").press("Tab")
    desk.submit("Finish S").sees("The contact is finished", "After six", "Unpaid wages").misses("701 555")
