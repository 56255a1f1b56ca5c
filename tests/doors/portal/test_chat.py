"""The chat on the portal: the bots' conversation on plain pages, under a cookie of its own."""

import threading
import time as time_of_day
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone
from django.utils.html import conditional_escape, linebreaks
from pytest_django.fixtures import Settings

from komek.doors.bots import conversations, engine, handling, outcomes, world
from komek.doors.bots.conversations import Crowded
from komek.doors.bots.models import Conversation
from komek.doors.bots.nouns import Heard, Outcome, State
from komek.doors.bots.web import Web
from komek.doors.portal import chat, shelf
from komek.foundations import inbox
from komek.foundations.inbox import limits
from komek.foundations.inbox.models import Message
from komek.foundations.vault import passing
from komek.knowledge import guide
from komek.knowledge.guide import matching
from tests.doors.bots.conftest import Understanding
from tests.doors.bots.talks import NUMBERS
from tests.doors.portal.conftest import Seen
from tests.factories.orgs import Staff, cheap_passwords, make_member, make_organisation

pytestmark = pytest.mark.django_db
PAGE, FORM = "/en/chat/", "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def house(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep keys and counts in this test, and understand a few words."""
    settings.KOMEK_RAM = str(tmp_path / "ram")
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    monkeypatch.setattr(passing, "_kept", {})
    monkeypatch.setattr(conversations, "_forgotten", [])
    monkeypatch.setattr(matching, "at_hand", Understanding)
    with cheap_passwords():
        yield
    if connection.in_atomic_block:
        cache.clear()


@pytest.fixture
def operator() -> Staff:
    """Somebody on duty at any hour."""
    keeper = make_member(make_organisation("Umit Almaty", demo=True), "Dina", roles=["supervisor"], circles=["hotline"])
    watch: dict[str, Any] = {"weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0), "minutes": 15}
    inbox.set_watch(country="", languages=[], by=keeper.actor, **watch)
    return keeper


class Somebody:
    """Somebody at a browser: sends the forms that the page shows."""

    def __init__(self, page: str = PAGE, *, smooth: bool = False) -> None:
        self.client = Client(headers={"hx-request": "true"} if smooth else {})
        self.page, self.smooth = page, smooth
        self.seen(self.client.get(page))

    def seen(self, answer: Any) -> Any:
        self.answer, self.html = answer, answer.content.decode()
        self.tags = Seen(self.html)
        return answer

    def turn(self) -> str:
        return next(str(each["value"]) for each in self.tags.all("input") if each.get("name") == "turn")

    def codes(self) -> list[str]:
        return [str(each["value"]) for each in self.tags.all("button") if each.get("name") == "tap"]

    def tap(self, code: str) -> Any:
        assert code in self.codes(), f"{code} is not among {self.codes()}"
        return self.post(tap=code, turn=self.turn())

    def say(self, words: str) -> Any:
        return self.post(q=words, turn=self.turn())

    def post(self, **form: str) -> Any:
        answer = self.client.post(self.page, urlencode(form), content_type=FORM)
        if answer.status_code == 303:
            self.page = answer["Location"].partition("?")[0]
            return self.seen(self.client.get(self.page))
        return self.seen(answer)


def test_looking_sets_no_cookie_and_keeps_nothing() -> None:
    she = Somebody()
    assert not she.answer.cookies
    assert not Conversation.objects.exists()
    assert "topic:wages-unpaid" in she.codes()
    assert "no-store" in she.answer["Cache-Control"]


def test_a_conversation_on_plain_pages() -> None:
    she = Somebody()
    answer = she.client.post(PAGE, "q=my+wages", content_type=FORM)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    cookie = answer.cookies[chat.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 7200)
    assert len(cookie.value) >= 43
    she.seen(she.client.get(PAGE))
    assert "WAGES" in she.html.upper()
    she.tap("topic:contract")
    she.tap("person")

    assert she.html.count("<li") > 3, "what was said before stands above"
    assert "my wages" not in she.html, "what she wrote is let go"
    assert Conversation.objects.count() == 1


def test_the_page_shows_what_the_engine_says_word_for_word() -> None:

    she = Somebody()
    state = State("home", "en")
    for code in ("where", "from:UZ", "to:RU", "topic:registration-russia", "home", "journey"):
        she.tap(code)
        here = world.of(Web(), state, timezone.now(), "http://testserver")
        turn = engine.step(state, Heard("tap", code), here)
        state = turn.state
        shown = str(linebreaks(conditional_escape(turn.said[-1].text)))
        assert "".join(shown.split()) in "".join(she.html.split())


def test_the_same_post_twice_is_answered_once() -> None:
    she = Somebody()
    she.say("my wages")
    turn, before = she.turn(), she.html.count("<li")
    she.post(q="my passport", turn=turn)
    she.post(q="my passport", turn=turn)
    assert she.html.count("<li") == before + 1


def test_the_language_goes_with_the_page_and_the_page_with_the_language() -> None:
    she = Somebody()
    she.tap("language")
    she.tap("lang:ru")
    assert she.page == "/ru/chat/"
    she.tap("person")
    assert "Поговорить" in she.html
    she.page = "/uz/chat/"
    she.seen(she.client.get(she.page))
    she.say("oylik bermayapti")
    assert she.page == "/uz/chat/"
    assert "OYLIK" in she.html.upper()


def test_what_the_page_was_told_is_known() -> None:
    client = Client()
    client.post(PAGE, "q=my+wages&from=UZ&to=RU&turn=12345678", content_type=FORM)
    talk = Conversation.objects.get()
    assert talk
    she = Somebody("/en/chat/?from=UZ&to=RU")
    assert [each["value"] for each in she.tags.all("input") if each.get("name") in {"from", "to"}][:2] == ["UZ", "RU"]


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43 + "/", "../../etc", "я" * 43, "a" * 500])
def test_a_cookie_that_is_none_of_ours_begins_anew(cookie: str) -> None:
    she = Somebody()
    she.client.cookies[chat.COOKIE] = cookie.encode("ascii", "ignore").decode()
    she.say("my wages")
    assert len(she.client.cookies[chat.COOKIE].value) == 43


