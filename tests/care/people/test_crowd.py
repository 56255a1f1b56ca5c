"""The crowd that the benchmarks search in is sealed, indexed and found like everybody else."""

from itertools import islice

from komek.care import people
from komek.care.people.models import Person
from komek.kernel.actor import Actor
from tests.factories.crowd import invented, make_crowd, time_search


def test_each_of_the_crowd_is_found_by_her_own_name(aigul: Actor) -> None:
    make_crowd(aigul, 30, seed=7)
    assert Person.objects.count() == 30
    for identity in islice(invented(7), 30):
        query = people.parse(f"{identity.given} {identity.surname}")
        found = people.search(query=query, by=aigul)
        assert any(people.identity(people.find(aigul, match.id), by=aigul) == identity for match in found.matches)


def test_strangers_see_nobody_of_the_crowd(aigul: Actor, bakyt: Actor) -> None:
    make_crowd(aigul, 3)
    identity = next(invented(1))
    assert not people.search(query=people.parse(str(identity.surname)), by=bakyt).matches
    assert time_search(aigul, str(identity.surname), times=3) > 0
