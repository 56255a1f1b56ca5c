"""Nothing of an answer is lost on its way into messages, and whoever is told to call is told whom."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from komek.doors.bots import engine, outcomes, people
from komek.doors.bots.basics import World
from komek.doors.bots.nouns import ROOMS, Heard, Outcome, Said, State
from komek.foundations import inbox
from komek.knowledge.guide import answer, content, spoken, words
from komek.knowledge.guide.lines import Line
from komek.knowledge.guide.matching import Found
from komek.knowledge.guide.nouns import DESTINATIONS, KINDS, NATIONALITIES, Words
from komek.knowledge.guide.rendering import Answer, Passage
from tests.doors.bots.test_engine import DUTY, TODAY, TOPICS, found, world

LANGUAGES = spoken()
READERS = (("", ""), ("UZ", "RU"), ("TJ", "KZ"), ("KG", "KR"))
PLACES = tuple(product(("", *NATIONALITIES), ("", *DESTINATIONS)))
CALL = ("nobody", "closed", "silence", "taken_silence", "too_often")
"""Sentences of the mailbox that say "call"; the guide's own is person.none."""


def squeezed(told: Iterable[Said | str]) -> str:
    return "".join("".join((each.text if isinstance(each, Said) else each).split()) for each in told)


def of_line(line: Line) -> Iterator[str]:
    yield from (line.name, line.number, line.abroad, line.whatsapp, line.telegram, line.web, *line.facts)
    yield line.mark_words


def of_passage(passage: Passage) -> Iterator[str]:
    yield from (passage.headline, passage.text, *passage.items, *passage.notes, passage.mark_words)
    yield from (origin.line for origin in passage.origins)
    for line in passage.contacts:
        yield from of_line(line)


def everything_of(shown: Answer) -> Iterator[str]:
    """Give every word, mark, source and number of an answer."""
    speech = words(shown.language)
    yield shown.title.upper()
    for passage in filter(None, (shown.lead, *shown.passages)):
        yield from of_passage(passage)
    for number in shown.call:
        yield from (number.label, number.number, number.mark_words)
    marks = {"draft": shown.draft, "changed": shown.stale, "hidden": shown.hidden, "not_yet": not shown.full}
    yield from (speech.say("answer", key) for key, so in marks.items() if so)


def lost(state: State, topic: str, there: World) -> list[str]:
    """Give what stands in an answer and in no message that is sent."""
    shown = answer(there.edition, topic, state.reader(), there.today, now=there.now)
    sent = squeezed(engine.step(state, Heard("tap", f"topic:{topic}"), there).said)
    return [each for each in everything_of(shown) if squeezed([each]) not in sent]


