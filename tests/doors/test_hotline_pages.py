"""Pages of the hotline: a contact on one page by keyboard, the script beside it, callers, the lock that waits."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from komek.care.cases.models import Case
from komek.care.hotline import queries, sealing
from komek.care.hotline.models import Caller, Contact, KeepRule
from komek.care.hotline.nouns import Reach
from komek.doors.desk.hotline.beside import _tongue
from komek.foundations import vault
from komek.foundations.audit.models import Entry
from komek.knowledge.guide import matching
from tests.access.forms import forms
from tests.asked import asked
from tests.care.cases.pages import words
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.care.hotline.told import NUMBER, REACH, TALK, WORDS, reach, take
from tests.factories.orgs import Staff, signed_in

pytestmark = pytest.mark.slow

DAY, NEW, LIST = "/desk/hotline/", "/desk/hotline/new/", "/desk/hotline/contacts/"
SAID = {
    "safe": "safe_at_times",
    "when": "After six",
    "say": "Say that it is the library",
    "channel": "phone",
    "phone": NUMBER,
    "call_me": "Nilufar",
    "caller": "victim",
    "language": "uzb",
    "country": "RU",
    "category": "unpaid_wages",
    "also": ["documents_withheld"],
    "outcomes": ["information_given", "callback_agreed"],
    "words": WORDS,
    "direction": "incoming",
    "sign_isolation": "yes",
}


@pytest.fixture(autouse=True)
def understanding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Understand one question; what the matcher can is measured elsewhere."""

    def ask(text: str, *, origin: str = "", to: str = "") -> matching.Found:
        topics = (matching.Result("wages-unpaid", 0.9), matching.Result("contract", 0.05))
        return matching.Found(language="ru", results=topics, danger="паспорт" in text, sure=True)

    monkeypatch.setattr(matching, "ask", ask)


@pytest.fixture
def zarina(line: Line) -> Client:
    return signed_in(line.zarina)


@pytest.fixture
def aigul(line: Line) -> Client:
    return signed_in(line.aigul)


def only() -> Contact:
    return Contact.objects.get()


def url(contact: Contact, more: str = "") -> str:
    return f"/desk/hotline/contact/{contact.pk}/{more}"


def test_a_contact_is_written_down_with_one_page_and_one_press(line: Line, zarina: Client) -> None:
    page = zarina.get(NEW, {"channel": "whatsapp"})
    (form,) = [each for each in forms(page.content.decode()) if "safe" in each.fields]
    assert form.fields["channel"].chosen == ["whatsapp"]
    assert form.buttons[0] == ("act", "finish"), "the Enter key must finish, whatever else is on the page"
    answer = zarina.post(NEW, {**SAID, "act": "finish"})
    assert answer.headers["Location"] == url(only())
    talk, how = sealing.talk(only(), by=line.aigul.actor), sealing.reach(only(), by=line.aigul.actor)
    assert how == REACH
    assert talk.categories == ("unpaid_wages", "documents_withheld")
    assert (talk.language, talk.country, talk.words, talk.signs) == ("uzb", "RU", WORDS, {"isolation": "yes"})
    assert only().due_on == timezone.localdate()


def test_twelve_fields_are_seen_first_and_the_call_back_is_the_first_of_them(zarina: Client) -> None:
    page = zarina.get(NEW).content.decode()
    (form,) = [each for each in forms(page) if "safe" in each.fields]
    at_once, more = page.split('<details class="more"', 1)
    shown = [name for name in form.fields if f'name="{name}"' in at_once]
    shown = [name for name in shown if name not in {"csrfmiddlewaretoken", "draft_ticket", "q", "exit", "hold"}]
    assert len(shown) <= 12
    assert shown[:3] == ["safe", "when", "say"]
    assert 'name="began"' in more


def test_every_field_and_button_has_a_key_of_its_own(zarina: Client) -> None:
    keys = re.findall(r'accesskey="(.)"', zarina.get(NEW).content.decode())
    buttons = set("skxnbdqi")
    assert buttons <= set(keys)
    assert len([key for key in keys if key in buttons]) == len(buttons), "two buttons with one key"


