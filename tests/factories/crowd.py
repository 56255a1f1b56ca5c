"""Many invented people at once, for measuring: sealed and indexed like everybody else, without a verb for each."""

import random
import time
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, islice
from statistics import median
from typing import Any

from django.db.models import Model
from django.utils import timezone

from komek.care import people
from komek.care.people import rules, sealing
from komek.care.people.models import Person
from komek.care.people.nouns import Contact, Identity
from komek.foundations import vault
from komek.foundations.vault import _boxes, _cells, _circles, _records, _search
from komek.foundations.vault.models import GroupKey, SealedForms, SealedRecord
from komek.kernel.actor import Actor
from komek.kernel.partialdate import PartialDate
from komek.kernel.scripts import tables

AT_ONCE = 1000


def invented(seed: int = 1) -> Iterator[Identity]:
    """Invent people without end: the commonest name is that of two in a hundred, and months of birth may be unknown."""
    chance = random.Random(seed)
    given, surnames = by_frequency("given names"), by_frequency("surnames")
    while True:
        born = PartialDate(chance.randint(1950, 2015), chance.choice([None, 3, 7]))
        first = chance.choices(given, cum_weights=frequencies(len(given)))[0]
        last = chance.choices(surnames, cum_weights=frequencies(len(surnames)))[0]
        yield Identity(given=first, surname=last, born=born, sex="female")


@cache
def by_frequency(kind: str) -> list[str]:
    """List the known names in an order of our own: the first are common in every crowd."""
    names = sorted(tables.names(kind))
    random.Random(kind).shuffle(names)
    return names


@cache
def frequencies(count: int) -> list[float]:
    """Give cumulative weights that fall as those of names do."""
    return list(accumulate(1 / (rank + 12) for rank in range(count)))


def make_crowd(by: Actor, count: int, seed: int = 1) -> None:
    """Put so many people on record, each sealed and indexed as by the verb, but written a thousand at a time."""
    everybody, chance = invented(seed), random.Random(seed)
    ring = by.keyring
    assert isinstance(ring, vault.Keyring)
    while count > 0:
        made = [
            row for identity in islice(everybody, min(count, AT_ONCE)) for row in sealed(identity, chance, by, ring)
        ]
        for model in (SealedRecord, Person, GroupKey, SealedForms):
            rows: Any = [row for row in made if isinstance(row, model)]
            model._default_manager.bulk_create(rows)
        persons = [row.pk for row in made if isinstance(row, Person)]
        for circle, generation in ring.generations():
            secret = ring.secret(circle, generation)
            assert secret is not None
            _search.index_anew(persons, secret, ring)
        count -= AT_ONCE


def sealed(identity: Identity, chance: random.Random, by: Actor, ring: vault.Keyring) -> Iterator[Model]:
    """Make the rows of one person in every table of the vault and in ours, but for the index."""
    circle = next(each for each in vault.circles_in(by.organisation) if each.kind == "cases")
    secret = ring.secret(circle.id, circle.generation)
    assert secret is not None
    contact = Contact(phones=(f"+7701{chance.randrange(10**7):07}",))
    person = Person(organisation=by.organisation, registered_on=timezone.localdate(), registered_by=by.user)
    record = vault.Record(by.organisation, person.pk, "person")
    yield SealedRecord(pk=person.pk, organisation=by.organisation, kind="person", draft_salt=_boxes.new_key())
    target = _circles.Target(circle.id, by.organisation, circle.generation, False, secret.public)
    keys = {}
    for group, told in (("identity", identity), ("contact", contact)):
        keys[group] = _boxes.new_key()
        field = person.sealed_fields()[group]
        cell = vault.Cell(record, group, field.cell(person))
        setattr(person, group, _cells.seal_with(cell, field.schema, told.values, 1, keys[group]))
        yield GroupKey(
            organisation=by.organisation,
            record_id=person.pk,
            group=group,
            number=1,
            circle_id=circle.id,
            generation=circle.generation,
            born=circle.generation,
            sealed=_records.sealed_box(person.pk, group, 1, keys[group], target),
        )
    yield person
    lines = sorted(_search._lines(rules.forms_of(sealing.compared_by(identity, contact))))
    cell = vault.Cell(record, "identity", _search._cell(person.pk))
    yield SealedForms(
        record_id=person.pk,
        organisation=by.organisation,
        sealed=_cells.seal_with(cell, _search.FORMS, {"forms": lines}, 1, keys["identity"]),
    )


def time_search(by: Actor, text: str, times: int = 21) -> float:
    """Measure one search as its verb does it, in seconds: the median of some."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        people.search(query=people.parse(text), by=by)
        taken.append(time.perf_counter() - began)
    return median(taken)
