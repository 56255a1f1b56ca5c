"""The page of a person by the hour: who is closed stands behind the emergency number, on kept pages too."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.guide.language_names import names
from komek.knowledge.guide.nouns import Contact
from tests.doors.portal.conftest import Reader, Use


@pytest.fixture
def office(edition: Use) -> None:
    shut = Contact(
        "kr.office",
        "KR",
        "hotline",
        "An office",
        phone="+82210000001",
        short="1345",
        hours="Mon-Fri 09:00-18:00",
        timezone="Asia/Seoul",
        state="tested",
        tested_on=date(2026, 11, 30),
    )
    shipped = content.shipped(demo=True)
    alarm = shipped.contacts["kr.emergency"]
    edition(replace(shipped, contacts={shut.id: shut, alarm.id: alarm}))


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_a_page_that_is_kept_knows_the_hour(reader: Reader, language: str) -> None:
    opens = guide.words(language).say("contact", "opens", day=names("weekday", language)["Mon"], time="09:00")

    def shown(moment: str) -> str:
        with time_machine.travel(f"{moment}+09:00", tick=False):
            return str(reader.get(f"/{language}/person/?in=KR").page.html)

    night, noon, evening = (shown(f"2026-11-30 {each}") for each in ("08:44", "09:00", "18:00"))

    assert night.index("tel:112") < night.index("tel:1345") < night.index(opens)
    assert noon.index("tel:1345") < noon.index("tel:112")
    assert "09:00-18:00" in noon
    assert opens not in noon
    assert evening.index("tel:112") < evening.index("tel:1345")
    assert noon.count("tel:112") == night.count("tel:112") == 1


@pytest.mark.usefixtures("office")
def test_an_answer_begins_with_a_number_that_answers_at_this_hour(reader: Reader) -> None:
    def numbers(moment: str, path: str, **form: str) -> list[str]:
        with time_machine.travel(f"{moment}+09:00", tick=False):
            answer = reader.post(path, **form) if form else reader.get(path)
        return [each.removeprefix("tel:") for each in answer.page.links() if each.startswith("tel:")]

    night, noon = "2026-11-30 03:00", "2026-11-30 12:00"
    page, saved = "/en/wages-unpaid/?to=KR", "/en/wages-unpaid/save/?to=KR"
    assert numbers(night, page) == numbers(night, page) == ["112", "1345"]
    assert numbers(noon, page) == numbers(noon, page) == ["1345", "112"]
    assert numbers(night, "/en/wages-unpaid/", to="KR", arrived="2026-11-20") == ["112", "1345"]
    assert numbers(night, saved) == numbers(noon, saved) == ["1345", "112"], "a file is read at any hour"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("path", ["/en/wages-unpaid/?to=KR", "/en/person/?in=KR"])
def test_a_page_of_the_hour_is_kept_for_a_quarter(reader: Reader, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    with time_machine.travel("2026-11-30 08:30+09:00", tick=False):
        first = reader.get(path)

    def made(*_: object, **__: object) -> None:
        raise AssertionError("it is made anew")

    monkeypatch.setattr("komek.doors.portal.views.View.html", made)
    with time_machine.travel("2026-11-30 08:44+09:00", tick=False):
        assert reader.get(path).body == first.body
    with time_machine.travel("2026-11-30 08:45+09:00", tick=False), pytest.raises(AssertionError, match="made anew"):
        reader.get(path)
