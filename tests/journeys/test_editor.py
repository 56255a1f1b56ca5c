"""An editor at work in a browser: a changed fact in five languages within two seconds, four eyes, one tap each."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from komek.doors.portal import shelf
from komek.knowledge import guide
from komek.knowledge.guide import editions
from komek.knowledge.guide.models import Block
from tests.factories import sounds
from tests.factories.factors import give_app
from tests.factories.guide import ANSWER, KEY, TOPIC, make_guide, put
from tests.factories.orgs import Cast, Staff, make_member
from tests.journeys.steps import comes_in
from tests.journeys.walk import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Begin = Callable[..., Walk]

SECTION = f"#{TOPIC}answer"
TEXTS = {
    "uz": "Roʻyxatdan oʻting. Muddat: {{fact:ru.registration.stay}}.",
    "uz-cyrl": "Рўйхатдан ўтинг. Муддат: {{fact:ru.registration.stay}}.",
    "ky": "Катталыңыз. Мөөнөт: {{fact:ru.registration.stay}}.",
}
"""The answer in languages beside English and Russian."""

PROMISED = 2.0
"""Seconds from the editor's click to the reader's page."""


@pytest.fixture
def editors(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Staff, Staff]]:
    """Two editors of an organisation, and a guide with one topic; its facts are shown before anybody confirms them."""
    settings.KOMEK_DEMO = True
    monkeypatch.setattr(editions, "_kept", editions._Kept())  # no copy of an earlier test's tables
    make_guide()
    both = (
        make_member(cast.counting, "Ainura", roles=["content_editor"]),
        make_member(cast.counting, "Rustam", roles=["content_editor"]),
    )
    for each in both:
        give_app(each.user)
        assert each.keyring
    yield both
    shelf.pages.clear()


def fresh(walk: Begin) -> Page:
    """Give the window of a reader who has no page in memory: browsers keep one for up to a minute."""
    page = walk().page
    page.route("**/*", lambda route: route.continue_())  # with a route a browser keeps nothing
    return page


def reads(page: Page, language: str, words: str) -> float:
    """Open the topic as a reader does until these words stand there; gives the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < 10 * PROMISED:
        page.goto(f"/{language}/{TOPIC}/?from=UZ")
        if words in page.locator("main").inner_text():
            return time.monotonic() - began
        page.wait_for_timeout(50)
    raise AssertionError(f"{language}: {words} never came")


def told(language: str, days: str) -> str:
    """Say a number of days of work as the guide does."""
    return guide.words(language).value(days, "working days")


@pytest.fixture
def in_five_languages(editors: tuple[Staff, Staff]) -> None:
    """Have the answer in three languages more; before the browser starts."""
    block = Block.objects.get(code=ANSWER)
    for language, text in TEXTS.items():
        put(block, language, text)
    editions.bump()


@pytest.mark.usefixtures("in_five_languages")
def test_a_changed_day_is_there_in_five_languages_within_two_seconds(
    editors: tuple[Staff, Staff], walk: Begin, cast: Cast
) -> None:
    reader = fresh(walk)
    for language in TEXTS:
        assert reads(reader, language, told(language, "7")) < 10 * PROMISED
    assert reads(reader, "en", "7 working days") < 10 * PROMISED
    assert reads(reader, "ru", "7 рабочих дней") < 10 * PROMISED

    desk = comes_in(walk(), editors[0])
    desk.go(f"/desk/guide/facts/{KEY}/").sees("7 working days", "A page of 2022", "A page of 2025")
    desk.go(f"/desk/guide/facts/{KEY}/change/?passport=UZ")
    desk.write("Value", "9").write("Holds from", timezone.localdate().isoformat())
    desk.write("Who says so", "Federal law of November").write("Address of the page", "https://example.org/law")
    desk.page.locator("main").get_by_role("button", name="Confirm and release").click()
    english = reads(reader, "en", "9 working days")
    assert english < PROMISED
    assert english + reads(reader, "ru", "9 рабочих дней") < PROMISED
    for language in TEXTS:
        assert reads(reader, language, told(language, "9")) < PROMISED
        assert told(language, "7") not in reader.locator("main").inner_text()
    assert reads(reader, "en", "9 working days") < PROMISED
    assert "7 working days" not in reader.locator("main").inner_text()
    desk.look().sees("Changed. Every channel shows it in every language.", "9 working days", "Ainura")


def test_two_editors_bring_a_text_to_the_reader(editors: tuple[Staff, Staff], walk: Begin) -> None:
    author = comes_in(walk(), editors[0])
    author.go(f"/desk/guide/topics/{TOPIC}/").sees("By a machine, not signed", "Missing")
    author.press("Write anew", within=SECTION)
    author.write("Text", "Register within 7 days.").submit("Keep the draft")
    author.sees("A number of law stands in a fact", "Did you mean one of these facts?")
    author.write("Text", f"Go and register within {{{{fact:{KEY}}}}}.").submit("Keep the draft")
    author.sees("Another editor reads it")

    other = comes_in(walk(width=360), editors[1])
    other.sees("1 draft to read")
    other.go("/desk/guide/due/").press(f"Answer · {TOPIC}").sees("What changes against what is shown now")
    other.submit("I have read it").submit("Release").sees("Every channel shows it now.")
    assert reads(other.page, "en", "Go and register within 7 working days") < PROMISED
    other.go(f"/desk/guide/topics/{TOPIC}/").sees("Stale because the English text has changed.")
    other.press("History", within=SECTION).sees("written by Ainura", "read by Rustam", "No longer shown")


