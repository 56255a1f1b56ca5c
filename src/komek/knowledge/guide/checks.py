"""What `komek check guide` says: what is confirmed, what is stale, where talking to a person ends in nothing."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, SOURCE, Edition
from komek.knowledge.guide.persons import dead_ends
from komek.knowledge.guide.placeholders import bare_number

COUNTRIES = tuple(dict.fromkeys((*NATIONALITIES, *DESTINATIONS)))


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
    states = Counter(contact.state for contact in edition.contacts.values())
    lines.append("contacts: " + ", ".join(f"{count} {state}" for state, count in sorted(states.items())))
    return lines


def faults(edition: Edition, on: date) -> Iterator[str]:
    """Say what must not be: a way to a person that ends in nothing, a fact missing, a bare number in a legal block."""
    for country in dead_ends(edition, COUNTRIES, on):
        yield f"{country}: talking to a person ends in nothing; call a line or an emergency number and note the test"
    keys = {fact.key for fact in edition.facts}
    for topic in edition.topics.values():
        for block in topic.blocks:
            wanted = {*filter(None, [block.deadline]), *block.rests_on}
            yield from (f"{block.id}: no released fact {key}" for key in sorted(wanted - keys))
            if block.legal and bare_number(block.texts[SOURCE].text):
                yield f"{block.id}: a bare number in a legal text"
