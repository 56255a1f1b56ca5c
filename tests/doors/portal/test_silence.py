"""Nobody answers: one tap says so, counts once a day from one place, and gives another number at once."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from komek.knowledge.guide import loading
from komek.knowledge.guide.models import Contact, Silence
from tests.doors.portal.conftest import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(db: None) -> Contact:
    loading.load(date(2026, 11, 1))
    return Contact.objects.get(code="kz.hotline.short")


def say(line: str, address: str = "10.0.0.1") -> int:
    form, kind = urlencode({"contact": line}), "application/x-www-form-urlencoded"
    return Client(REMOTE_ADDR=address).post("/ru/person/silent/?to=KZ", form, content_type=kind).status_code


def test_the_page_offers_it_beside_every_line_and_thanks_with_another_number(line: Contact, reader: Reader) -> None:
    page = reader.get("/ru/person/?to=KZ").page
    assert {each["value"] for each in page.all("input") if each.get("name") == "contact"} >= {line.code}
    answer = reader.post("/ru/person/silent/?to=KZ", contact=line.code)
    assert answer.status_code == 200
    assert any(link.startswith("tel:") for link in answer.page.links())
    assert Silence.objects.get(contact=line).count == 1


def test_one_place_counts_once_a_day_and_three_make_the_line_due(line: Contact) -> None:
    assert [say(line.code) for _each in range(3)] == [200, 200, 200]
    assert Silence.objects.get(contact=line).count == 1
    say(line.code, "10.0.0.2")
    line.refresh_from_db()
    assert line.next_test != timezone.localdate()
    say(line.code, "10.0.0.3")
    line.refresh_from_db()
    assert (Silence.objects.get(contact=line).count, line.next_test) == (3, timezone.localdate())


def test_a_line_that_is_none_counts_nothing(line: Contact) -> None:
    assert say("no.such.line") == 404
    assert say("") == 404
    assert Client().get("/ru/person/silent/").status_code == 405
    assert not Silence.objects.exists()


def test_whoever_has_not_said_where_she_is_sees_emergency_numbers_on_the_page_itself(reader: Reader) -> None:
    page = reader.get("/uz/person/").page
    assert sum(link.startswith("tel:") for link in page.links()) >= 6