def test_the_work_list_is_tapped_away_without_javascript(editors: tuple[Staff, Staff], walk: Begin) -> None:
    desk = comes_in(walk(javascript=False), editors[0])
    desk.go("/desk/guide/due/").sees("+79990000001", "Facts that nobody has confirmed")
    for _line in range(2):
        desk.press("A person answered").sees("The test call is written down.")
    desk.sees("Every line was called in time.")
    for _fact in range(2):
        desk.press("Still right").sees("Still right: confirmed by you today.")
    desk.misses("Facts that nobody has confirmed")


def test_a_notice_stands_on_top_and_is_taken_down(editors: tuple[Staff, Staff], walk: Begin) -> None:
    desk = comes_in(walk(), editors[0])
    desk.go("/desk/guide/notices/").write("English", "The border crossing is closed.")
    desk.write("Русский", "Переход закрыт.").write("Last day", str(timezone.localdate() + timedelta(days=1)))
    desk.submit("Put it up").sees("The notice stands on top of every channel.")
    reader = fresh(walk)
    assert reads(reader, "ru", "Переход закрыт.") < PROMISED
    desk.press("Take it down").sees("The notice is off every channel.")


def test_a_stub_grows_full_by_two_editors(editors: tuple[Staff, Staff], walk: Begin) -> None:
    author, other = comes_in(walk(javascript=False), editors[0]), comes_in(walk(width=360), editors[1])
    author.go("/desk/guide/").press("New topic")
    author.write("Name in addresses", "tax-number").write("English title", "Your tax number")
    author.answer("Colour", "yellow: a rule of protection").submit("Begin")
    author.sees("The title is a draft.", "stub: not yet checked")
    add = "/desk/guide/topics/tax-number/add/"
    author.go(add).write("English text", "Ask the tax office.").answer("What it stands on", "it is our own advice")
    author.choose("What it is", "Answer")
    author.submit("Keep the draft").sees("Another editor reads it.")
    author.go(add).write("English text", "You can talk to a person here:")
    author.choose("What it is", "Whom to ask")
    author.submit("Keep the draft").sees("Choose whom one can ask.")
    author.tick("Russia: A line")
    author.submit("Keep the draft").sees("Another editor reads it.")
    for _text in range(3):
        other.go("/desk/guide/due/").page.locator("#to-read a").first.click()
        other.submit("I have read it").submit("Release").sees("Every channel shows it now.")
    reader = fresh(walk)
    reader.goto("/en/tax-number/")
    assert "This is not yet checked." in reader.locator("main").inner_text()
    assert "Our advice" in reader.locator("main").inner_text()
    other.go("/desk/guide/topics/tax-number/place/").tick("It is full").submit("Save").sees("full")
    reader.goto("/en/tax-number/")
    assert "This is not yet checked." not in reader.locator("main").inner_text()


def test_a_voice_is_heard_by_the_reader_until_the_text_changes(editors: tuple[Staff, Staff], walk: Begin) -> None:
    desk = comes_in(walk(), editors[0])
    desk.go(f"/desk/guide/topics/{TOPIC}/").press("Recordings", within=SECTION)
    desk.page.set_input_files("input[name=upload]", {"name": "a.mp3", "mimeType": "audio/mpeg", "buffer": sounds.MP3})
    desk.write("Who speaks", "Gulnora").submit("Put it in").sees("Readers can hear it now.", "Take the recording out")
    reader = fresh(walk)
    assert reads(reader, "ru", "7 рабочих дней") < 10 * PROMISED
    heard = reader.locator("audio.heard")
    assert heard.count() == 1
    address = heard.get_attribute("src") or ""
    walk(width=360).go(f"/ru/{TOPIC}/?from=UZ").sees("Регистрация")
    assert reader.request.get(address, headers={"range": "bytes=0-9"}).body() == sounds.MP3[:10]
    desk.go(f"/desk/guide/topics/{TOPIC}/").page.locator(f"{SECTION} a[href$='/ru/'][href*='/blocks/']").first.click()
    desk.write("Text", f"Иначе: {{{{fact:{KEY}}}}}.").submit("Keep the draft").sees("Another editor reads it")
    other = comes_in(walk(), editors[1])
    other.go("/desk/guide/due/").page.locator("#to-read a").first.click()
    other.submit("I have read it").submit("Release").sees("Every channel shows it now.")
    assert reads(reader, "ru", "Иначе") < PROMISED
    assert heard.count() == 0
    assert reader.request.get(address).status == 404


def test_every_page_of_the_editor_is_for_everybody(editors: tuple[Staff, Staff], walk: Begin) -> None:
    desk = comes_in(walk(width=360), editors[0])
    block = desk.go(f"/desk/guide/topics/{TOPIC}/").page.locator("a[href*='/blocks/']").first.get_attribute("href")
    for path in ("", "facts/", "facts/new/", f"facts/{KEY}/claim/", f"topics/{TOPIC}/add/", "gaps/", "questions/"):
        desk.go(f"/desk/guide/{path}")
    for path in (
        "lines/",
        "lines/new/",
        "lines/ru.line/",
        "lines/ru.line/change/",
        "translations/",
        "translations/kk/",
    ):
        desk.go(f"/desk/guide/{path}")
    desk.go(block or "").sees(ANSWER.partition(".")[0])
    desk.go("/desk/guide/new-topic/").go(f"/desk/guide/topics/{TOPIC}/place/")
    for act, words in (("For whom, and on what", "Facts it rests on"), ("Recordings", "Nothing is recorded")):
        desk.go(f"/desk/guide/topics/{TOPIC}/").press(act, within=SECTION).sees(words)
