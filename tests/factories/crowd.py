"""Many invented people at once, for measuring: sealed and indexed like everybody else, without a verb for each."""

import random
import time
from collections.abc import Iterator
from itertools import islice
from statistics import median

from django.db import transaction
from django.utils import timezone

from komek.care import people
from komek.care.people import sealing
from komek.care.people.models import Person
from komek.care.people.nouns import Contact, Identity
from komek.kernel.actor import Actor
from komek.kernel.partialdate import PartialDate
from komek.kernel.scripts import tables


def invented(seed: int = 1) -> Iterator[Identity]:
    """Invent people without end: common names are common, every third birth date has unknown parts."""
    chance = random.Random(seed)
    given, surnames = list(tables.names("given names")), list(tables.names("surnames"))
    chance.shuffle(given)
    chance.shuffle(surnames)
    while True:
        born = PartialDate(chance.randint(1950, 2015), chance.choice([None, 3, 7]))
        yield Identity(given=often(given, chance), surname=often(surnames, chance), born=born, sex="female")


def often(names: list[str], chance: random.Random) -> str:
    """Take a name of the list, the first ones more often than the last."""
    return names[
        min(int(chance.paretovariate(0.6)) - 1, len(names) - 1)
        if chance.random() < 0.7
        else chance.randrange(len(names))
    ]


def make_crowd(by: Actor, count: int, seed: int = 1) -> None:
    """Put so many people on record."""
    today = timezone.localdate()
    chance = random.Random(seed)
    for identity in islice(invented(seed), count):
        contact = Contact(phones=(f"+7701{chance.randrange(10**7):07}",))
        with transaction.atomic():
            person = Person(organisation=by.organisation, registered_on=today, registered_by=by.user)
            sealing.begin(person, by=by)
            sealing.seal(person, by=by, identity=identity, contact=contact)
            person.save(force_insert=True)
            sealing.index(person, by=by)


def time_search(by: Actor, text: str, times: int = 21) -> float:
    """Measure one search as its verb does it, in seconds: the median of some."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        people.search(query=people.parse(text), by=by)
        taken.append(time.perf_counter() - began)
    return median(taken)
