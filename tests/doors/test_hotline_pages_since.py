"""On the pages of a case: what its caller said since about calling her back, and who sees it."""

import logging
import re

import pytest
from django.test import Client

from komek.care.cases.models import Case
from komek.care.hotline import queries
from komek.care.hotline.actions import passing_on
from komek.care.hotline.models import Contact, LaterWord
from komek.foundations import vault
from komek.foundations.notify.models import Notice
from tests.asked import asked
from tests.care.cases.pages import links, words
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.care.hotline.told import reach, take
from tests.factories.orgs import Staff, make_member, signed_in

pytestmark = pytest.mark.slow

SAID = "this was said to the hotline from the caller's number"
TASK = "Read what the caller has said since about calling back"
LATER = reach(safe="unsafe", when="Never at home", words="Say that it is the school")


@pytest.fixture
def kamila(line: Line) -> Staff:
    """The worker of the case. She is not at the hotline."""
    return make_member(line.cast.umit, "Kamila", roles=["case_worker"], circles=["cases"])


@pytest.fixture
def case(line: Line, kamila: Staff) -> Case:
    contact = take(line.zarina, how=reach(safe="safe", when="", words=""))
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    return passing_on.open_case(contact=queries.find(kamila.actor, contact.pk), by=kamila.actor)


@pytest.fixture
def worker(kamila: Staff) -> Client:
    return signed_in(kamila)


def url(case: Case, more: str = "") -> str:
    return f"/desk/cases/{case.pk}/{more}"


def test_the_worker_reads_the_newer_word_wherever_she_reads_how_to_call(line: Line, worker: Client, case: Case) -> None:
    person = f"/desk/people/{case.person_id}/"
    pages = [("GET", url(case)), ("POST", url(case, "identity/")), ("GET", url(case, "notes/"))]
    pages += [("GET", person), ("POST", f"{person}identity/"), ("GET", url(case, "since/"))]
    for method, place in pages:
        assert SAID not in words(worker.generic(method, place)), place
    later = take(line.zarina, how=LATER)
    for method, place in pages:
        page = worker.generic(method, place)
        for told in (SAID, "Do not call back", "Never at home", "Say that it is the school"):
            assert words(page).count(told) == 1, (place, told)
        assert f"/desk/hotline/contact/{later.pk}/" in links(page), place
    contact = worker.get(f"/desk/hotline/contact/{later.pk}/")
    assert "The employer keeps her passport" in words(contact)


def test_it_is_a_task_of_today_and_leads_to_the_contact(line: Line, worker: Client, case: Case) -> None:
    assert TASK not in words(worker.get("/desk/"))
    later = take(line.zarina, how=LATER)
    day = worker.get("/desk/")
    assert TASK in words(day)
    assert "Never at home" not in words(day)
    assert TASK in words(worker.get(url(case)))
    assert url(case, "since/") in links(day)
    assert f"/desk/hotline/contact/{later.pk}/" in links(worker.get(url(case, "since/")))


@pytest.mark.parametrize("act", ["take_over", "read"])
def test_read_or_taken_over_the_warning_and_the_task_end(line: Line, worker: Client, case: Case, act: str) -> None:
    take(line.zarina, how=LATER)
    page = worker.get(url(case, "since/")).content.decode()
    (word,) = re.findall(r'name="word" value="([^"]+)"', page)
    answer = worker.post(url(case, "since/"), {"word": word, "act": act}, follow=True)
    assert answer.redirect_chain == [(url(case), 302)]
    assert SAID not in words(answer)
    assert TASK not in words(worker.get("/desk/"))
    assert "Nothing new was said" in words(worker.get(url(case, "since/")))
    identity = words(worker.post(url(case, "identity/")))
    assert ("Never at home" in identity) == (act == "take_over")
    assert worker.post(url(case, "since/"), {"word": word, "act": act}).status_code == 409


def test_words_that_are_closed_to_the_worker_warn_all_the_same(line: Line, worker: Client, case: Case) -> None:
    later = take(line.zarina, how=LATER)
    ours = next(each.id for each in vault.circles_in(case.organisation) if each.kind == "cases")
    vault.withdraw(later.sealed_record, ("contact",), ours)
    page = words(worker.get(url(case)))
    assert SAID in page
    assert "What the caller said last is closed to you." in page
    assert "Never at home" not in page


def test_a_lawyer_is_warned_and_led_to_no_page_that_is_closed_to_her(line: Line, case: Case) -> None:
    lawyer = signed_in(make_member(line.cast.umit, "Laura", roles=["lawyer"], circles=["cases"]))
    later = take(line.zarina, how=LATER)
    for place in (url(case), url(case, "since/")):
        page = lawyer.get(place)
        assert "Never at home" in words(page)
        assert f"/desk/hotline/contact/{later.pk}/" not in links(page)
    assert 'name="word"' not in lawyer.get(url(case, "since/")).content.decode()
    word = LaterWord.objects.get()
    assert lawyer.post(url(case, "since/"), {"word": word.pk, "act": "take_over"}).status_code == 403


def test_a_worker_of_another_organisation_sees_nothing(line: Line, case: Case) -> None:
    take(line.zarina, how=LATER)
    stranger = signed_in(line.cast.bakyt)
    word = LaterWord.objects.get()
    for answer in (
        stranger.get(url(case)),
        stranger.get(url(case, "since/")),
        stranger.post(url(case, "since/"), {"word": word.pk, "act": "take_over"}),
        stranger.get(f"/desk/people/{case.person_id}/"),
    ):
        assert answer.status_code == 404
        assert SAID not in answer.content.decode()
    assert TASK not in stranger.get("/desk/").content.decode()
    assert LaterWord.objects.get().read_on is None


def test_nothing_of_it_stands_in_logs_addresses_or_notices(
    line: Line, worker: Client, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    take(line.zarina, how=LATER)
    page = worker.get(url(case))
    said = caplog.text + " ".join(links(page)) + " ".join(f"{each.kind} {each.link}" for each in Notice.objects.all())
    for secret in ("Never at home", "school", "unsafe", "555"):
        assert secret not in said, secret
    assert str(case.pk) not in " ".join(each.link for each in Notice.objects.all())


def test_more_that_was_said_asks_the_database_no_more(line: Line, worker: Client, case: Case) -> None:
    take(line.zarina, how=LATER)
    before = asked(worker, url(case))
    for _each in range(3):
        take(line.zarina, how=LATER)
    assert asked(worker, url(case)) == before
    assert Contact.objects.count() == 5
