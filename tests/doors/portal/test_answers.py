"""What an answer shows: marks, sources, notices, what is held back, and only numbers that may be dialled."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from komek.doors.face.passages import sections
from komek.doors.portal import layout
from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.guide.nouns import Block, Contact, Fact, Words
from tests.doors.portal.conftest import Reader

Use = Callable[[guide.Edition], None]
SAY = guide.words("en").say


def with_fact(edition: guide.Edition, key: str, **changes: Any) -> guide.Edition:
    """Give the edition with one fact changed, for everybody."""
    facts = tuple(replace(fact, **changes) if fact.key == key else fact for fact in edition.facts)
    return replace(edition, facts=facts, number=edition.number + 1)


def with_contact(edition: guide.Edition, name: str, **changes: Any) -> guide.Edition:
    """Give the edition with one contact changed."""
    contacts = dict(edition.contacts) | {name: replace(edition.contacts[name], **changes)}
    return replace(edition, contacts=contacts, number=edition.number + 1)


def test_the_answer_comes_first_with_its_mark_and_its_sources(reader: Reader) -> None:
    html = reader.get("/en/registration-russia/?from=UZ&to=RU").page.html
    lead = html.partition('<section class="answer card"')[2].partition("</section>")[0]
    assert "7 working days" in lead
    assert 'class="chip warn"><svg' in lead
    assert "Sources differ</span>" in lead
    assert "15 working days" in lead
    assert SAY("answer", "sources") in lead
    assert html.index('class="answer card"') < html.index('class="steps"') < html.index('class="row tools"')


def test_steps_are_numbered_on_after_an_interruption() -> None:
    def passage(kind: str, name: str) -> guide.Passage:
        return guide.Passage(name, kind, name)

    passages = tuple(passage(kind, str(at)) for at, kind in enumerate(["step", "step", "warning", "step", "fact"]))
    parts = sections(guide.Answer("t", "en", "T", None, passages), guide.words("en"))
    assert [(part.kind, part.start, bool(part.heading)) for part in parts] == [
        ("step", 1, True),
        ("warning", 3, True),
        ("step", 3, False),
        ("fact", 4, True),
    ]


def test_a_confirmed_fact_says_since_when_and_an_overdue_one_too(reader: Reader, edition: Use) -> None:
    day = timezone.localdate()
    sure = with_fact(
        content.shipped(), "ru.registration.stay", mark="confirmed", verified_by="somebody", verified_on=day
    )
    edition(sure)
    html = reader.get("/en/registration-russia/?from=UZ").page.html
    assert 'class="chip ok"' in html
    assert SAY("answer", "confirmed", date=guide.words("en").day(day)) in html
    late = day - timedelta(days=3)
    edition(with_fact(sure, "ru.registration.stay", next_review=late))
    html = reader.get("/en/registration-russia/?from=UZ").page.html
    assert SAY("answer", "overdue", date=guide.words("en").day(late)) in html


def test_a_notice_stands_on_top_of_every_page_for_its_days(reader: Reader, edition: Use) -> None:
    day = timezone.localdate()
    words = {"en": Words("The office is closed <today>", draft=False)}
    notice = Block("notice.closed", "notice", words, starts_on=day, ends_on=day)
    edition(replace(content.shipped(), number=2, notices=(notice,)))
    for place in ("", "topics/", "person/", "journey/", "health/", "ask/", "no-such-topic/"):
        html = reader.get(f"/en/{place}").page.html
        assert "The office is closed &lt;today&gt;" in html
        assert html.index("The office is closed") < html.index("<h1")
    past = replace(notice, starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    edition(replace(content.shipped(), number=3, notices=(past,)))
    assert "The office is closed" not in reader.get("/en/").page.html


def unconfirmed() -> list[Fact]:
    return [fact for fact in content.facts() if fact.key == "ru.registration.stay"]


def test_outside_the_demo_nothing_unconfirmed_is_shown(reader: Reader, edition: Use) -> None:
    assert unconfirmed()
    edition(content.shipped(demo=False))
    for query in ("", "?from=UZ&to=RU"):
        html = reader.get(f"/en/registration-russia/{query}").page.html
        assert "working days" not in html
        assert SAY("answer", "not_yet") in html
        assert SAY("site", "demo") not in html
    assert "112" not in reader.get("/en/person/now/?in=RU").page.html
    assert "tel:" not in "".join(reader.get("/en/hotline/").page.links())
    assert "working days" not in reader.post("/en/journey/", arrived="2026-11-30", to="RU").page.html


def test_a_text_held_back_beside_an_answer_is_said(reader: Reader, edition: Use) -> None:
    edition(content.shipped(demo=False))
    html = reader.get("/en/wages-unpaid/?to=KR").page.html
    assert SAY("answer", "hidden") in html
    assert SAY("answer", "not_yet") not in html


def test_a_dead_number_is_gone_from_every_page(reader: Reader, edition: Use) -> None:
    places = ("work-korea/?to=KR", "hotline/?to=KR", "person/?to=KR", "wages-unpaid/?to=KR")
    number = content.contacts()["kr.1345"].short or content.contacts()["kr.1345"].phone
    shown = [place for place in places if f"tel:{number}" in reader.get(f"/en/{place}").page.links()]
    assert "person/?to=KR" in shown
    assert "hotline/?to=KR" in shown
    edition(with_contact(content.shipped(), "kr.1345", state="dead"))
    for place in places:
        assert f"tel:{number}" not in reader.get(f"/en/{place}").page.links()


def test_a_number_is_dialled_as_it_is_and_read_from_the_left(reader: Reader, edition: Use) -> None:
    contact = Contact("x.line", "KR", "hotline", "A line", phone="+82 2 123", from_abroad="+8229", state="tested")
    shown = content.shipped()
    edition(replace(shown, number=4, contacts={**shown.contacts, "x.line": contact}))
    html = reader.get("/en/person/?in=KR").page.html
    assert 'href="tel:+822123"' in html
    assert '<bdi dir="ltr">+82 2 123</bdi>' in html
    assert '<bdi dir="ltr">+8229</bdi>' in html


def test_whoever_does_not_say_where_she_is_gets_every_emergency_number(reader: Reader) -> None:
    page = reader.get("/en/person/now/").page
    assert len([link for link in page.links() if link.startswith("tel:")]) == 10
    here = reader.get("/en/person/now/?in=KR").page
    assert [link for link in here.links() if link.startswith("tel:")][0] == "tel:112"


def test_words_of_danger_stand_behind_the_neutral_page(reader: Reader) -> None:
    neutral = reader.get("/en/person/?in=RU").page
    assert SAY("person", "danger_title") not in neutral.html
    assert "/en/person/now/?in=RU" in neutral.links()
    assert SAY("person", "danger_title") in reader.get("/en/person/now/?in=RU").page.html
    assert "<title>Komek</title>" in reader.get("/en/person/now/").page.html


@pytest.mark.parametrize("place", ["", "save/"])
def test_what_a_topic_of_danger_is_called_stands_in_no_title(reader: Reader, place: str) -> None:
    """A title shows in the tab, in the list of opened pages and on a file: whoever holds her telephone reads it."""
    quiet = {topic.id for topic in content.topics().values() if topic.sensitivity == "red"}
    assert quiet >= {"trafficking", "army-contract"}
    for topic in content.topics().values():
        html = reader.get(f"/ru/{topic.id}/{place}").page.html
        called = guide.title(topic, "ru")
        assert called in html
        assert re.findall(r"<title>(.*?)</title>", html) == ["Komek" if topic.id in quiet else f"{called} · Komek"]


def test_a_text_without_translation_is_marked_as_english(reader: Reader, edition: Use) -> None:
    shown = content.shipped()
    only = {
        code: replace(topic, blocks=tuple(replace(block, texts={"en": block.texts["en"]}) for block in topic.blocks))
        for code, topic in shown.topics.items()
    }
    edition(replace(shown, number=5, topics=only))
    page = reader.get("/ru/health/").page
    assert {"lang": "en"} in page.all("h1")
    assert {"class": "card", "lang": "en"} in page.all("li")


def test_drafts_and_texts_that_lag_behind_say_so(reader: Reader, edition: Use) -> None:
    shown, speech = content.shipped(), guide.words("ru")
    topic = shown.topics["health"]

    def told(**how: Any) -> guide.Edition:
        texts = {"en": Words("A", draft=False), "ru": Words("Б", **how)}
        blocks = tuple(replace(block, texts=texts) for block in topic.blocks)
        return replace(shown, number=6, topics={**shown.topics, "health": replace(topic, blocks=blocks)})

    edition(told(draft=True))
    assert speech.say("answer", "draft") in reader.get("/ru/health/").page.html
    assert speech.say("answer", "draft") not in reader.get("/en/health/").page.html
    edition(told(draft=False, stale=("text",)))
    html = reader.get("/ru/health/").page.html
    assert speech.say("answer", "draft") not in html
    assert speech.say("answer", "changed") in html


def test_the_saved_file_stands_alone(reader: Reader) -> None:
    answer = reader.get("/en/registration-russia/save/?from=UZ&to=RU")
    assert answer["Content-Disposition"] == 'attachment; filename="guide-en.html"'
    page = answer.page
    assert "7 working days" in page.html
    address = "http://testserver/en/registration-russia/?from=UZ&amp;to=RU"
    assert address in page.html
    assert not page.all("link")
    assert "<script" not in answer.body.decode()
    assert [each for each in page.links() if each.startswith("/")] == []
    assert reader.sent <= 14_600


@pytest.mark.parametrize("destination", ["", *guide.DESTINATIONS])
def test_the_main_topics_are_eight_and_begin_with_the_destination(destination: str) -> None:
    tiles = layout.tiles(content.shipped(), "en", destination)
    assert len(tiles) == layout.TILES
    if destination:
        assert content.shipped().topics[tiles[0].id].country == destination


def test_every_topic_stands_once_in_the_list_with_an_icon_of_ours(reader: Reader) -> None:
    groups = layout.groups(content.shipped(), guide.words("en"))
    listed = [entry.id for _, entries in groups for entry in entries]
    assert sorted(listed) == sorted(content.topics())
    assert reader.get("/en/topics/").page.html.count('class="entry card"') == len(listed)


@pytest.mark.parametrize("place", ["", "save/"])
@pytest.mark.parametrize("choice", ["", "?from=UZ&to=RU", "?from=KG&to=KR"])
def test_every_answer_carries_a_plain_number_to_call(reader: Reader, place: str, choice: str) -> None:
    for topic in content.topics():
        page = reader.get(f"/uz/{topic}/{place}{choice}").page
        numbers = [link.removeprefix("tel:") for link in page.links() if link.startswith("tel:")]
        assert numbers, topic
        assert all(re.fullmatch(r"\+?[0-9]{2,15}", number) for number in numbers)
