"""Back up, lose the machine, restore on another: the living open as before, and of the erased nothing comes back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone
from psycopg.conninfo import make_conninfo
from pytest_django import DjangoDbBlocker

from komek.care import people
from komek.care.cases import sealing
from komek.care.cases.actions import erasing
from komek.care.cases.actions.consent import withdraw_consent
from komek.care.cases.models import Case
from komek.care.people.models import IdentityDocument, Person, Relation
from komek.care.people.nouns import Paper, Tie
from komek.foundations import vault
from komek.foundations.orgs import queries as orgs
from komek.foundations.orgs.actions.people import remove_member
from komek.foundations.orgs.models import Organisation
from komek.foundations.vault import erasure
from komek.foundations.vault.models import GroupKey, IndexRow, SealedRecord
from komek.machine.backup import Backup, backups_in
from komek.machine.embedded import Server, binary
from komek.machine.home import APP, DATABASE, OWNER, Home
from tests import database
from tests.care.cases.consents import agree, opens, sabr
from tests.factories.cases import make_case, make_person
from tests.factories.orgs import OTHER_PASSWORD, Cast, Staff, cheap_passwords, make_cast, make_member, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("restore"), pytest.mark.django_db(transaction=True)]

MADINA = people.Identity(given="Мадина", surname="Юсупова", sex="female", citizenships=("UZ",))
WORDS = "He kept my passport."


@dataclass
class World:
    """One file that stays, one that is erased after the backup, and a colleague who leaves after it."""

    cast: Cast
    gulnara: Staff
    kept: Case
    shared: Case
    erased: Case
    lists: Path
    folder: Path

    @property
    def backup(self) -> Backup:
        return backups_in(self.folder)[-1]

    @property
    def gone(self) -> list[UUID]:
        return [self.erased.pk, self.erased.person_id]


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: database.Owner, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """A backup was made; then a person was erased, a yes taken back, a colleague removed; then the machine was lost."""
    root = tmp_path_factory.mktemp("restore")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOMEK_LISTS", str(root / "lists"))
        with django_db_blocker.unblock():
            try:
                made = before_and_after(root, django_db_setup.address)
            finally:
                django_db_setup.flush()
        yield made


def before_and_after(root: Path, owner_address: str) -> World:
    erasure.prepare()
    with cheap_passwords():
        cast = make_cast()
        gulnara = make_member(cast.umit, "Gulnara", circles=["cases"])
    Organisation.objects.update(demo=True)
    kept, shared = make_case(cast.aigul, words=WORDS), make_case(cast.aigul)
    erased = make_case(cast.aigul, person=make_person(cast.aigul, MADINA, phones=("+77012345678",)), words=WORDS)
    people.add_document(person=erased.person, paper=Paper(kind="passport", number="N1234567"), by=cast.aigul.actor)
    people.relate(person=erased.person, other=kept.person, tie=Tie(kind="sibling"), by=cast.aigul.actor)
    consent = agree(shared, cast.aigul, sabr(cast), "identity")
    agree(erased, cast.aigul, sabr(cast), "identity")

    here = {"KOMEK_DATABASE_URL": address(), "KOMEK_DATABASE_OWNER_URL": owner_address}
    done = komek(Home(root / "old").prepare(), root / "lists", "backup", str(root / "backups"), **here)
    assert done.returncode == 0, done.stderr + done.stdout

    withdraw_consent(consent=consent, reason="changed_mind", by=cast.aigul.actor)
    remove_member(member=gulnara.membership, reason="left", by=cast.saule.actor)
    Case.objects.filter(pk=erased.pk).update(state="closed", closed_on=timezone.localdate())
    erasing.erase_file(person=Person.objects.get(pk=erased.person_id), reason="wish", by=cast.dina.actor)
    return World(cast, gulnara, kept, shared, erased, root / "lists", root / "backups")


@pytest.fixture(scope="module")
def elsewhere(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Another machine with a server, roles and passwords of its own, on which the backup was restored."""
    home = Home(tmp_path_factory.mktemp("elsewhere") / "home").prepare()
    with Server(home, hasty=True).in_use():
        done = komek(home, world.lists, "restore", str(world.folder))
        assert done.returncode == 0, done.stderr + done.stdout
        yield home


@pytest.fixture
def restored(world: World, elsewhere: Home, db: None) -> Iterator[World]:
    """The world as the other machine knows it, reached as the restricted role of that machine."""
    with database.used(elsewhere.address(APP)):
        yield world


def komek(home: Home, lists: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KOMEK_", "DJANGO_"))}
    own = clean | {"KOMEK_DATA": str(home.root), "KOMEK_LISTS": str(lists)} | more
    command = [sys.executable, "-m", "komek", *arguments]
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=300)


