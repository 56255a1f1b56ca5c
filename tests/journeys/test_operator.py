"""An operator's hour: a message from the bot becomes a contact, a case and an answer that its writer reads."""

import re
import time as clock
from collections.abc import Callable, Iterator
from datetime import time
from functools import partial
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, Response, Route
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from komek.care.hotline.nouns import questions
from komek.doors.bots import conversations
from komek.foundations import inbox
from komek.foundations.vault import passing
from komek.kernel import codes
from komek.knowledge import guide
from komek.knowledge.guide import content, matching
from tests.doors.bots.conftest import Understanding
from tests.factories.factors import code, give_app
from tests.factories.orgs import PASSWORD, Cast, Staff, enter_circle, make_member
from tests.journeys.steps import comes_in
from tests.journeys.walk import Walk
from tests.simulators.telegram import TelegramSimulator

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Begin = Callable[..., Walk]
TEXT = "U pasportimni olib qo'ydi va pul bermayapti"
SOURCE = b"somewhere"
HOLD = "**/desk/hotline/hold/"
LISTEN = """() => {
    window.heard = [];
    window.tabs = new BroadcastChannel("komek-lock");
    tabs.onmessage = (event) => heard.push(event.data);
}"""
"""Hear what the pages of one browser tell one another of the lock."""


def on_duty(cast: Cast, language: str) -> Staff:
    """Give an operator and case worker of Umit Almaty, whose hotline is on duty for people in Russia."""
    cache.clear()
    roles = ["hotline_operator", "case_worker"]
    staff = make_member(cast.umit, "Zarina", roles=roles, circles=["hotline"], language=language)
    enter_circle(staff, "cases")
    give_app(staff.user)
    watch = {"languages": ["en", "ky", "ru", "uz"], "begins": time(0), "ends": time(0)}
    inbox.set_watch(country="RU", weekdays=range(1, 8), by=cast.saule.actor, **watch)  # type: ignore[arg-type]
    return staff.refresh()


@pytest.fixture
def zarina(cast: Cast) -> Staff:
    """Somebody on duty whose desk speaks English."""
    return on_duty(cast, "en")


@pytest.fixture
def in_russian(cast: Cast) -> Staff:
    """Somebody on duty whose desk speaks Russian."""
    return on_duty(cast, "ru")


CRIES = {
    "en": ("He took my passport and locked the door", "We are here. Call when the door is open."),
    "ru": ("Он забрал паспорт и запер дверь", "Мы здесь. Позвоните, когда дверь откроют."),
    "uz": ("U pasportimni oldi, eshikni qulfladi", "Biz shu yerdamiz. Eshik ochilganda qoʻngʻiroq qiling."),
    "uz-cyrl": ("У паспортимни олди, эшикни қулфлади", "Биз шу ердамиз. Эшик очилганда қўнғироқ қилинг."),
    "ky": ("Ал паспортумду алып, эшикти кулпулап койду", "Биз ушул жердебиз. Эшик ачылганда чалыңыз."),
}
"""What she cries, and what she is answered, by the language in which the bot speaks with her."""


class Frightened(Understanding):
    """A matcher that hears danger where a door is locked."""

    def dangerous(self, text: str) -> bool:
        """Hear danger."""
        return any(cry in text for cry, _answer in CRIES.values())


@pytest.fixture
def bot(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, live_server: LiveServer
) -> Iterator[TelegramSimulator]:
    """A bot on Telegram that knocks at the live house."""
    settings.KOMEK_RAM = str(tmp_path / "ram")
    monkeypatch.setattr(passing, "_kept", {})
    monkeypatch.setattr(conversations, "_forgotten", [])
    monkeypatch.setattr(guide, "current", lambda: content.shipped(demo=True))
    monkeypatch.setattr(matching, "at_hand", Frightened)
    simulator = TelegramSimulator()
    simulator.hook.url, simulator.hook.secret = f"{live_server.url}/bots/telegram/", "a-secret_of-the-webhook"
    with simulator.running():
        settings.KOMEK_TELEGRAM_API, settings.KOMEK_TELEGRAM_TOKEN = simulator.address, simulator.token
        settings.KOMEK_TELEGRAM_SECRET = simulator.hook.secret
        yield simulator


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


CHAT = 70012345


def ru(words: str) -> str:
    """Give words of the desk as a colleague reads them in Russian."""
    with translation.override("ru"):
        said = gettext(words)
    assert said != words, f"no Russian for {words}"
    return said


