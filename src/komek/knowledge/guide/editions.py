"""From tables to an edition: read whole, in a handful of queries, when the number says that something changed."""

import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from threading import Lock
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from komek.knowledge.guide import content, models, nouns
from komek.knowledge.guide.rules import concerns, led
from komek.knowledge.guide.staleness import facts_used, reasons, spoken_hash

Heard = dict[str, dict[str, str]]
"""Addresses of recordings of one block: by kind, by language."""

LOOKED_EVERY = 0.25
"""Seconds for which a process trusts its copy: with eight leaflets drawn anew a change is everywhere within two."""


class _Kept:
    """This process's copy."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.edition: nouns.Edition | None = None
        self.looked = 0.0


_kept = _Kept()


def current() -> nouns.Edition:
    """Give the edition of this moment, a moment old at most; the shipped one while the tables are empty."""
    if _kept.edition is not None and time.monotonic() - _kept.looked < LOOKED_EVERY:
        return _kept.edition
    with _kept.lock:
        number, demo = _number(), settings.KOMEK_DEMO
        here = _kept.edition
        if here is None or (here.number, here.demo) != (number, demo):
            _kept.edition = build(number, demo=demo) if number else content.shipped(demo=demo)
        _kept.looked = time.monotonic()
        return _kept.edition  # type: ignore[return-value]


def forget() -> None:
    """Look at the number anew before the next answer."""
    _kept.looked = 0.0


def hold() -> None:
    """Wait until nobody else changes what is released, so that two editors never put two values in one place."""
    list(models.EditionNumber.objects.select_for_update().filter(pk=1))


def bump() -> None:
    """Say that what is released has changed. Called by every verb that changes it, in its transaction."""
    if not models.EditionNumber.objects.filter(pk=1).update(number=F("number") + 1):
        models.EditionNumber.objects.create(pk=1, number=1)
    transaction.on_commit(forget)


def _number() -> int:
    return models.EditionNumber.objects.values_list("number", flat=True).first() or 0


def build(number: int, *, demo: bool) -> nouns.Edition:
    """Read all that is released into an edition."""
    facts = released_facts()
    texts = released_texts(facts)
    heard, in_vain = recorded(facts, texts, demo=demo), unanswered()
    blocks: dict[object, list[nouns.Block]] = defaultdict(list)
    for row in models.Block.objects.filter(withdrawn=False).order_by("position", "code"):
        if nouns.SOURCE in texts.get(row.pk, {}):
            blocks[row.topic_id].append(_block(row, texts[row.pk], heard.get(row.pk, {})))
    topics = {row.code: _topic(row, blocks[row.pk]) for row in models.Topic.objects.order_by("position", "code")}
    return nouns.Edition(
        number=number,
        topics=MappingProxyType({code: topic for code, topic in topics.items() if topic.block("title")}),
        facts=facts,
        contacts=MappingProxyType(
            {row.code: contact(row, in_vain.get(row.pk)) for row in models.Contact.objects.order_by("code")}
        ),
        notices=tuple(blocks[None]),
        demo=demo,
        matcher=models.Trained.objects.filter(passed=True).aggregate(newest=Max("number"))["newest"] or 0,
    )


def released_facts() -> tuple[nouns.Fact, ...]:
    """Give the facts that are released now as they are told, with their claims, straight from the tables."""
    claims: dict[tuple[str, str], list[nouns.Claim]] = defaultdict(list)
    for row in models.Claim.objects.filter(withdrawn=False).order_by("code"):
        for nationality in row.nationality or ("",):
            claims[row.key, nationality].append(claim(row))
    released = models.Fact.objects.filter(state="released").order_by("key", "nationality")
    return tuple(led(fact(row, claims[row.key, row.nationality])) for row in released)


def fact(row: models.Fact, claims: list[nouns.Claim]) -> nouns.Fact:
    """Take a fact from its row, with those claims that speak of its time."""
    bare = nouns.Fact(
        key=row.key,
        nationality=row.nationality,
        value=row.value,
        unit=row.unit,
        mark=row.mark,
        valid_from=row.valid.lower if row.valid else None,
        valid_until=row.valid.upper if row.valid else None,
        verified_by=str(row.verified_by or ""),
        verified_on=row.verified_on,
        next_review=row.next_review,
        country=row.country,
    )
    return replace(bare, claims=tuple(each for each in claims if concerns(each, bare)))


def claim(row: models.Claim) -> nouns.Claim:
    """Take a claim from its row."""
    return nouns.Claim(
        id=row.code,
        fact=row.key,
        value=row.value,
        unit=row.unit,
        nationality=tuple(row.nationality),
        says=row.says,
        publisher=row.publisher,
        url=row.url,
        source_date=row.source_date,
        seen=row.seen,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        mark=row.mark,
    )


def unanswered() -> dict[UUID, date]:
    """Give the day of the last call of each line whose last call nobody answered."""
    called = models.DialTest.objects.filter(contact__state="overdue", result__in=("busy", "no_answer"))
    return dict(called.order_by().values_list("contact").annotate(last=Max("tested_on")))


def contact(row: models.Contact, unanswered_on: date | None = None) -> nouns.Contact:
    """Take a contact from its row, with the day of a last call that nobody answered."""
    return nouns.Contact(
        id=row.code,
        country=row.country,
        kind=row.kind,
        name=row.name,
        phone=row.phone,
        from_abroad=row.from_abroad,
        short=row.short,
        whatsapp=row.whatsapp,
        telegram=row.telegram,
        web=row.web,
        free=row.free,
        languages=row.languages,
        hours=row.hours,
        timezone=row.timezone,
        says=row.says,
        source=row.source,
        source_date=row.source_date,
        mark=row.mark,
        state=row.state,
        tested_on=row.tested_on,
        next_test=row.next_test,
        unanswered_on=unanswered_on,
        names=MappingProxyType(row.names),
    )


def released_texts(
    facts: tuple[nouns.Fact, ...], *, blocks: Collection[UUID] | None = None
) -> dict[UUID, dict[str, nouns.Words]]:
    """Give what is shown of each block in each language, with what has changed since it was translated."""
    rows: dict[UUID, dict[str, models.Text]] = defaultdict(dict)
    shown = models.Text.objects.filter(state="released")
    for row in shown if blocks is None else shown.filter(block__in=blocks):
        rows[row.block_id][row.language] = row
    return {block: _in_languages(found, facts) for block, found in rows.items()}


def _in_languages(found: dict[str, models.Text], facts: tuple[nouns.Fact, ...]) -> dict[str, nouns.Words]:
    source = found[nouns.SOURCE].words if nouns.SOURCE in found else ""
    told, now = {}, facts_used(source, facts)
    for language, row in found.items():
        stale = () if language == nouns.SOURCE else reasons(source, row.made_from, row.used, now)
        told[language] = nouns.Words(row.words, draft=row.machine, stale=stale, made_from=row.made_from)
    return told


def recorded(
    facts: tuple[nouns.Fact, ...], texts: dict[UUID, dict[str, nouns.Words]], *, demo: bool
) -> dict[UUID, Heard]:
    """Give the addresses of recordings that say what is shown now, by block, kind and language.

    Outside the demo only of those that somebody else has heard than whoever put them in.
    """
    found: dict[UUID, Heard] = defaultdict(dict)
    rows = models.Recording.objects.filter(block__in=texts).order_by("pk")
    rows = rows if demo else rows.filter(heard_by__isnull=False)
    for block, language, kind, address, says in rows.values_list("block", "language", "kind", "address", "says"):
        told = texts[block].get(language)
        if told and spoken_hash(told.text, facts_used(told.text, facts)) == says:
            found[block].setdefault(kind, {})[language] = address
    return found


def _topic(row: models.Topic, blocks: list[nouns.Block]) -> nouns.Topic:
    return nouns.Topic(
        id=row.code,
        letter=row.letter,
        sensitivity=row.sensitivity,
        icon=row.icon,
        full=row.full,
        blocks=tuple(blocks),
        see=tuple(row.see),
        country=row.country,
    )


def _block(row: models.Block, texts: dict[str, nouns.Words], heard: Heard) -> nouns.Block:
    return nouns.Block(
        id=row.code,
        kind=row.kind,
        texts=MappingProxyType(texts),
        nationality=tuple(row.nationality),
        destination=tuple(row.destination),
        stage=tuple(row.stage),
        legal=row.legal,
        deadline=row.deadline,
        contacts=tuple(row.contacts),
        rests_on=tuple(row.rests_on),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        ground=row.ground,
        audio=MappingProxyType(heard.get("audio", {})),
        sign=MappingProxyType(heard.get("sign", {})),
        captions=MappingProxyType(heard.get("captions", {})),
    )