@pytest.mark.parametrize(("language", "topic"), list(product(LANGUAGES, TOPICS)))
def test_every_passage_mark_and_number_of_an_answer_is_sent(language: str, topic: str) -> None:
    for nationality, destination in READERS:
        state = State("home", language, nationality, destination, arrived="2026-11-20")
        assert lost(state, topic, world()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_of_any_kind_is_sent_with_its_list_its_day_and_its_contacts(kind: str) -> None:
    """Also what no shipped text has today: a step with a day and a list, and a warning with a number."""
    there = world()
    topic = there.edition.topics["registration-russia"]
    dated = next(block for block in topic.blocks if block.deadline)
    text = Words("Go there with:\n- the passport\n- the card")
    block = replace(dated, id="new", kind=kind, texts={"en": text}, contacts=("ru.emergency",))
    blocks = (*(each for each in topic.blocks if each.kind == "title"), block)
    edition = replace(there.edition, topics={**there.edition.topics, "new": replace(topic, blocks=blocks)})
    there = replace(there, edition=edition)
    state = State("home", "en", "UZ", "RU", arrived="2026-11-20")

    shown = answer(edition, "new", state.reader(), TODAY)
    passages = list(filter(None, (shown.lead, *shown.passages)))
    assert all(each.headline and each.items and each.contacts for each in passages)
    assert bool(passages) is (kind not in ("title", "audio"))
    assert lost(state, "new", there) == []


def test_a_draft_is_marked_as_one_below_its_title_also_where_it_leads() -> None:
    there = world(found("health", "contract"))
    draft = words("ky").say("answer", "draft")
    for heard in (Heard("tap", "topic:health"), Heard("text", "x")):
        first = engine.step(State("home", "ky", "KG", "RU"), heard, there).said[0].text
        assert first.split("\n\n")[1] == draft


def has_number(told: Iterable[Said | str], there: World) -> bool:
    """Say whether some number that a contact has stands in what is told."""
    known = {each for of in there.edition.contacts.values() for each in (of.short, of.phone, of.from_abroad) if each}
    digits = {"".join(re.findall(r"\d", each)) for each in known}
    text = "\n".join(each.text if isinstance(each, Said) else each for each in told)
    lines = re.split(r": |\n| · ", text)
    return bool(digits & {"".join(re.findall(r"\d", re.sub(r"\[.*\]", "", each))) for each in lines})


def says_call(told: Iterable[Said | str], language: str) -> bool:
    speech = words(language)
    sentences = [speech.say("person", "none"), *(speech.say("inbox", key) for key in CALL)]
    return any(squeezed([each]) in squeezed(told) for each in sentences)


def duties() -> dict[str, inbox.Duty | None]:
    return {"on duty": DUTY, "later": replace(DUTY, now=False), "nobody": None}


def told_everywhere(state: State, there: World) -> Iterator[tuple[Said, ...]]:
    """Give all that is told in the rooms in which she comes to a person, and of whatever came of it."""
    for heard in (*(Heard("tap", code) for code in ("person", "write", "onward", "tell")), Heard("media")):
        for room in ("home", "receipt"):
            yield engine.step(replace(state, room=room), heard, there).said
    yield engine.step(state, Heard("text", "x"), there).said
    codes = (*outcomes.PASSED_KEYS, "held", "sent", "added", "more", "closed", "whatever")
    came = [*(Outcome(code) for code in codes), *(Outcome("opened", silence=key) for key in ("", *CALL[2:4]))]
    for outcome, room in product(came, ROOMS):
        yield outcomes.told(replace(state, room=room), outcome, there)


@pytest.mark.parametrize("duty", duties())
@pytest.mark.parametrize(("nationality", "destination"), PLACES)
def test_whoever_is_told_to_call_is_told_a_number(nationality: str, destination: str, duty: str) -> None:
    who = duties()[duty]
    there = world(found("trafficking", danger=True))
    there = replace(there, duty=lambda: who, can_write=lambda: who is not None)
    language = LANGUAGES[PLACES.index((nationality, destination)) % len(LANGUAGES)]
    state = State("home", language, nationality, destination)

    assert has_number(people.people(state, there), there), "the room of persons"
    calls = [told for told in told_everywhere(state, there) if says_call(told, language)]
    assert len(calls) > (20 if who is None else 10)
    assert [told for told in calls if not has_number(told, there)] == []
    if who is None:
        assert has_number(engine.step(state, Heard("text", "x"), there).said[-1:], there), "danger"


@pytest.mark.parametrize("code", ["busy", "too_often", "whatever"])
def test_where_we_cannot_do_what_she_wants_she_can_call(code: str) -> None:
    for language in LANGUAGES:
        assert has_number(outcomes.told(State("home", language, "UZ", "RU"), Outcome(code), world()), world())


def test_where_no_line_of_a_country_was_dialled_the_numbers_of_others_are_given() -> None:
    shipped = content.shipped()
    alarm = replace(shipped.contacts["kr.emergency"], tested_on=TODAY, state="tested")
    there = replace(world(), edition=replace(shipped, contacts={"kr.emergency": alarm}, demo=False))
    for destination in ("", *DESTINATIONS):
        told = engine.step(State("home", "en", "UZ", destination), Heard("tap", "person"), there).said
        assert has_number(told, there)
        assert says_call(told, "en") is (destination != "KR")


def test_numbers_that_nobody_has_dialled_say_so() -> None:
    untested = f"{words('en').say('contact', 'untested')}, {words('en').say('marks', 'unverified')}"
    for destination in ("", "RU"):
        there = world()
        last = people.people(State("home", "en", "", destination), there)[-1]
        assert last.endswith(f"112 [{untested}]") or f"[{untested}]" in last


def test_a_number_of_the_house_stands_first_where_she_is_told_to_call() -> None:
    line = "☎ Ministry of Migration: 1466"
    there = replace(world(), hotline=line, duty=lambda: None)
    (told,) = outcomes.told(State("home", "en", "UZ", "RU"), Outcome("too_often"), there)
    assert told.text.split("\n\n")[1].startswith(f"{line}\n☎ ")


def listening(asked: list[str], answered: Found) -> World:
    """Give a world in which nobody reads, whose matcher notes what it is asked."""

    def ask(text: str) -> Found:
        asked.append(text)
        return answered

    return replace(world(can_write=False), ask=ask)


RECEIPT_LIKE = (
    "4276 5500 1234 5677",
    "my card is 4276 5500 1234 5678, is it safe",
    "4821037590316624",
    "I wrote to you a week ago and nobody has said anything to me, here they are: 48210375 and 90316624",
    "4821.0375 9031.6624",
    "٤٨٢١٠٣٧٥٩٠٣١٦٦٢٤",
)


@pytest.mark.parametrize("typed", RECEIPT_LIKE)
@pytest.mark.parametrize("kind", ["text", "media"])
@pytest.mark.parametrize("language", ["", "en"])
def test_digits_that_look_like_a_receipt_reach_neither_matcher_nor_gaps(typed: str, kind: str, language: str) -> None:
    asked: list[str] = []
    for answered in (found(), found("health", sure=False), found("health", danger=True, sure=False)):
        turn = engine.step(State("home", language), Heard(kind, typed), listening(asked, answered))  # type: ignore[arg-type]
        if kind == "text" or language:
            assert "numbers" in [button.code for said in turn.said for button in said.all_buttons]
        assert not any(deed.kind == "miss" for deed in turn.deeds)
    assert not any(len(re.findall(r"\d", each)) > 8 for each in asked)
    assert asked or (kind == "media" and not language)


def test_dates_and_short_numbers_are_asked_as_they_are() -> None:
    asked: list[str] = []
    typed = ("I came on 30.11.2026, what is 18.8 of the code", "call +7 701 123 45 67", str(TODAY))
    for each in typed:
        engine.step(State("home", "en"), Heard("text", each), listening(asked, found("health")))
    assert tuple(asked) == typed