def test_nobody_gets_into_another_ones_conversation() -> None:
    she, other = Somebody(), Somebody()
    she.say("my wages")
    other.say("my passport")
    assert she.client.cookies[chat.COOKIE].value != other.client.cookies[chat.COOKIE].value
    assert "WAGES" not in other.html.upper().split("<FORM")[0].split("<OL")[1]


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script> wages", "</li></ol><h1>x", "{{ wages }}", "\u202egnp.wages", "🧕🏽" * 100]
)
def test_what_is_typed_is_words(words: str) -> None:
    she = Somebody(smooth=True)
    she.say(words)
    assert "<script>alert" not in she.html
    assert "<h1>" not in she.html
    assert she.answer.status_code == 200


def test_with_htmx_only_what_is_new_comes_back() -> None:
    she = Somebody()
    she.client = Client(headers={"hx-request": "true"})
    she.say("my wages")
    assert "<html" not in she.html
    assert "my wages" in she.html, "her words stand on her page, not on ours"
    assert she.html.count('hx-swap-oob="true"') == 3
    she.tap("topic:contract")
    assert "my wages" not in she.html


def test_the_page_loads_our_own_script_and_asks_nobody_else() -> None:
    policy = Somebody().answer["Content-Security-Policy"]
    assert "connect-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_numbers_are_shown_once_and_open_the_answer(operator: Staff) -> None:
    she = Somebody()
    she.tap("person")
    she.tap("write")
    assert "Read by: Umit Almaty" in she.html
    she.say("They keep my papers")
    assert "Read by: Umit Almaty" in she.html, "what was said before stands above"
    numbers = NUMBERS.findall(she.html.replace("<br>", "\n").replace("<p>", "\n").replace("</p>", "\n"))
    assert len(numbers) == 2
    assert she.answer.status_code == 200
    assert numbers[0] not in she.client.get(PAGE).content.decode(), "the page shows them once"

    (message,) = inbox.queries.waiting(operator.actor)
    inbox.take(message=message, by=operator.actor)
    assert inbox.open_message(message=message, by=operator.actor).text == "They keep my papers"
    inbox.answer(message=message, text="Come on <Monday>", by=operator.actor)
    she.say("\n".join(numbers))
    assert "Come on &lt;Monday&gt;" in she.html
    assert "Come on" not in she.client.get(PAGE).content.decode()


def test_danger_is_held_until_she_agrees(operator: Staff) -> None:
    she = Somebody()
    she.say("danger he locks the door")
    assert inbox.queries.waiting(operator.actor) == []
    assert she.codes()[:3] == ["agree", "decline", "topic:health"], "the usual choices stay"
    she.tap("agree")
    assert len(inbox.queries.waiting(operator.actor)) == 1
    she.tap("done")
    she.say("danger again")
    she.tap("decline")
    assert Message.objects.filter(state="waiting").count() == 1


def test_clearing_forgets_the_conversation_and_its_cookie() -> None:
    she = Somebody()
    she.say("my wages")
    answer = she.tap("clear")
    assert answer.cookies[chat.COOKIE].value == ""
    assert "deleted" in she.html
    she.seen(she.client.get(PAGE))
    assert "WAGES" not in she.html.upper().split("<FORM")[0].split("<OL")[1].replace("WAGES NOT PAID", "")


def test_too_fast_is_told_and_too_many_beginnings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    she = Somebody()
    told = []
    for _each in range(14):
        she.post(q="my wages")
        told.append("not read this message" in she.html)
    assert told.count(True) == 1
    monkeypatch.setattr(chat, "BEGUN", limits.Limit("chat-begun", each=2, all=100, seconds=60))
    codes = [Client().post(PAGE, "q=x", content_type=FORM).status_code for _ in range(4)]
    assert codes[-1] == 429


