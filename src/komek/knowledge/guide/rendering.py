"""What a reader is shown: one answer, the same for page, bot, kiosk, leaflet and call script.

Doors lay it out; no door chooses a value, a date or a number by itself. Every statement of a rule carries its source
and how sure it is; what may not be published is not there, and the answer says that something is being checked.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from komek.foundations import places
from komek.knowledge.guide.lines import Line, line, reached
from komek.knowledge.guide.nouns import MARKS, PAGES, SOURCE, Block, Contact, Edition, Fact, Reader, Topic, Words
from komek.knowledge.guide.persons import Number, numbers
from komek.knowledge.guide.placeholders import fill, named
from komek.knowledge.guide.rules import TERMS, applying, callable_now, deadline, is_term, published
from komek.knowledge.guide.speech import Speech, words


@dataclass(frozen=True)
class Origin:
    """Where a statement comes from, as one line, with its address if it has one."""

    line: str
    url: str = ""


@dataclass(frozen=True)
class Passage:
    """One text as it is shown. `headline` is the day until which something must be done, where it can be counted.

    `mark` is "" for plain advice, else how sure the rule is (see nouns.MARKS); `mark_words` says it. `notes` say where
    sources differ, what depends on the passport and what is overdue.
    """

    id: str
    kind: str
    text: str
    items: tuple[str, ...] = ()
    headline: str = ""
    notes: tuple[str, ...] = ()
    mark: str = ""
    mark_words: str = ""
    origins: tuple[Origin, ...] = ()
    contacts: tuple[Line, ...] = ()
    by: date | None = None
    language: str = SOURCE
    audio: str = ""
    sign: str = ""
    captions: str = ""


@dataclass(frozen=True)
class Answer:
    """A topic for one reader: title, the answer first, then passages in the order of the topic.

    `lead` is None where the answer rests on what may not be published; `hidden` says that some text is held back.
    `call` is whom to call whatever the topic: an answer is read and sent on where nothing else works.
    """

    topic: str
    language: str
    title: str
    lead: Passage | None
    passages: tuple[Passage, ...]
    see: tuple[tuple[str, str], ...] = ()
    notices: tuple[Passage, ...] = ()
    call: tuple[Number, ...] = ()
    full: bool = True
    draft: bool = False
    stale: bool = False
    hidden: bool = False

    def of(self, *kinds: str) -> tuple[Passage, ...]:
        """Give the passages of some kinds."""
        return tuple(each for each in self.passages if each.kind in kinds)


def answer(edition: Edition, topic: str, reader: Reader, on: date, *, now: datetime | None = None) -> Answer:
    """Give what a reader is shown of a topic on a day. Raises KeyError for an unknown topic."""
    found = edition.topics[topic]
    reader = replace(reader, destination=found.country) if found.country else reader
    passages, hidden = [], False

    def fits(block: Block) -> bool:
        heard = block.kind != "audio" or reader.language in block.audio
        return heard and block.shown_on(on) and block.suits(reader.nationality, reader.destination, reader.stage)

    for block in found.blocks:
        if block.kind in ("title", "answer") or not fits(block):
            continue
        shown = passage(edition, block, reader, on)
        hidden = hidden or shown is None
        if shown is not None and (shown.kind != "contact" or shown.contacts):
            passages.append(shown)
    first = _first(edition, [each for each in found.blocks if each.kind == "answer" and fits(each)], reader, on)
    used = [text_of(block, reader.language) for block in found.blocks]
    return Answer(
        topic=topic,
        language=reader.language,
        title=title(found, reader.language),
        lead=first,
        passages=tuple(passages),
        see=_see(edition, found, reader.language),
        notices=notices(edition, reader, on),
        call=numbers(edition, reader, on, now=now),
        full=found.full,
        draft=any(told.draft for told in used),
        stale=any(told.stale for told in used),
        hidden=hidden or first is None,
    )


def _see(edition: Edition, topic: Topic, language: str) -> tuple[tuple[str, str], ...]:
    """Give the related topics that are shown: one whose title is not released is none yet."""
    return tuple((each, title(edition.topics[each], language)) for each in topic.see if each in edition.topics)


def _first(edition: Edition, blocks: list[Block], reader: Reader, on: date) -> Passage | None:
    """Give the answer that leads. One that is held back is not replaced by the answer for another passport."""
    for block in blocks:
        if shown := passage(edition, block, reader, on):
            return shown
        if any(applying(edition.facts_of(key), reader, on) for key in _keys(block, reader.language)):
            return None
    return None


def title(topic: Topic, language: str) -> str:
    """Give the title of a topic, in English where it has none in the language."""
    block = topic.block("title")
    return text_of(block, language).text if block else topic.id


def text_of(block: Block, language: str) -> Words:
    """Give a block's text in a language, else in English."""
    return block.texts.get(language) or block.texts[SOURCE]


def notices(edition: Edition, reader: Reader, on: date) -> tuple[Passage, ...]:
    """Give the notices that stand on top of every channel today."""
    shown = (
        passage(edition, block, reader, on)
        for block in edition.notices
        if block.shown_on(on) and block.suits(reader.nationality, reader.destination)
    )
    return tuple(each for each in shown if each)


