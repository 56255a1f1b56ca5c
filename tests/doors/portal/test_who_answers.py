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