def test_every_outcome_can_be_shown() -> None:

    for code in (*outcomes.PASSED_KEYS, "sent", "opened", "held", "changed"):
        told = outcomes.told(State("home", "en"), Outcome(code), world.of(Web(), State("home", "en"), timezone.now()))
        assert all(said.text for said in told)


def test_pages_lead_to_the_bot_with_language_and_topic_where_there_is_one(settings: Settings) -> None:
    for bot, shown in (("", False), ("yordam_test_bot", True)):
        settings.KOMEK_TELEGRAM_BOT = bot
        shelf.pages.clear()
        topic, start = (Client().get(path).content.decode() for path in ("/uz-cyrl/wages-unpaid/", "/uz-cyrl/"))
        assert ("https://t.me/yordam_test_bot?start=uz-cyrl_wages-unpaid" in topic) is shown
        assert ("https://t.me/yordam_test_bot?start=uz-cyrl_" in start) is shown
        assert 'href="/uz-cyrl/chat/"' in start


FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "hx-request": "true"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
)
OWN: tuple[dict[str, str], ...] = (
    {},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "http://testserver"},
)


@pytest.mark.parametrize("language", ["en", "ky"])
@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_begins_no_conversation_and_takes_away_no_cookie(headers: dict[str, str], language: str) -> None:
    she = Somebody(f"/{language}/chat/")
    she.say("my wages")
    cookie = she.client.cookies[chat.COOKIE].value
    foreign = Client(headers=headers)
    answer = foreign.post(f"/{language}/chat/", "q=my+passport", content_type=FORM)

    assert answer.status_code == 403
    assert chat.COOKIE not in answer.cookies
    assert guide.words(language).say("bot", "foreign") in answer.content.decode()
    assert Conversation.objects.count() == 1
    she.client.post(f"/{language}/chat/", "q=my+passport", content_type=FORM, headers=headers)
    assert she.client.cookies[chat.COOKIE].value == cookie
    assert "PASSPORT" not in she.client.get(she.page).content.decode().upper().split("<FORM")[0].split("<OL")[1]


@pytest.mark.parametrize("headers", OWN)
def test_a_post_of_the_page_itself_is_taken(headers: dict[str, str]) -> None:
    answer = Client(headers=headers).post(PAGE, "q=my+wages", content_type=FORM)
    assert answer.status_code == 303
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("fault", [Crowded(), OperationalError("of somebody")])
def test_while_another_answer_is_made_her_words_stay_in_the_field(
    fault: Exception, smooth: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    she = Somebody()
    she.say("my wages")
    she.client = Client(headers={"hx-request": "true"}) if smooth else she.client

    def busy(*_args: object, **_more: object) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(handling, "answer", busy)
        answer = she.say('They keep my "papers" & more')
    assert answer.status_code == (200 if smooth else 503), "the page's script shows nothing of an error"
    assert guide.words("en").say("bot", "busy_here") in she.html
    assert field(she)["value"] == 'They keep my "papers" & more'
    she.say(str(field(she)["value"]))
    assert "value" not in field(she)
    assert "papers" not in she.html.split("<form")[-1]


def field(she: Somebody) -> dict[str, str | None]:
    """Give the field in which she types."""
    return next(each for each in she.tags.all("input") if each.get("name") == "q")


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_long_for_the_answer_before() -> None:
    she = Somebody()
    she.say("my wages")
    cookie = she.client.cookies[chat.COOKIE].value
    with elsewhere(lambda: conversations.held("web", cookie, timezone.now())):
        began = time_of_day.monotonic()
        answer = she.say("my passport")
        assert time_of_day.monotonic() - began < chat.PATIENCE + 2
    assert answer.status_code == 503
    assert "WAGES" in she.html.upper(), "what was said before stands there"
    assert field(she)["value"] == "my passport"
    assert she.say("my passport").status_code == 200
    assert "PASSPORT" in she.html.upper()


@contextmanager
def elsewhere(held: Callable[[], AbstractContextManager[object]]) -> Iterator[None]:
    """Hold something in another process's stead: in a thread with a connection of its own."""
    ready, go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with held():
                ready.set()
                go.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert ready.wait(10)
    try:
        yield
    finally:
        go.set()
        thread.join()


def test_her_next_words_go_on_and_the_page_says_so_when_it_is_opened_anew(operator: Staff) -> None:
    she = Somebody()
    she.tap("person")
    she.tap("write")
    she.say("They keep my papers")
    assert "goes on to Umit Almaty (Kazakhstan)" in she.html
    she.seen(she.client.get(PAGE))
    assert "goes on to Umit Almaty (Kazakhstan)" in she.html
    assert "done" in she.codes()
    she.say("There are three of us")
    waiting = inbox.queries.waiting(operator.actor)
    assert [len(waiting), len({each.receipt for each in waiting})] == [2, 1]
    she.tap("done")
    she.say("my wages")
    assert "WAGES" in she.html.upper()
    assert len(inbox.queries.waiting(operator.actor)) == 2