def writes_in_danger(bot: TelegramSimulator, language: str) -> str:
    """Have her allow a word back, write that she is in danger, and agree; gives her two numbers."""
    for step in ("/start", f"lang:{language}", "from:UZ", "to:RU", "person", "write", "tell"):
        bot.text(CHAT, step) if step.startswith("/") else bot.tap(CHAT, step)
    bot.tap(CHAT, "home")
    bot.text(CHAT, CRIES[language][0])
    bot.tap(CHAT, "agree")
    told = "\n".join(str(each["text"]) for each in bot.sent(CHAT))
    found = re.findall(r"^(\d{4} \d{4})$", told, re.MULTILINE)
    assert len(found) == 2, "she has two numbers, once"
    return "\n".join(found)


@pytest.mark.parametrize("language", CRIES)
def test_she_cries_for_help_in_the_bot_and_reads_there_what_a_colleague_answers_on_a_russian_desk(
    language: str, in_russian: Staff, bot: TelegramSimulator, walk: Begin
) -> None:
    cry, answer = CRIES[language]
    both = writes_in_danger(bot, language)
    desk = walk().signs_in(in_russian.user.email, PASSWORD, code()).sees(ru("My day"))
    desk.go("/desk/hotline/").sees(ru("Messages that wait"), ru("Danger now"), "Telegram").misses(cry)
    desk.press("Telegram").press(ru("Take the message")).sees(cry, ru("What she wrote"), "112")
    desk.press(ru("Make a contact of it")).sees(ru("Everything from the message stands here already."))
    assert desk.page.locator("#id_words").input_value() == cry
    assert desk.page.locator("#id_country").input_value() == "RU"
    desk.submit(f"{ru('Finish')} S").sees(ru("The contact is finished."), cry)
    with translation.override("ru"):
        source = str(codes.get("referral_source")["bot_or_kiosk"].label)
    desk.press(ru("Open a case")).sees(ru("The case is open. Nothing has to be typed again."), source)

    before = len(bot.sent(CHAT))
    desk.go("/desk/hotline/messages/").press("Telegram").write(ru("Answer"), answer)
    desk.submit(ru("Send the answer")).sees(ru("The answer is there, and the writer was told so in neutral words."))
    (word,) = bot.sent(CHAT)[before:]
    assert word["text"] == guide.words(language).say("inbox", "there_is_an_answer")
    named = {"umit", "komek", "pasport", "паспорт", "passport"}
    assert not named & set(re.findall(r"\w+", word["text"].lower())), "neutral words"
    bot.text(CHAT, both)
    assert any(answer in str(each["text"]) for each in bot.sent(CHAT)[before + 1 :])


class Keys:
    """Hands that know no mouse: what is pressed and typed is counted; the test types faster than hands do."""

    PAUSE, STROKE = 0.12, 0.25
    """Seconds between two strokes of the test, and between two of somebody who types 240 in a minute."""

    def __init__(self, page: Page) -> None:
        self.page, self.count, self.mouse = page, 0, 0
        page.context.expose_binding("moused", lambda _source: self._moused())
        page.context.add_init_script(
            "for (const what of ['pointerdown', 'touchstart']) addEventListener(what, () => moused(), true)"
        )

    def _moused(self) -> None:
        self.mouse += 1

    def alt(self, sign: str) -> None:
        """Press Alt and a letter or a figure: one stroke. Playwright's own keyboard leaves out what such a key says."""
        clock.sleep(self.PAUSE)
        key = {"key": sign, "code": ("Digit" if sign.isdigit() else "Key") + sign.upper(), "modifiers": 1}
        key |= {"unmodifiedText": sign, "windowsVirtualKeyCode": ord(sign.upper())}
        browser = self.page.context.new_cdp_session(self.page)
        for what in ({"type": "rawKeyDown"}, {"type": "char", "text": sign}, {"type": "keyUp"}):
            browser.send("Input.dispatchKeyEvent", {**what, **key})
        browser.detach()
        self.count += 1

    def type(self, text: str) -> None:
        """Type a text."""
        for sign in text:
            clock.sleep(self.PAUSE)
            self.page.keyboard.type(sign)
            self.count += 1