def address() -> str:
    """Say how the restricted role reaches the database of the tests."""
    own = connections["default"].settings_dict
    return make_conninfo(dbname=own["NAME"], user=own["USER"], password=own["PASSWORD"], host=own["HOST"])


def written(file: Path) -> bytes:
    """What a dump holds, unpacked."""
    return subprocess.run([binary("pg_restore"), "-f", "-", file], capture_output=True, check=True).stdout


def test_she_signs_in_on_the_new_machine_and_opens_a_sealed_case(restored: World) -> None:
    aigul = restored.cast.aigul.refresh()  # a keyring of a session begun here, with her password
    case = Case.objects.select_related("person").get(pk=restored.kept.pk)
    assert people.identity(case.person, by=aigul.actor).surname == "Алимова"
    told = sealing.opened(case, "intake", by=aigul.actor)
    assert told is not None
    assert told["words"] == WORDS
    found = people.search(query=people.parse("Шахноза Алимова"), by=aigul.actor)
    assert case.person_id in {match.id for match in found.matches}


def test_the_wrong_password_opens_nothing_there(restored: World) -> None:
    assert vault.hold(restored.cast.aigul.user.pk, OTHER_PASSWORD, "a session") is None


def test_her_pages_come_up_there(restored: World) -> None:
    client = signed_in(restored.cast.aigul)
    for path in ("/desk/", "/desk/cases/", f"/desk/cases/{restored.kept.pk}/", f"/desk/cases/{restored.erased.pk}/"):
        assert client.get(path).status_code == 200, path


def test_the_backup_itself_still_holds_the_keys_of_the_erased(world: World) -> None:
    """The control: without it the tests below would say nothing."""
    keys, data = written(world.backup.keys), written(world.backup.data)
    assert all(str(record).encode() in keys for record in world.gone)
    assert bytes(world.erased.person.identity).hex().encode() in data


def test_an_old_backup_opens_nothing_of_an_erased_person(restored: World) -> None:
    for table in (GroupKey, IndexRow):
        assert not table.objects.filter(record__in=restored.gone).exists()
        assert table.objects.filter(record=restored.kept.person_id).exists()
    assert not SealedRecord.objects.filter(pk__in=restored.gone).exists()
    for staff in (restored.cast.aigul, restored.cast.dina, restored.cast.bakyt):
        assert opens(staff.refresh(), restored.erased) == set()


def test_not_even_the_sealed_texts_of_the_backup_open_with_every_key_that_came_back(restored: World) -> None:
    aigul = restored.cast.aigul.refresh()
    old = restored.erased
    assert old.intake
    assert old.person.identity
    assert sealing.opened(old, "intake", by=aigul.actor) is None
    assert people.veiled([old.person], by=aigul.actor)[old.person_id].name == ""


def test_no_row_tells_of_the_erased(restored: World) -> None:
    person = Person.objects.get(pk=restored.erased.person_id)
    assert person.erased_on is not None
    assert (bytes(person.identity), bytes(person.contact)) == (b"", b"")
    case = Case.objects.get(pk=restored.erased.pk)
    assert bytes(case.intake) == b""
    assert {consent.state for consent in case.consents.all()} == {"expired"}
    assert not IdentityDocument.objects.filter(person=person).exists()
    assert not Relation.objects.filter(other=person).exists()
    assert not Relation.objects.filter(person=person).exists()


def test_nobody_finds_the_erased(restored: World) -> None:
    aigul = restored.cast.aigul.refresh().actor
    for typed in ("Мадина Юсупова", "+77012345678", "N1234567"):
        assert not people.search(query=people.parse(typed), by=aigul).matches, typed


def test_a_yes_taken_back_and_a_colleague_removed_stay_so(restored: World) -> None:
    assert opens(restored.cast.bakyt.refresh(), restored.shared) == set()
    assert opens(restored.gulnara.refresh(), restored.kept) == set()
    assert "identity" in opens(restored.cast.aigul.refresh(), restored.shared)


def test_a_colleague_who_was_removed_since_does_not_work_there_again(restored: World) -> None:
    gone, stays = restored.gulnara.refresh(), restored.cast.aigul.refresh()
    assert (gone.membership.active, gone.user.is_active, gone.membership.circles) == (False, False, [])
    assert gone.membership.left == timezone.now().date()
    assert (stays.membership.active, stays.user.is_active) == (True, True)
    assert orgs.membership_of(gone.user.pk) is None


def test_without_the_lists_nothing_is_restored(world: World, tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    with Server(home, hasty=True).in_use():
        done = komek(home, tmp_path / "nowhere", "restore", str(world.folder))
        assert done.returncode == 1
        assert "lists of erasures are not in" in done.stderr
        with Server(home).connect(OWNER, DATABASE) as connection:
            assert connection.execute("SELECT to_regclass('person')").fetchone() == (None,)