@pytest.mark.parametrize("short", ["silent", "wrong_number", "abusive"])
def test_one_key_counts_a_contact_without_a_word(line: Line, zarina: Client, short: str) -> None:
    answer = zarina.post(
        NEW, {"safe": "unknown", "channel": "phone", "caller": "unknown", "direction": "incoming", "act": short}
    )
    assert answer.headers["Location"] == DAY
    assert sealing.talk(only(), by=line.zarina.actor).outcomes == (short,)


def test_a_draft_waits_while_another_call_comes_in(line: Line, zarina: Client, aigul: Client) -> None:
    answer = zarina.post(NEW, {**SAID, "act": "keep"})
    draft = only()
    assert answer.headers["Location"] == url(draft, "draft/")
    assert "Your drafts" in words(zarina.get(DAY))
    assert aigul.get(url(draft, "draft/")).status_code == 404
    page = zarina.get(url(draft, "draft/")).content.decode()
    assert WORDS in page
    assert NUMBER in page
    zarina.post(url(draft, "draft/"), {**SAID, "words": "She called again.", "act": "finish"})
    draft.refresh_from_db()
    assert draft.state == "final"
    assert sealing.talk(draft, by=line.aigul.actor).words == "She called again."
    assert zarina.get(url(draft, "draft/")).headers["Location"] == url(draft)


def test_what_was_typed_survives_a_shut_keyring(line: Line) -> None:
    client = signed_in(line.zarina)
    (form,) = [each for each in forms(client.get(NEW).content.decode()) if "safe" in each.fields]
    vault.lock(client.session.session_key or "")
    answer = client.post(NEW, {**SAID, "draft_ticket": form.fields["draft_ticket"].value})
    assert "kept=1" in answer.headers["Location"]
    again = signed_in(line.zarina, client=client)
    page = again.get(NEW).content.decode()
    assert WORDS in page
    assert not Contact.objects.exists()


def test_bad_input_stands_beside_its_field_and_nothing_typed_is_lost(zarina: Client) -> None:
    answer = zarina.post(NEW, {**SAID, "channel": "pigeon", "began": "yesterday", "act": "finish"})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not Contact.objects.exists()
    late = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = zarina.post(NEW, {**SAID, "began": late, "act": "finish"})
    assert answer.status_code == 422
    assert "This has not begun yet" in words(answer)
    assert zarina.get(NEW, {"channel": "pigeon"}).status_code == 404


def test_danger_now_keeps_the_words_and_opens_the_numbers_of_her_country(line: Line, zarina: Client) -> None:
    answer = zarina.post(NEW, {**SAID, "country": "KG", "act": "danger"}, follow=True)
    page = words(answer)
    assert sealing.talk(only(), by=line.zarina.actor).danger is True
    assert "Danger now" in page
    assert 'href="tel:103"' in answer.content.decode()
    assert only().is_draft


