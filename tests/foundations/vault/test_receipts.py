"""Receipts: sixteen digits open what was sealed to them, and nothing else does."""

from uuid import uuid4

import pytest

from komek.foundations import vault
from komek.foundations.vault import _argon, _receipts, erasure
from komek.foundations.vault.models import Receipt, ReceiptSalt
from komek.kernel.cards import like_card

PLACE = "answers.words:1"


def wrong(digits: str) -> str:
    """Give digits that differ in the last one."""
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def test_the_digits_open_what_was_sealed_to_them(db: None) -> None:
    made = vault.make_receipt()
    assert made.digits.isdecimal()
    assert len(made.digits) == 16
    assert made.digits not in repr(made)
    sealed = vault.seal_to_receipt(made.id, PLACE, "Келинг.".encode())
    found = vault.open_receipt(made.digits)
    assert found is not None
    assert found.id == made.id
    assert found.open(sealed, PLACE).decode() == "Келинг."
    assert str(made.id) in repr(found)
    assert "private" not in repr(found)


@pytest.mark.parametrize(
    "digits", ["", "1", "123456789012345", "12345678901234567", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", "1234567890abcdef"]
)
def test_what_is_no_receipt_costs_no_run(digits: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_argon, "run", lambda *_: pytest.fail("a run"))
    assert vault.open_receipt(digits) is None


def test_other_digits_open_nothing(db: None) -> None:
    made = vault.make_receipt()
    assert vault.open_receipt(wrong(made.digits)) is None
    assert vault.open_receipt(made.digits[8:] + made.digits[:8]) is None


def test_what_is_sealed_for_one_place_or_receipt_opens_in_no_other(db: None) -> None:
    one, other = vault.make_receipt(), vault.make_receipt()
    found, stranger = vault.open_receipt(one.digits), vault.open_receipt(other.digits)
    assert found is not None
    assert stranger is not None
    sealed = vault.seal_to_receipt(one.id, PLACE, b"Come.")
    for ring, place in ((found, "answers.words:2"), (found, ""), (stranger, PLACE)):
        with pytest.raises(vault.Tampered):
            ring.open(sealed, place)


def test_a_wrapped_key_moved_to_another_receipt_does_not_open(db: None) -> None:
    one, other = vault.make_receipt(), vault.make_receipt()
    Receipt.objects.filter(pk=one.id).update(wrapped=Receipt.objects.get(pk=other.id).wrapped)
    with pytest.raises(vault.Tampered):
        vault.open_receipt(one.digits)


def test_the_length_of_an_answer_tells_steps_only(db: None) -> None:
    made = vault.make_receipt()
    lengths = {len(vault.seal_to_receipt(made.id, PLACE, b"x" * size)) for size in range(60)}
    assert len(lengths) <= 2


def test_a_dropped_receipt_is_gone_also_from_an_older_backup(db: None) -> None:
    made = vault.make_receipt()
    kept = Receipt.objects.get(pk=made.id)
    vault.drop_receipt(made.id)
    vault.drop_receipt(made.id)
    assert vault.open_receipt(made.digits) is None
    with pytest.raises(vault.NotEntitled):
        vault.seal_to_receipt(made.id, PLACE, b"late")
    with pytest.raises(vault.NotEntitled):
        vault.seal_to_receipt(uuid4(), PLACE, b"never")
    kept.save(force_insert=True)
    erasure.flush()
    erasure.prepare()
    assert erasure.replay().removed_again == 1
    assert vault.open_receipt(made.digits) is None


def test_all_receipts_of_an_installation_share_one_salt_and_keep_their_cost(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = vault.make_receipt()
    monkeypatch.setattr(_argon, "cost", lambda: _argon.Cost(passes=2, memory=16))
    assert vault.open_receipt(made.digits) is not None, "a dearer run later opens old receipts still"
    vault.make_receipt()
    assert ReceiptSalt.objects.count() == 1
    salt = ReceiptSalt.objects.get()
    assert (len(bytes(salt.salt)), salt.passes, salt.memory) == (16, 1, 8)
    ReceiptSalt.objects.update(salt=b"x" * 16)
    assert vault.open_receipt(made.digits) is None, "another installation, another name"


def test_a_run_of_digits_is_no_run_of_a_password(db: None) -> None:
    salt = _receipts._first_salt()
    digits = "1234567890123456"
    name, key = _receipts._run(digits)
    as_password = _argon.run(digits, bytes(salt.salt), _argon.cost())
    assert key != as_password.wrapping
    assert name != as_password.verifier[:16]


def test_a_ticket_is_known_by_its_hash_alone() -> None:
    made, known_by = vault.ticket()
    assert vault.ticket_hash(made) == known_by
    assert made.encode() not in known_by
    assert vault.ticket_hash(made + "x") != known_by


@pytest.mark.django_db
def test_no_receipt_is_like_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types both numbers in one line must not be taken for somebody with a card."""
    card, other = "4539578763621486", "4539578763621487"
    assert (like_card(card), like_card(other)) == (True, False)
    drawn = iter([card, card, other])
    monkeypatch.setattr(_receipts, "_drawn", lambda: next(drawn))
    assert vault.make_receipt().digits == other
