"""Many invented contacts at once, for measuring: sealed as by the verb, written some thousands at a time.

They lie as those of a line with nine hundred contacts a month: the more there are, the further back they reach.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from komek.care.hotline.models import CONTACT_GROUPS, Contact
from komek.care.hotline.nouns import Reach, Talk
from komek.care.people import country_of
from komek.foundations import vault
from komek.foundations.ledger.models import Fact
from komek.foundations.vault import _boxes, _cells, _circles, _records
from komek.foundations.vault.models import GroupKey, SealedRecord
from komek.kernel.actor import Actor

AT_ONCE = 2000
A_MONTH = 940
CHANNELS, LANGUAGES = ("phone", "phone", "whatsapp", "walk_in"), ("uzb", "rus", "kir", "tgk", "kaz")


def make_contacts(by: Actor, count: int, seed: int = 1) -> None:
    """Put so many finished contacts on record; of every two hundred one waits for a call back."""
    chance, made = random.Random(seed), 0
    ring = by.keyring
    assert isinstance(ring, vault.Keyring)
    circle = next(each for each in vault.circles_in(by.organisation) if each.kind == "hotline")
    secret = ring.secret(circle.id, circle.generation)
    assert secret is not None
    aim = _circles.Target(circle.id, by.organisation, circle.generation, False, secret.public)
    country = country_of(by)
    while made < count:
        rows = [row for n in range(made, min(count, made + AT_ONCE)) for row in _rows(n, chance, by, aim, country)]
        for model in (SealedRecord, Contact, GroupKey, Fact):
            some: Any = [row for row in rows if isinstance(row, model)]
            model._default_manager.bulk_create(some)
        made += AT_ONCE


def _rows(number: int, chance: random.Random, by: Actor, aim: _circles.Target, country: str) -> Iterator[Model]:
    """Make the rows of one contact in the vault, in our table and in the ledger."""
    at = timezone.now() - timedelta(days=30.4 * number / A_MONTH)
    day = timezone.localdate(at)
    talk = Talk(
        channel=chance.choice(CHANNELS),
        began=at,
        language=chance.choice(LANGUAGES),
        categories=("unpaid_wages",),
        outcomes=("information_given",),
        words="invented",
    )
    contact = Contact(
        organisation=by.organisation, state="final", author=by.user, written_at=at, day=day,
        due_on=day if number < 12 else None,
    )  # fmt: skip
    record = vault.Record(by.organisation, contact.pk, "contact")
    yield SealedRecord(pk=contact.pk, organisation=by.organisation, kind="contact", draft_salt=_boxes.new_key())
    told: Any
    for group, column, told in zip(CONTACT_GROUPS, ("reach", "talk"), (Reach(), talk), strict=True):
        key, field = _boxes.new_key(), contact.sealed_fields()[column]
        cell = vault.Cell(record, group, field.cell(contact))
        setattr(contact, column, _cells.seal_with(cell, field.schema, told.values, 1, key))
        yield GroupKey(
            organisation=by.organisation,
            record_id=contact.pk,
            group=group,
            number=1,
            circle_id=aim.circle,
            generation=aim.generation,
            born=aim.generation,
            sealed=_records.sealed_box(contact.pk, group, 1, key, aim),
        )
    yield contact
    yield Fact(
        measure="hotline_contact",
        measure_version=1,
        occurred_on=day.replace(day=1),
        recorded_at=day,
        organisation=by.organisation,
        country=country,
        source="komek",
        axes={
            "channel": talk.channel,
            "direction": "incoming",
            "language": talk.language,
            "caller": "unknown",
            "whereabouts": "unknown",
            "origin": "unknown",
        },
    )
