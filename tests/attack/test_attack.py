"""A thief with the whole machine opens nothing; with one cookie, exactly what its owner could open."""

import base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from komek.foundations import vault
from komek.foundations.vault import Keyring, uploads
from komek.foundations.vault.models import FileChunk
from komek.machine.home import Home
from tests.attack.thief import Cell, Thief, as_keys, dump, lying_about
from tests.foundations.vault.conftest import PASSWORD, House, Person, cheap, lists, new_house, new_person

pytestmark = pytest.mark.attack
__all__ = ["cheap", "lists"]

WORDS = vault.Schema("attack_words", 1, {"text": str})
PLANTED = ("+77010000042", "+996700009999", "+998900030000")
RANGE = 33_334
NAMES = [f"{first}{last}" for first in ("ai", "bek", "nur", "gul", "zar") for last in map(str, range(200))]
FORM = f"phone|{PLANTED[0]}"


@dataclass
class Scene:
    """A machine in the middle of a working day."""

    house: House
    stranger: House
    cookies: dict[str, bytes]
    cells: list[Cell]

    def of(self, house: House) -> set[tuple[object, str, str]]:
        return {(c.record, c.group, c.place) for c in self.cells if c.organisation == house.organisation}


def phones() -> list[str]:
    """A hundred thousand numbers of three operators, the planted ones among them, and a thousand names."""
    return [
        f"{start}{n:0{width}}" for start, width in (("+7701", 7), ("+996700", 6), ("+998900", 6)) for n in range(RANGE)
    ]


def work(house: House, cells: list[Cell]) -> Keyring:
    """Let the first member write, index, attach and begin a draft."""
    ring = house.first.keyring()
    for number in range(3):
        record = house.record()
        for group in vault.GROUPS:
            place = f"notes.text:{uuid4()}"
            sealed = vault.seal(record, group, place, WORDS, {"text": f"Aybek, {PLANTED[number]}"}, keyring=ring)
            cells.append(Cell(record.organisation, record.id, group, place, sealed))
        vault.index(record, {"phone": [PLANTED[number]], "name": [NAMES[number]]}, keyring=ring)
    vault.attach(uploads.from_bytes("passport.pdf", b"%PDF Aybek"), record, "legal", keyring=ring)
    uploads.from_bytes("forgotten.pdf", b"%PDF Aybek")
    vault.keep_draft(house.first.id, "note", record.id, b"half a sentence about Aybek")
    vault.seal_to_user(house.first.id, b"x")
    return ring


@pytest.fixture
def scene(db: None, tmp_path: Path) -> Scene:
    house, stranger = new_house(), new_house()
    cells: list[Cell] = []
    for each in (house, stranger):
        work(each, cells)
    house.admit(new_person())
    sheets = vault.make_recovery(house.organisation, 2, 3, house.first.keyring())
    vault.confirm_sheets(house.organisation, [sheet.code for sheet in sheets])
    vault.rotate(house.circle, house.first.keyring())
    vault.reseal_batch(house.circle, house.first.keyring())
    cookies = {name: sign_in(each.first, name) for name, each in (("aigul", house), ("charos", stranger))}
    vault.hold(house.first.id, PASSWORD, "between the two factors")
    store = SessionStore()
    store.update({"user": str(house.first.id), "password": make_password(PASSWORD)})
    store.save()
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    return Scene(house, stranger, cookies, cells)


def sign_in(person: Person, session: str) -> bytes:
    cookie = vault.hold(person.id, PASSWORD, session)
    assert cookie
    assert vault.unlock(person.id, session, cookie)
    return base64.urlsafe_b64decode(cookie + "=")


def test_with_everything_that_lies_on_the_machine_nothing_opens(scene: Scene, tmp_path: Path) -> None:
    tables = dump()
    keys = as_keys(lying_about(tables, tmp_path))
    assert len(keys) > 5_000
    assert settings.SECRET_KEY.encode() in lying_about(tables)
    loot = Thief(tables, scene.cells).tries(keys, FORM)
    assert not loot, "a key lies on the machine"


def test_no_key_that_lies_on_the_machine_finds_a_number_or_a_name(scene: Scene, tmp_path: Path) -> None:
    """Each planted form is tried with each key; one that finds none of them is not the key of any number."""
    tables = dump()
    thief = Thief(tables, scene.cells)
    keys = as_keys(lying_about(tables, tmp_path))
    for key in keys:
        assert thief.numbers(key, "phone", PLANTED) == set()
        assert thief.numbers(key, "name", NAMES[:3]) == set()
    for unkeyed in (b"", settings.SECRET_KEY.encode()):
        assert thief.numbers(unkeyed, "phone", phones()) == set()
        assert thief.numbers(unkeyed, "name", NAMES) == set()


