"""What `komek check guide` says: what is confirmed, what is stale, where talking to a person ends in nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from komek.knowledge.guide.calendars import calendar
from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, SOURCE, Block, Edition
from komek.knowledge.guide.persons import dead_ends
from komek.knowledge.guide.placeholders import bare_number, named
from komek.knowledge.guide.rules import standing

GROUNDS = ("sourced", "our advice", "not checked", "unmarked")
COUNTRIES = tuple(dict.fromkeys((*NATIONALITIES, *DESTINATIONS)))

QUARTER = 92
"""Days before a year begins in which its days off must be known: states publish them in autumn."""

FEWER = 2 / 3

CLAIMING = ("answer", "fact", "step", "money", "document")
"""Kinds whose sentences can state a rule; a checklist, a warning and a recording only point at one."""

OF_LAW = re.compile(
    r"\b(laws?|legal|illegal|rules?|rights?|may not|must|allowed|forbidden|permits?|licen[cs]e|fines?|fees?|prices?"
    r"|costs?|free of charge|deadlines?|time limits?|within|days?|months?|years?|employer may)\b",
    re.IGNORECASE,
)
"""What an English sentence names that states a law, a fee or a time."""


def counts(edition: Edition, on: date) -> list[str]:
    """Count facts by mark, those due for a look, and texts by language: there, draft, stale."""
    marks = Counter(fact.mark for fact in edition.facts)
    due = sum(fact.next_review is not None and fact.next_review < on for fact in edition.facts)
    lines = ["facts: " + ", ".join(f"{count} {mark}" for mark, count in sorted(marks.items())) + f"; {due} overdue"]
    blocks = [block for topic in edition.topics.values() for block in topic.blocks]
    for language in LANGUAGES:
        told = [block.texts[language] for block in blocks if language in block.texts]
        draft, stale = sum(each.draft for each in told), sum(bool(each.stale) for each in told)
        lines.append(f"{language}: {len(told)} of {len(blocks)} texts, {draft} drafts, {stale} stale")
    stands = grounds(edition)
    lines.append("blocks: " + ", ".join(f"{stands[each]} {each}" for each in GROUNDS))
    lines.append("calendars: " + ("; ".join(thin_years(on)) or f"complete until the end of {on.year + 1}"))
    lines.append("days off: {} of {} confirmed; outside the demo the others give nobody more time".format(*days_off()))
    on_top = [block for block in edition.notices if block.shown_on(on)]
    bare = sum(ground(block) == "unmarked" for block in on_top)
    lines.append(f"notices: {len(on_top)} on top, {bare} without a source")
    states = Counter(standing(contact, on) for contact in edition.contacts.values())
    lines.append("contacts: " + ", ".join(f"{count} {state}" for state, count in sorted(states.items())))
    return lines


def faults(edition: Edition, on: date) -> Iterator[str]:
    """Say what must not be: a way to a person that ends in nothing, a fact missing, a bare number in a legal block.

    A text that names a lost fact is held back from every reader of its language, so all languages are looked through,
    and so are the notices. In the last quarter the days off of the coming year must be known.
    """
    for country in dead_ends(edition, COUNTRIES, on):
        yield f"{country}: talking to a person ends in nothing; call a line or an emergency number and note the test"
    for block in _telling(edition):
        if ground(block) == "unmarked" and (block.legal or (block.kind in CLAIMING and claims_law(block))):
            yield f"{block.id}: states a rule without a source, and is not called advice"
    keys = {fact.key for fact in edition.facts}
    for block in (*(block for topic in edition.topics.values() for block in topic.blocks), *edition.notices):
        yield from _of_texts(block, keys)
    year = (on + timedelta(days=QUARTER)).year
    for country in sorted(COUNTRIES):
        known = calendar(country)
        if known is None or year not in known.years:
            yield f"{country}: no days off of {year} are known, so no working days can be counted"


def _of_texts(block: Block, keys: set[str]) -> Iterator[str]:
    """Say which facts a block needs or names that are not released, and where a number stands bare."""
    named_in = {key: language for language in tuple(block.texts)[::-1] for key in named(block.texts[language].text)}
    for key in sorted({*filter(None, [block.deadline]), *block.rests_on, *named_in} - keys):
        yield f"{block.id}{_in(named_in.get(key, SOURCE))}: no released fact {key}"
    for language, told in block.texts.items():
        if block.legal and bare_number(told.text):
            yield f"{block.id}{_in(language)}: a bare number in a legal text"


def _in(language: str) -> str:
    return "" if language == SOURCE else f" ({language})"


def thin_years(on: date) -> Iterator[str]:
    """Say where this year or the next has far fewer days off than the year before: moved days are missing, perhaps."""
    for country in sorted(COUNTRIES):
        known = calendar(country)
        free = Counter(day.year for day in known.off) if known else Counter[int]()
        for year in (on.year, on.year + 1):
            if free[year] < FEWER * free[year - 1]:
                yield f"{country}: {free[year]} days off in {year}, {free[year - 1]} in {year - 1}"


def days_off() -> tuple[int, int]:
    """Count the days off that a named person has confirmed, and all of them."""
    known = [found for country in COUNTRIES if (found := calendar(country))]
    return sum(len(each.sure) for each in known), sum(len(each.off) for each in known)


def grounds(edition: Edition) -> Counter[str]:
    """Count the blocks by what they stand on."""
    return Counter(ground(block) for block in _telling(edition))


def ground(block: Block) -> str:
    """Say on what a block stands: a fact with its source, advice of the house, its own word that nobody has checked."""
    if block.deadline or block.rests_on or named(block.texts[SOURCE].text):
        return "sourced"
    return {"advice": "our advice", "unchecked": "not checked"}.get(block.ground, "unmarked")


def claims_law(block: Block) -> bool:
    """Say whether the English text names a law, a fee or a time."""
    return bool(OF_LAW.search(block.texts[SOURCE].text))


def _telling(edition: Edition) -> list[Block]:
    """Give the blocks that tell something; a title names, a contact leads to somebody."""
    blocks = [block for topic in edition.topics.values() for block in topic.blocks]
    return [block for block in blocks if block.kind not in ("title", "contact")]