@pytest.mark.parametrize(("language", "code"), [("uzb", "uz"), ("rus", "ru"), ("kir", "ky"), ("", "ru")])
def test_the_script_answers_in_the_callers_language_and_in_the_operators(
    zarina: Client, language: str, code: str
) -> None:
    asked = {"q": "не платят зарплату", "language": language, "country": "RU"}
    answer = zarina.post("/desk/hotline/script/", asked, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    shown = [part.split('"')[0] for part in page.split('<article class="said" lang="')[1:]]
    assert shown == [code, "en"]


def test_words_of_danger_are_pointed_out_softly(zarina: Client) -> None:
    asked = {"q": "забрали паспорт"}
    assert "may speak of danger" in words(zarina.post("/desk/hotline/script/", asked))
    assert "may speak of danger" not in words(zarina.post("/desk/hotline/script/", {"q": "не платят"}))


def test_without_a_script_of_the_browser_the_same_button_answers_and_keeps_the_form(zarina: Client) -> None:
    answer = zarina.post(NEW, {**SAID, "q": "Мне не платят зарплату", "act": "ask"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert WORDS in page
    assert '<article class="said"' in page
    assert "Please fill this in" not in page
    assert not Contact.objects.exists()


def test_a_chosen_topic_is_shown_and_an_unknown_one_is_not(zarina: Client) -> None:
    shown = zarina.post("/desk/hotline/script/", {"topic": "contract"}).content.decode()
    assert '<article class="said"' in shown
    assert '<article class="said"' not in zarina.post("/desk/hotline/script/", {"topic": "nothing"}).content.decode()
    assert '<article class="said"' not in zarina.get("/desk/hotline/script/").content.decode()


def test_who_is_known_at_a_number_is_shown_while_she_speaks(line: Line, zarina: Client) -> None:
    take(line.zarina)
    known = zarina.post("/desk/hotline/who/", {"phone": "8 701 555 01 23"})
    assert "Nilufar" in known.content.decode()
    nobody = zarina.post("/desk/hotline/who/", {"phone": "8 701 555 01 24"})
    assert "Nobody is known at this number" in nobody.content.decode()
    page = zarina.post(NEW, {**SAID, "act": "look"})
    assert "Nilufar" in words(page)
    assert "1 contact since" in words(page)


def test_the_idle_lock_waits_while_a_contact_is_open_and_for_an_hour_only(line: Line) -> None:
    client = signed_in(line.zarina)
    ticket = client.get(NEW).content.decode().split('data-hold="')[1].split('"')[0]
    session, began = client.session.session_key or "", timezone.now()
    for minutes in (10, 20, 30, 40, 50):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            assert client.post("/desk/hotline/hold/", {"hold": ticket}).json()["locks_at"] > 0
    with time_machine.travel(began + timedelta(minutes=61), tick=False):
        assert client.post("/desk/hotline/hold/", {"hold": ticket}).status_code == 422
        assert vault.locks_at(session) is not None
    with time_machine.travel(began + timedelta(minutes=61 + 16), tick=False):
        assert vault.locks_at(session) is None


def test_a_forged_hold_and_somebody_elses_hold_nothing(line: Line, zarina: Client, aigul: Client) -> None:
    assert zarina.post("/desk/hotline/hold/", {"hold": "forged"}).status_code == 422
    other = signing.TimestampSigner(salt="another").sign(str(line.zarina.user.pk))
    assert zarina.post("/desk/hotline/hold/", {"hold": other}).status_code == 422


def test_before_a_call_back_stands_how_and_the_number_comes_on_purpose(line: Line, aigul: Client) -> None:
    contact = take(line.zarina)
    page = aigul.get(url(contact))
    assert "Safe to call back at times only" in words(page)
    assert "After six" in words(page)
    assert NUMBER not in page.content.decode()
    asked = aigul.get(url(contact, "call/"))
    assert NUMBER not in asked.content.decode()
    shown = aigul.post(url(contact, "call/"), {"act": "number"})
    assert NUMBER in shown.content.decode()
    assert Entry.objects.filter(verb="contact.show_number", object=contact.pk).count() == 1
    aigul.post(url(contact, "call/"), {"act": "done", "result": "reached", "words": "She is well"})
    assert "Called back: Reached" in words(aigul.get(url(contact)))
    contact.refresh_from_db()
    assert contact.due_on is None


def test_where_it_is_not_safe_the_page_offers_no_number_and_gives_none(line: Line, aigul: Client) -> None:
    contact = take(line.zarina, how=reach(safe="unsafe"))
    assert "Do not call" in words(aigul.get(url(contact)))
    refused = aigul.post(url(contact, "call/"), {"act": "number"})
    assert refused.status_code == 409
    assert NUMBER not in refused.content.decode()


def test_a_note_is_added_and_danger_is_one_press(line: Line, aigul: Client) -> None:
    contact = take(line.zarina)
    aigul.post(url(contact), {"words": "Her brother called."})
    assert "Her brother called." in words(aigul.get(url(contact)))
    aigul.post(url(contact, "danger/"))
    assert "Danger now" in words(aigul.get(url(contact, "danger/")))
    assert aigul.post(url(contact), {"words": " "}).status_code == 422


def test_a_case_opens_with_one_press_from_the_page_of_the_contact(line: Line, aigul: Client) -> None:
    contact = take(line.zarina)
    assert "Open a case" in words(aigul.get(url(contact)))
    answer = aigul.post(url(contact, "case/"), {"kind": "full"})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/desk/cases/{case.pk}/"
    page = words(aigul.get(f"/desk/cases/{case.pk}/"))
    assert "Nilufar" in page
    assert aigul.get(url(contact, "case/")).headers["Location"] == f"/desk/cases/{case.pk}/"


def test_somebody_like_her_is_shown_first_and_may_be_the_same(line: Line, aigul: Client) -> None:
    aigul.post(url(take(line.zarina), "case/"), {"kind": "full"})
    second = take(line.zarina)
    alike = aigul.post(url(second, "case/"), {"kind": "full"})
    assert "Somebody much like this person" in words(alike)
    person = Case.objects.get().person_id
    aigul.post(url(second, "case/"), {"person": str(person)})
    assert set(Case.objects.values_list("person", flat=True)) == {person}
    third = take(line.zarina)
    aigul.post(url(third, "case/"), {"kind": "plain_help", "not_these": [str(person)]})
    assert Case.objects.exclude(person=person).get().kind == "plain_help"


def test_an_operator_passes_on_and_a_case_worker_finds_it_on_her_day(line: Line, zarina: Client, aigul: Client) -> None:
    contact = take(line.zarina)
    assert "Open a case" not in words(zarina.get(url(contact)))
    assert zarina.post(url(contact, "case/"), {"kind": "full"}).status_code == 403
    zarina.post(url(contact, "hand-over/"))
    assert "Passed on to become a case" in words(aigul.get(DAY))
    assert "Passed on to become a case" not in words(zarina.get(DAY))
    assert "Passed to the case team" in words(zarina.get(url(contact)))


def test_a_contact_is_erased_on_wish(line: Line, zarina: Client) -> None:
    contact = take(line.zarina)
    assert "for ever" in words(zarina.get(url(contact, "erase/")))
    zarina.post(url(contact, "erase/"))
    assert not Contact.objects.exists()
    assert zarina.get(url(contact)).status_code == 404


def test_a_caller_has_a_page_with_warnings_that_end(line: Line, zarina: Client) -> None:
    caller = take(line.zarina).caller
    assert caller is not None
    address = f"/desk/hotline/caller/{caller.pk}/"
    assert "Nilufar" in words(zarina.get(address))
    assert NUMBER not in zarina.get(address).content.decode()
    zarina.post(address, {"call_me": "Nila", "safe": "safe", "when": "", "say": "", "note": "Speaks softly"})
    caller.refresh_from_db()
    assert sealing.known(caller, by=line.aigul.actor).note == "Speaks softly"
    until = timezone.localdate() + timedelta(days=7)
    zarina.post(
        f"{address}flag/", {"flag-kind": "do_not_call", "flag-until": until, "flag-words": "The husband answers"}
    )
    page = words(zarina.get(address))
    assert "Danger: do not call" in page
    assert "The husband answers" in page
    assert zarina.post(f"{address}flag/", {"flag-kind": "nice", "flag-until": until}).status_code == 422
    (flag,) = [row for row, _kind, _words in queries.flags(caller, by=line.zarina.actor)]
    zarina.post(f"/desk/hotline/flag/{flag.pk}/lift/")
    assert "Danger: do not call" not in words(zarina.get(address)).split("Warn colleagues")[0]
    zarina.post(f"{address}erase/")
    assert not Caller.objects.exists()


def test_whatsapp_says_how_much_of_the_day_is_left(line: Line, zarina: Client) -> None:
    heard = timezone.now() - timedelta(hours=21, minutes=30)
    contact = take(line.zarina, channel="whatsapp", began=heard, heard=heard, ended=None)
    assert "WhatsApp: 2 hours left" in words(zarina.get(url(contact)))
    assert "WhatsApp: 2 hours left" in words(zarina.get(LIST))
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        late = signed_in(line.zarina)
        assert "the 24 hours are over" in words(late.get(url(contact)))


def test_the_list_is_narrowed_and_paged_and_opens_itself_in_few_questions(line: Line, zarina: Client) -> None:
    take(line.zarina)
    one = asked(zarina, LIST)
    for number in range(20):
        take(line.aigul, how=Reach(), words=f"Call {number}")
    assert asked(zarina, LIST) == one
    assert words(zarina.get(LIST, {"who": "me"})).count("Zarina") == 1
    assert "No contact fits" in words(zarina.get(LIST, {"what": "cases"}))
    for number in range(6):
        take(line.aigul, how=Reach(), words=f"Call {number}")
    assert zarina.get(LIST, {"page": "2"}).content.decode().count("<tr") == 3


def test_nothing_of_a_contact_stands_in_an_address_or_in_an_entry_of_the_audit(line: Line, zarina: Client) -> None:
    answer = zarina.post(NEW, {**SAID, "act": "finish"})
    assert NUMBER not in answer.headers["Location"]
    told = " ".join(str(each) for each in Entry.objects.values_list("details", flat=True))
    for word in (NUMBER, WORDS, "Nilufar", "unpaid_wages", "uzb"):
        assert word not in told


def test_a_note_between_shifts_stands_on_the_page_of_the_next(line: Line, zarina: Client, aigul: Client) -> None:
    zarina.post("/desk/hotline/shift/", {"words": "The bus from Osh comes at six."})
    assert "The bus from Osh comes at six." in words(aigul.get(DAY))
    assert "The bus from Osh comes at six." in words(aigul.get("/desk/hotline/shift/"))
    assert zarina.post("/desk/hotline/shift/", {"words": ""}).status_code == 422


def test_figures_come_from_facts_and_from_ones_own_organisation(line: Line, zarina: Client) -> None:
    take(line.zarina)
    take(line.zarina, channel="whatsapp", language="kir", categories=("entry_ban",))
    take(line.bakyt)
    page = words(zarina.get("/desk/hotline/figures/"))
    for told in ("2", "WhatsApp", "Uzbek", "Kyrgyz", "Papers and stay", "Unpaid wages", "Call-back agreed", "Russia"):
        assert told in page
    empty = words(zarina.get("/desk/hotline/figures/", {"period": "2020"}))
    assert "2" in page
    assert "Figures of the hotline" in empty
    charos = signed_in(line.cast.charos)
    everywhere = charos.get("/desk/hotline/figures/")
    assert '<p class="bignum">3</p>' in everywhere.content.decode()
    assert '<p class="bignum">2</p>' in zarina.get("/desk/hotline/figures/").content.decode()


def test_a_shorter_time_waits_for_a_second_person(line: Line) -> None:
    saule, dina = signed_in(line.saule), signed_in(line.dina)
    assert "24 months" in words(saule.get("/desk/hotline/keeping/"))
    saule.post("/desk/hotline/keeping/", {"kind": "contact", "months": "12"})
    rule = KeepRule.objects.get()
    assert (rule.months, rule.next_months) == (24, 12)
    assert "Shorten it to 12 months" in words(dina.get("/desk/hotline/keeping/"))
    address = f"/desk/hotline/keeping/{rule.pk}/"
    assert saule.post(address, {"agreed": "yes", "seen": "12"}).status_code == 403
    assert dina.post(address, {"agreed": "yes", "seen": "11"}).status_code == 422
    dina.post(address, {"agreed": "yes", "seen": "12"})
    rule.refresh_from_db()
    assert (rule.months, rule.next_months) == (12, None)
    assert saule.post("/desk/hotline/keeping/", {"kind": "contact", "months": "0"}).status_code == 422


def test_what_waits_stands_on_the_page_of_the_day(line: Line, zarina: Client) -> None:
    take(line.zarina)
    assert "1 call back was promised" in words(zarina.get("/desk/"))


def test_who_has_no_role_at_the_hotline_is_not_let_in(line: Line) -> None:
    contact = take(line.zarina)
    saule, bakyt = signed_in(line.saule), signed_in(line.bakyt)
    assert saule.get(DAY).status_code == 403
    assert saule.get(url(contact)).status_code == 403
    assert bakyt.get(url(contact)).status_code == 404
    assert TALK.words not in bakyt.get(LIST).content.decode()


def test_who_is_outside_the_circle_sees_that_a_contact_is_closed(line: Line) -> None:
    kamila = _outside(line)
    take(line.zarina)
    page = words(signed_in(kamila).get(LIST))
    assert "Closed to you" in page
    assert "Uzbek" not in page.split("Written by")[-1]


def _outside(line: Line) -> Staff:
    from tests.factories.orgs import make_member  # noqa: PLC0415

    return make_member(line.cast.umit, "Kamila", roles=["case_worker"], circles=["cases"])


def test_the_script_speaks_in_the_letters_the_caller_wrote() -> None:
    assert _tongue("uzb", "uz-cyrl") == "uz-cyrl"
    assert _tongue("uzb", "uz") == "uz"
    assert _tongue("uzb", "ru") == "uz", "the operator has chosen"
    assert _tongue("", "tg") == "tg"