@pytest.mark.parametrize("name", ["aigul", "charos"])
def test_one_unlock_cookie_opens_exactly_that_users_records(scene: Scene, name: str) -> None:
    """A control: the thief is able; what stops him is that the cookie is nowhere."""
    mine, theirs = (scene.house, scene.stranger) if name == "aigul" else (scene.stranger, scene.house)
    loot = Thief(dump(), scene.cells).tries([scene.cookies[name]], FORM)
    assert loot.users == {mine.first.id}
    assert loot.circles == {mine.circle}
    assert set(loot.cells) == scene.of(mine)
    assert set(loot.cells).isdisjoint(scene.of(theirs))
    assert all(b"Aybek" in text for text in loot.cells.values())
    assert loot.drafts == 1


WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "raw": bytes,
    "hex": lambda key: b"INDEX_KEY=" + key.hex().encode(),
    "base64": lambda key: b"{'key': '" + base64.b64encode(key) + b"'}",
}


@pytest.mark.parametrize("how", WRITTEN)
def test_an_index_key_left_in_a_file_finds_the_numbers(scene: Scene, tmp_path: Path, how: str) -> None:
    """A control: a build that kept the index key on disk would be caught."""
    ring = scene.house.first.keyring()
    secret = ring.secret(scene.house.circle, ring.newest(scene.house.circle))
    assert secret
    (tmp_path / "index.key").write_bytes(WRITTEN[how](secret.index))
    thief = Thief(dump(), scene.cells)
    loot = thief.tries(as_keys(lying_about({}, tmp_path)), FORM)
    assert loot.indexes == {secret.index}
    assert not loot.cells
    assert thief.numbers(secret.index, "phone", phones()) == set(PLANTED)
    assert thief.numbers(secret.index, "name", NAMES) == set(NAMES[:3])


def test_a_group_key_left_in_the_environment_opens_its_values(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A control: a single key in a variable opens exactly the values sealed under it."""
    cell, ring = scene.cells[0], scene.house.first.keyring()
    boxes = vault._records.load([cell.record], [cell.group], ring)
    monkeypatch.setenv("LEFT_BEHIND", vault._records.first_key(next(iter(boxes.values())), ring).hex())
    loot = Thief(dump(), scene.cells).tries(as_keys(lying_about({})), FORM)
    assert set(loot.cells) == {(cell.record, cell.group, cell.place)}


def test_file_content_is_not_readable_with_what_lies_about(scene: Scene) -> None:
    stored = b"".join(bytes(data) for data in FileChunk.objects.values_list("data", flat=True))
    assert b"Aybek" not in stored


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_opened_key_is_ever_written_to_the_disk() -> None:
    """Search the server's whole folder, write-ahead log included, for the very keys that were in memory."""
    folder = Home.here().database
    if not folder.is_dir():
        pytest.skip("the database server is not on this machine's disk")
    house = new_house()
    cells: list[Cell] = []
    ring = work(house, cells)
    secret = ring.secret(house.circle, 1)
    assert secret
    cookie = sign_in(house.first, "s")
    boxes = vault._records.load([cells[0].record], vault.GROUPS, ring)
    groups = [vault._records.first_key(each, ring) for each in boxes.values()]
    hidden = [
        ring.private,
        secret.private,
        secret.index,
        cookie,
        *groups,
        *map(str.encode, (PASSWORD, house.first.sheet)),
    ]
    ways = (bytes, lambda key: key.hex().encode(), base64.b64encode, base64.urlsafe_b64encode)
    unwanted = [way(key).rstrip(b"=") for key in hidden for way in ways]
    found_public = False
    for content in on_disk(folder):
        found_public |= secret.public in content
        assert not any(text in content for text in unwanted)
    assert found_public, "the search finds what is there"


def on_disk(folder: Path) -> Iterator[bytes]:
    """Read what the server keeps of this database: its own files, the write-ahead log, statistics, its text log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()")
        (database,) = cursor.fetchone() or ("",)
    for place in (f"base/{database}", "pg_wal", "pg_stat", "pg_stat_tmp", "global", "log"):
        for path in (folder / place).rglob("*"):
            with suppress(FileNotFoundError):
                if path.is_file():
                    yield path.read_bytes()
    log = folder.parent / "postgres.log"
    yield log.read_bytes() if log.is_file() else b""
