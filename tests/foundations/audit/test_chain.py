"""The chain holds when many write at once, and tells when somebody with every right has been at it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from komek.foundations.audit.canonical import START, digest
from komek.foundations.audit.checks import check, export_heads
from komek.foundations.audit.models import Entry, Head
from komek.foundations.audit.nightly import write_heads  # noqa: F401 - registers itself
from komek.kernel.errors import Invalid
from komek.kernel.nightly import NIGHTLY
from tests.foundations.audit.cast import AIGUL, ALMATY, BAKYT, BISHKEK, CUP, KETTLE, boil, fill, visit

Tamper = Callable[..., None]


@pytest.fixture
def tamper(owner_cursor: psycopg.Cursor) -> Tamper:
    """What the owner of the tables can do: switch the triggers off and change whatever she likes."""

    def change(*statements: str) -> None:
        with owner_cursor.connection.transaction(), _unguarded(owner_cursor):
            for statement in statements:
                owner_cursor.execute(statement)

    return change


@contextmanager
def _unguarded(cursor: psycopg.Cursor) -> Iterator[None]:
    for table in ("audit_entry", "audit_head"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("audit_entry", "audit_head"):
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def codes(head_file: Path | None = None) -> list[str]:
    return [finding.code for finding in check(head_file)]


@pytest.mark.django_db(transaction=True)
def test_two_transactions_at_once_give_one_unbroken_chain() -> None:
    together = Barrier(2)

    def work(_: int) -> None:
        together.wait()
        for _n in range(15):
            boil(kettle=KETTLE, by=AIGUL)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert Entry.objects.filter(organisation=ALMATY).count() == 60
    assert check() == []


@pytest.mark.django_db(transaction=True)
def test_verbs_that_touch_two_chains_in_opposite_order_do_not_lock_one_another_out() -> None:
    together = Barrier(2)

    def work(first: bool) -> None:
        together.wait()
        for _n in range(10):
            with transaction.atomic():
                visit(hosts=(AIGUL, BAKYT) if first else (BAKYT, AIGUL), by=AIGUL)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [True, False]))
    assert check() == []
    assert Head.objects.get(organisation=BISHKEK).sequence == 20


@pytest.mark.django_db(transaction=True)
def test_a_changed_entry_is_found(tamper: Tamper) -> None:
    boil(kettle=KETTLE, by=AIGUL)
    tamper("UPDATE audit_entry SET actor = gen_random_uuid() WHERE sequence = 1")
    assert [str(each) for each in check()] == [f"broken_hash: organisation {ALMATY}, entry 1"]


@pytest.mark.django_db(transaction=True)
def test_a_missing_entry_is_found(tamper: Tamper) -> None:
    boil(kettle=KETTLE, by=AIGUL)
    fill(kettle=CUP, by=AIGUL)
    tamper("DELETE FROM audit_entry WHERE sequence = 2")
    assert codes() == ["gap"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_put_in_with_a_hash_of_its_own_is_found(tamper: Tamper) -> None:
    boil(kettle=KETTLE, by=AIGUL)
    second = Entry.objects.get(sequence=2)
    other = digest(second.line(), 2, START).hex()
    tamper(f"UPDATE audit_entry SET previous = decode('{START.hex()}', 'hex'), hash = decode('{other}', 'hex')"  # noqa: S608
           " WHERE sequence = 2")  # fmt: skip
    assert codes() == ["broken_link", "rewritten"]


@pytest.mark.django_db(transaction=True)
def test_a_cut_tail_is_found_by_the_head(tamper: Tamper) -> None:
    boil(kettle=KETTLE, by=AIGUL)
    tamper("DELETE FROM audit_entry WHERE sequence = 2")
    assert codes() == ["cut_tail"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_beyond_the_head_is_found(tamper: Tamper) -> None:
    boil(kettle=KETTLE, by=AIGUL)
    first = Entry.objects.get(sequence=1).hash.hex()
    tamper(f"UPDATE audit_head SET sequence = 1, hash = decode('{first}', 'hex')")  # noqa: S608
    assert codes() == ["unheaded"]


@pytest.mark.django_db(transaction=True)
def test_a_tail_cut_together_with_its_head_is_found_with_the_file_alone(tamper: Tamper, tmp_path: Path) -> None:
    boil(kettle=KETTLE, by=AIGUL)
    first = Entry.objects.get(sequence=1).hash.hex()
    assert export_heads(tmp_path / "heads") == 1
    tamper(
        "DELETE FROM audit_entry WHERE sequence = 2",
        f"UPDATE audit_head SET sequence = 1, hash = decode('{first}', 'hex')",  # noqa: S608
    )
    assert codes() == []
    assert codes(tmp_path / "heads") == ["cut_tail"]


@pytest.mark.django_db(transaction=True)
def test_a_chain_rewritten_by_the_owner_is_found_with_the_file_alone(tamper: Tamper, tmp_path: Path) -> None:
    boil(kettle=KETTLE, by=AIGUL)
    export_heads(tmp_path / "heads")
    tamper("DELETE FROM audit_entry", "DELETE FROM audit_head")
    fill(kettle=CUP, by=AIGUL)
    boil(kettle=CUP, by=AIGUL)
    assert codes() == []
    assert codes(tmp_path / "heads") == ["rewritten"]


@pytest.mark.django_db(transaction=True)
def test_a_chain_of_which_nothing_is_left_is_found_with_the_file(tamper: Tamper, tmp_path: Path) -> None:
    fill(kettle=KETTLE, by=AIGUL)
    export_heads(tmp_path / "heads")
    tamper("DELETE FROM audit_entry", "DELETE FROM audit_head")
    assert codes(tmp_path / "heads") == ["cut_tail"]


@pytest.mark.django_db
def test_heads_of_many_days_stand_in_one_private_file_and_all_are_compared(tmp_path: Path) -> None:
    file = tmp_path / "heads"
    fill(kettle=KETTLE, by=AIGUL)
    export_heads(file)
    boil(kettle=KETTLE, by=AIGUL)
    fill(kettle=KETTLE, by=BAKYT)
    assert export_heads(file) == 2
    assert len(file.read_text().splitlines()) == 3
    assert file.stat().st_mode & 0o777 == 0o600
    assert check(file) == []


@pytest.mark.django_db
def test_every_night_the_heads_go_to_the_second_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(kettle=KETTLE, by=AIGUL)
    monkeypatch.delenv("KOMEK_HEADS", raising=False)
    NIGHTLY["audit.heads"].work()
    monkeypatch.setenv("KOMEK_HEADS", str(tmp_path / "heads"))
    NIGHTLY["audit.heads"].work()
    assert len((tmp_path / "heads").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["no json", '{"organisation": "x"}', '{"organisation": "1", "sequence": 1, "hash": ""}', "[1]"]
)
@pytest.mark.django_db
def test_a_file_that_holds_no_heads_is_named_as_such(tmp_path: Path, text: str) -> None:
    (tmp_path / "heads").write_text(text)
    with pytest.raises(Invalid) as refused:
        check(tmp_path / "heads")
    assert "KOMEK_HEADS" in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = NULL",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_head SET sequence = 0",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
        "INSERT INTO audit_head VALUES (gen_random_uuid(), 7, '\\x00')",
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "INSERT INTO audit_entry SELECT organisation, sequence + 5, at, actor, verb, kind, object, objects, motive,"
        " details, previous, hash FROM audit_entry",
    ],
)
def test_the_role_of_the_web_process_can_change_nothing(statement: str) -> None:
    fill(kettle=KETTLE, by=AIGUL)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert check() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor = NULL", "DELETE FROM audit_entry",
                                       "TRUNCATE audit_entry", "TRUNCATE audit_head",
                                       "UPDATE audit_head SET sequence = 0", "DELETE FROM audit_head"])  # fmt: skip
def test_the_triggers_refuse_even_the_owner(owner_cursor: psycopg.Cursor, statement: str) -> None:
    fill(kettle=KETTLE, by=AIGUL)
    with pytest.raises(psycopg.errors.RestrictViolation):
        owner_cursor.execute(statement)


@pytest.mark.django_db
def test_the_database_takes_no_words_into_the_details() -> None:
    fill(kettle=KETTLE, by=AIGUL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname = 'audit_details_are_codes'")
        assert cursor.fetchone()
    for details in ('{"a": "two words"}', '{"a": 1}', '{"a": {"b": "c"}}', '{"Two words": "a"}', "[]"):
        with pytest.raises(DatabaseError, match="audit_details_are_codes"), transaction.atomic():
            _forge(details)


def _forge(details: str) -> None:
    head = Head.objects.get(organisation=ALMATY)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (organisation, sequence, at, verb, kind, objects, motive, details, previous, hash)"
            " VALUES (%s, %s, now(), 'a.b', 'a', '{}', '', %s, %s, %s)",
            [ALMATY, head.sequence + 1, details, bytes(head.hash), bytes(32)],
        )
