"""A thief with the whole machine learns of no caller: no number, name or word, nor that two houses know the same."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from komek.care.hotline.actions import callers, following, shifts
from komek.care.hotline.actions.writing import begin_contact
from komek.care.hotline.models import Addition, Caller, Contact, Flag, ShiftNote
from komek.foundations import vault
from komek.foundations.orgs.models import Organisation
from komek.foundations.vault import Keyring
from komek.foundations.vault.models import IndexRow
from tests.attack.thief import Cell, Rows, Thief, as_keys, dump, lying_about
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.care.hotline.told import REACH, TALK, reach, take
from tests.factories.orgs import Staff, enter_circle
from tests.house import small_house as small_house  # noqa: PLC0414

pytestmark = pytest.mark.attack

NUMBER, NAME = "+77015550123", "Nilufar"
FORM = f"phone|{NUMBER}"
HANDLE = "@nilufar_99"
NOTE, AFTER, WHY = "Bek waits in the car park", "She is at the station", "The brother listens"
PLANTED = (NUMBER, NUMBER[1:], "701 555 01 23", "5550123", NAME, HANDLE, TALK.words, REACH.words, NOTE, AFTER, WHY)
TABLES = (Contact, Caller, Flag, Addition, ShiftNote)
CODES = ("uzb", "documents_withheld", "callback_agreed", "do_not_call", "safe_at_times")


def shift(staff: Staff) -> None:
    """Have somebody work a shift: two callers, a draft, a note beside a contact, a warning, a note for the next."""
    by = staff.actor
    contact = take(staff)
    take(staff, channel="telegram", how=reach(phone=HANDLE))
    begin_contact(talk=TALK, reach=REACH, by=by)
    following.add_note(contact=contact, words=AFTER, by=by)
    assert contact.caller is not None
    callers.set_flag(caller=contact.caller, kind="do_not_call", words=WHY, by=by)
    shifts.write_note(words=NOTE, by=by)


@pytest.fixture
def scene(line: Line) -> Line:
    """The same woman has called two houses from the same number."""
    enter_circle(line.bakyt, "hotline")
    line.bakyt.refresh()
    shift(line.zarina)
    shift(line.bakyt)
    return line


def cells() -> list[Cell]:
    """List every sealed value of the hotline, and where it stands."""
    found = []
    for model in TABLES:
        for row in model._default_manager.all():
            record = row.sealed_record
            for name, column in row.sealed_fields().items():
                value = bytes(getattr(row, name))
                found.append(Cell(record.organisation, record.id, column.group, column.cell(row), value))
    return [each for each in found if each.sealed]


def flat(value: Any) -> Iterable[bytes]:
    """Give everything of a row as bytes."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from flat(each)
    elif isinstance(value, bytes | bytearray | memoryview):
        yield bytes(value)
    elif value is not None:
        yield str(value).encode()


def private(staff: Staff) -> bytes:
    ring = staff.keyring
    assert isinstance(ring, Keyring)
    return ring.private


def index_key(staff: Staff) -> bytes:
    """Take the key of the index out of a colleague's open keyring."""
    ring = staff.keyring
    assert isinstance(ring, Keyring)
    (circle,) = [each.id for each in vault.circles_in(staff.actor.organisation) if each.kind == "hotline"]
    secret = ring.secret(circle, 1)
    assert secret
    return secret.index


def of_house(house: Organisation, tables: dict[str, Rows]) -> set[bytes]:
    """Give every value of 16 bytes and more in rows of one house, in the tables of the hotline and of the vault."""
    names = [table for table in tables if table.startswith(("hotline_", "vault_"))]
    rows = [row for table in names for row in tables[table] if row.get("organisation") == house.pk]
    own = {house.pk.bytes, str(house.pk).encode()}
    return {value for row in rows for value in flat(row) if len(value) >= 16} - own


def test_no_number_name_word_or_code_of_a_caller_lies_open(scene: Line) -> None:
    tables = dump()
    everything = b"\n".join(each for rows in tables.values() for each in flat(rows))
    assert [word for word in PLANTED if word.encode() in everything] == []
    assert [word for word in PLANTED if word.encode("utf-16-le") in everything] == []
    hotline = b"\n".join(each for name, rows in tables.items() if name.startswith("hotline_") for each in flat(rows))
    assert [code for code in CODES if code.encode() in hotline] == []
    assert b"final" in hotline, "a control: what lies open is found"


