"""`komek check guide`: what it counts, and what makes it fail."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from typer.testing import CliRunner, Result

from komek.cli import app
from komek.knowledge.guide import Edition, calendars, checks, content, editions
from komek.knowledge.guide.nouns import Block
from komek.machine.commands import checks as command

ON = date(2026, 11, 25)


def test_the_demo_leads_everybody_to_a_person() -> None:
    assert list(checks.faults(content.shipped(demo=True), ON)) == []


def test_outside_the_demo_a_country_without_a_dialled_number_fails() -> None:
    shipped = content.shipped(demo=False)
    faults = list(checks.faults(shipped, ON))
    assert [fault[:2] for fault in faults] == list(checks.COUNTRIES)

    dialled = replace(shipped.contacts["ru.emergency"], state="tested", tested_on=ON)
    edition = replace(shipped, contacts=MappingProxyType({**shipped.contacts, "ru.emergency": dialled}))
    assert "RU" not in {fault[:2] for fault in checks.faults(edition, ON)}


def test_a_bare_number_and_a_lost_fact_are_found() -> None:
    shipped = content.shipped(demo=True)
    topic = shipped.topics["registration-russia"]
    block = next(each for each in topic.blocks if each.kind == "answer")
    words = replace(block.texts["en"], text="Register within 7 days.")
    wrong = replace(block, legal=True, texts=MappingProxyType({"en": words}), rests_on=("no.such",))
    edition = replace(
        shipped, topics=MappingProxyType({**shipped.topics, topic.id: replace(topic, blocks=(wrong, *topic.blocks))})
    )

    found = list(checks.faults(edition, ON))
    assert [each.rpartition(": ")[2] for each in found] == ["no released fact no.such", "a bare number in a legal text"]


def test_a_text_that_names_a_lost_fact_is_found_in_every_language_and_in_notices() -> None:
    shipped = content.shipped(demo=True)
    lost = replace(shipped, facts=tuple(each for each in shipped.facts if each.key != "ru.registration.stay"))
    found = [each for each in checks.faults(lost, ON) if "no released fact ru.registration.stay" in each]
    assert any(each.startswith("registration-russia.answer: ") for each in found)

    topic = shipped.topics["registration-russia"]
    block = next(each for each in topic.blocks if each.kind == "answer")
    tajik = replace(block.texts["tg"], text="{{fact:no.such}} 7")
    wrong = replace(block, legal=True, texts=MappingProxyType({**block.texts, "tg": tajik}))
    topics = MappingProxyType({**shipped.topics, topic.id: replace(topic, blocks=(wrong,))})
    notice = replace(block, id="notice.x", kind="notice", legal=False, texts=MappingProxyType({"en": tajik}))

    found = list(checks.faults(replace(shipped, topics=topics, notices=(notice,)), ON))
    assert "registration-russia.answer (tg): no released fact no.such" in found
    assert "registration-russia.answer (tg): a bare number in a legal text" in found
    assert "notice.x: no released fact no.such" in found


def test_in_autumn_the_coming_year_must_be_in_the_calendars() -> None:
    shipped = content.shipped(demo=True)
    lacking = [each for each in checks.faults(shipped, date(2027, 10, 2)) if "no days off of 2028" in each]

    assert len(lacking) == len(checks.COUNTRIES)
    assert not any("days off" in each for each in checks.faults(shipped, date(2027, 9, 1)))


def test_a_year_that_lacks_its_moved_days_is_named() -> None:
    (line,) = (line for line in checks.counts(content.shipped(demo=True), ON) if line.startswith("calendars: "))

    assert "UZ: 7 days off in 2027, 14 in 2026" in line
    assert "KZ" not in line


def test_it_counts_the_days_off_that_somebody_has_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    def line() -> str:
        return next(each for each in checks.counts(content.shipped(demo=True), ON) if each.startswith("days off: "))

    every = sum(len(found.off) for country in checks.COUNTRIES if (found := calendars.calendar(country)))
    assert line().startswith(f"days off: 0 of {every} confirmed")
    russia = calendars.calendar("RU")
    assert russia is not None
    known = {country: calendars.calendar(country) for country in checks.COUNTRIES}
    known["RU"] = replace(russia, sure=frozenset({date(2026, 11, 4)}))
    monkeypatch.setattr(checks, "calendar", known.get)
    assert line().startswith(f"days off: 1 of {every} confirmed")


def test_it_counts_marks_and_drafts() -> None:
    told = checks.counts(content.shipped(demo=True), ON)

    assert told[0].startswith("facts: ")
    assert "0 overdue" in told[0]
    assert told[1].startswith("en: ")
    assert "0 drafts, 0 stale" in told[1]


def test_it_counts_what_is_sourced_and_what_is_advice() -> None:
    edition = content.shipped(demo=True)
    told = next(line for line in checks.counts(edition, ON) if line.startswith("blocks: "))

    assert told.endswith("0 unmarked")
    assert [
        checks.ground(block) for block in edition.topics["registration-russia"].blocks if block.kind == "warning"
    ] == [
        "sourced",
        "our advice",
    ]
    assert "28 not checked" in told


def test_a_rule_without_a_source_fails_and_advice_does_not() -> None:
    edition = content.shipped(demo=True)
    topic = edition.topics["health"]
    block = next(each for each in topic.blocks if each.kind == "step")

    def found(**changed: object) -> list[str]:
        shown = replace(block, **changed)  # type: ignore[arg-type]
        topics = {**edition.topics, topic.id: replace(topic, blocks=(shown, *topic.blocks))}
        return list(checks.faults(replace(edition, topics=MappingProxyType(topics)), ON))

    law = {"en": replace(block.texts["en"], text="You must pay the fine within the time limit.")}
    assert found(ground="") == [], "the step names no law"
    assert [fault.partition(":")[0] for fault in found(ground="", texts=law)] == [block.id]
    assert [fault.partition(":")[0] for fault in found(ground="", legal=True)] == [block.id]
    assert found(ground="advice", texts=law) == []
    assert found(ground="unchecked", texts=law) == []
    assert found(ground="", texts=law, rests_on=("return.document",)) == []
    assert found(ground="", texts=law, kind="warning") == []


def test_every_shipped_block_says_what_it_stands_on() -> None:
    shipped = content.shipped(demo=True)
    blocks = [block for topic in shipped.topics.values() for block in topic.blocks]

    assert [
        each.id for each in blocks if each.kind not in ("title", "contact") and checks.ground(each) == "unmarked"
    ] == []
    assert [each.id for each in blocks if each.legal and checks.ground(each) != "sourced"] == []


def test_it_counts_the_notices_of_today_and_those_that_name_no_source() -> None:
    shipped = content.shipped(demo=True)
    words = shipped.topics["health"].blocks[0].texts["en"]
    closed = Block("notice-a", "notice", {"en": replace(words, text="The border is closed.")}, ends_on=ON)
    rule = replace(closed, texts={"en": replace(words, text="The term is {{fact:ru.registration.stay}}.")})
    edition = replace(shipped, notices=(closed, replace(rule, id="notice-b")))

    assert "notices: 0 on top, 0 without a source" in checks.counts(shipped, ON)
    assert "notices: 2 on top, 1 without a source" in checks.counts(edition, ON)
    assert "notices: 0 on top, 0 without a source" in checks.counts(edition, ON + timedelta(days=1))


def test_every_shipped_value_names_a_source_and_a_number_without_one_says_so() -> None:
    assert [each.id for each in content.claims() if not each.publisher.strip() or "no source" in each.publisher] == []
    numbers = [each for each in content.contacts().values() if each.callable and "no source" in each.source]
    assert numbers, "numbers of emergency came from nowhere"
    assert [each.id for each in numbers if each.mark != "unverified"] == []
    assert [each.id for each in content.contacts().values() if not each.source] == []
    assert {each.state for each in content.contacts().values()} == {"draft"}, "nobody has dialled what is shipped"


def test_a_contact_is_counted_as_overdue_by_its_day() -> None:
    shipped = content.shipped(demo=True)
    tested = replace(shipped.contacts["kr.1345"], state="tested", tested_on=ON, next_test=ON + timedelta(days=30))
    edition = replace(shipped, contacts=MappingProxyType({**shipped.contacts, "kr.1345": tested}))

    assert "1 tested" in checks.counts(edition, ON)[-1]
    assert "1 overdue" in checks.counts(edition, ON + timedelta(days=31))[-1]


def run(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr(command, "rooms", contextlib.nullcontext)
    monkeypatch.setattr(editions, "current", lambda: edition)
    return CliRunner().invoke(app, ["check", "guide"])


def test_the_command_ends_with_nought_where_the_guide_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(content.shipped(demo=True), monkeypatch)

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "The guide leads everybody to a person.")
    assert "facts: " in done.output
    assert "ru: " in done.output
    assert "drafts" in done.output
    assert "stale" in done.output


def test_the_command_ends_with_one_where_a_country_leads_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = content.shipped(demo=True)
    dead = {code: replace(each, state="dead") for code, each in shipped.contacts.items() if each.country == "PL"}
    done = run(replace(shipped, contacts=MappingProxyType({**shipped.contacts, **dead})), monkeypatch)

    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith("PL: talking to a person ends in nothing")
    assert "leads everybody" not in done.output
