"""An operator's hour: a message from the bot becomes a contact, a case and an answer that its writer reads."""

import re
import time as clock
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from komek.doors.bots import conversations
from komek.foundations import inbox
from komek.foundations.vault import passing
from komek.kernel import codes
from komek.knowledge import guide
from komek.knowledge.guide import content, matching
from komek.knowledge.guide.matching import Found
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


def on_duty(cast: Cast, language: str) -> Staff:
    """Give an operator and case worker of Umit Almaty, whose hotline is on duty for people in Russia."""
    cache.clear()
    roles = ["hotline_operator", "case_worker"]
    staff = make_member(cast.umit, "Zarina", roles=roles, circles=["hotline"], language=language)
    enter_circle(staff, "cases")
    give_app(staff.user)
    watch = {"languages": ["uz", "ru"], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0)}
    inbox.set_watch(country="RU", by=cast.saule.actor, **watch)  # type: ignore[arg-type]
    return staff.refresh()


@pytest.fixture
def zarina(cast: Cast) -> Staff:
    """Somebody on duty whose desk speaks English."""
    return on_duty(cast, "en")


@pytest.fixture
def in_russian(cast: Cast) -> Staff:
    """Somebody on duty whose desk speaks Russian."""
    return on_duty(cast, "ru")


class Frightened(Understanding):
    """A matcher that hears danger where a door is locked, and Uzbek."""

    def ask(self, text: str, *, origin: str = "", to: str = "") -> Found:
        """Understand."""
        return super().ask(f"oylik {text} danger" if "qulfladi" in text else text, origin=origin, to=to)


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
CRY = "U pasportimni oldi, eshikni qulfladi"
ANSWER = "Biz shu yerdamiz. Eshik ochilganda qoʻngʻiroq qiling."


def ru(words: str) -> str:
    """Give words of the desk as a colleague reads them in Russian."""
    with translation.override("ru"):
        said = gettext(words)
    assert said != words, f"no Russian for {words}"
    return said


def writes_in_danger(bot: TelegramSimulator) -> str:
    """Have her allow a word back, write that she is in danger, and agree; gives her two numbers."""
    for step in ("/start", "lang:uz", "from:UZ", "to:RU", "person", "write", "tell"):
        bot.text(CHAT, step) if step.startswith("/") else bot.tap(CHAT, step)
    bot.tap(CHAT, "home")
    bot.text(CHAT, CRY)
    bot.tap(CHAT, "agree")
    told = "\n".join(str(each["text"]) for each in bot.sent(CHAT))
    found = re.findall(r"^(\d{4} \d{4})$", told, re.MULTILINE)
    assert len(found) == 2, "she has two numbers, once"
    return "\n".join(found)


def test_she_cries_for_help_in_the_bot_and_reads_there_what_a_colleague_answers_in_russian(
    in_russian: Staff, bot: TelegramSimulator, walk: Begin
) -> None:
    both = writes_in_danger(bot)
    desk = walk().signs_in(in_russian.user.email, PASSWORD, code()).sees(ru("My day"))
    desk.go("/desk/hotline/").sees(ru("Messages that wait"), ru("Danger now"), "Telegram").misses(CRY)
    desk.press("Telegram").press(ru("Take the message")).sees(CRY, ru("What she wrote"), "112")
    desk.press(ru("Make a contact of it")).sees(ru("Everything from the message stands here already."))
    assert desk.page.locator("#id_words").input_value() == CRY
    assert desk.page.locator("#id_country").input_value() == "RU"
    desk.submit(f"{ru('Finish')} S").sees(ru("The contact is finished."), CRY)
    with translation.override("ru"):
        source = str(codes.get("referral_source")["bot_or_kiosk"].label)
    desk.press(ru("Open a case")).sees(ru("The case is open. Nothing has to be typed again."), source)

    before = len(bot.sent(CHAT))
    desk.go("/desk/hotline/messages/").press("Telegram").write(ru("Answer"), ANSWER)
    desk.submit(ru("Send the answer")).sees(ru("The answer is there, and the writer was told so in neutral words."))
    (word,) = bot.sent(CHAT)[before:]
    assert word["text"] == guide.words("uz").say("inbox", "there_is_an_answer")
    assert not {"umit", "komek", "pasport"} & set(re.findall(r"\w+", word["text"].lower())), "neutral words"
    bot.text(CHAT, both)
    assert any(ANSWER in str(each["text"]) for each in bot.sent(CHAT)[before + 1 :])


class Keys:
    """Hands that know no mouse: what is pressed and typed is counted, at the pace of somebody who types slowly."""

    PAUSE = 0.12
    """Seconds between two strokes: a hundred strokes in twelve seconds, thirty words in a minute."""

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
    print(f"a call by keyboard: {keys.count} strokes, {took:.1f} seconds at {1 / Keys.PAUSE:.0f} strokes a second")
    assert keys.mouse == 0
    assert keys.count <= 90
    desk.page.mouse.click(5, 5)
    desk.page.wait_for_timeout(200)
    assert keys.mouse > 0, "a control: a mouse would have been seen"
