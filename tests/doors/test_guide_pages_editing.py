"""Pages of the editor: a topic begun and called full, a block framed and moved, recordings heard, put in and out."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.foundations.audit.models import Entry
from komek.knowledge import guide
from komek.knowledge.guide import editions, models, recordings
from tests.care.cases.pages import words
from tests.factories import sounds
from tests.factories.guide import ANSWER, KEY, TOPIC, says_now

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("small_guide")]

GUIDE = "/desk/guide/"
PAGE = f"{GUIDE}topics/{TOPIC}/"
STEP = f"{TOPIC}.step"


def shown() -> guide.Edition:
    return editions.build(1, demo=True)


def block(code: str = STEP) -> models.Block:
    return models.Block.objects.get(code=code)


def recordings_of(code: str = ANSWER, language: str = "ru") -> str:
    return f"{GUIDE}recordings/{block(code).pk}/{language}/"


def file(data: bytes, name: str = "voice.mp3") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def put_in(editor: Client, data: bytes = sounds.MP3, kind: str = "audio", **told: object) -> Any:
    seen = says_now(block(ANSWER), "ru")
    form = {"kind": kind, "speaker": "Gulnora", "on": "2026-11-20", "upload": file(data), "seen": seen, **told}
    return editor.post(recordings_of(), form, follow=True)


def right(editor: Client, row: models.Recording) -> Any:
    """Press the button that says that a recording is right, as it stands on the page."""
    page = editor.get(recordings_of()).content.decode()
    found = re.search(r'action="([^"]+/right/)".*?name="seen" value="([0-9a-f]+)"', page)
    assert found, "no such button"
    return editor.post(found[1], {"seen": found[2]}, follow=True)


def released(editor: Client, rustam: Client, code: str) -> None:
    text = models.Text.objects.filter(block__code=code, language="en").latest("version")
    rustam.post(f"{GUIDE}texts/{text.pk}/review/")
    editor.post(f"{GUIDE}texts/{text.pk}/release/", {"on": ""})


def test_a_topic_from_its_name_to_a_full_answer(editor: Client, rustam: Client) -> None:
    assert f"{GUIDE}new-topic/" in editor.get(GUIDE).content.decode()
    said = {"code": "tax-number", "title": "Your tax number", "letter": "D", "sensitivity": "yellow", "icon": "house"}
    page = editor.post(f"{GUIDE}new-topic/", {**said, "see": [TOPIC]}, follow=True)
    assert "The title is a draft" in words(page)
    assert "stub: not yet checked" in words(page)
    released(editor, rustam, "tax-number.title")
    assert not shown().topics["tax-number"].full

    place = f"{GUIDE}topics/tax-number/place/"
    stands = {"letter": "D", "sensitivity": "yellow", "icon": "house", "full": "on"}
    page = editor.post(place, stands)
    assert page.status_code == 422
    assert "A full topic has an answer that is shown" in words(page)
    assert "an answer, whom to ask" in words(page)
    for kind, told in (("answer", {"ground": "advice"}), ("contact", {"contacts": ["ru.line"]})):
        editor.post(f"{GUIDE}topics/tax-number/add/", {"kind": kind, "words": "Ask the office.", **told})
        released(editor, rustam, models.Block.objects.get(topic__code="tax-number", kind=kind).code)
    assert "Every channel shows it so now" in words(editor.post(place, {**stands, "country": "RU"}, follow=True))
    found = shown().topics["tax-number"]
    assert (found.full, found.country) == (True, "RU")
    assert "full" in words(editor.get(f"{GUIDE}topics/tax-number/"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"code": "Tax number"}, "Write small letters, digits and lines"),
        ({"code": TOPIC}, "There is a topic of this name already"),
        ({"code": "journey"}, "A topic is named with small letters"),
        ({"letter": "Z"}, "Z is not one of"),
        ({"icon": "no-such"}, "no-such is not one of"),
    ],
)
def test_a_wrong_topic_is_refused_and_what_was_typed_stays(editor: Client, said: dict[str, str], why: str) -> None:
    whole = {"code": "tax-number", "title": "Your tax number", "letter": "D", "sensitivity": "red", "icon": "house"}
    page = editor.post(f"{GUIDE}new-topic/", {**whole, **said})
    assert (page.status_code, why in words(page)) == (422, True)
    assert 'value="Your tax number"' in page.content.decode()
    assert models.Topic.objects.count() == 1


def test_a_bare_number_in_a_new_block_of_law_is_refused_with_nothing_lost(editor: Client) -> None:
    said = {
        "kind": "step",
        "words": "Pay within 30 days.",
        "legal": "on",
        "nationality": ["UZ"],
        "rests_on": [KEY],
        "deadline": KEY,
        "contacts": ["ru.line"],
    }
    page = editor.post(f"{PAGE}add/", said)
    assert page.status_code == 422
    html = page.content.decode()
    assert "A number of law stands in a fact, not in a text." in words(page)
    assert "Did you mean one of these facts?" in words(page)
    assert "Pay within 30 days." in html
    for name, value in (("nationality", "UZ"), ("rests_on", KEY), ("contacts", "ru.line")):
        assert re.search(f'name="{name}" value="{value}"[^>]* checked', html), name
    assert re.search('name="legal"[^>]* checked', html)
    assert f'<option value="{KEY}" selected>' in html
    assert models.Block.objects.count() == 3
    kept = editor.post(f"{PAGE}add/", {**said, "words": f"Pay within {{{{fact:{KEY}}}}}."}, follow=True)
    assert "The block is a draft" in words(kept)
    made = models.Block.objects.latest("position")
    assert (made.legal, made.deadline, made.rests_on, made.contacts) == (True, KEY, [KEY], ["ru.line"])


def test_a_deadline_is_set_and_counted_in_every_language(editor: Client) -> None:
    page = editor.get(f"{GUIDE}frame/{block().pk}/")
    assert f"{KEY}: 30 days / 7 working days" in words(page)
    said = {"deadline": KEY, "nationality": ["UZ"], "destination": ["RU"], "stage": ["arrival"], "ground": ""}
    assert "Every channel shows it so now" in words(editor.post(f"{GUIDE}frame/{block().pk}/", said, follow=True))
    assert f"day counted by {KEY}" in words(editor.get(PAGE))
    for language in ("en", "ru", "uz"):
        reader = guide.Reader(language=language, nationality="UZ", destination="RU", arrived=date(2026, 11, 30))
        answer = guide.answer(shown(), TOPIC, reader, timezone.localdate())
        assert next(each for each in answer.passages if each.id == STEP).by == date(2026, 12, 9)


def test_a_wrong_frame_is_refused_and_changes_nothing(editor: Client) -> None:
    url = f"{GUIDE}frame/{block().pk}/"
    page = editor.post(url, {"legal": "on", "ground": "advice"})
    assert (page.status_code, "A rule of law is no advice of ours" in words(page)) == (422, True)
    assert editor.post(url, {"deadline": "no.such"}).status_code == 422
    assert editor.post(url, {"nationality": ["XX"]}).status_code == 422
    assert (block().legal, block().ground, block().deadline) == (False, "", "")
    notice = models.Block.objects.create(code="notice-x", kind="notice", ends_on=timezone.localdate())
    assert editor.get(f"{GUIDE}frame/{notice.pk}/").status_code == 404
    assert editor.post(f"{GUIDE}move/{notice.pk}/").status_code == 404


def test_a_block_moves_up_and_down(editor: Client) -> None:
    def order() -> list[str]:
        return [each.kind for each in shown().topics[TOPIC].blocks]

    editor.post(f"{GUIDE}move/{block().pk}/", {"to": "up"})
    assert order() == ["title", "step", "answer"]
    page = editor.post(f"{GUIDE}move/{block().pk}/", {"to": "down"}, follow=True)
    assert order() == ["title", "answer", "step"]
    assert "The order is changed in every channel" in words(page)


def test_a_title_is_not_taken_out(editor: Client) -> None:
    page, title = editor.get(PAGE).content.decode(), block(f"{TOPIC}.title")
    assert f"{GUIDE}withdraw/{block().pk}/" in page
    assert f"{GUIDE}withdraw/{title.pk}/" not in page
    answer = editor.post(f"{GUIDE}withdraw/{title.pk}/")
    assert (answer.status_code, "A title is not taken out." in words(answer)) == (409, True)
    assert TOPIC in shown().topics


def test_a_notice_inside_a_topic_does_not_stand_on_top_of_every_channel(editor: Client, rustam: Client) -> None:
    last = timezone.localdate() + timedelta(days=2)
    said = {"kind": "notice", "words": "The office is closed this week.", "ends_on": last.isoformat()}
    editor.post(f"{PAGE}add/", said)
    made = models.Block.objects.get(topic__code=TOPIC, kind="notice")
    released(editor, rustam, made.code)
    assert shown().notices == ()
    answer = guide.answer(shown(), TOPIC, guide.Reader(), timezone.localdate())
    assert "The office is closed this week." in [each.text for each in answer.passages]
    assert "The office is closed" not in words(editor.get(f"{GUIDE}notices/"))


def test_a_recording_is_put_in_heard_and_taken_out(editor: Client) -> None:
    page = put_in(editor)
    assert "Readers hear it once another editor has heard it" in words(page)
    assert "Gulnora, 20 November" in words(page)
    assert "Nobody else has heard it yet: offered nowhere" in words(page)
    assert "Readers can hear it" not in words(page)
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    row = models.Recording.objects.get()
    assert dict(shown().topics[TOPIC].blocks[1].audio) == {"ru": row.address}
    heard = editor.get(f"{GUIDE}recording/{row.pk}/")
    assert (heard.content, heard.headers["Content-Type"]) == (sounds.MP3, "audio/mpeg")
    assert "recorded: Русский" in words(editor.get(PAGE))
    assert "Nothing is recorded" in words(editor.get(recordings_of(language="en")))
    assert editor.get(recordings_of(language="xx")).status_code == 404

    with CaptureQueriesContext(connection) as asked:
        assert "off every channel" in words(editor.post(f"{GUIDE}recording/{row.pk}/remove/", follow=True))
    assert not [each for each in asked if '"guide_recording"."data"' in each["sql"]], "no bytes are read for it"
    assert models.Recording.objects.count() == 0
    assert Entry.objects.filter(verb="guide.recording_remove", object=row.pk).exists()


def test_a_recording_is_offered_once_another_editor_has_heard_it(editor: Client, rustam: Client) -> None:
    put_in(editor)
    row = models.Recording.objects.get()
    assert "/right/" not in editor.get(recordings_of()).content.decode()
    assert "You put it in" in words(editor.get(recordings_of()))
    forced = {"seen": says_now(block(ANSWER), "ru")}
    assert editor.post(f"{GUIDE}recording/{row.pk}/right/", forced).status_code == 403
    assert dict(editions.build(1, demo=False).topics[TOPIC].blocks[1].audio) == {}
    assert "Recordings to hear" not in words(editor.get(f"{GUIDE}due/"))
    assert recordings_of() in rustam.get(f"{GUIDE}due/").content.decode()
    assert "1 recording to hear" in words(rustam.get("/desk/"))
    page = right(rustam, row)
    assert recordings_of() not in rustam.get(f"{GUIDE}due/").content.decode()
    assert "Readers can hear it now." in words(page)
    assert "Readers can hear it Take" in words(page)
    assert dict(editions.build(1, demo=False).topics[TOPIC].blocks[1].audio) == {"ru": row.address}


def test_in_the_demo_a_recording_is_offered_at_once_and_said_to_be_heard_by_nobody_else(
    editor: Client, settings: Settings
) -> None:
    settings.KOMEK_DEMO = True
    page = put_in(editor)
    assert "Readers can hear it now." in words(page)
    assert "Readers can hear it Nobody else has heard it yet: shown in the demo alone" in words(page)


def test_who_puts_a_recording_in_while_the_text_changes_is_shown_the_new_one(editor: Client) -> None:
    seen = says_now(block(ANSWER), "ru")
    models.Fact.objects.filter(nationality="KG").update(value="29")
    page = put_in(editor, seen=seen)
    assert (page.status_code, "The text was changed while you had it before you" in words(page)) == (422, True)
    assert f'name="seen" value="{says_now(block(ANSWER), "ru")}"' in page.content.decode()
    assert models.Recording.objects.count() == 0


def test_a_recording_of_a_changed_text_says_so_and_one_tap_offers_it_again(editor: Client, rustam: Client) -> None:
    put_in(editor)
    row = models.Recording.objects.get()
    models.Fact.objects.filter(nationality="KG").update(value="29")
    page = editor.get(recordings_of())
    assert "Says an older text: offered nowhere" in words(page)
    assert "Readers can hear it" not in words(page)
    assert "Readers can hear it now." in words(right(rustam, row))
    assert dict(shown().topics[TOPIC].blocks[1].audio) == {"ru": row.address}


@pytest.mark.parametrize(
    ("data", "told", "why"),
    [
        (b"<html>", {}, "A recording is an MP3"),
        (sounds.MP4, {}, "A recording is an MP3"),
        (sounds.MP3, {"kind": "sign"}, "A film is an MP4 or WebM file"),
        (sounds.VTT, {"kind": "captions"}, "There is no film yet"),
        (sounds.MP3, {"speaker": ""}, "Please fill this in"),
        (sounds.MP3, {"on": "2099-01-01"}, "This day has not come yet"),
        (sounds.MP3 + bytes(5 * 1024 * 1024), {}, "This file is too large"),
    ],
)
def test_what_is_no_recording_is_refused(editor: Client, data: bytes, told: dict[str, str], why: str) -> None:
    seen = {"seen": says_now(block(ANSWER), "ru"), "upload": file(data, "voice.mp3")}
    form = {"kind": "audio", "speaker": "Gulnora", "on": "2026-11-20", **told, **seen}
    page = editor.post(recordings_of(), form)
    assert (page.status_code, why in words(page)) == (422, True)
    assert models.Recording.objects.count() == 0


def test_a_film_that_is_cut_off_while_it_comes_in_is_refused_beside_its_field(editor: Client) -> None:
    film = sounds.MP4 + bytes(20 * 1024 * 1024)
    page = put_in(editor, film, kind="sign")
    assert page.status_code == 422
    assert "20 MB" in words(page)
    assert 'value="Gulnora"' in page.content.decode()
    assert models.Recording.objects.count() == 0


def test_a_recording_that_does_not_fit_on_kiosks_says_so(
    editor: Client, rustam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(editor)
    right(rustam, models.Recording.objects.get())
    editions.forget()
    assert "Does not fit on kiosks" not in words(editor.get(recordings_of()))
    monkeypatch.setattr(recordings.carried, "__defaults__", (10,))
    assert "Does not fit on kiosks any more" in words(editor.get(recordings_of()))


def test_a_line_is_overdue_by_its_day(editor: Client) -> None:
    day = timezone.localdate() - timedelta(days=31)
    models.Contact.objects.filter(code="ru.line").update(
        state="tested", tested_on=day, next_test=day + timedelta(days=30)
    )
    for url in (f"{GUIDE}due/", f"{GUIDE}lines/", f"{GUIDE}lines/ru.line/"):
        assert "Test overdue" in words(editor.get(url)), url
    assert "Lines: Test overdue 1" in words(editor.get(GUIDE))


def test_the_first_page_counts_what_texts_stand_on(editor: Client) -> None:
    models.Block.objects.filter(code=STEP).update(ground="advice")
    editions.bump()
    editions.forget()
    page = words(editor.get(GUIDE))
    assert "Texts: with a source 1" in page
    assert "Texts: our advice 1" in page
    assert "Texts: on nothing 0" in page
