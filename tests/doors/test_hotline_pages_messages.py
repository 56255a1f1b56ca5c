"""Messages of the inbox on the desk: taken, read, answered, made a contact and a case with nothing typed twice."""

from datetime import time, timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from komek.care import people
from komek.care.cases.models import Case
from komek.care.cases.queries import reading
from komek.care.hotline import queries, sealing
from komek.care.hotline.actions.messages import from_message
from komek.care.hotline.models import Contact
from komek.doors.desk.hotline import day
from komek.foundations import inbox
from komek.foundations.audit.models import Entry
from komek.foundations.inbox import bells
from komek.foundations.inbox.models import Message
from komek.kernel.errors import Hidden, WrongState
from komek.knowledge import guide
from komek.knowledge.guide import matching
from tests.care.cases.pages import words
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.doors.portal.conftest import Reader
from tests.factories.orgs import make_member, signed_in

pytestmark = pytest.mark.slow

TEXT = "He keeps my passport and pays nothing"
SOURCE = b"somewhere"
MESSAGES = "/desk/hotline/messages/"
ALL_DAY = {"languages": ["uz", "ru"], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0)}


@pytest.fixture(autouse=True)
def on_duty(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Umit Almaty reads first for people in Russia, Sabr Osh next."""
    monkeypatch.setattr(bells, "_tellers", {})
    monkeypatch.setattr(bells, "_bells", [])
    nothing = matching.Found(language="", results=(), danger=False, sure=False)
    monkeypatch.setattr(matching, "ask", lambda _text, **_where: nothing)
    cache.clear()
    inbox.set_watch(country="RU", by=line.dina.actor, rank=1, **ALL_DAY)  # type: ignore[arg-type]


def dropped(**more: object) -> inbox.Dropped:
    said = {"country": "RU", "language": "uz", "channel": "telegram", "source": SOURCE, **more}
    return inbox.drop(TEXT, **said)  # type: ignore[arg-type]


def url(more: str = "") -> str:
    return f"/desk/hotline/message/{Message.objects.get().pk}/{more}"


@pytest.fixture
def zarina(line: Line) -> Client:
    return signed_in(line.zarina)


@pytest.fixture
def aigul(line: Line) -> Client:
    return signed_in(line.aigul)


def test_a_message_waits_without_a_word_of_hers_until_somebody_takes_it(zarina: Client) -> None:
    dropped()
    assert "1 message waits" in words(zarina.get("/desk/"))
    for page in (zarina.get("/desk/hotline/"), zarina.get(MESSAGES), zarina.get(url())):
        assert TEXT not in page.content.decode()
        assert "Telegram" in words(page)
    zarina.post(url("take/"))
    assert TEXT in zarina.get(url()).content.decode()
    assert "Taken by us" in words(zarina.get(MESSAGES))


def test_she_reads_the_answer_with_her_two_numbers(zarina: Client) -> None:
    numbers = dropped().receipt
    zarina.post(url("take/"))
    said = zarina.post(url(), {"text": "Call 112 first. We are here."}, follow=True)
    assert "She reads it with her two numbers" in words(said)
    opened = inbox.read(numbers.first, numbers.second, source=SOURCE)
    assert [reply.text for reply in opened.answers] == ["Call 112 first. We are here."]
    assert zarina.post(url(), {"text": ""}).status_code == 422
    zarina.post(url("close/"))
    assert inbox.read(numbers.first, numbers.second, source=SOURCE).state == "closed"


def test_who_allowed_it_is_told_in_her_messenger_that_there_is_an_answer(zarina: Client) -> None:
    told: list[tuple[str, str]] = []

    def tell(address: str, language: str) -> bool:
        told.append((address, language))
        return True

    inbox.register_teller("telegram", tell)
    dropped(back=inbox.Back("telegram", "4711", may_tell=True))
    zarina.post(url("take/"))
    said = zarina.post(url(), {"text": "We are here."}, follow=True)
    assert "was told so in neutral words" in words(said)
    assert told == [("4711", "uz")]


def test_a_contact_is_made_of_a_message_with_nothing_typed_twice(line: Line, zarina: Client) -> None:
    dropped()
    zarina.post(url("take/"))
    answer = zarina.post(url("contact/"))
    contact = Contact.objects.get()
    assert answer.headers["Location"] == f"/desk/hotline/contact/{contact.pk}/draft/"
    assert TEXT in zarina.get(answer.headers["Location"]).content.decode()
    talk = sealing.talk(contact, by=line.zarina.actor)
    assert (talk.channel, talk.language, talk.country, talk.words) == ("telegram", "uzb", "RU", TEXT)
    assert Message.objects.get().contact == contact.pk
    zarina.post(url("contact/"))
    assert Contact.objects.count() == 1
    assert Entry.objects.filter(verb="contact.from_message").count() == 2


def test_a_held_message_is_seen_by_nobody(aigul: Client) -> None:
    dropped(danger=True)
    inbox_message = Message.objects.get()
    assert inbox_message.state == "held"
    assert "Nothing waits" in words(aigul.get(MESSAGES))


def test_danger_is_on_the_page_of_the_day_however_many_waited_before(
    zarina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day, "MOST", 1)
    dropped()
    later = dropped(marked=True)
    page = zarina.get("/desk/hotline/").content.decode()
    assert f"/desk/hotline/message/{later.message}/" in page
    assert page.count("/desk/hotline/message/") == 1, "the others are on the page of messages"


def test_a_message_of_danger_that_she_agreed_to_becomes_a_case_in_danger(line: Line, aigul: Client) -> None:
    held = dropped(danger=True)
    inbox.agree(held.ticket)
    assert "Danger now" in words(aigul.get(MESSAGES))
    aigul.post(url("take/"))
    aigul.post(url("contact/"))
    contact = Contact.objects.get()
    aigul.post(f"/desk/hotline/contact/{contact.pk}/case/", {"kind": "full"})
    case = Case.objects.get()
    assert (case.source, case.safety) == ("bot_or_kiosk", "danger")
    assert reading.intake(case, by=line.aigul.actor)["words"] == TEXT
    assert people.contact(case.person, by=line.aigul.actor).languages == ("uzb",)
    way_back = f'<a href="/desk/hotline/contact/{contact.pk}/">What was told to the hotline'
    assert way_back in aigul.get(f"/desk/cases/{case.pk}/").content.decode()
    lawyer = make_member(line.cast.umit, "Laura", roles=["lawyer"], circles=["cases"])
    page = signed_in(lawyer).get(f"/desk/cases/{case.pk}/")
    assert (page.status_code, way_back in page.content.decode()) == (200, False), "whose role opens no contact"
    assert queries.of_message(line.aigul.actor, [contact.message]) == {contact.message: contact.pk}  # type: ignore[list-item]


def test_a_message_is_given_back_and_waits_again(line: Line, zarina: Client) -> None:
    dropped()
    zarina.post(url("take/"))
    zarina.post(url("give-back/"))
    assert Message.objects.get().state == "waiting"
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert "A message waits" in words(signed_in(line.zarina).get(url()))


def test_nobody_makes_a_contact_of_what_nobody_took_and_a_stranger_sees_nothing(line: Line, aigul: Client) -> None:
    dropped()
    message = Message.objects.get()
    with pytest.raises(WrongState):
        from_message(message=message, by=line.aigul.actor)
    with pytest.raises(Hidden):
        inbox.queries.find(line.bakyt.actor, message.pk)
    assert signed_in(line.bakyt).get(url()).status_code == 404
    assert aigul.post(url("contact/")).status_code == 409


def test_a_colleague_does_not_write_the_same_contact_at_the_same_time(
    line: Line, zarina: Client, aigul: Client
) -> None:
    dropped()
    zarina.post(url("take/"))
    zarina.post(url("contact/"))
    assert aigul.post(url("contact/")).status_code == 409
    assert Contact.objects.count() == 1


def test_what_she_erased_is_gone_for_us_too(zarina: Client) -> None:
    numbers = dropped().receipt
    zarina.post(url("take/"))
    inbox.erase(numbers.first, numbers.second, source=SOURCE)
    answer = zarina.get(url())
    assert answer.status_code in {404, 409}
    assert TEXT not in answer.content.decode()


@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_what_she_is_told_before_and_after_erasing_is_true_in_her_language(
    line: Line, zarina: Client, aigul: Client, language: str
) -> None:
    kept, gone = dropped(language=language), dropped(language=language)
    contacts = {}
    for sent in (kept, gone):
        zarina.post(f"/desk/hotline/message/{sent.message}/take/")
        zarina.post(f"/desk/hotline/message/{sent.message}/contact/")
        contacts[sent] = Contact.objects.get(message=sent.message)
    assert zarina.post(f"/desk/hotline/contact/{contacts[kept].pk}/hand-over/").status_code == 302
    assert aigul.post(f"/desk/hotline/contact/{contacts[kept].pk}/case/", {"kind": "full"}).status_code == 302
    say = guide.words(language).say
    for sent in (kept, gone):
        numbers = {"first": sent.receipt.first, "second": sent.receipt.second}
        before = Reader().post(f"/{language}/receipt/", do="read", **numbers).page.html
        assert say("inbox", "erase_what") in unescape(before)
        after = Reader().post(f"/{language}/receipt/", do="erase", **numbers).page.html
        assert say("inbox", "erased") in unescape(after)
    assert [each.pk for each in Contact.objects.all()] == [contacts[kept].pk], "that file stays"
    assert zarina.get(f"/desk/hotline/contact/{contacts[gone].pk}/draft/").status_code == 404
