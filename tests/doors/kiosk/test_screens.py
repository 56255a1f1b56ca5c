"""The screens: language first, a tap each, nothing typed, nothing kept; the same values as everywhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client
from pytest_django.fixtures import Settings

from komek.doors.kiosk import codes, layout
from komek.foundations import places
from komek.kernel import host
from komek.knowledge import guide
from komek.knowledge.guide import content, counting, recordings
from komek.knowledge.guide import speech as words_of
from komek.knowledge.guide.nouns import Contact
from komek.knowledge.kiosks.places import shipped
from tests.doors.kiosk.conftest import Machine, Use
from tests.knowledge.kiosks.makers import SOUND, TODAY, with_sound

LANGUAGES = words_of.spoken()
SCREENS = ("", "person/", "still/", "passport/", "RU/", "RU/more/2/", "RU/registration-russia/", "TR/health/?from=UZ")


def page(path: str) -> str:
    answer = Client().get(f"/kiosk/{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def links(html: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(r'href="(/kiosk/[^"]*)"', html)]


def test_the_first_screen_offers_every_language_by_its_own_name() -> None:
    html = page("osh/")
    assert set(LANGUAGES) == set(guide.LANGUAGES)
    for code, name in configured.LANGUAGES:
        assert f"<b>{name}</b>" in html
        assert guide.words(code).say("kiosk", "touch") in html
    assert 'lang="uz-Cyrl"' in html


@pytest.mark.parametrize(("place", "first"), [("osh", "ky"), ("termez", "uz"), ("namangan", "uz"), ("ashgabat", "tk")])
def test_the_language_of_the_place_comes_first_and_english_last(place: str, first: str) -> None:
    offered = [each.code for each in layout.offered(shipped()[place])]
    assert (offered[0], offered[-1]) == (first, "en")
    assert sorted(offered) == sorted(LANGUAGES)
    assert f'<html lang="{first}">' in page(f"{place}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_countries_then_topics_then_the_answer_of_the_guide(language: str) -> None:
    where = page(f"osh/{language}/")
    assert [each for each in links(where) if re.fullmatch(rf"/kiosk/osh/{language}/[A-Z]{{2}}/", each)] == [
        f"/kiosk/osh/{language}/{code}/" for code in guide.DESTINATIONS
    ]
    topics = page(f"osh/{language}/RU/")
    assert f"/kiosk/osh/{language}/RU/registration-russia/" in links(topics)
    html = page(f"osh/{language}/RU/registration-russia/")
    edition, today = content.shipped(demo=True), date(2026, 11, 30)
    answer = guide.answer(edition, "registration-russia", guide.Reader(language, "KG", "RU"), today)
    assert answer.lead
    assert answer.lead.text.splitlines()[0] in html
    assert answer.title in html


@pytest.mark.parametrize("path", SCREENS)
def test_no_screen_takes_anything_in_or_keeps_anybody(path: str) -> None:
    answer = Client().get(f"/kiosk/osh/uz/{path}")
    html = answer.content.decode()
    assert not re.search(r"<(input|textarea|select|form)\b", html)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] in {"no-store", "no-store, private"}
    outside = [
        each
        for each in re.findall(r'(?:href|src|action)="([^"]+)"', html)
        if not each.startswith(("/kiosk/", "/static/"))
    ]
    assert outside == [], "nothing leads away from the kiosk"
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", html).replace("http-equiv", "")


@pytest.mark.parametrize("path", ["", *SCREENS])
def test_talking_to_a_person_is_offered_on_every_screen(path: str) -> None:
    html = page(f"osh/ru/{path}")
    assert html.count('class="key person" href="/kiosk/osh/ru/person/') == 1
    assert guide.words("ru").say("site", "person") in html


def test_the_person_screen_says_number_place_and_that_the_helper_is_invented() -> None:
    html = page("osh/ky/person/?at=RU/health")
    place, words = shipped()["osh"], guide.words("ky")
    assert place.here["ky"] in html
    assert words.say("kiosk", "here") in html
    assert "112" in html
    assert words.say("site", "demo") in html
    assert "/kiosk/osh/ky/RU/health/" in links(html), "the way back"


@pytest.mark.parametrize("place", sorted(shipped()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_demo_kiosk_says_where_to_go_in_every_language_and_that_this_is_a_demo(place: str, language: str) -> None:
    told, spoken = shipped()[place].said_here(language)
    assert spoken == language
    assert told.split(",")[0].split(":")[0] != told
    assert shipped()[place].demo
    assert told in page(f"{place}/{language}/person/")


def two_lines() -> guide.Edition:
    """Give an edition in which one line of Kyrgyzstan answers by day and another round the clock."""
    shown = content.shipped(demo=True)
    line = next(each for each in shown.contacts.values() if each.country == "KG" and each.kind == "hotline")
    line = replace(line, timezone="Asia/Bishkek")
    day = replace(line, id="day", name="Line by day", hours="Mon-Fri 09:00-18:00")
    night = replace(line, id="night", name="Line by night", hours="24/7")
    return replace(shown, contacts=MappingProxyType({"day": day, "night": night}))


@pytest.mark.parametrize(("hour", "first"), [("06", "day"), ("20", "night")])
def test_a_line_that_is_closed_now_stands_last_and_says_when_it_opens(edition: Use, hour: str, first: str) -> None:
    edition(two_lines())
    with time_machine.travel(f"2026-11-30 {hour}:00:00+00:00", tick=False):
        html = page("osh/en/person/")
    assert (html.index("Line by day") < html.index("Line by night")) == (first == "day")
    assert ("Closed now" in html) == (first == "night")


def numbers_shown(html: str) -> list[str]:
    return re.findall(r'<bdi dir="ltr">([^<]+)</bdi>', html)


def test_an_answer_begins_with_a_number_that_answers_at_this_hour(edition: Use) -> None:
    shown = content.shipped(demo=True)
    office = Contact(
        "kr.office", "KR", "hotline", "An office", short="1345", hours="Mon-Fri 09:00-18:00", timezone="Asia/Seoul"
    )
    contacts = {office.id: office, "kr.emergency": shown.contacts["kr.emergency"]}
    edition(replace(shown, contacts=MappingProxyType(contacts)))

    def at(moment: str) -> list[str]:
        with time_machine.travel(f"2026-11-30 {moment}+09:00", tick=False):
            return numbers_shown(page("osh/en/KR/wages-unpaid/"))

    assert at("03:00") == ["112", "1345"]
    assert at("12:00") == ["1345", "112"]


def test_the_emergency_number_stands_where_nobody_has_to_scroll_to_it() -> None:
    html = page("termez/ru/person/")
    emergency = html.index(guide.words("ru").say("person", "emergency"))
    assert html.index('class="side"') < emergency < html.index('class="take"')
    assert html.count(">112<") == 1


@pytest.mark.parametrize("known", ["all", "one"])
@pytest.mark.parametrize("place", sorted(shipped()))
def test_whoever_is_told_to_call_is_told_a_number(edition: Use, place: str, known: str) -> None:
    if known == "one":
        shown = content.shipped(demo=True)
        edition(replace(shown, contacts=MappingProxyType({"kr.emergency": shown.contacts["kr.emergency"]})))
    for language in LANGUAGES:
        html = page(f"{place}/{language}/person/")
        assert (guide.words(language).say("person", "none") in html) or known == "all"
        assert "112" in numbers_shown(html)
        elsewhere = guide.words(language).say("contact", "emergency", country=places.name("KR", language))
        assert (elsewhere in html) is (known == "one")


def test_where_nobody_helps_in_the_airport_the_screen_does_not_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(shipped()["osh"], here={})
    monkeypatch.setattr("komek.knowledge.kiosks.queries.places", lambda: {"osh": bare})
    html = page("osh/ky/person/")
    assert guide.words("ky").say("kiosk", "here") not in html
    assert "112" in html, "the number is there all the same"


def test_the_codes_open_the_same_topic_in_the_same_language() -> None:
    (only,) = codes.codes(
        "https://guide.example.org/", "", "uz-cyrl", "registration-russia", {"from": "UZ", "to": "RU"}
    )
    assert only.address == "https://guide.example.org/uz-cyrl/registration-russia/?from=UZ&to=RU"
    both = codes.codes("https://guide.example.org", "salom_bot", "ky", "health", {})
    assert [each.key for each in both] == ["portal", "bot"]
    assert both[1].address == "https://t.me/salom_bot?start=ky_health"
    assert codes.codes("https://x.example", "salom_bot", "ky", "person", {})[1].address.endswith("start=ky_hotline")


def test_a_bot_gets_its_code_only_where_there_is_one(settings: Settings) -> None:
    assert page("osh/ru/RU/health/").count("<figure>") == 1
    settings.KOMEK_TELEGRAM_BOT = "salom_bot"
    html = page("osh/ru/RU/health/")
    assert html.count("<figure>") == 2
    assert "@salom_bot" in html


def test_another_passport_changes_the_answer_and_stays_with_her() -> None:
    own, other = page("osh/ru/RU/registration-russia/"), page("osh/ru/RU/registration-russia/?from=UZ")
    edition = content.shipped(demo=True)
    for html, code in ((own, "KG"), (other, "UZ")):
        lead = guide.answer(edition, "registration-russia", guide.Reader("ru", code, "RU"), date(2026, 11, 30)).lead
        assert lead
        assert lead.text.splitlines()[0] in html
    assert own != other
    assert "/kiosk/osh/ru/RU/?from=UZ" in links(other)
    assert all("from=UZ" not in each for each in links(other) if each == "/kiosk/osh/"), "the first screen forgets her"
    assert "from=FR" not in page("osh/ru/RU/health/?from=FR")


def test_every_topic_of_a_journey_is_reached_by_taps() -> None:
    tiles = layout.topics(content.shipped(demo=True), "en", "RU")
    seen = set()
    for number in range(1, 10):
        answer = Client().get(f"/kiosk/osh/en/RU/more/{number}/")
        if answer.status_code == 404:
            break
        seen |= {each.split("/")[5] for each in links(answer.content.decode()) if each.count("/") == 6}
    assert {each.id for each in tiles} <= seen
    assert "work-korea" not in seen, "what belongs to another country is not in the way"


@pytest.mark.parametrize(
    "path",
    [
        "nowhere/",
        "osh/xx/",
        "osh/ru/FR/",
        "osh/ru/RU/nothing/",
        "osh/ru/RU/more/9/",
        "osh/ru/sound/none.ogg",
        "osh/ru/RU/more/0/",
    ],
)
def test_what_is_not_there_is_not_there(path: str) -> None:
    assert Client().get(f"/kiosk/{path}").status_code == 404


@pytest.mark.parametrize("at", ["RU/nothing", "FR/health", "../../desk", "https://evil.example", "RU/health/x", ""])
def test_the_way_back_is_one_of_ours_whatever_the_address_says(at: str) -> None:
    for name in ("person", "still", "passport"):
        html = page(f"osh/ru/{name}/?at={at}")
        assert "evil" not in html
        assert {each.split("?")[0] for each in links(html)} <= {
            "/kiosk/osh/", "/kiosk/osh/ru/", "/kiosk/osh/ru/person/", "/kiosk/osh/ru/still/", "/kiosk/osh/ru/RU/",
        }  # fmt: skip


def test_without_a_script_the_question_comes_by_itself_and_leads_back_or_to_the_beginning() -> None:
    html = page("osh/uz/RU/health/?from=TJ")
    refresh = re.search(r'<noscript><meta http-equiv="refresh" content="60; url=([^"]+)"></noscript>', html)
    assert refresh
    still = unquote(refresh[1].replace("&amp;", "&"))
    assert still == "/kiosk/osh/uz/still/?at=RU/health&from=TJ"
    asked = page(still.removeprefix("/kiosk/"))
    assert 'content="20; url=/kiosk/osh/"' in asked
    assert "/kiosk/osh/uz/RU/health/?from=TJ" in links(asked)
    assert guide.words("uz").say("kiosk", "more_time") in asked
    assert "refresh" not in page("osh/"), "the first screen waits for ever"


def test_a_recording_is_offered_where_there_is_one_and_nowhere_else(
    edition: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition(with_sound())
    monkeypatch.setattr(recordings, "read", {"registration.uz.ogg": SOUND}.get)
    html = page("osh/uz/RU/registration-russia/")
    assert 'id="listen"' in html
    assert 'data-sounds="/kiosk/osh/uz/sound/registration.uz.ogg"' in html
    answer = Client().get("/kiosk/osh/uz/sound/registration.uz.ogg")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, SOUND, "audio/ogg")
    assert 'id="listen"' not in page("osh/ru/RU/registration-russia/")


def test_a_notice_stands_on_top(edition: Use) -> None:
    told = MappingProxyType({"en": guide.nouns.Words("The border is closed.", draft=False)})
    notice = guide.nouns.Block("notice.border", "notice", told, ends_on=date(2099, 1, 1))
    edition(replace(content.shipped(demo=True), notices=(notice,)))
    for path in ("osh/", "osh/en/", "osh/en/RU/", "osh/en/RU/health/", "osh/en/person/", "osh/en/passport/"):
        html = page(path)
        assert html.count("The border is closed.") == 1, path
        assert html.index("The border is closed.") < min(
            html.find(mark) for mark in ('class="tile"', 'class="lead-answer"', 'class="line"') if mark in html
        ), "before whatever else the screen tells"


def test_name_mark_and_line_of_the_host_stand_on_every_screen_as_on_the_public_pages(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings.KOMEK_SITE_NAME, settings.KOMEK_SITE_HOTLINE = "Yol", "+996 000 000 000"
    settings.KOMEK_SITE_MARK = str(tmp_path / "mark.svg")
    host.mark.cache_clear()
    try:
        for path in ("osh/", "osh/ru/RU/health/", "osh/ru/person/"):
            html = page(path)
            assert f'<img src="{host.mark()}" alt=""><b>Yol</b>' in html
            assert "img-src 'self' data:" in Client().get(f"/kiosk/{path}").headers["Content-Security-Policy"]
        assert "+996 000 000 000" in html
    finally:
        host.mark.cache_clear()


def test_markup_in_a_text_stays_text(edition: Use) -> None:
    topic = content.shipped(demo=True).topics["health"]
    words = MappingProxyType({"en": replace(topic.blocks[0].texts["en"], text="<script>x</script>\u202eevil")})
    blocks = tuple(replace(each, texts=words) if each.kind == "title" else each for each in topic.blocks)
    shown = replace(content.shipped(demo=True), topics={"health": replace(topic, blocks=blocks, see=())})
    edition(shown)
    html = page("osh/en/RU/health/")
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


@time_machine.travel("2026-11-30 20:30:00+00:00", tick=False)
def test_the_day_is_that_of_the_airport() -> None:
    from komek.doors.kiosk.frame import View
    from komek.doors.kiosk.source import Source

    source = Source(content.shipped(demo=True), shipped(), "", "", recordings.read)
    assert View(source, shipped()["osh"]).today == date(2026, 12, 1)
    assert View(source, replace(shipped()["osh"], country="RU")).today == date(2026, 11, 30)


def test_an_answer_shown_in_the_house_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: Counter[counting.Key] = Counter()
    monkeypatch.setattr(counting, "_counts", counts)
    for path in ("osh/en/RU/health/", "osh/en/RU/health/?from=UZ", "osh/en/RU/", "osh/en/person/"):
        page(path)
    assert {key[:5]: number for key, number in counts.items()} == {("view", "health", "kiosk", "en", "RU"): 2}


def test_a_machine_in_an_airport_has_no_ledger_and_counts_nothing(
    monkeypatch: pytest.MonkeyPatch, machine: Machine
) -> None:
    counts: Counter[counting.Key] = Counter()
    monkeypatch.setattr(counting, "_counts", counts)
    with time_machine.travel(TODAY, tick=False):
        machine.folder.install(machine.maker.bundle(), TODAY)
        machine.get("en/RU/health/")
    assert not counts
