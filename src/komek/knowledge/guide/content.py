"""The content that is shipped: claims, contacts, topics and their texts, read from the package.

A wrong file stops with a sentence that names it. Everything here is unconfirmed until a named person has looked.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from komek.knowledge.guide.nouns import (
    GROUNDS,
    KINDS,
    LANGUAGES,
    MARKS,
    SOURCE,
    Block,
    Claim,
    Contact,
    Edition,
    Fact,
    Question,
    Topic,
    Words,
)
from komek.knowledge.guide.placeholders import bare_number, broken, named
from komek.knowledge.guide.reading import rows as read
from komek.knowledge.guide.rules import safer
from komek.knowledge.guide.staleness import text_hash

PHRASES = ("danger", "elsewhere", "ordinary")
"""Phrases beside the questions: of danger, of no topic, and ordinary ones that teach calm whatever their topic."""
ABOUT = {"russia": "RU", "kazakhstan": "KZ", "turkiye": "TR", "korea": "KR", "emirates": "AE", "poland": "PL"}
"""How the id of a topic ends that is about one destination."""


class ContentError(ValueError):
    """A content file says something that cannot be."""


def folder() -> Traversable:
    """Give the folder of the shipped content."""
    return files(__package__) / "content"


@cache
def claims() -> tuple[Claim, ...]:
    """Read what sources say."""
    return tuple(_claim(row) for row in _rows("claims.csv"))


@cache
def contacts() -> Mapping[str, Contact]:
    """Read whom one can ask, with the names of lines in other languages: drafts, like all that is shipped in them."""
    called = {row["id"]: row for row in _rows("contact_names.csv")}
    return MappingProxyType({row["id"]: _contact(row, called.get(row["id"], {})) for row in _rows("contacts.csv")})


@cache
def facts() -> tuple[Fact, ...]:
    """Make one fact of each key and nationality from its claims: the safer value leads."""
    grouped: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims():
        for nationality in claim.nationality or ("",):
            grouped[claim.fact, nationality].append(claim)
    return tuple(fact_of(key, nationality, rows) for (key, nationality), rows in grouped.items())


def fact_of(key: str, nationality: str, rows: Iterable[Claim]) -> Fact:
    """Make the fact that leads among claims of one key and nationality, with its mark."""
    told = tuple(rows)
    lead = safer(told)
    differ = len({(claim.value, claim.unit) for claim in told}) > 1
    return Fact(
        key=key,
        nationality=nationality,
        value=lead.value,
        unit=lead.unit,
        mark="contradicted" if differ else lead.mark,
        valid_from=lead.valid_from,
        valid_until=lead.valid_until,
        country=_country(key),
        claims=told,
    )


@cache
def topics() -> Mapping[str, Topic]:
    """Read all topics with their texts in every language that has them."""
    found = [_topic(tomllib.loads(each.read_text(encoding="utf-8"))) for each in _tomls(folder() / "topics")]
    return MappingProxyType({topic.id: topic for topic in found})


@cache
def questions() -> tuple[Question, ...]:
    """Read the example questions."""
    return tuple(
        Question(row["topic"], language, row["group"], row["text"])
        for language in LANGUAGES
        for row in _rows(f"questions/{language}.csv")
    )


@cache
def phrases(kind: str) -> tuple[Question, ...]:
    """Read phrases that stand under no topic: `kind` is one of PHRASES."""
    return tuple(
        Question(kind, language, row["group"], row["text"])
        for language in LANGUAGES
        for row in _rows(f"{kind}/{language}.csv")
    )


@cache
def shipped(*, demo: bool = True) -> Edition:
    """Give the edition that the package itself holds."""
    return Edition(number=0, topics=topics(), facts=facts(), contacts=contacts(), demo=demo)


def faults() -> list[str]:
    """Say what is wrong with the shipped content: unknown facts, contacts or topics, bare numbers, lost texts."""
    keys, found = {fact.key for fact in facts()}, []
    for topic in topics().values():
        found += [f"{topic.id}: no topic {other}" for other in topic.see if other not in topics()]
        for block in topic.blocks:
            found += _block_faults(f"{topic.id}.{block.id}", block, keys)
    return found


def _block_faults(name: str, block: Block, keys: set[str]) -> list[str]:
    found = [f"{name}: no contact {each}" for each in block.contacts if each not in contacts()]
    wanted = (*block.rests_on, *((block.deadline,) if block.deadline else ()))
    found += [f"{name}: no fact {key}" for key in wanted if key not in keys]
    source = named(block.texts[SOURCE].text)
    for language, told in block.texts.items():
        found += [f"{name} ({language}): no fact {key}" for key in named(told.text) if key not in keys]
        found += [f"{name} ({language}): {each} is no placeholder" for each in broken(told.text)]
        if set(named(told.text)) != set(source):
            found.append(f"{name} ({language}): names other facts than the English")
        if bare_number(told.text):
            found.append(f"{name} ({language}): a bare number")
    return found


def _topic(data: dict[str, Any]) -> Topic:
    name = data["id"]
    translated = {language: _texts(language, name) for language in LANGUAGES if language != SOURCE}
    blocks = tuple(_block(name, row, translated) for row in data["block"])
    if len({block.id for block in blocks}) != len(blocks):
        raise ContentError(f"{name}: two blocks of one id")
    return Topic(
        id=name,
        letter=data["letter"],
        sensitivity=data["sensitivity"],
        icon=data["icon"],
        full=data["state"] == "full",
        blocks=blocks,
        see=tuple(data.get("see", ())),
        country=ABOUT.get(name.rpartition("-")[2], ""),
    )


def _block(topic: str, row: dict[str, Any], translated: Mapping[str, Mapping[str, Any]]) -> Block:
    if row["kind"] not in KINDS or row.get("ground", "") not in GROUNDS:
        raise ContentError(f"{topic}.{row['id']}: no such kind or ground")
    texts = {SOURCE: Words(row["text"].strip(), draft=False, made_from=text_hash(row["text"]))}
    for language, told in translated.items():
        if row["id"] in told:
            text, made_from, draft = told[row["id"]]
            stale = () if made_from == text_hash(row["text"]) else ("text",)
            texts[language] = Words(text, draft=draft, stale=stale, made_from=made_from)
    return Block(
        id=f"{topic}.{row['id']}",
        kind=row["kind"],
        texts=MappingProxyType(texts),
        nationality=tuple(row.get("nationality", ())),
        destination=tuple(row.get("destination", ())),
        stage=tuple(row.get("stage", ())),
        legal=bool(row.get("legal", False)),
        deadline=row.get("deadline", ""),
        contacts=tuple(row.get("contacts", ())),
        rests_on=tuple(row.get("facts", ())),
        ground=row.get("ground", ""),
    )


def _texts(language: str, topic: str) -> dict[str, tuple[str, str, bool]]:
    source = folder() / "texts" / language / f"{topic}.toml"
    if not source.is_file():
        return {}
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    draft = data["mark"] == "draft"
    return {row["id"]: (row["text"].strip(), row["source"], draft) for row in data["text"]}


def _claim(row: dict[str, str]) -> Claim:
    if row["mark"] not in MARKS:
        raise ContentError(f"claims.csv: {row['claim']}: no mark {row['mark']}")
    return Claim(
        id=row["claim"],
        fact=row["fact"],
        value=row["value"],
        unit=row["unit"],
        nationality=tuple(row["nationality"].split()),
        says=row["says"],
        publisher=row["publisher"],
        url=row["url"],
        source_date=row["source_date"],
        seen=_day(row["seen"]),
        mark=row["mark"],
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]),
    )


def _contact(row: dict[str, str], called: dict[str, str]) -> Contact:
    return Contact(
        id=row["id"],
        country=row["country"],
        kind=row["kind"],
        name=row["name"],
        phone=row["phone"],
        from_abroad=row["from_abroad"],
        short=row["short"],
        whatsapp=row["whatsapp"],
        telegram=row["telegram"],
        web=row["web"],
        free=row["free"],
        languages=row["languages"],
        hours=row["hours"],
        timezone=row["timezone"],
        says=row["says"],
        source=row["source"],
        source_date=row["source_date"],
        mark=row["mark"],
        names=MappingProxyType({each: called[each] for each in LANGUAGES if called.get(each)}),
    )


def _country(key: str) -> str:
    first = key.split(".", maxsplit=1)[0]
    return first.upper() if len(first) == 2 else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _tomls(at: Traversable) -> list[Traversable]:
    return sorted((each for each in at.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)


def _rows(name: str) -> list[dict[str, str]]:
    return read(folder().joinpath(*name.split("/")))