def test_with_everything_that_lies_on_the_machine_no_contact_opens(scene: Line, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    tables = dump()
    assert {each.place.partition(".")[0] for each in cells()} == {model._meta.db_table for model in TABLES}
    keys = as_keys(lying_about(tables, tmp_path))
    assert len(keys) > 2_000
    assert not Thief(tables, cells()).tries(keys, FORM), "a key of the hotline lies on the machine"


def test_no_key_that_lies_on_the_machine_finds_a_caller(scene: Line, tmp_path: Path) -> None:
    thief = Thief(dump(), cells())
    assert len(thief.tags) >= 4
    for key in as_keys(lying_about(thief.tables, tmp_path)):
        assert thief.numbers(key, "phone", [NUMBER]) == set()
        assert thief.numbers(key, "handle", [HANDLE]) == set()
    whole_operator = [f"+7701555{n:04}" for n in range(10_000)]
    for unkeyed in (b"", settings.SECRET_KEY.encode(), *(house.pk.bytes for house in Organisation.objects.all())):
        assert thief.numbers(unkeyed, "phone", whole_operator) == set()


def test_two_houses_that_know_the_same_number_cannot_be_joined(scene: Line) -> None:
    tables = dump()
    umit, sabr = (of_house(house, tables) for house in (scene.cast.umit, scene.cast.sabr))
    assert len(umit) > 20
    assert len(sabr) > 20
    assert umit & sabr == set(), "a value stands in the rows of both"
    tags = {house.pk: {bytes(row.tag) for row in index_rows(house)} for house in (scene.cast.umit, scene.cast.sabr)}
    assert [len(each) for each in tags.values()] == [2, 2], "a number and a name in a messenger each"
    assert tags[scene.cast.umit.pk].isdisjoint(tags[scene.cast.sabr.pk])


def index_rows(house: Organisation) -> list[IndexRow]:
    records = Caller.objects.filter(organisation=house.pk).values("pk")
    return list(IndexRow.objects.filter(record__in=records))


def test_the_key_of_one_house_finds_the_number_there_and_not_at_the_other(scene: Line) -> None:
    """A control: the thief is able; what stops her is that the keys of the index are nowhere."""
    for staff, other in ((scene.zarina, scene.cast.sabr), (scene.bakyt, scene.cast.umit)):
        tables = dump()
        assert Thief(tables, []).numbers(index_key(staff), "phone", [NUMBER, "+77015550124"]) == {NUMBER}
        theirs = Caller.objects.filter(organisation=other.pk).values_list("pk", flat=True)
        tables["vault_indexrow"] = [row for row in tables["vault_indexrow"] if row["record"] in set(theirs)]
        assert len(tables["vault_indexrow"]) == 2
        assert Thief(tables, []).numbers(index_key(staff), "phone", [NUMBER]) == set()


def test_a_colleagues_key_opens_what_her_own_house_wrote_and_nothing_else(scene: Line) -> None:
    """A control: by her private key Zarina's thief reads Umit Almaty's contacts; of Sabr Osh she reads none."""
    loot = Thief(dump(), cells()).tries([private(scene.zarina)], FORM)
    mine = {(each.record, each.group, each.place) for each in cells() if each.organisation == scene.cast.umit.pk}
    assert set(loot.cells) == mine
    told = b"\n".join(loot.cells.values())
    for word in (NAME, TALK.words, NOTE, AFTER, WHY, HANDLE):
        assert word.encode() in told, word


def test_an_erased_caller_opens_to_nobodys_key(scene: Line) -> None:
    kept = cells()
    contact = Contact.objects.filter(organisation=scene.cast.umit.pk, state="final").latest("written_at")
    caller = contact.caller
    assert caller is not None
    callers.erase_caller(caller=caller, by=scene.zarina.actor)
    loot = Thief(dump(), kept).tries([private(scene.zarina)], FORM)
    assert caller.pk not in {record for record, *_ in loot.cells}
    assert contact.pk in {record for record, *_ in loot.cells}, "her contact stays without the link"
