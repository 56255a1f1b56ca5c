"""Every public page in every language: small, complete, from nobody else, and without a trace of the reader."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.doors.face.tongues import tag
from komek.doors.portal import look, shelf
from komek.doors.portal.languages import offered
from komek.kernel import host
from komek.knowledge import guide
from komek.knowledge.guide import content, editions, speech
from komek.knowledge.guide.nouns import Words
from tests.doors.portal.conftest import Reader

pytestmark = pytest.mark.slow

FIRST_ROUND_TRIP = 14_600
LANGUAGES = tuple(offered())
NAMES = {
    "en": "English",
    "kk": "Қазақша",
    "ky": "Кыргызча",
    "ru": "Русский",
    "tg": "Тоҷикӣ",
    "tk": "Türkmençe",
    "uz": "Oʻzbekcha",
    "uz-Cyrl": "Ўзбекча",
}
"""Each language by its own name in its own letters."""

PLACES = (
    "",
    "?from=UZ&to=RU",
    "topics/",
    "ask/",
    "person/",
    "person/?from=TJ&in=RU",
    "person/now/",
    "journey/",
    "wages-unpaid/",
    "registration-russia/?from=UZ&to=RU",
    "no-such-topic/",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_whole_and_small(language: str, place: str, reader: Reader) -> None:
    answer = reader.get(f"/{language}/{place}")
    assert answer.status_code == (404 if place == "no-such-topic/" else 200)
    assert reader.sent <= FIRST_ROUND_TRIP
    page, words = answer.page, guide.words(language)
    assert page.all("html") == [{"lang": tag(language)}]
    assert len(page.all("h1")) == 1
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    exits = [each for each in page.all("a") if each.get("id") == "exit"]
    assert [each["href"] for each in exits] == [django_settings.KOMEK_EXIT_URL]
    assert page.all("a")[-1]["class"] == "sos"
    assert words.say("site", "person") in answer.body.decode()
    assert words.say("site", "demo") in answer.body.decode()
    assert "/sign-in/" in page.links()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", content.topics())
def test_every_topic_fits_into_the_first_round_trip(language: str, topic: str, reader: Reader) -> None:
    for told in ("", "?from=KG", "?from=UZ&to=KR"):
        answer = reader.get(f"/{language}/{topic}/{told}")
        assert answer.status_code == 200
        assert reader.sent <= FIRST_ROUND_TRIP, told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("to", guide.DESTINATIONS)
def test_the_days_of_a_journey_fit_into_the_first_round_trip(language: str, to: str, reader: Reader) -> None:
    arrived = timezone.localdate().isoformat()
    for nationality in ("UZ", "KG"):
        answer = reader.post(f"/{language}/journey/", arrived=arrived, to=to, **{"from": nationality})
        assert answer.status_code == 200
        assert guide.words(language).say("journey", "title") in answer.page.html
        assert reader.sent <= FIRST_ROUND_TRIP


@pytest.mark.parametrize("place", PLACES)
def test_reading_leaves_no_cookie_and_asks_the_database_nothing(place: str, reader: Reader) -> None:
    """There is no `db` here: a page that asked for a row would fail."""
    for _ in range(2):
        answer = reader.get(f"/en/{place}")
        assert not answer.cookies
    if answer.status_code == 200 and place != "ask/":
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Content-Language"] == "en"


@pytest.mark.django_db
def test_a_kept_page_costs_no_query(reader: Reader, django_assert_num_queries: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(guide, "current", editions.current)
    monkeypatch.setattr(editions, "LOOKED_EVERY", 3600)
    reader.get("/en/wages-unpaid/")
    with django_assert_num_queries(0):
        assert reader.get("/en/wages-unpaid/").status_code == 200


@pytest.mark.parametrize("place", PLACES)
def test_nothing_comes_from_elsewhere(place: str, reader: Reader) -> None:
    answer = reader.get(f"/en/{place}")
    loaded = [each.get("src") for name, each in answer.page.tags if name in {"script", "img", "iframe", "source"}]
    loaded += [each["href"] for each in answer.page.all("link")]
    assert [address for address in loaded if address and not address.startswith(("/static/", "data:"))] == []
    assert not [name for name, each in answer.page.tags if any(key == "style" or key.startswith("on") for key in each)]


def test_the_policy_names_the_style_and_the_script_of_the_page(reader: Reader) -> None:
    answer = reader.get("/en/")
    html = answer.body.decode()
    for kind in ("style", "script"):
        inside = re.findall(rf"<{kind}>(.*?)</{kind}>", html, flags=re.DOTALL)
        assert len(inside) == 1
        named = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{named}'" in answer["Content-Security-Policy"]
    assert "unsafe" not in look.policy()


def test_the_same_page_is_sent_once(reader: Reader) -> None:
    answer = reader.get("/en/health/")
    again = reader.get("/en/health/", if_none_match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert reader.get("/en/health/", if_none_match='W/"old"').status_code == 200


def test_a_browser_that_takes_nothing_packed_reads_the_same_words(reader: Reader) -> None:
    packed = reader.get("/en/health/").body
    reader.client.defaults.pop("HTTP_ACCEPT_ENCODING")
    plain = reader.get("/en/health/")
    assert "Content-Encoding" not in plain.headers
    assert plain.content == packed


@pytest.mark.parametrize("place", ["", "topics/", "person/", "journey/", "health/"])
def test_the_page_is_one_tap_away_in_every_other_language(place: str, reader: Reader) -> None:
    page = reader.get(f"/en/{place}?from=UZ&to=RU").page
    offers = {each["href"]: each.get("lang") for each in page.all("a") if each.get("hreflang")}
    for language in LANGUAGES:
        assert offers[f"/{language}/{place}?from=UZ&to=RU"] == tag(language)
    named = dict(re.findall(r'<a href="[^"]*" lang="([^"]+)" hreflang="[^"]+"[^>]*>([^<]+)</a>', page.html))
    assert named == NAMES


def test_what_she_told_goes_on_in_codes_only(reader: Reader) -> None:
    page = reader.get("/en/?from=UZ&to=RU&in=KZ&name=Somebody&from=%3Cb%3E").page
    here = [link for link in page.links() if link.startswith("/en/") and "?" in link]
    assert here
    assert {link.partition("?")[2] for link in here} == {"to=RU", "to=RU&in=KZ"}
    assert "Somebody" not in page.html


def test_the_first_visit_asks_for_a_language_and_keeps_it_only_when_tapped(reader: Reader) -> None:
    answer = reader.get("/")
    assert answer.status_code == 200
    assert not answer.cookies
    names = [each for each in answer.page.all("button") if each.get("name") == "language"]
    assert [(each["value"], each["lang"]) for each in names] == [(code, tag(code)) for code in LANGUAGES]
    shown = re.findall(r'<button [^>]*value="[^"]+" lang="([^"]+)">([^<]+)<', answer.page.html)
    assert dict(shown) == NAMES, "in her own language and letters, before she has said anything"
    assert reader.sent <= FIRST_ROUND_TRIP
    assert answer.page.all("a")[-1]["class"] == "sos"
    tapped = reader.post("/", language="en")
    assert (tapped.status_code, tapped["Location"]) == (302, "/en/")
    cookie = tapped.cookies["language"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("en", "Lax", True)
    assert list(tapped.cookies) == ["language"]
    assert reader.get("/")["Location"] == "/en/"
    assert reader.post("/", language="xx").status_code == 200


@pytest.mark.parametrize("path", ["/xx/", "/xx/health/", "/en/health/more/", "/ky/../etc/", "/en/a.pdf"])
def test_an_address_of_nothing_leads_on(path: str, reader: Reader) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert guide.words("en").say("site", "not_found") in answer.body.decode() or "ky" in path
    assert "no-store" in answer["Cache-Control"]
    assert any(link.endswith("/topics/") for link in answer.page.links())


def test_the_host_gives_name_mark_and_line(reader: Reader, settings: Settings, tmp_path: Any) -> None:
    drawing = tmp_path / "mark.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings.KOMEK_SITE_NAME, settings.KOMEK_SITE_HOTLINE = "Yol", "+996000000000"
    settings.KOMEK_SITE_MARK = str(drawing)
    host.mark.cache_clear()
    page = reader.get("/en/person/").page
    host.mark.cache_clear()
    assert [each["src"] for each in page.all("img")] == [
        "data:image/svg+xml;base64," + base64.b64encode(drawing.read_bytes()).decode()
    ]
    assert "tel:+996000000000" in page.links()
    assert "<b>Yol</b>" in page.html


def test_a_new_edition_is_shown_at_once(reader: Reader, edition: Any) -> None:
    before = reader.get("/en/health/")
    shown = content.shipped()
    topic = shown.topics["health"]
    words = Words("Changed words", draft=False)
    title = replace(topic.blocks[0], texts={"en": words})
    topics = dict(shown.topics) | {"health": replace(topic, blocks=(title, *topic.blocks[1:]))}
    edition(replace(shown, number=7, topics=topics))
    after = reader.get("/en/health/", if_none_match=before["ETag"])
    assert after.status_code == 200
    assert "Changed words" in after.body.decode()


def test_yesterdays_pages_are_gone(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    before = reader.get("/en/health/")["ETag"]
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: date(2031, 1, 1))
    assert reader.get("/en/health/")["ETag"] != before


def test_a_kept_page_is_sent_before_anything_looks_at_a_session(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader.get("/en/health/?to=KR")

    def broken(*_: Any, **__: Any) -> None:
        raise AssertionError("a kept page needs nothing of this")

    monkeypatch.setattr("komek.doors.portal.views.topic", broken)
    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", broken)
    again = reader.get("/en/health/?to=KR")
    assert again.body == first.body
    assert {**again.headers} == {**first.headers}
    with pytest.raises(AssertionError, match="needs nothing"):
        reader.get("/en/health/?to=KR&more=1")


def test_the_shelf_is_bounded(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf.pages, "most", 3)
    for to in guide.DESTINATIONS:
        reader.get(f"/en/health/?to={to}")
        reader.get(f"/en/health/?to={to}&x=1")
    assert len(shelf.pages.sheets) == len(shelf.pages.by_address) == 3


def test_a_language_without_words_of_its_own_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "LANGUAGES", (*guide.LANGUAGES, "xx"))
    speech.spoken.cache_clear()
    try:
        assert "xx" not in speech.spoken()
        assert set(offered()) == set(speech.spoken())
        assert speech.words("xx").sections == speech.words("en").sections, "it would speak English"
    finally:
        speech.spoken.cache_clear()
        speech.words.cache_clear()


def test_a_kept_page_carries_what_the_house_adds_to_every_page(reader: Reader) -> None:
    first, second = reader.get("/en/topics/"), reader.get("/en/topics/")
    assert second.headers == first.headers
    assert second["X-Content-Type-Options"] == "nosniff"
    assert second["Permissions-Policy"]
    assert second["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in second.headers
    assert reader.get("/en/topics/", **{"if-none-match": first["ETag"]}).status_code == 304


def test_a_kept_page_over_tls_says_so(reader: Reader, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.SECURE_HSTS_SECONDS = ("HTTP_X_FORWARDED_PROTO", "https"), 31536000
    tls = {"x-forwarded-proto": "https"}
    reader.client = Client(headers={"accept-encoding": "gzip"})
    plain = reader.get("/en/topics/")
    told = [reader.get("/en/topics/", **tls)["Strict-Transport-Security"] for _each in range(2)]
    assert told == ["max-age=31536000"] * 2
    assert "Strict-Transport-Security" not in plain.headers
    assert "Strict-Transport-Security" not in reader.get("/en/topics/").headers


def test_a_kept_page_is_given_under_no_name_but_ours(reader: Reader) -> None:
    assert reader.get("/en/topics/").status_code == 200
    assert reader.get("/en/topics/").status_code == 200
    assert reader.client.get("/en/topics/", headers={"host": "elsewhere.example"}).status_code == 400


def test_nothing_behind_the_shelf_changes_the_headers_that_kept_answers_share(reader: Reader) -> None:
    """It is the first of all middleware; whoever takes no packed page gets headers of its own."""
    assert django_settings.MIDDLEWARE[0] == "komek.doors.portal.middleware.kept"
    first = reader.get("/en/topics/")
    told = [{**reader.get("/en/topics/").headers} for _each in range(3)]
    assert told == [{**first.headers}] * 3
    tagged = reader.get("/en/topics/", **{"if-none-match": first["ETag"]})
    assert (tagged.status_code, "Content-Encoding" in tagged.headers, "Content-Length" in tagged.headers) == (
        304,
        False,
        False,
    )
    assert tagged["Permissions-Policy"] == first["Permissions-Policy"]
    reader.client.defaults.pop("HTTP_ACCEPT_ENCODING")
    plain = reader.get("/en/topics/")
    assert plain["Content-Length"] == str(len(plain.content)) != first["Content-Length"]
    assert "Content-Encoding" not in plain.headers
    assert plain["Permissions-Policy"] == first["Permissions-Policy"]
    assert {**Reader().get("/en/topics/").headers} == told[0]
