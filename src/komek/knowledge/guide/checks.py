"""What `komek check guide` says: what is confirmed, what is stale, where talking to a person ends in nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, SOURCE, Block, Edition
from komek.knowledge.guide.persons import dead_ends
from komek.knowledge.guide.placeholders import bare_number, named
from komek.knowledge.guide.rules import standing

GROUNDS = ("sourced", "our advice", "not checked", "unmarked")
COUNTRIES = tuple(dict.fromkeys((*NATIONALITIES, *DESTINATIONS)))

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
    states = Counter(standing(contact, on) for contact in edition.contacts.values())
    lines.append("contacts: " + ", ".join(f"{count} {state}" for state, count in sorted(states.items())))
    return lines


def faults(edition: Edition, on: date) -> Iterator[str]:
    """Say what must not be: a way to a person that ends in nothing, a fact missing, a bare number in a legal block."""
    for country in dead_ends(edition, COUNTRIES, on):
        yield f"{country}: talking to a person ends in nothing; call a line or an emergency number and note the test"
    for block in _telling(edition):
        if ground(block) == "unmarked" and (block.legal or (block.kind in CLAIMING and claims_law(block))):
            yield f"{block.id}: states a rule without a source, and is not called advice"
    keys = {fact.key for fact in edition.facts}
    for topic in edition.topics.values():
        for block in topic.blocks:
            wanted = {*filter(None, [block.deadline]), *block.rests_on}
            yield from (f"{block.id}: no released fact {key}" for key in sorted(wanted - keys))
            if block.legal and bare_number(block.texts[SOURCE].text):
                yield f"{block.id}: a bare number in a legal text"


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