def test_a_call_takes_half_a_minute_of_keys_and_no_mouse(zarina: Staff, walk: Begin) -> None:
    desk = comes_in(walk(), zarina)
    keys = Keys(desk.page)
    desk.go("/desk/hotline/")
    started = clock.monotonic()
    keys.alt("n")
    desk.page.wait_for_url(re.compile(r"/desk/hotline/new/\?channel=phone$"))
    keys.alt("3")
    keys.type("87015550123")
    keys.alt("5")
    keys.type("Uz")
    keys.alt("6")
    keys.type("Rus")
    keys.alt("7")
    keys.type("Unpaid")
    keys.alt("9")
    keys.type("Four months without pay, the papers are with him.")
    keys.alt("s")
    desk.sees("The contact is finished")
    took = clock.monotonic() - started
    desk.sees("Uzbek", "Russia", "Unpaid wages", "Four months without pay").misses("701 555", "7015550123")
    pages = took - keys.count * Keys.PAUSE
    whole = keys.count * Keys.STROKE + pages
    print(f"a call by keyboard: {keys.count} strokes and {pages:.1f} s of pages: {whole:.1f} s at 240 strokes a minute")
    assert keys.mouse == 0
    assert keys.count * Keys.STROKE <= 22.5
    assert whole <= 30
    desk.page.mouse.click(5, 5)
    desk.page.wait_for_timeout(200)
    assert keys.mouse > 0, "a control: a mouse would have been seen"


def test_the_eleven_signs_are_answered_by_keyboard_and_a_sign_that_is_passed_over_was_not_asked(
    zarina: Staff, walk: Begin
) -> None:
    desk = comes_in(walk(), zarina)
    keys = Keys(desk.page)
    desk.page.goto("/desk/hotline/new/")
    keys.alt("i")
    for answer in (["ArrowRight"], [], ["ArrowLeft", "ArrowLeft"], ["ArrowLeft"]):
        for key in ("Tab", *answer):
            desk.page.keyboard.press(key)
    chosen = "[...document.querySelectorAll('.sign input:checked')].map((each) => each.value)"
    assert desk.page.evaluate(chosen) == ["yes", "not_asked", "no", "declined", *["not_asked"] * 7]
    desk.look()
    desk.page.set_viewport_size({"width": 360, "height": 900})
    desk.looked_at.clear()
    desk.look()
    low = """[...document.querySelectorAll('.sign label')].filter((each) => each.checkVisibility())
        .map((each) => each.getBoundingClientRect()).filter((each) => each.height < 43.5 || each.width < 40).length"""
    assert (desk.page.locator(".sign label").count(), desk.page.evaluate(low)) == (44, 0)
    keys.alt("s")
    label = [str(codes.get("ilo:ilo_forced_labour_11")[code].label) for code in questions()]
    desk.sees("The contact is finished")
    told = desk.page.locator("main dl.facts").last
    facts = dict(zip(told.locator("dt").all_inner_texts(), told.locator("dd").all_inner_texts(), strict=True))
    assert facts["Signs that were heard"] == label[0]
    assert facts["Signs answered with no"] == label[2]
    assert facts["Signs where the answer was declined"] == label[3]
    assert keys.mouse == 0


def test_a_silent_a_wrong_and_an_abusive_call_are_one_key_each(zarina: Staff, walk: Begin) -> None:
    desk = comes_in(walk(), zarina)
    keys = Keys(desk.page)
    for sign, outcome in (("x", "silent"), ("n", "wrong_number"), ("b", "abusive")):
        desk.page.goto("/desk/hotline/new/")
        keys.alt(sign)
        desk.page.wait_for_url("**/desk/hotline/")
        desk.sees("The contact is counted.", str(codes.get("hotline_outcome")[outcome].label))
    assert (keys.count, keys.mouse) == (3, 0)


def test_an_open_contact_asks_every_two_minutes_that_the_lock_wait_and_stops_when_its_hour_is_over(
    zarina: Staff, walk: Begin
) -> None:
    page, asked = comes_in(walk(), zarina).page, list[str]()
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith(HOLD[2:]) else None)
    page.clock.install()

    def two_minutes_later() -> Response:
        with page.expect_response(HOLD) as answer:
            page.clock.fast_forward(121_000)
        return answer.value

    page.goto("/desk/hotline/")
    page.clock.fast_forward(121_000)
    assert asked == [], "a control: on another page nothing keeps the lock waiting"
    page.goto("/desk/hotline/new/")
    page.evaluate(LISTEN)
    until = two_minutes_later().json()["locks_at"]
    assert until > clock.time() + 14 * 60
    page.wait_for_function(f"heard.includes({until * 1000})")
    page.route(HOLD, partial(Route.fulfill, status=503), times=1)
    assert [two_minutes_later().status for _turn in range(2)] == [503, 200], "what goes wrong once is tried again"
    page.route(HOLD, partial(Route.fulfill, status=422), times=1)
    assert two_minutes_later().status == 422
    before = len(asked)
    page.clock.fast_forward(121_000)
    page.wait_for_timeout(300)
    assert len(asked) == before