def passage(edition: Edition, block: Block, reader: Reader, on: date) -> Passage | None:
    """Lay out one block, or give None if it rests on a fact that may not be published."""
    speech, told = words(reader.language), text_of(block, reader.language)
    keys = _keys(block, reader.language)
    rows = {key: applying(edition.facts_of(key), reader, on) for key in keys}
    leads = [found[0] for found in rows.values() if found]
    if len(leads) < len(keys) or not all(published(fact, demo=edition.demo) for fact in leads):
        return None
    spoken = speech if reader.language in block.texts else words(SOURCE)
    text = fill(told.text, lambda key: spoken.value(rows[key][0].value, rows[key][0].unit))
    items = tuple(line[2:].strip() for line in text.splitlines() if line.startswith("- "))
    mark = worst(leads)
    until = _until(block, rows, reader, demo=edition.demo)
    return Passage(
        id=block.id,
        kind=block.kind,
        text="\n".join(line for line in text.splitlines() if not line.startswith("- ")).strip(),
        items=items,
        headline=speech.say("answer", "by", date=speech.day(until[0])) if until else "",
        notes=_notes(speech, rows, reader, on, until),
        mark=mark,
        mark_words=speech.say("marks", mark) if mark else "",
        origins=_grounds(speech, block, leads),
        contacts=tuple(line(each, speech, on, reader.destination) for each in _whom(edition, block, reader, on)),
        by=until[0] if until else None,
        language=reader.language if reader.language in block.texts else SOURCE,
        audio=block.audio.get(reader.language, ""),
        sign=block.sign.get(reader.language, ""),
        captions=block.captions.get(reader.language, ""),
    )


def _keys(block: Block, language: str) -> tuple[str, ...]:
    """Give the keys of all facts that a block says, counts by or rests on."""
    said = named(text_of(block, language).text)
    return tuple(dict.fromkeys((*said, *filter(None, [block.deadline]), *block.rests_on)))


def worst(facts: list[Fact]) -> str:
    """Give the least sure mark among facts, "" for none."""
    return max((fact.told_mark for fact in facts), key=MARKS.index, default="")


def origins(speech: Speech, fact: Fact) -> tuple[Origin, ...]:
    """Give the sources of a fact, each as one line."""
    found = []
    for claim in fact.claims:
        known = not claim.source_date or claim.source_date == "undated" or claim.source_date in claim.publisher
        when = "" if known else f" · {claim.source_date}"
        url = claim.url if claim.url.startswith(PAGES) else ""
        found.append(Origin(speech.say("answer", "source", source=claim.publisher) + when, url))
    return tuple(dict.fromkeys(found))


def _grounds(speech: Speech, block: Block, leads: list[Fact]) -> tuple[Origin, ...]:
    """Say where a block comes from: the sources of its facts, else that it is advice of the house."""
    found = tuple(dict.fromkeys(origin for fact in leads for origin in origins(speech, fact)))
    return found or ((Origin(speech.say("answer", "advice")),) if block.ground == "advice" else ())


def _whom(edition: Edition, block: Block, reader: Reader, on: date) -> list[Contact]:
    """Give the contacts of a block that answer today, are of the countries she has named and can be reached there."""
    told = {each for each in (reader.destination, reader.nationality) if each}
    found = [edition.contacts[each] for each in block.contacts if each in edition.contacts]
    open_now = [each for each in found if callable_now(each, on, demo=edition.demo)]
    return [each for each in open_now if (not told or each.country in told) and reached(each, reader.destination)]


def _until(block: Block, rows: dict[str, list[Fact]], reader: Reader, *, demo: bool) -> tuple[date, date | None] | None:
    if not (block.deadline and reader.arrived and rows.get(block.deadline)):
        return None
    fact = rows[block.deadline][0]
    found = deadline(fact, reader.arrived, fact.country or reader.destination, demo=demo)
    return (found.day, found.latest) if found else None


def _notes(
    speech: Speech, rows: dict[str, list[Fact]], reader: Reader, on: date, until: tuple[date, date | None] | None
) -> tuple[str, ...]:
    notes = []
    if until and reader.arrived:
        notes.append(speech.say("answer", "counted_from", date=speech.day(reader.arrived)))
    if until and until[1]:
        notes.append(speech.say("answer", "by_latest", date=speech.day(until[1])))
    for found in rows.values():
        if not reader.nationality and len({(fact.value, fact.unit) for fact in found}) > 1:
            notes.append(_depends(speech, found))
        notes += _of_fact(speech, found[0], on)
    return tuple(dict.fromkeys(notes))


def _of_fact(speech: Speech, fact: Fact, on: date) -> list[str]:
    """Say where sources differ, and how fresh a fact is."""
    notes = []
    if fact.others:
        told = [speech.value(value, unit) for value, unit in ((fact.value, fact.unit), *fact.others)]
        terms = all(value.isdigit() and unit in TERMS for value, unit in ((fact.value, fact.unit), *fact.others))
        notes.append(speech.say("answer", "differ" if terms else "differ_open", values=speech.either(told)))
    if fact.next_review and fact.next_review < on:
        notes.append(speech.say("answer", "overdue", date=speech.day(fact.next_review)))
    elif fact.told_mark == "confirmed" and fact.verified_on:
        notes.append(speech.say("answer", "confirmed", date=speech.day(fact.verified_on)))
    if fact.valid_until and is_term(fact):
        notes.append(speech.say("answer", "valid_until", date=speech.day(fact.valid_until)))
    return notes


def _depends(speech: Speech, found: list[Fact]) -> str:
    told = "; ".join(
        speech.say(
            "answer",
            "for_whom",
            country=places.name(fact.nationality, speech.language),
            value=speech.value(fact.value, fact.unit),
        )
        for fact in found
        if fact.nationality
    )
    return speech.say("answer", "depends", values=told)
