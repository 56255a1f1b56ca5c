"""Records from people without a key: filled in the call that made them, opened by their circles alone."""

from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from komek.foundations import vault
from komek.foundations.vault import uploads
from komek.foundations.vault.models import Circle, GroupKey, SealedFile
from komek.kernel.actor import Keyring
from tests.foundations.vault.conftest import House, Person

NOTE = vault.Schema("letter_note", 1, {"text": str})


class Note(vault.SealedRow):
    """A row of a room, as far as the vault looks at it."""

    RECORD: ClassVar[str] = "record"


def begun(house: House, *circles: UUID) -> vault.Letter:
    """Begin a letter to a house."""
    record = vault.Record(house.organisation, uuid4(), "message")
    return vault.begin_letter(record, ("story",), circles or (house.circle,))


def attached(letter: vault.Letter, content: bytes = b"hello") -> UUID:
    """Put a file into it."""
    return letter.attach(uploads.from_bytes("voice.ogg", content), "story")


def read(file: UUID, ring: Keyring) -> bytes:
    """Open a file."""
    return b"".join(vault.read_file(file, keyring=ring))


def test_a_stranger_fills_a_record_that_only_the_circles_open(
    house: House, other: House, aigul: Person, charos: Person
) -> None:
    with transaction.atomic():
        file = attached(begun(house))
    assert read(file, aigul.keyring()) == b"hello"
    with pytest.raises(vault.NotEntitled):
        vault.file_view(file, keyring=charos.keyring())


def test_every_circle_that_is_named_opens_it_until_it_is_withdrawn(
    house: House, other: House, aigul: Person, charos: Person
) -> None:
    with transaction.atomic():
        letter = begun(house, house.circle, other.circle)
        file = attached(letter)
    assert read(file, charos.keyring()) == b"hello"
    vault.withdraw(letter.record, ("story",), other.circle)
    with pytest.raises(vault.NotEntitled):
        read(file, charos.keyring())
    assert read(file, aigul.keyring()) == b"hello"


def test_a_letter_is_begun_and_closed_in_one_transaction_and_once(house: House) -> None:
    letter = begun(house)
    with pytest.raises(ValueError, match="new record"):
        vault.begin_letter(letter.record, ("story",), (house.circle,))
    assert "keys" not in repr(letter)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_letter_is_begun() -> None:
    with pytest.raises(ValueError, match="one transaction"):
        vault.begin_letter(vault.Record(uuid4(), uuid4(), "message"), ("story",), (uuid4(),))
    assert not GroupKey.objects.exists()


def test_a_circle_that_waits_for_its_renewal_cannot_be_the_only_reader(house: House) -> None:
    Circle.objects.filter(pk=house.circle).update(needs_generation=True)
    with pytest.raises(vault.NeedsGeneration):
        begun(house)
    assert not SealedFile.objects.exists()


def test_a_row_of_another_record_is_refused(house: House) -> None:
    letter, row = begun(house), Note()
    row.organisation, row.record = house.organisation, uuid4()  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="another record"):
        letter.seal_row(row, text={"text": "x"})


def test_what_is_not_taken_in_by_the_vault_is_attached_to_nothing(house: House) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    with pytest.raises(TypeError):
        begun(house).attach(SimpleUploadedFile("a.txt", b"clear"), "story")
