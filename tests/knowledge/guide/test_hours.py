"""Who answers now, in her language, on a number that works from where she is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from komek.knowledge import guide
from komek.knowledge.guide import content, hours
from komek.knowledge.guide.language_names import names
from komek.knowledge.guide.lines import line
from komek.knowledge.guide.nouns import Contact, Edition

ON = date(2026, 11, 30)
"""A Monday."""

NOON = datetime(2026, 11, 30, 3, tzinfo=UTC)
"""Noon in Seoul."""

NIGHT = datetime(2026, 11, 29, 18, tzinfo=UTC)
"""Three at night in Seoul, on Monday."""


def contact(code: str, **about: str) -> Contact:
    told = {
        "country": "KR",
        "kind": "hotline",
        "name": code,
        "phone": f"+82{len(code)}",
        "timezone": "Asia/Seoul",
        **about,
    }
    return Contact(id=code, state="tested", tested_on=ON, **told)  # type: ignore[arg-type]


def edition(*contacts: Contact) -> Edition:
    alarm = Contact("alarm", "KR", "emergency", "112", short="112", state="tested", tested_on=ON)
    return replace(content.shipped(demo=False), contacts={each.id: each for each in (*contacts, alarm)})


@pytest.mark.parametrize(
    ("text", "moment", "closed"),
    [
        ("Mon-Fri 09:00-18:00", "2026-11-30 09:00", False),
        ("Mon-Fri 09:00-18:00", "2026-11-30 18:00", True),
        ("Mon-Fri 09:00-18:00", "2026-11-28 12:00", True),
        ("Mon-Fri 09:00-18:00; Sat 10:00-13:00", "2026-11-28 12:00", False),
        ("Sun-Thu 09:00-18:00", "2026-11-29 12:00", False),
        ("Sun-Thu 09:00-18:00", "2026-11-27 12:00", True),
        ("Sun 22:00-06:00", "2026-11-30 05:59", False),
        ("Sun 22:00-06:00", "2026-11-30 06:00", True),
        ("Mon-Sun 00:00-24:00", "2026-11-30 03:00", False),
        ("by appointment", "2026-11-30 03:00", False),
        ("", "2026-11-30 03:00", False),
    ],
)
def test_a_line_is_closed_outside_its_hours_and_never_for_what_cannot_be_read(
    text: str, moment: str, closed: bool
) -> None:
    there = contact("x", hours=text)
    now = datetime.fromisoformat(moment + "+09:00")

    assert hours.closed(there, now) is closed
    assert not hours.closed(replace(there, timezone=""), now), "without a zone nothing is known"


def test_who_is_open_and_understands_her_stands_first_and_who_is_closed_last() -> None:
    lines = (
        contact("closed", hours="Mon-Fri 13:00-18:00", languages="uz"),
        contact("korean", hours="Mon-Fri 09:00-18:00", languages="ko"),
        contact("many", languages="mul"),
        contact("uzbek", languages="Mon-Fri 09:00-18:00: ko uz; Mon-Fri 18:00-22:00: ko"),
    )
    reader = guide.Reader("uz-cyrl", "UZ", "KR")

    noon = guide.way_to_a_person(edition(*lines), reader, ON, now=NOON)
    night = guide.way_to_a_person(edition(*lines), reader, ON, now=NIGHT)

    assert [each.id for each in noon.lines] == ["uzbek", "many", "korean", "closed"]
    assert [each.id for each in night.lines] == ["many", "uzbek", "closed", "korean"], (
        "at night nobody says uz is spoken"
    )
    assert [each.closed for each in noon.lines] == [False, False, False, True]


@pytest.mark.parametrize("language", guide.LANGUAGES)
def test_a_closed_line_says_when_it_opens(language: str) -> None:
    shut = line(contact("x", hours="Mon-Fri 09:00-18:00"), guide.words(language), ON, "KR", NIGHT)
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)
    later = line(contact("x", hours="Mon-Fri 09:00-18:00"), guide.words("en"), ON, "KR", friday)

    assert shut.closed
    assert "09:00" in shut.facts[0]
    assert shut.facts[0] == guide.words(language).say(
        "contact", "opens", day=names("weekday", language)["Mon"], time="09:00"
    )
    assert later.facts[0] == "Closed now. Opens Mon 09:00, their time"


def test_where_all_are_closed_the_emergency_number_is_the_first() -> None:
    lines = edition(contact("x", hours="Mon-Fri 09:00-18:00"))
    reader = guide.Reader("en", "UZ", "KR")

    def first(now: datetime | None) -> list[str]:
        return [each.number for each in guide.answer(lines, "health", reader, ON, now=now).call]

    assert first(NOON) == first(None) == ["+821", "112"]
    assert first(NIGHT) == ["112", "+821"]
    assert guide.way_to_a_person(lines, reader, ON, now=NOON).open
    assert not guide.way_to_a_person(lines, reader, ON, now=NIGHT).open


HOME = {"country": "UZ", "timezone": "Asia/Tashkent"}


@pytest.mark.parametrize(
    ("about", "here", "number", "abroad"),
    [
        ({"short": "1140", "phone": "+998711", "from_abroad": "+998712"}, "UZ", "1140", "+998712"),
        ({"short": "1140", "phone": "+998711", "from_abroad": "+998712"}, "RU", "+998712", ""),
        ({"short": "1140", "phone": "+998711"}, "RU", "+998711", ""),
        ({"short": "1140", "phone": "+998711"}, "UZ", "1140", "+998711"),
        ({"short": "1140", "phone": "", "whatsapp": "+998713"}, "RU", "", ""),
        ({"short": "1140", "phone": "+998711"}, "", "1140", "+998711"),
    ],
)
def test_the_number_shown_works_from_where_she_is(about: dict[str, str], here: str, number: str, abroad: str) -> None:
    shown = line(contact("home", **HOME, **about), guide.words("en"), ON, here)

    assert (shown.number, shown.dial, shown.abroad) == (number, number, abroad)


def test_a_line_at_home_is_offered_abroad_with_its_number_from_abroad() -> None:
    home = contact("home", **HOME, short="1140", phone="+998711234567")
    mute = contact("mute", **HOME, short="1141", phone="")
    reader = guide.Reader("en", "UZ", "RU")
    shown = guide.answer(edition(home, mute), "health", reader, ON)
    way = guide.way_to_a_person(edition(home, mute), reader, ON)

    assert [each.number for each in shown.call] == ["+998711234567"]
    assert [each.number for each in way.lines] == ["+998711234567"]
