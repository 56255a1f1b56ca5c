"""Pages of the editor: texts from draft to every channel, what is refused, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from komek.knowledge.guide import models
from tests.care.cases.pages import words
from tests.factories.guide import ANSWER, TOPIC, lead
from tests.factories.orgs import Cast, Staff, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("small_guide")]

GUIDE = "/desk/guide/"
PAGE = f"{GUIDE}topics/{TOPIC}/"


def address(code: str, language: str) -> str:
    return f"{GUIDE}blocks/{models.Block.objects.get(code=code).pk}/{language}/"


def version(language: str, code: str = ANSWER) -> models.Text:
    return models.Text.objects.filter(block__code=code, language=language).latest("version")


def test_the_first_page_says_where_each_topic_stands(editor: Client) -> None:
    page = editor.get(GUIDE)
    for each in ("1 text by a machine", "1 text missing", "3 texts missing"):
        assert each in words(page)
    assert f"{PAGE}?language=ru" in page.content.decode()
    assert "Facts to look at again 0" in words(page)
    assert "Lines to call 2" in words(page)


def test_an_empty_guide_says_how_it_is_filled(editor: Client) -> None:
    models.Text.objects.all().delete()
    models.Block.objects.all().delete()
    assert "komek guide load" in words(editor.get(GUIDE))


def test_a_topic_stands_side_by_side_in_two_languages(editor: Client) -> None:
    page = words(editor.get(PAGE))
    assert ("Register within 30 days / 7 working days" in page, "Регистрация" in page) == (True, True)
    assert "By a machine, not signed" in page
    assert "Missing" in page
    kazakh = words(editor.get(PAGE, {"language": "kk"}))
    assert ("Қазақша" in kazakh, "Регистрация" in kazakh) == (True, False)
    assert editor.get(PAGE, {"language": "xx"}).status_code == 200
    assert editor.get(f"{GUIDE}topics/no-such/").status_code == 404


def test_a_text_goes_from_draft_to_readers_through_four_eyes(editor: Client, rustam: Client) -> None:
    url = address(ANSWER, "en")
    assert "Register within {{fact:ru.registration.stay}}." in words(editor.get(url)).replace("&#x27;", "'")
    said = {"words": "Go within {{fact:ru.registration.stay}}."}
    page = editor.post(url, said, follow=True)
    text = version("en")
    assert "Another editor reads it" in words(page)
    assert "I have read it" not in words(page)
    assert editor.post(f"{GUIDE}texts/{text.pk}/review/").status_code == 403
    assert f"{GUIDE}texts/{text.pk}/" in rustam.get(f"{GUIDE}due/").content.decode()
    assert "1 draft to read" in words(rustam.get("/desk/"))
    assert "draft to read" not in words(editor.get("/desk/"))

    page = rustam.get(f"{GUIDE}texts/{text.pk}/")
    assert ("<del>Register</del>" in page.content.decode(), "<ins>Go</ins>" in page.content.decode()) == (True, True)
    assert "can be released" in words(rustam.post(f"{GUIDE}texts/{text.pk}/review/", follow=True))
    assert lead() == "Register within 7 working days."
    page = editor.post(f"{GUIDE}texts/{text.pk}/release/", {"on": ""}, follow=True)
    assert "Every channel shows it now" in words(page)
    assert lead() == "Go within 7 working days."


def test_a_text_waits_for_its_day_and_can_be_thrown_away(editor: Client, rustam: Client) -> None:
    editor.post(address(f"{TOPIC}.step", "ru"), {"words": "Спросите хозяина."})
    text = version("ru", f"{TOPIC}.step")
    url = f"{GUIDE}texts/{text.pk}/"
    assert editor.post(f"{url}release/", {"on": ""}).status_code == 422, "nobody has read it"
    rustam.post(f"{url}review/")
    assert editor.post(f"{url}release/", {"on": "soon"}).status_code == 422
    on = timezone.localdate() + timedelta(days=3)
    assert "It is shown from" in words(editor.post(f"{url}release/", {"on": on.isoformat()}, follow=True))
    assert "Shown from" in words(editor.get(PAGE))
    text.refresh_from_db()
    assert (text.state, text.release_on) == ("reviewed", on)
    assert "thrown away" in words(editor.post(f"{url}withdraw/", follow=True))
    text.refresh_from_db()
    assert (text.state, text.release_on) == ("ended", None)
    assert editor.post(f"{url}withdraw/").status_code == 409
    assert editor.post(f"{url}no-such-step/").status_code == 404


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Register within 7 days.", "A number of law stands in a fact"),
        ("Register within {{fact:no.such}}.", "names a fact that is not there"),
        ("Register within {{fact ru.registration.stay}}.", "A placeholder is broken"),
        ("", "Please fill this in"),
        ("a\0b", "Null characters"),
    ],
)
def test_a_wrong_text_is_refused_and_stays_in_the_field(editor: Client, said: str, why: str) -> None:
    page = editor.post(address(ANSWER, "en"), {"words": said})
    assert (page.status_code, why in words(page)) == (422, True)
    assert said.partition("\0")[0] in words(page)
    assert version("en").version == 1


def test_a_bare_number_is_met_with_the_fact_that_was_meant(editor: Client) -> None:
    page = words(editor.post(address(ANSWER, "en"), {"words": "Register within 30 days."}))
    assert "Did you mean one of these facts?" in page
    assert page.count("{{fact:ru.registration.stay}}") >= 2
    assert "Did you mean" not in words(editor.post(address(ANSWER, "en"), {"words": "Register within 31 days."}))


def test_a_translation_says_why_it_is_stale_and_one_tap_makes_it_fresh(editor: Client) -> None:
    models.Fact.objects.filter(nationality="KG").update(value="29")
    page = words(editor.get(PAGE))
    assert "Stale because the fact ru.registration.stay has changed." in page
    due = editor.get(f"{GUIDE}due/")
    assert "Stale because the fact ru.registration.stay has changed." in words(due)
    text = models.Text.objects.get(block__code=ANSWER, language="ru")
    assert editor.post(f"{GUIDE}texts/{text.pk}/keep/", {"back": "due"})["Location"] == f"{GUIDE}due/"
    assert "Stale because" not in words(editor.get(PAGE))


def test_a_native_reader_signs_what_a_machine_wrote(editor: Client, ainura: Staff) -> None:
    text = models.Text.objects.get(block__code=ANSWER, language="ru")
    url = f"{GUIDE}texts/{text.pk}/"
    assert "Sign as a native reader" in words(editor.get(url))
    page = words(editor.post(f"{url}sign/", follow=True))
    assert ("the mark of the machine is off" in page, "Sign as a native reader" in page) == (True, False)
    assert "Signed by a native reader Ainura" in page
    assert "By a machine" not in words(editor.get(PAGE))


def test_the_history_tells_who_wrote_what_and_the_earlier_wording(editor: Client, rustam: Client) -> None:
    url = address(ANSWER, "en")
    editor.post(url, {"words": "Go within {{fact:ru.registration.stay}}."})
    text = version("en")
    rustam.post(f"{GUIDE}texts/{text.pk}/review/")
    rustam.post(f"{GUIDE}texts/{text.pk}/release/")
    page = words(editor.get(f"{url}history/"))
    for each in ("Version 2", "written by Ainura", "read by Rustam", "Go within", "Version 1", "Register within"):
        assert each in page
    assert "No longer shown" in page
    assert editor.get(f"{GUIDE}blocks/{text.block_id}/xx/history/").status_code == 404


def test_what_is_typed_is_kept_while_she_types(editor: Client) -> None:
    url = address(ANSWER, "ru")
    ticket = re.findall(r'name="draft_ticket" value="([^"]+)"', editor.get(url).content.decode())[0]
    draft = {"draft_ticket": ticket, "words": "Половина"}
    assert editor.post("/desk/drafts/", draft).json()["saved"]
    assert "Половина" in words(editor.get(url))
    assert "Половина" not in words(editor.get(address(ANSWER, "kk")))
    assert url in editor.get("/desk/drafts/").content.decode()


def test_a_block_is_added_and_taken_out(editor: Client, rustam: Client) -> None:
    url = f"{PAGE}add/"
    assert "New block" in words(editor.get(url))
    said = {"kind": "warning", "words": "Do not pay in advance.", "destination": ["RU"]}
    assert editor.post(url, said | {"kind": "title"}).status_code == 422
    assert editor.post(url, said | {"words": "Within 3 days.", "legal": "on"}).status_code == 422
    page = editor.post(url, said, follow=True)
    assert "The block is a draft" in words(page)
    block = models.Block.objects.get(kind="warning")
    text = models.Text.objects.get(block=block)
    assert "Do not pay in advance." not in words(editor.get(f"{GUIDE}withdraw/{block.pk}/"))
    rustam.post(f"{GUIDE}texts/{text.pk}/review/")
    rustam.post(f"{GUIDE}texts/{text.pk}/release/")
    assert "Do not pay in advance." in words(editor.get(f"{GUIDE}withdraw/{block.pk}/"))
    assert "off every channel" in words(editor.post(f"{GUIDE}withdraw/{block.pk}/", follow=True))
    assert "Do not pay" not in words(editor.get(PAGE))


def test_nobody_else_comes_in(cast: Cast) -> None:
    aigul = signed_in(cast.aigul)
    text = version("en")
    for url in (GUIDE, PAGE, f"{GUIDE}facts/", f"{GUIDE}notices/", f"{GUIDE}translations/ru/file/"):
        assert aigul.get(url).status_code == 403
    assert aigul.get(f"{GUIDE}texts/{text.pk}/").status_code == 404
    assert aigul.post(f"{GUIDE}texts/{text.pk}/sign/").status_code == 404
