"""What stands in every room: notices on top, how fresh an answer is, the number of the house, and the whole answer."""

from dataclasses import replace
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from komek.doors.bots.basics import World
from komek.doors.bots.engine import step
from komek.doors.bots.nouns import Heard, State
from komek.knowledge.guide import words
from komek.knowledge.guide.nouns import Block, Words
from tests.doors.bots.talks import CHAT
from tests.doors.bots.test_engine import TODAY, found, sound, world
from tests.simulators.telegram import TelegramSimulator

NOTICE = "The border at Kapchagay is closed until 12 December"


def noticed() -> World:
    """Give a world with a notice of today."""
    block = Block("border", "notice", {"en": Words(NOTICE)}, starts_on=TODAY, ends_on=date(2026, 12, 12))
    return replace(world(), edition=replace(world().edition, notices=(block,)))


@pytest.mark.parametrize(
    ("state", "heard"),
    [
        (State("home", "en"), Heard("tap", "home")),
        (State("home", "en"), Heard("tap", "topics:1")),
        (State("home", "en"), Heard("tap", "topic:health")),
        (State("home", "en"), Heard("tap", "person")),
        (State("home", "en"), Heard("text", "my wages")),
        (State("day", "en", "UZ", "RU"), Heard("text", "2026-11-30")),
    ],
    ids=["home", "topics", "topic", "person", "asked", "plan"],
)
def test_a_notice_stands_on_top_of_every_room_that_tells_something(state: State, heard: Heard) -> None:
    assert step(state, heard, noticed()).said[0].text.startswith(NOTICE)
    assert NOTICE not in step(state, heard, world()).said[0].text


def test_the_number_of_the_house_stands_first_among_those_to_call() -> None:
    line = "☎ Ministry of Migration: 1466"
    there = replace(world(), hotline=line)
    told = step(State("home", "en", "UZ", "RU"), Heard("tap", "person"), there).said[0].text
    assert told.split("\n\n")[1] == line


def stale(world: World, topic: str = "registration-russia") -> World:
    """Give a world in which the translations of a topic are behind and its facts are due for checking."""
    edition = world.edition
    blocks = tuple(
        replace(block, texts={code: replace(text, stale=("source",)) for code, text in block.texts.items()})
        for block in edition.topics[topic].blocks
    )
    facts = tuple(replace(fact, next_review=date(2026, 1, 31)) for fact in edition.facts)
    topics = {**edition.topics, topic: replace(edition.topics[topic], blocks=blocks)}
    return replace(world, edition=replace(edition, topics=topics, facts=facts))


@pytest.mark.parametrize(
    ("state", "heard"),
    [
        (State("home", "ru", "UZ", "RU"), Heard("tap", "topic:registration-russia")),
        (State("home", "ru", "UZ", "RU"), Heard("text", "регистрация")),
        (State("day", "ru", "UZ", "RU"), Heard("text", "2026-11-30")),
    ],
    ids=["topic", "lead", "plan"],
)
def test_an_answer_past_its_next_review_says_so(state: State, heard: Heard) -> None:
    there = world(found("registration-russia", "contract"))
    speech = words("ru")
    overdue = speech.say("answer", "overdue", date=speech.day(date(2026, 1, 31)))
    behind = speech.say("answer", "changed")
    told = "\n".join(said.text for said in step(state, heard, stale(there)).said)
    fresh = "\n".join(said.text for said in step(state, heard, there).said)

    assert overdue in told
    assert overdue not in fresh
    assert (behind in told) is (state.room != "day")
    assert behind not in fresh


def test_a_long_answer_is_told_whole_over_several_messages() -> None:
    edition = world().edition
    step_of = next(block for block in edition.topics["health"].blocks if block.kind == "step")
    long = [
        replace(step_of, id=f"{step_of.id}-{at}", texts={"en": Words(f"Step {at}: " + "walk on. " * 90)})
        for at in range(9)
    ]
    topic = replace(edition.topics["health"], blocks=(*edition.topics["health"].blocks, *long))
    there = replace(world(), edition=replace(edition, topics={**edition.topics, "health": topic}))
    turn = step(State("home", "en"), Heard("tap", "topic:health"), there)

    sound(turn)
    assert len(turn.said) > 1
    told = " ".join(said.text for said in turn.said)
    assert told.count("walk on.") == 9 * 90
    assert [bool(said.buttons) for said in turn.said] == [False] * (len(turn.said) - 1) + [True]


@pytest.mark.django_db
def test_the_number_of_the_house_comes_from_its_settings(sim: TelegramSimulator, settings: Settings) -> None:
    settings.KOMEK_SITE_NAME, settings.KOMEK_SITE_HOTLINE = "Ministry of Migration", "1466"
    sim.text(CHAT, "/person")
    assert "☎ Ministry of Migration: 1466" in str(sim.sent(CHAT)[-1]["text"])
    settings.KOMEK_SITE_HOTLINE = ""
    sim.text(CHAT, "/person")
    assert "Ministry" not in str(sim.sent(CHAT)[-1]["text"])
