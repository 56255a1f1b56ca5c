"""`komek check guide`: what it counts, and what makes it fail."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from komek.knowledge.guide import checks, content

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


def test_it_counts_marks_and_drafts() -> None:
    told = checks.counts(content.shipped(demo=True), ON)

    assert told[0].startswith("facts: ")
    assert "0 overdue" in told[0]
    assert told[1].startswith("en: ")
    assert "0 drafts, 0 stale" in told[1]
