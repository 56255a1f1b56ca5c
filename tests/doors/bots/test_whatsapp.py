"""WhatsApp: signatures, both generations of payloads, and what is shown within its limits."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from komek.doors.bots import whatsapp, wire
from komek.doors.bots.channels import units
from komek.doors.bots.memory import Media
from komek.doors.bots.models import Conversation
from komek.doors.bots.nouns import Button, Said
from tests.doors.bots.conftest import post_payload
from tests.simulators import graph as graphs
from tests.simulators.graph import Graph, body, codes, reply, text
from tests.simulators.server import Fault

pytestmark = pytest.mark.django_db
NUMBER, USER = "77015550123", "KZ.13491208655302741918"
Knock = Callable[..., int]


def test_the_address_is_verified_with_our_word(graph: Graph) -> None:
    told = {"hub.mode": "subscribe", "hub.verify_token": "our-word", "hub.challenge": "42"}
    answer = Client().get("/bots/whatsapp/", told)
    assert (answer.status_code, answer.content) == (200, b"42")
    assert answer.headers["Content-Type"].startswith("text/plain")

    for wrong in (
        {"hub.verify_token": "x"},
        {"hub.mode": "x"},
        {"hub.challenge": "<script>"},
        {"hub.verify_token": ""},
    ):
        assert Client().get("/bots/whatsapp/", {**told, **wrong}).status_code == 403


def test_a_payload_must_be_signed(graph: Graph) -> None:
    payload = graph.payload(text("my wages"), number=NUMBER)
    right = graph.signature(payload)

    for wrong in ("", "sha256=", "sha256=00", right.upper(), right[7:], Graph(secret="other").signature(payload)):
        assert post_payload(payload, wrong) == 403
    assert post_payload(payload + b" ", right) == 403, "one byte more is another payload"
    assert not Conversation.objects.exists()
    assert post_payload(payload, right) == 200


@pytest.mark.parametrize("raw", [b"{", b"null", b"[1", b'"\xff"'])
def test_what_is_no_json_is_refused(raw: bytes, graph: Graph) -> None:
    assert post_payload(raw, graph.signature(raw)) == 400


def test_what_is_too_large_is_refused_before_it_is_read(graph: Graph) -> None:
    raw = b" " * (1024 * 1024 + 1)
    assert post_payload(raw, graph.signature(raw)) == 413


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ({"number": NUMBER}, NUMBER),
        ({"user": USER}, USER),
        ({"number": NUMBER, "user": USER}, NUMBER),
    ],
)
def test_both_generations_of_payloads_are_answered(
    who: dict[str, str], address: str, knock: Knock, graph: Graph
) -> None:
    assert knock(text("my wages"), **who) == 200
    sent = graph.sent(address)
    assert "WAGES" in body(sent[0]).upper()
    assert ("to" in sent[0]) == (address == NUMBER)

    assert knock(reply("topic:contract", kind="list_reply"), **who) == 200
    assert "CONTRACT" in "".join(body(each) for each in graph.sent(address)[len(sent) :]).upper()
    assert Conversation.objects.count() == 1


def test_one_person_is_one_conversation_whichever_way_she_is_named(knock: Knock, graph: Graph) -> None:
    knock(text("my wages"), number=NUMBER, user=USER)
    knock(text("my passport"), user=USER)
    assert Conversation.objects.count() == 1


def test_a_payload_that_comes_twice_is_answered_once(knock: Knock, graph: Graph) -> None:
    for _each in range(3):
        assert knock(text("my wages"), number=NUMBER, id="wamid.HBgLNzcwMTU1NTAxMjMVAgASGBQzQTRG") == 200
    assert len(graph.sent(NUMBER)) == 1


def answer_to(payload: bytes, signature: str) -> tuple[int, bytes]:
    """Post a payload; give the status and what is said."""
    headers = {"X-Hub-Signature-256": signature}
    answer = Client().post("/bots/whatsapp/", payload, content_type="application/json", headers=headers)
    return answer.status_code, answer.content


def test_a_signed_payload_is_answered_once_whatever_was_forgotten_meanwhile(graph: Graph) -> None:
    """A signature has no date: who has seen a payload could send it again for ever."""
    payload = graph.payload(text("my wages"), number=NUMBER)
    signature = graph.signature(payload)
    assert answer_to(payload, signature) == (200, b"")
    Conversation.objects.all().delete()
    assert answer_to(payload, signature) == (200, b"again")
    assert len(graph.sent(NUMBER)) == 1

    other = graph.payload(text("my wages"), number=NUMBER)
    assert answer_to(other, graph.signature(other)) == (200, b""), "the same words of another message are answered"
    assert len(graph.sent(NUMBER)) == 2


def test_a_message_in_another_payload_is_answered_once(graph: Graph) -> None:
    first = graph.payload(text("my wages"), number=NUMBER, id="wamid.one")
    second = graph.payload(text("my wages"), number=NUMBER, id="wamid.one") + b" "
    assert answer_to(first, graph.signature(first)) == (200, b"")
    assert answer_to(second, graph.signature(second)) == (200, b"again")
    assert len(graph.sent(NUMBER)) == 1


@pytest.mark.parametrize(("age", "code"), [(22 * 3600, b""), (24 * 3600, b"old"), (400 * 24 * 3600, b"old")])
def test_a_message_older_than_a_day_is_acknowledged_and_not_answered(age: int, code: bytes, graph: Graph) -> None:
    payload = graph.payload(text("my wages"), number=NUMBER, at=time.time() - age)
    assert answer_to(payload, graph.signature(payload)) == (200, code)
    assert len(graph.sent(NUMBER)) == (code == b"")
    assert Conversation.objects.exists() is (code == b"")


def test_what_could_not_be_answered_is_no_replay(graph: Graph) -> None:
    payload = graph.payload(text("my wages"), number=NUMBER)
    graph.fail(Fault(500), on="messages", times=4)
    assert answer_to(payload, graph.signature(payload))[0] == 503
    assert answer_to(payload, graph.signature(payload)) == (200, b"")
    assert len(graph.sent(NUMBER)) == 1


def test_where_the_marks_of_payloads_cannot_be_looked_up_the_payload_must_come_again(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise OperationalError

    payload = graph.payload(text("my wages"), number=NUMBER)
    with monkeypatch.context() as patched:
        patched.setattr(cache, "get", broken)
        assert answer_to(payload, graph.signature(payload))[0] == 503
    assert answer_to(payload, graph.signature(payload)) == (200, b"")


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://lookaside.fbsbx.com/media/1", True),
        ("https://mmg.whatsapp.net/v/1", True),
        ("https://mmg.whatsapp.net:443/v/1", True),
        ("http://lookaside.fbsbx.com/media/1", False),
        ("https://lookaside.fbsbx.com:8443/media/1", False),
        ("https://lookaside.fbsbx.com.example.org/media/1", False),
        ("https://evilfbsbx.com/media/1", False),
        ("https://somebody@lookaside.fbsbx.com/media/1", False),
        ("ftp://lookaside.fbsbx.com/media/1", False),
        ("file:///etc/passwd", False),
        ("http://127.0.0.1:1/media/1", False),
        ("https://[::1/", False),
        ("https://mmg.whatsapp.net:99999/", False),
        ("", False),
    ],
)
def test_a_file_is_fetched_only_where_meta_keeps_it_and_over_https(
    url: str, fine: bool, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    def fetch(url: str, **_more: object) -> bytes:
        fetched.append(url)
        return b"data"

    monkeypatch.setattr(wire, "get", lambda *_args, **_more: wire.Reply(200, {"url": url}))
    monkeypatch.setattr(wire, "fetch", fetch)
    if fine:
        assert whatsapp.WhatsApp().fetch(Media("1", "image.jpg"), 10) == b"data"
    else:
        with pytest.raises(wire.Refused):
            whatsapp.WhatsApp().fetch(Media("1", "image.jpg"), 10)
    assert fetched == [url] * fine


@pytest.mark.parametrize(
    "content",
    [
        {"type": "reaction", "reaction": {"emoji": "👍"}},
        {"type": "unsupported", "errors": [{"code": 131051}]},
        {"type": "system", "system": {"body": "changed"}},
        {"type": "text"},
        {"type": "interactive", "interactive": {"type": "nfm_reply"}},
        {},
    ],
)
def test_what_says_nothing_is_acknowledged(content: dict[str, Any], knock: Knock, graph: Graph) -> None:
    assert knock(content, number=NUMBER) == 200
    assert graph.messages == []


def test_notices_of_delivery_are_acknowledged(graph: Graph) -> None:
    payload = b'{"entry": [{"changes": [{"field": "messages", "value": {"statuses": [{"id": "x"}]}}]}]}'
    assert post_payload(payload, graph.signature(payload)) == 200


def test_faults_are_tried_again_and_outages_ask_for_the_payload_again(
    knock: Knock, graph: Graph, waits: list[float]
) -> None:
    graph.fail(Fault(500), on="messages", times=1)
    graph.fail(Fault(429, {"error": {"code": 130429}}), on="messages", times=1)
    assert knock(text("my wages"), number=NUMBER, id="wamid.one") == 200
    assert waits == [0.4, 1.0]

    graph.fail(Fault(cut=True), on="messages", times=4)
    assert knock(text("my passport"), number=NUMBER, id="wamid.two") == 503
    assert knock(text("my passport"), number=NUMBER, id="wamid.two") == 200
    assert len(graph.sent(NUMBER)) == 2


@pytest.mark.parametrize(("code", "status"), [(131047, 200), (131056, 503), (190, 503)])
def test_a_refusal_ends_it_and_a_wish_for_patience_does_not(code: int, status: int, knock: Knock, graph: Graph) -> None:
    graph.fail(Fault(401 if code == 190 else 400, {"error": {"code": code}}), on="messages", times=4)
    assert knock(text("my wages"), number=NUMBER) == status


def test_what_cannot_be_deleted_is_not_said_to_be(knock: Knock, graph: Graph) -> None:
    knock(text("my wages"), number=NUMBER)
    knock(text("/clear"), number=NUMBER)
    assert "cannot delete" in body(graph.sent(NUMBER)[-1])


def test_a_row_is_cut_with_its_whole_words_below() -> None:
    label = "Registration after you have arrived in Russia"
    (payload,) = whatsapp.rendered(Said("?", ((Button(label, "topic:x"),),)), "en")
    (row,) = payload["interactive"]["action"]["sections"][0]["rows"]
    assert row == {"id": "topic:x", "title": "Registration after you…", "description": label}
    assert graphs.refused({"messaging_product": "whatsapp", "to": "1", **payload}) == ""


def test_many_rows_go_over_several_lists_and_lose_none() -> None:
    rows = tuple((Button(f"Topic {at}", f"topic:{at}"),) for at in range(23))
    found = whatsapp.rendered(Said("Topics", rows), "ru")
    assert [len(codes(each)) for each in found] == [10, 10, 3]
    assert [code for each in found for code in codes(each)] == [f"topic:{at}" for at in range(23)]


@pytest.mark.parametrize("sign", ["a", "я", "🧕", "a b ", "a\n\n"])
def test_a_long_text_goes_before_the_buttons_and_loses_nothing(sign: str) -> None:
    said = Said(sign * 3000, ((Button("Home", "home"), Button("Person", "person")),))
    found = whatsapp.rendered(said, "en")
    assert all(graphs.refused({"messaging_product": "whatsapp", "to": "1", **each}) == "" for each in found)
    whole = "".join(body(each) for each in found)
    assert "".join(whole.split()) == "".join((sign * 3000).split())
    assert codes(found[-1]) == ["home", "person"]
    assert units(body(found[-1])) <= 1024


def test_links_stand_in_the_text() -> None:
    said = Said("An answer", ((Button("The page", "topic:x", "https://guide.example/en/x/"),),))
    assert body(whatsapp.rendered(said, "en")[0]) == "An answer\n\nThe page: https://guide.example/en/x/"
