"""A flood of canaries: chat ids, names and words rest nowhere, whatever goes wrong on the way."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from komek.doors.bots import conversations, handling, memory
from komek.doors.bots.models import Conversation
from komek.foundations import inbox
from komek.knowledge.guide.models import Gap
from tests.doors.bots.conftest import through_django
from tests.factories.orgs import Staff
from tests.leak.canaries import Flock
from tests.leak.places import Machine, logged
from tests.leak.scanner import Scanner
from tests.simulators.graph import Graph, reply, text
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator

pytestmark = [pytest.mark.leak, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def machine(owner_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Let temporary files and logs go where the test can look at them."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    machine = Machine(owner_address, tmp_path, temporary)
    with logged(machine.log):
        yield machine


class Chats:
    """People at two messengers and at the chat of the portal, who write nothing but canaries."""

    def __init__(self, flock: Flock, telegram: TelegramSimulator, graph: Graph) -> None:
        self.flock, self.telegram, self.graph = flock, telegram, graph
        self.chat, self.number = int(flock.number), flock.number
        self.post = through_django()

    def words(self, where: str) -> str:
        return f"{self.flock.text(where)} {self.flock.number}"

    def on_telegram(self, words: str) -> int:
        update = self.telegram.written(self.chat, {"text": words})
        update["message"]["from"] |= {"first_name": self.flock.word("name"), "username": self.flock.word("user")}
        return self.telegram.deliver(update)

    def on_whatsapp(self, content: dict[str, object]) -> int:
        body = self.graph.payload(content, number=self.number)
        signed = {"X-Hub-Signature-256": self.graph.signature(body)}
        return self.post("http://testserver/bots/whatsapp/", body, signed)


def flood(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    """Say everything in every way, while things go right and while they go wrong."""
    sim, word = chats.telegram, chats.words
    for at, words in enumerate(("wages", "unclear", "danger", "broken", "/start", "/clear")):
        chats.on_telegram(f"{words} {word(f'telegram.{at}')}")
        chats.on_whatsapp(text(f"{words} {word(f'whatsapp.{at}')}"))
    sim.media(chats.chat, "voice", word("voice").encode(), caption=word("caption"))
    chats.on_telegram("/person")
    sim.tap(chats.chat, "write")
    chats.on_telegram(word("message"))
    chats.on_whatsapp(reply("write"))
    chats.on_whatsapp(text(word("message on whatsapp")))
    chats.on_telegram(f"{chats.flock.number}1 {chats.flock.number}2 {word('after numbers')}")

    for fault in (
        Fault(500, {"description": word("fault")}),
        Fault(400, {"description": word("bad")}),
        Fault(cut=True),
    ):
        sim.fail(fault, on="sendMessage", times=4)
        chats.on_telegram(f"wages {word('in a fault')}")
    sim.blocked.add(chats.chat)
    chats.on_telegram(f"wages {word('blocked')}")
    sim.blocked.clear()
    errors = (RuntimeError(word("error")), OperationalError(word("database")), ValueError(word("value")))
    for at, error in enumerate(errors):
        with monkeypatch.context() as broken:

            def raises(*_args: object, error: Exception = error, **_more: object) -> None:
                raise error

            broken.setattr(handling._Sitting if at else conversations, "_turned" if at else "opened", raises)
            assert chats.on_telegram(f"wages {word('in an error')}") == (503 if at == 1 else 200)
            chats.on_whatsapp(text(f"wages {word('in an error of whatsapp')}"))
    for raw in (b'{"update_id": "' + word("raw").encode() + b'"}', word("no json").encode(), b'"' * 300_000):
        sim.deliver({}, raw=raw)
    sim.deliver(sim.written(chats.chat, {"text": word("wrong secret")}), secret="wrong")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for words in ("wages", "danger", "broken"):
        chats.post("http://testserver/en/chat/", f"q={words} {word('web')}".encode(), dict(headers))
    chats.post(f"http://testserver/en/chat/?q={chats.flock.word('query')}", b"", dict(headers))


def heads(operator: Staff) -> list[inbox.Head]:
    """Give the heads of what waits for the operator."""
    return list(inbox.queries.heads(inbox.queries.waiting(operator.actor), by=operator.actor).values())


@pytest.mark.xdist_group("leak-bots")
def test_nothing_of_anybody_rests_anywhere(
    machine: Machine,
    telegram: TelegramSimulator,
    graph: Graph,
    operator: Staff,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "PER_SECOND", 1e6)
    flock = Flock()
    chats = Chats(flock, telegram, graph)
    flood(chats, monkeypatch)
    scanner = Scanner(flock)

    assert machine.hits(scanner) == {}
    assert telegram.sent(chats.chat), "she was answered all the while"
    assert Conversation.objects.count() == 4, "one on each messenger, two in the chat: the third met an error"
    assert {each.channel for each in heads(operator)} == {"telegram", "whatsapp"}, (
        "what was meant for a person is there"
    )
    assert machine.log.stat().st_size > 200, "and things did go wrong"


@pytest.mark.xdist_group("leak-bots")
def test_the_scanner_would_find_it(machine: Machine, telegram: TelegramSimulator) -> None:
    flock = Flock()
    Gap.objects.create(week="2026-11-23", name=b"x" * 16, voices=5, words=f"asked by {flock.number}")
    handling.log.error("an update of %s", flock.word("log"))
    (machine.temporary / "a").write_bytes(SimpleUploadedFile("a", flock.text("file").encode()).read())
    assert {"dump", "log", "temporary files"} <= set(machine.hits(Scanner(flock)))
