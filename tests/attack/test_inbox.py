"""A thief with the whole machine reads no message and no answer; with two numbers, exactly what their holder reads."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from komek.foundations import inbox, vault
from komek.foundations.inbox.models import Answer, Message
from komek.foundations.vault import Keyring, _receipts
from tests.attack.thief import Cell, Thief, as_keys, dump, lying_about
from tests.factories.orgs import Staff
from tests.foundations.inbox.conftest import Rota, calm, manned, rota
from tests.foundations.inbox.letters import WORDS, dropped, row, taken

__all__ = ["calm", "manned", "rota"]

pytestmark = pytest.mark.attack
ANSWER = "Эртага соат тўққизда келинг."
FORM = "phone|+77010000042"
Scene = tuple[inbox.Dropped, inbox.Dropped, inbox.Dropped]


@pytest.fixture
def scene(manned: Rota) -> Scene:
    """One message that waits, one that is held, one that was answered and whose writer went on."""
    back = inbox.Back("telegram", "77712345678", may_tell=True)
    waiting, held, answered = dropped(back=back), dropped(danger=True), dropped()
    taken(answered, manned.aigul)
    inbox.answer(message=row(answered), text=ANSWER, by=manned.aigul.actor)
    inbox.say_more(answered.receipt.first, answered.receipt.second, WORDS, source=b"x", back=back, danger=True)
    return waiting, held, answered


def cells() -> list[Cell]:
    """List every sealed value of the inbox, and where it stands."""
    found = []
    rows: list[Message | Answer] = [*Message.objects.all(), *Answer.objects.all()]
    for sealed in rows:
        record = sealed.sealed_record
        for name, column in sealed.sealed_fields().items():
            value = bytes(getattr(sealed, name))
            found.append(Cell(record.organisation, record.id, column.group, column.cell(sealed), value))
    return found


def test_with_everything_that_lies_on_the_machine_no_message_opens(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    tables = dump()
    candidates = lying_about(tables, tmp_path)
    assert len(cells()) == 9
    assert len(tables["vault_receipt"]) == 3
    loot = Thief(tables, cells()).tries(as_keys(candidates), FORM)
    assert not loot, "a key of a message lies on the machine"
    digits = [made.receipt.first + made.receipt.second for made in scene]
    told = b" ".join(candidates)
    assert not [each for each in digits if each.encode() in told or each[:8].encode() in told]


def test_every_run_of_digits_that_lies_about_names_no_receipt(scene: Scene) -> None:
    """What is tried here costs next to nothing in a test, and a third of a second each on a real machine."""
    names = {bytes(each["name"]) for each in dump()["vault_receipt"]}
    found = {run.decode() for text in lying_about(dump()) for run in re.findall(rb"(?=([0-9]{16}))", text)}
    assert names.isdisjoint(_receipts._run(each)[0] for each in found)
    assert _receipts._run(scene[0].receipt.first + scene[0].receipt.second)[0] in names, "a control"


def test_the_two_numbers_open_exactly_their_holders_answers(scene: Scene) -> None:
    """A control: the thief is able; what stops her is that the numbers are nowhere."""
    _waiting, _held, answered = scene
    _name, key = _receipts._run(answered.receipt.first + answered.receipt.second)
    loot = Thief(dump(), cells()).tries([key], FORM)
    assert loot.receipts == {row(answered).receipt}
    assert len(loot.answers) == 2, "the answer, and country and language"
    assert any(ANSWER.encode() in each for each in loot.answers)
    assert not loot.cells, "what she wrote opens to the circle alone"


def test_a_colleagues_key_opens_what_her_circle_may_read(scene: Scene, manned: Rota) -> None:
    """A control: by her private key Bakyt reads what waits for his circle, and not what Umit Almaty took."""
    waiting, held, answered = scene
    opened = {record for record, *_ in Thief(dump(), cells()).tries([private(manned.bakyt)], FORM).cells}
    onward = {each.pk for each in Message.objects.filter(number=2)}
    assert opened == {waiting.message, held.message} | onward
    mine = Thief(dump(), cells()).tries([private(manned.aigul)], FORM)
    assert {record for record, *_ in mine.cells} == {waiting.message, held.message, answered.message} | onward
    assert any(WORDS.encode() in text for text in mine.cells.values())
    assert not mine.receipts


def private(staff: Staff) -> bytes:
    ring = staff.keyring
    assert isinstance(ring, Keyring)
    return ring.private


def test_after_declining_not_even_a_colleagues_key_opens_it(scene: Scene, manned: Rota) -> None:
    kept = cells()
    inbox.decline(scene[1].ticket)
    inbox.erase(scene[0].receipt.first, scene[0].receipt.second, source=b"x")
    loot = Thief(dump(), kept).tries([private(manned.aigul), private(manned.bakyt)], FORM)
    assert {record for record, *_ in loot.cells} == set(Message.objects.values_list("pk", flat=True))
    assert len(kept) == 9
    assert {record for record, *_ in loot.cells}.isdisjoint({scene[0].message, scene[1].message})
    assert vault.open_receipt(scene[0].receipt.first + scene[0].receipt.second) is None
