"""The cast: Aigul and Bakyt of one organisation, Charos of another; passwords cost next to nothing here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from komek.foundations import vault
from komek.foundations.vault import Keyring, Record, _argon

CHEAP = _argon.Cost(passes=1, memory=8)
PASSWORD = "six words are drawn at random"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Spend microseconds on a password instead of half a second."""
    monkeypatch.setattr(_argon, "cost", lambda: CHEAP)
    _argon.forget()
    yield
    _argon.forget()


@pytest.fixture(autouse=True)
def lists(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep the erasing lists of a test in a folder of its own."""
    monkeypatch.setenv("KOMEK_LISTS", str(tmp_path / "lists"))
    return tmp_path / "lists"


@dataclass
class Person:
    """A user with a password, who may unlock."""

    id: UUID
    sheet: str
    password: str = PASSWORD

    def keyring(self) -> Keyring:
        """Sign in, take the keyring as a request would, and lock the session again."""
        session = str(uuid4())
        cookie = vault.hold(self.id, self.password, session)
        assert cookie
        assert vault.unlock(self.id, session, cookie)
        ring = vault.keyring(self.id, session, cookie)
        assert ring
        vault.lock(session)
        return ring


def new_person() -> Person:
    """Enrol somebody."""
    user = uuid4()
    return Person(user, " ".join(vault.enrol(user, PASSWORD).words))


@dataclass
class House:
    """An organisation with one circle and its first member."""

    organisation: UUID
    circle: UUID
    first: Person

    def record(self, *groups: str) -> Record:
        """Make a record with keys for these groups (or all), sealed to the circle."""
        record = Record(self.organisation, uuid4(), "person")
        vault.create(record, groups or vault.GROUPS, [self.circle])
        return record

    def admit(self, person: Person, by: Person | None = None) -> None:
        """Let somebody into the circle."""
        vault.admit(self.circle, person.id, vault.fingerprint(person.id), (by or self.first).keyring())


def new_house() -> House:
    """Found an organisation."""
    first, organisation = new_person(), uuid4()
    return House(organisation, vault.make_circle(organisation, "cases", first.keyring()), first)


@pytest.fixture
def house(db: None) -> House:
    """Aigul's organisation."""
    return new_house()


@pytest.fixture
def other(db: None) -> House:
    """Charos's organisation."""
    return new_house()


@pytest.fixture
def aigul(house: House) -> Person:
    """The first member of the circle."""
    return house.first


@pytest.fixture
def bakyt(house: House) -> Person:
    """A second member of the circle."""
    person = new_person()
    house.admit(person)
    return person


@pytest.fixture
def charos(other: House) -> Person:
    """A stranger: the first member of another organisation's circle."""
    return other.first
