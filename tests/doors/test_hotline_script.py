"""The call script carries what the page of the guide carries: marks, notes, sources, notices, plain numbers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from komek.knowledge import guide
from komek.knowledge.guide import content, matching
from komek.knowledge.guide.nouns import Block, Words
from tests.care.cases.pages import words
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.doors.portal.conftest import Reader
from tests.factories.orgs import signed_in

pytestmark = pytest.mark.slow

ASKED = {"country": "RU", "nationality": "UZ", "language": "uzb"}
NOTICE = Block("notice.closed", "notice", {"en": Words("The office is closed <today>", draft=False)}, starts_on=None)


@pytest.fixture
def zarina(line: Line, monkeypatch: pytest.MonkeyPatch) -> Client:
    nothing = matching.Found(language="", results=(), danger=False, sure=False)
    monkeypatch.setattr(matching, "ask", lambda _text, **_where: nothing)
    return signed_in(line.zarina)


def released(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> guide.Edition:
    """Let this be what is released, and give it."""
    edition = replace(content.shipped(demo=changes.pop("demo", True)), number=99, **changes)
    monkeypatch.setattr(guide, "current", lambda: edition)
    return edition


def said(client: Client, topic: str, **asked: str) -> str:
    """Read the script of a topic as it stands on the page."""
    page = client.post("/desk/hotline/script/", {**ASKED, **asked, "topic": topic})
    assert page.status_code == 200
    return unescape(words(page))


def told(answer: guide.Answer) -> Iterator[str]:
    """Give every line that an answer shows."""
    passages = [*answer.notices, *([answer.lead] if answer.lead else []), *answer.passages]
    for each in passages:
        yield from (each.headline, *each.text.splitlines(), *each.items, *each.notes)
        yield each.mark_words
        yield from (origin.line for origin in each.origins)
        for whom in each.contacts:
            yield from (whom.name, whom.number, whom.abroad, whom.whatsapp, whom.telegram, whom.web, whom.mark_words)
            yield from whom.facts
    for number in answer.call:
        yield from (number.label, number.number, number.mark_words)


def seen(text: str) -> str:
    return " ".join(text.split()).casefold()


@pytest.mark.parametrize(
    "topic", ["registration-russia", "wages-unpaid", "documents-taken", "entry-ban", "hotline", "health"]
)
def test_the_script_shows_every_line_that_the_page_of_the_portal_shows(
    zarina: Client, monkeypatch: pytest.MonkeyPatch, topic: str
) -> None:
    edition = released(monkeypatch, notices=(replace(NOTICE, ends_on=date(2099, 1, 1)),))
    script = seen(said(zarina, topic))
    for language in ("uz", "en"):
        reader = guide.Reader(language=language, nationality="UZ", destination="RU")
        answer = guide.answer(edition, topic, reader, timezone.localdate())
        lines = [seen(each) for each in told(answer) if each.strip()]
        assert len(lines) > 8
        page = seen(unescape(" ".join(Reader().get(f"/{language}/{topic}/?from=UZ&to=RU").page.html.split())))
        missing = [each for each in lines if each not in script]
        assert missing == []
        assert answer.call
        assert all(seen(number.number) in page for number in answer.call), "the page says the same"


def test_a_draft_and_what_is_stale_are_said_in_the_callers_language(
    zarina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = content.shipped(demo=True)
    topic = plain.topics["health"]
    blocks = tuple(
        replace(block, texts={**block.texts, "uz": replace(block.texts["uz"], stale=("the words",), draft=True)})
        for block in topic.blocks
    )
    released(monkeypatch, topics={**plain.topics, "health": replace(topic, blocks=blocks)})
    script = said(zarina, "health")
    assert guide.words("uz").say("answer", "draft") in script
    assert guide.words("uz").say("answer", "changed") in script
    assert guide.words("en").say("answer", "draft") not in script


def test_what_is_held_back_is_said_with_its_reason(zarina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    released(monkeypatch, demo=False)
    script = said(zarina, "wages-unpaid", country="KR")
    assert guide.words("uz").say("answer", "hidden") in script
    nothing = said(zarina, "registration-russia")
    assert guide.words("uz").say("answer", "not_yet") in nothing
    assert "Say that you will find out, and call back." in nothing
    assert "working days" not in nothing


def test_a_notice_stands_on_top_in_plain_letters(zarina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    released(monkeypatch, notices=(replace(NOTICE, ends_on=date(2099, 1, 1)),))
    html = zarina.post("/desk/hotline/script/", {**ASKED, "topic": "health"}).content.decode()
    assert html.count("The office is closed &lt;today&gt;") == 2, "for her and for the operator"
    assert html.index("The office is closed") < html.index("<h3>")
