"""Before anybody calls: her latest word in every list, the numbers of the country where she is, WhatsApp's day."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from komek.care.hotline import sealing
from komek.care.hotline.actions import passing_on, since
from komek.care.hotline.models import Contact
from komek.doors.desk.cases import emergency
from komek.doors.desk.hotline import day
from komek.foundations import inbox, vault
from komek.knowledge import guide
from komek.knowledge.guide import content, matching
from tests.asked import asked
from tests.care.cases.pages import words
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.care.hotline.told import NUMBER, reach, take
from tests.doors.test_hotline_pages import SAID
from tests.factories.orgs import make_member, signed_in

pytestmark = pytest.mark.slow

DAY, LIST, NEW = "/desk/hotline/", "/desk/hotline/contacts/", "/desk/hotline/new/"
SHUT = "Do not call. Wait until the caller comes again."
ALL_DAY = {"languages": [], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0)}


@pytest.fixture(autouse=True)
def nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = matching.Found(language="", results=(), danger=False, sure=False)
    monkeypatch.setattr(matching, "ask", lambda _text, **_where: nothing)


@pytest.fixture
def zarina(line: Line) -> Client:
    return signed_in(line.zarina)


def url(contact: Contact, more: str = "") -> str:
    return f"/desk/hotline/contact/{contact.pk}/{more}"


def test_her_latest_no_closes_the_earlier_contact_on_every_page(line: Line, zarina: Client) -> None:
    contact = take(line.zarina)
    assert "Do not call back" not in words(zarina.get(LIST))
    assert "I have read this: show the number" in words(zarina.get(url(contact, "call/")))
    take(line.aigul, how=reach(safe="unsafe"), outcomes=("information_given",))
    for page in (zarina.get(url(contact)), zarina.get(url(contact, "call/"))):
        assert SHUT in words(page)
        assert "show the number" not in words(page)
    for place in (DAY, LIST):
        assert "Do not call back" in words(zarina.get(place)), place
    answer = zarina.post(url(contact, "call/"), {"act": "number"})
    assert answer.status_code == 409
    assert NUMBER not in answer.content.decode()
    assert "Do not call back" in words(signed_in(line.aigul).get(url(contact, "case/"))), "the case is told too"


def test_what_she_said_then_stands_beside_what_she_says_now(line: Line, zarina: Client) -> None:
    contact = take(line.zarina)
    later = take(line.aigul, how=reach(when="On Sunday", words="Say that it is the school"))
    page = words(zarina.get(url(contact, "call/")))
    assert "On Sunday" in page
    assert "Said in this contact, and otherwise since: After six · Say that it is the library" in page
    assert "otherwise since" not in words(zarina.get(url(later)))


def test_the_lists_ask_no_more_for_more_promises(line: Line, zarina: Client) -> None:
    for n in range(2):
        take(line.zarina, how=reach(phone=f"+7 701 555 00 0{n}"))
    before = [asked(zarina, place) for place in (DAY, LIST)]
    for n in range(7):
        take(line.zarina, how=reach(phone=f"+7 701 555 01 0{n}", safe="unsafe" if n % 2 else "safe"))
    assert [asked(zarina, place) for place in (DAY, LIST)] == before


def due(operator: Client) -> str:
    """Give the calls of today as the page of the day lists them."""
    page = str(operator.get(DAY).content.decode())
    return page.split("Promised for today")[1].partition("Latest contacts")[0]


def test_danger_stands_first_however_much_was_promised_before(
    line: Line, zarina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day, "MOST", 1)
    monkeypatch.setattr(day, "LOOKED", 2)
    promised = [take(line.zarina) for _each in range(4)]
    for days, contact in enumerate(promised):
        Contact.objects.filter(pk=contact.pk).update(due_on=timezone.localdate() - timedelta(days=9 - days))
    late = take(line.zarina)
    assert url(promised[0]) in due(zarina)
    zarina.post(url(late, "danger/"))
    assert url(late) in due(zarina)
    assert url(promised[0]) not in due(zarina)


@pytest.mark.parametrize(("country", "number"), [("RU", "102"), ("KG", "103"), ("KR", "119"), ("AE", "999")])
def test_danger_opens_the_numbers_of_the_country_where_she_is(
    line: Line, zarina: Client, country: str, number: str
) -> None:
    answer = zarina.post(NEW, {**SAID, "country": country, "act": "danger"}, follow=True)
    card = answer.content.decode().split("danger-now")[1].split("</section>")[0]
    assert f'href="tel:{number}"' in card
    assert "<details" not in card, "nothing has to be opened first"
    contact = Contact.objects.get()
    for page in (url(contact, "danger/"), url(contact, "draft/")):
        assert f'href="tel:{number}"' in zarina.get(page).content.decode()


def test_danger_opens_the_numbers_even_where_something_else_is_missing(line: Line, zarina: Client) -> None:
    late = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = zarina.post(NEW, {**SAID, "country": "TR", "began": late, "act": "danger"})
    assert answer.status_code == 422
    card = answer.content.decode().split("danger-now")[1].split("</section>")[0]
    assert 'href="tel:112"' in card
    assert "<details" not in card


@pytest.mark.django_db
def test_whom_the_guide_names_in_an_emergency_the_desk_names_too() -> None:
    for country in (*guide.DESTINATIONS, *guide.NATIONALITIES):
        named = {
            each.short for each in content.contacts().values() if (each.country, each.kind) == (country, "emergency")
        }
        assert named <= {line.number for line in emergency.lines(country)}, country


@pytest.mark.parametrize(("hour", "first"), [(12, "tel:16610222"), (3, "tel:112")])
def test_the_script_names_first_whom_she_can_reach_at_this_hour(
    zarina: Client, monkeypatch: pytest.MonkeyPatch, hour: int, first: str
) -> None:
    shipped = content.shipped(demo=True)
    office = replace(shipped.contacts["kr.gyeonggi"], hours="Mon-Sun 09:00-18:00")
    edition = replace(shipped, contacts={"office": office, "alarm": shipped.contacts["kr.emergency"]})
    monkeypatch.setattr(guide, "current", lambda: edition)
    yesterday = timezone.now() - timedelta(days=1)  # never ahead of her session, whatever the hour is there
    here = yesterday.astimezone(ZoneInfo("Asia/Seoul")).replace(hour=hour, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: here)

    page = zarina.post("/desk/hotline/script/", {"topic": "health", "country": "KR"}).content.decode()

    said = page.split('<article class="said"')[1]
    assert said[said.index("tel:") :].startswith(first + '"')


def written(line: Line, at: datetime) -> Contact:
    """Have a message come by WhatsApp, taken and made a contact."""
    inbox.set_watch(country="", by=line.dina.actor, **ALL_DAY)  # type: ignore[arg-type]
    with time_machine.travel(at):
        inbox.drop("words", country="RU", language="uz", channel="whatsapp", source=b"x")
        cache.clear()
    message = inbox.take(message=inbox.queries.waiting(line.zarina.actor)[0], by=line.zarina.actor)
    client = signed_in(line.zarina)
    assert "WhatsApp: 3 hours left" in words(client.get(f"/desk/hotline/message/{message.pk}/"))
    client.post(f"/desk/hotline/message/{message.pk}/contact/")
    return Contact.objects.get()


def test_of_a_message_by_whatsapp_the_hours_that_are_left_are_shown_until_they_are_over(
    line: Line, zarina: Client
) -> None:
    heard = timezone.now() - timedelta(hours=20, minutes=30)
    contact = written(line, heard)
    assert abs((sealing.talk(contact, by=line.zarina.actor).heard or heard) - heard) < timedelta(seconds=5)
    draft = url(contact, "draft/")
    assert "WhatsApp: 3 hours left" in words(zarina.get(draft))
    with time_machine.travel(heard + timedelta(hours=23, minutes=20)):
        assert "WhatsApp: 39 minutes left" in words(signed_in(line.zarina).get(draft))
    with time_machine.travel(heard + timedelta(hours=25)):
        assert "WhatsApp: the 24 hours are over" in words(signed_in(line.zarina).get(draft))


def test_whose_last_word_is_closed_is_never_called_safe_and_her_case_opens(line: Line) -> None:
    worker = make_member(line.cast.umit, "Kamila", roles=["case_worker"], circles=["cases"])
    contact = take(line.zarina, how=reach(safe="safe"))
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    case, kamila = url(contact, "case/"), signed_in(worker)
    assert "Safe to call back" in words(kamila.get(case))
    assert contact.caller is not None
    ours = next(each.id for each in vault.circles_in(contact.organisation) if each.kind == "cases")
    vault.withdraw(contact.caller.sealed_record, since.CALLER_WORDS, ours)
    shown = words(kamila.get(case))
    assert "Unknown whether calling back is safe" in shown
    assert "is closed to you" in shown
    assert "Safe to call back" not in shown
    assert "Nothing has to be typed again" in words(kamila.post(case, {"kind": "full"}, follow=True))
