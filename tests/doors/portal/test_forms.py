"""What is typed goes into a body and comes back as text: never into an address, a log, a table or a page's code."""

import logging
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from komek.doors.portal import asking
from komek.foundations.vault.models import Upload
from komek.kernel.logs import ScrubbedFormatter
from komek.knowledge import guide
from komek.knowledge.guide.matching import Found, Result
from tests.doors.portal.conftest import Reader

TYPED = 'Zamira "keeps" <script>alert(1)</script> & {{ w }} 998901234567'
FOUND = Found(
    "en", (Result("documents-taken", 0.9), Result("gone-topic", 0.5), Result("wages-unpaid", 0.2)), False, True
)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A matcher that gives what a test wants, and remembers what it was asked."""
    told: dict[str, Any] = {"answer": FOUND}

    def ask(text: str, choice: Any) -> Found:
        told["asked"] = (text, choice.nationality, choice.destination)
        answer: Found = told["answer"]
        return answer

    monkeypatch.setattr(asking, "ask", ask)
    return told


def test_a_question_gets_topics_that_exist_with_their_answer(reader: Reader, found: dict[str, Any]) -> None:
    answer = reader.post("/en/ask/", q=" my passport ", **{"from": "UZ", "to": "RU"})
    assert found["asked"] == ("my passport", "UZ", "RU")
    entries = [each["href"] for each in answer.page.all("a") if each.get("class") == "entry card"]
    assert entries == ["/en/documents-taken/?from=UZ&to=RU", "/en/wages-unpaid/?from=UZ&to=RU"]
    assert guide.words("en").say("search", "results") in answer.page.html
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.cookies


def test_doubt_danger_and_nothing_found_are_said(reader: Reader, found: dict[str, Any]) -> None:
    words = guide.words("en")
    assert words.say("search", "danger") not in reader.post("/en/ask/", q="x").page.html
    found["answer"] = Found("en", FOUND.results, danger=True, sure=False)
    page = reader.post("/en/ask/", q="x").page
    assert words.say("search", "unsure") in page.html
    assert words.say("search", "danger") in page.html
    assert "/en/person/" in page.links()
    found["answer"] = Found("", (), danger=False, sure=False)
    assert words.say("search", "none") in reader.post("/en/ask/", q="x").page.html


def test_the_language_of_the_question_is_offered(reader: Reader, found: dict[str, Any]) -> None:
    found["answer"] = Found("ru", FOUND.results, False, True)
    page = reader.post("/en/ask/", q="паспорт").page
    assert {"href": "/ru/documents-taken/", "lang": "ru", "hreflang": "ru"} in page.all("a")


def test_an_empty_question_says_what_to_do(reader: Reader) -> None:
    answer = reader.post("/en/ask/", q="  ")
    assert answer.status_code == 422
    assert guide.words("en").say("search", "empty") in answer.page.html


def test_the_real_matcher_is_asked_in_one_place(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Fake:
        def ask(self, text: str, *, origin: str = "", to: str = "") -> Found:
            asked.append((text, origin, to))
            return FOUND

    monkeypatch.setattr("komek.knowledge.guide.matching.at_hand", Fake)
    reader.post("/en/ask/", q="я" * 3000, to="KR")
    assert asked == [("я" * 3000, "", "KR")]


@pytest.mark.parametrize("place", ["ask/", "journey/", "registration-russia/"])
def test_what_is_typed_comes_back_as_text(place: str, reader: Reader, found: dict[str, Any]) -> None:
    answer = reader.post(f"/en/{place}", q=TYPED, arrived=TYPED, to="RU")
    fields = [each.get("value") for each in answer.page.all("input")]
    assert TYPED in fields
    assert "<script>alert" not in answer.page.html
    assert answer.body.decode().count("<script>") == 1
    assert reader.sent <= 14_600


@pytest.mark.parametrize("place", ["ask/", "journey/", "journey/calendar/", "registration-russia/"])
def test_what_is_typed_is_in_no_log_and_no_address(place: str, reader: Reader, found: dict[str, Any]) -> None:
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(ScrubbedFormatter())
    loud = logging.StreamHandler(lines)  # what an ordinary formatter would write: not even that holds it
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    root.addHandler(loud)
    try:
        answer = reader.post(f"/en/{place}", q=TYPED, arrived=TYPED, to="RU")
        logging.getLogger("komek.test").warning("a line")
    finally:
        root.removeHandler(handler)
        root.removeHandler(loud)
        root.setLevel(level)
    assert "a line" in lines.getvalue()
    assert "Zamira" not in lines.getvalue()
    assert "Zamira" not in str(answer.headers)
    assert not [link for link in answer.page.links() if "Zamira" in link]


def test_forms_that_carry_words_are_posted(reader: Reader) -> None:
    for place in ("", "journey/", "registration-russia/"):
        for form in reader.get(f"/en/{place}").page.all("form"):
            assert form["method"] == "post" or form["class"] == "route"


# ---- days ---------------------------------------------------------------------------------------------------------


def test_a_day_of_arrival_gives_a_date(reader: Reader) -> None:
    for typed in ("2026-11-30", "30.11.2026", " 30/11/2026 "):
        page = reader.post("/en/registration-russia/", arrived=typed, **{"from": "UZ"}).page
        assert '<strong class="until">By 9 December 2026</strong>' in page.html


@pytest.mark.parametrize("typed", ["31.02.2026", "soon", "2026-13-45", "0001-01-01", "9999-12-31", "1" * 5000])
def test_a_wrong_day_is_said_and_kept(typed: str, reader: Reader) -> None:
    for place in ("registration-russia/", "journey/"):
        answer = reader.post(f"/en/{place}", arrived=typed, **{"from": "UZ", "to": "RU"})
        assert answer.status_code == 422
        assert guide.words("en").say("journey", "bad_day") in answer.page.html
        field = next(each for each in answer.page.all("input") if each.get("name") == "arrived")
        assert (field["value"], field["type"], field["aria-invalid"]) == (typed, "text", "true")
        assert "By " not in answer.page.html


def test_a_journey_without_a_country_asks_for_it_and_keeps_the_day(reader: Reader) -> None:
    answer = reader.post("/en/journey/", arrived="2026-11-30", **{"from": "UZ"})
    assert answer.status_code == 422
    assert guide.words("en").say("journey", "missing") in answer.page.html
    assert '<option value="UZ" selected>' in answer.page.html
    assert next(each for each in answer.page.all("input") if each.get("name") == "arrived")["value"] == "2026-11-30"


def test_a_journey_gives_dated_lines_with_their_sources(reader: Reader) -> None:
    answer = reader.post("/en/journey/", arrived="2026-11-30", **{"from": "UZ", "to": "RU"})
    assert answer.status_code == 200
    dated = answer.page.html.partition('<ol class="days">')[2].partition("</ol>")[0]
    assert "By 9 December 2026" in dated
    assert dated.count('<li class="answer card">') == dated.count('class="src"')
    assert "/en/registration-russia/?from=UZ&amp;to=RU" in dated


def test_the_days_go_into_a_calendar(reader: Reader) -> None:
    answer = reader.post("/en/journey/calendar/", arrived="2026-11-30", **{"from": "UZ", "to": "RU"})
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == 'attachment; filename="days.ics"'
    assert b"DTSTART;VALUE=DATE:20261209" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert reader.get("/en/journey/calendar/").status_code == 405
    assert reader.post("/en/journey/calendar/", arrived="x", to="RU").status_code == 422


# ---- what is not taken in -----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/", "/en/ask/", "/en/journey/", "/en/health/"])
def test_no_file_is_taken_in(place: str) -> None:
    sent = {"q": "x", "language": "en", "file": SimpleUploadedFile("a.txt", b"words of somebody")}
    answer = Client().post(place, sent)
    assert answer.status_code in {200, 422}
    assert not answer.cookies
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("place", ["/", "/en/ask/", "/en/journey/", "/en/health/"])
def test_a_form_needs_no_token_since_it_changes_nothing(place: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    plain = "application/x-www-form-urlencoded"
    assert strict.post(place, "q=&language=en", content_type=plain).status_code in {200, 302, 422}
    assert strict.put(place).status_code == 405


@pytest.mark.parametrize("place", ["", "topics/", "person/", "health/save/", "health.pdf"])
def test_a_page_that_only_reads_takes_no_post(place: str, reader: Reader) -> None:
    assert reader.post(f"/en/{place}").status_code == 405
