"""Whatever is done in whatever order: nobody ever opens what was written after she lost access."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from komek.foundations import vault
from komek.kernel.errors import WrongState
from tests.foundations.vault.conftest import PASSWORD, Person, new_person
from tests.foundations.vault.oracle import Attacker, History, Place, Sealed

pytestmark = pytest.mark.slow

NOTE = vault.Schema("oracle_note", 1, {"text": str})
GROUPS = ("identity", "story")
pick = st.integers(0, 1_000_000)
group = st.sampled_from(GROUPS)


def dump(query: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [bytes(value) for (value,) in cursor.fetchall()]


class Vault(RuleBasedStateMachine):
    """Five people, two organisations, three circles."""

    @initialize()
    def found(self) -> None:
        """Begin a world that is forgotten at the end."""
        self.world = transaction.atomic()
        self.world.__enter__()
        self.history = History()
        self.people = [new_person() for _ in range(5)]
        self.private = {person.id: person.keyring().private for person in self.people}
        self.attackers = {user: Attacker({key}) for user, key in self.private.items()}
        self.organisations = [uuid4(), uuid4()]
        self.circles: dict[UUID, UUID] = {}
        self.sheets: dict[UUID, list[str]] = {}
        self.records: list[vault.Record] = []
        self.sealed: list[Sealed] = []
        self.indexed: dict[UUID, tuple[str, int]] = {}
        for person, organisation, kind in zip(self.people, [0, 0, 1], ["cases", "legal", "cases"], strict=False):
            self.make_circle(person, self.organisations[organisation], kind)
        for person, organisation in ((self.people[0], 0), (self.people[2], 1)):
            self.print_sheets(person, self.organisations[organisation])
        for circle in self.circles:
            self.create(circle)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    def ring(self, person: Person) -> vault.Keyring:
        """Take the keyring of a request."""
        return vault.Keyring(person.id, self.private[person.id])

    def make_circle(self, first: Person, organisation: UUID, kind: str) -> None:
        circle = vault.make_circle(organisation, kind, self.ring(first))
        self.circles[circle] = organisation
        self.history.members[circle].add(first.id)

    def print_sheets(self, person: Person, organisation: UUID) -> None:
        sheets = vault.make_recovery(organisation, 2, 2, self.ring(person))
        vault.confirm_sheets(organisation, [sheet.code for sheet in sheets])
        self.sheets[organisation] = [" ".join(sheet.words) for sheet in sheets]
        vault.tend(self.ring(self.people[1]))

    def create(self, circle: UUID) -> None:
        record = vault.Record(self.circles[circle], uuid4(), "person")
        vault.create(record, GROUPS, [circle], keyring=self.ring(self.member(circle, 0)))
        self.records.append(record)
        for each in GROUPS:
            self.history.readers[record.id, each] = {circle}
        self.history.tick()

    def member(self, circle: UUID, number: int) -> Person:
        inside = [person for person in self.people if person.id in self.history.members[circle]]
        return inside[number % len(inside)]

    def reader(self, place: Place, number: int) -> Person | None:
        inside = [person for person in self.people if person.id in self.history.having(place)]
        return inside[number % len(inside)] if inside else None

    @rule(circle=pick, newcomer=pick, by=pick)
    def admit(self, circle: int, newcomer: int, by: int) -> None:
        chosen, person = list(self.circles)[circle % 3], self.people[newcomer % 5]
        if self.history.members[chosen]:
            digits = vault.fingerprint(person.id)
            vault.admit(chosen, person.id, digits, self.ring(self.member(chosen, by)))
            self.history.members[chosen].add(person.id)
        self.history.tick()

    @rule(circle=pick, who=pick)
    def dismiss(self, circle: int, who: int) -> None:
        chosen = list(self.circles)[circle % 3]
        if self.history.members[chosen]:
            person = self.member(chosen, who)
            vault.dismiss(chosen, person.id)
            self.history.members[chosen].discard(person.id)
        self.history.tick()

    @rule(who=pick)
    def start_over(self, who: int) -> None:
        person = self.people[who % 5]
        vault.start_over(person.id, PASSWORD)
        for circle in self.circles:
            self.history.members[circle].discard(person.id)
        self.private[person.id] = person.keyring().private
        self.attackers[person.id].own.add(self.private[person.id])
        self.history.tick()

    @rule(who=pick, organisation=st.integers(0, 1))
    def come_back_with_sheets(self, who: int, organisation: int) -> None:
        person, chosen = self.people[who % 5], self.organisations[organisation]
        for circle in vault.recover_circles(self.sheets[chosen], chosen, self.ring(person)):
            self.history.members[circle].add(person.id)
        self.history.tick()

    @rule(circle=pick, by=pick, batch=st.sampled_from([1, 100]))
    def reseal(self, circle: int, by: int, batch: int) -> None:
        chosen = list(self.circles)[circle % 3]
        if self.history.members[chosen]:
            vault.reseal_batch(chosen, self.ring(self.member(chosen, by)), batch)
        self.history.tick()

    @rule(which=pick, group=group, by=pick)
    def write(self, which: int, group: str, by: int) -> None:
        record = self.records[which % len(self.records)]
        self.history.tick()
        person, cell = self.reader((record.id, group), by), f"notes.text:{uuid4()}"
        if person is not None:
            try:
                text = vault.seal(record, group, cell, NOTE, {"text": "a canary"}, keyring=self.ring(person))
            except vault.NotEntitled:  # her circle still waits for its copy of the newest key
                return
            head = text[: 8 + text[7]]
            bound = f"komek cell|{record.organisation}|{record.id}|{group}|{cell}|".encode() + head
            self.sealed.append(Sealed((record.id, group), text[len(head) :], bound, self.history.now))

    @rule(which=pick, by=pick)
    def index(self, which: int, by: int) -> None:
        record = self.records[which % len(self.records)]
        self.history.tick()
        person = self.reader((record.id, "identity"), by)
        if person is not None:
            form = f"name{self.history.now}"
            try:
                vault.index(record, {"name": [form]}, keyring=self.ring(person))
            except vault.NotEntitled:
                return
            self.indexed[record.id] = (form, self.history.now)

    @rule(which=pick, group=group, circle=pick, by=pick)
    def grant(self, which: int, group: str, circle: int, by: int) -> None:
        record, chosen = self.records[which % len(self.records)], list(self.circles)[circle % 3]
        place = (record.id, group)
        person = self.reader(place, by)
        if person is not None:
            try:
                vault.grant(record, [group], chosen, keyring=self.ring(person))
            except vault.NotEntitled:
                return
            self.history.readers[place].add(chosen)
        self.history.tick()

    @rule(which=pick, group=group, circle=pick)
    def withdraw(self, which: int, group: str, circle: int) -> None:
        record = self.records[which % len(self.records)]
        readers = self.history.readers[record.id, group]
        if len(readers) > 1:
            chosen: Any = sorted(readers)[circle % len(readers)]  # type: ignore[type-var]
            try:
                vault.withdraw(record, [group], chosen)
            except WrongState:  # the others still wait for their copies
                return
            readers.discard(chosen)
        self.history.tick()

    @precondition(lambda self: len(self.records) > 2)
    @rule(which=pick)
    def erase(self, which: int) -> None:
        record = self.records.pop(which % len(self.records))
        vault.erase(record, "asked")
        for each in GROUPS:
            self.history.readers.pop((record.id, each), None)
        self.indexed.pop(record.id, None)
        self.history.tick()

    @rule()
    def everybody_signs_in(self) -> None:
        """When everybody has been in, whoever has access opens everything that was ever written there."""
        for _ in range(3):
            for person in self.people:
                vault.tend(self.ring(person))
        self.dumps()
        if all(self.history.members[circle] for circle in self.circles):
            for sealed in self.sealed:
                for user in self.history.having(sealed.place) if sealed.place in self.history.readers else ():
                    assert self.attackers[user].opens(sealed)  # type: ignore[index]

    @invariant()
    def nobody_opens_what_came_after(self) -> None:
        self.dumps()
        for user, attacker in self.attackers.items():
            for sealed in self.sealed:
                if attacker.opens(sealed):
                    assert self.history.may_open(user, sealed.place, sealed.written)
            tags = dump("SELECT tag FROM vault_indexrow")
            for record, (form, written) in self.indexed.items():
                if attacker.recognises(f"name|{form}", tags):
                    assert self.history.may_open(user, (record, "identity"), written)

    def dumps(self) -> None:
        members = dump("SELECT sealed FROM vault_memberkey")
        circles = dump("SELECT sealed FROM vault_groupkey WHERE sealed <> ''")
        for attacker in self.attackers.values():
            attacker.takes(members, circles)


def run(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_nobody_opens_what_was_written_after_she_lost_access(db: None) -> None:
    run(Vault, 10, 20)


@pytest.mark.slow
def test_nobody_does_in_long_histories_either(db: None) -> None:
    run(Vault, 20, 40)


def scripted(after: Callable[[Vault], None], loss: Callable[[Vault], None]) -> None:
    """One short history: somebody is let in, something is written, she loses access, more is written."""
    world = Vault()
    world.found()
    try:
        world.admit(0, 3, 0)
        world.grant(0, "story", 2, 0)
        world.write(0, "story", 0)
        world.nobody_opens_what_came_after()
        loss(world)
        after(world)
        world.write(0, "story", 0)
        world.index(0, 0)
        world.nobody_opens_what_came_after()
    finally:
        world.teardown()


def dismissed(world: Vault) -> None:
    vault.dismiss(next(iter(world.circles)), world.people[3].id)
    world.history.members[next(iter(world.circles))].discard(world.people[3].id)
    world.history.tick()


def withdrawn(world: Vault) -> None:
    place, third = (world.records[0].id, "story"), list(world.circles)[2]
    vault.withdraw(world.records[0], ["story"], third)
    world.history.readers[place].discard(third)
    world.history.tick()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("loss", [dismissed, withdrawn])
def test_a_short_history_keeps_the_promise(db: None, loss: Callable[[Vault], None]) -> None:
    scripted(lambda _: None, loss)


@pytest.mark.parametrize(
    ("loss", "carelessness"),
    [
        (dismissed, "UPDATE vault_circle SET needs_generation = false"),
        (withdrawn, "UPDATE vault_groupkey SET stale = false"),
    ],
)
def test_the_oracle_catches_a_vault_that_forgets_a_loss(
    db: None, loss: Callable[[Vault], None], carelessness: str
) -> None:
    """Controls: the same history in a vault that renews nothing fails."""
    with pytest.raises(AssertionError):
        scripted(lambda _: execute(carelessness), loss)


def test_a_copy_that_is_still_waited_for_stops_no_resealing(db: None) -> None:
    """A circle has lost somebody and waits for its copy of a newer key: what it has is resealed all the same."""
    world = Vault()
    world.found()
    try:
        record, (_first, legal, other) = world.records[0], list(world.circles)
        world.grant(0, "identity", 1, 0)
        world.grant(0, "identity", 2, 0)
        world.admit(1, 3, 0)
        vault.dismiss(legal, world.people[3].id)
        world.history.members[legal].discard(world.people[3].id)
        vault.withdraw(record, ["identity"], other)
        vault.index(record, {"name": ["karimova"]}, keyring=world.ring(world.people[0]))
        keyring = world.ring(world.people[1])
        assert vault.reseal_batch(legal, keyring, 100) == 0
        for person in (0, 1):
            vault.tend(world.ring(world.people[person]))
        assert vault.reseal_batch(legal, world.ring(world.people[1]), 100) == 0
        assert set(vault.find({"name": ["karimova"]}, keyring=world.ring(world.people[1]))) == {record.id}
    finally:
        world.teardown()
