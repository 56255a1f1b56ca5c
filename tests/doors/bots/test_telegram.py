"""Telegram by webhook: who may knock, what is answered, and what is never done twice."""

import pytest
import time_machine
from django.test import Client

from komek.doors.bots.models import Conversation
from tests.doors.bots.conftest import SECRET
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator, codes

pytestmark = pytest.mark.django_db
CHAT = 70012345


def last(sim: TelegramSimulator, chat: int = CHAT) -> str:
    return str(sim.sent(chat)[-1]["text"])


def test_a_first_visit_asks_for_the_language_and_then_answers_in_it(telegram: TelegramSimulator) -> None:
    assert telegram.text(CHAT, "/start") == 200
    assert "lang:ky" in codes(telegram.sent(CHAT)[-1])
    assert telegram.tap(CHAT, "lang:uz") == 200
    assert "from:UZ" in codes(telegram.sent(CHAT)[-1])
    telegram.tap(CHAT, "from:UZ")
    telegram.tap(CHAT, "to:RU")
    telegram.tap(CHAT, "topic:wages-unpaid")

    assert "15 " in last(telegram) or "Manba" in last(telegram)
    assert telegram.methods.count("answercallbackquery") == 4, "every tap is acknowledged"


def test_an_update_that_comes_twice_is_answered_once(telegram: TelegramSimulator) -> None:
    update = telegram.written(CHAT, {"text": "my wages"})

    assert [telegram.deliver(update), telegram.deliver(update)] == [200, 200]
    assert len(telegram.sent(CHAT)) == 1


def test_an_update_that_comes_again_is_acknowledged_with_a_code_of_its_own(telegram: TelegramSimulator) -> None:
    def answer_to(update: dict[str, object], secret: str = SECRET) -> tuple[int, bytes]:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        answer = Client().post("/bots/telegram/", update, content_type="application/json", headers=headers)
        return answer.status_code, answer.content

    update = telegram.written(CHAT, {"text": "my wages"})
    assert answer_to(update, "wrong") == (403, b"")
    assert [answer_to(update), answer_to(update)] == [(200, b""), (200, b"again")]
    assert answer_to({**update, "update_id": update["update_id"] + 1}) == (200, b""), "another one is answered"
    assert len(telegram.sent(CHAT)) == 2


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "ü"])
def test_whoever_does_not_know_the_secret_is_refused(secret: str, telegram: TelegramSimulator) -> None:
    update = telegram.written(CHAT, {"text": "/start"})

    assert telegram.deliver(update, secret=secret) == 403
    assert telegram.sent(CHAT) == []
    assert not Conversation.objects.exists()
    assert telegram.deliver(update) == 200, "the right one is let in"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'{"update_id": 1, "x": "' + b"y" * 300_000 + b'"}', 413),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 200),
        (b"null", 400),
        (b'{"update_id": "x", "message": {"text": 5}}', 200),
        (b'{"update_id": 5, "message": {"message_id": 1, "chat": {"id": "a", "type": "private"}}}', 200),
        (b'{"update_id": 5, "callback_query": {"id": 1}}', 200),
        (b'{"update_id": 5, "my_chat_member": {}}', 200),
    ],
)
def test_what_is_no_update_changes_nothing(raw: bytes, status: int, telegram: TelegramSimulator) -> None:
    assert telegram.deliver({}, raw=raw) == status
    assert not Conversation.objects.exists()


def test_without_a_bot_there_is_no_webhook(telegram: TelegramSimulator, settings: object) -> None:
    settings.KOMEK_TELEGRAM_SECRET = ""  # type: ignore[attr-defined]
    assert telegram.text(CHAT, "/start") == 404


def test_groups_are_left_alone(telegram: TelegramSimulator) -> None:
    assert telegram.give(telegram.written(-100, {"text": "my wages"}, kind="supergroup")) == 200
    assert telegram.messages == {}


def test_a_deep_link_opens_a_topic_in_its_language(telegram: TelegramSimulator) -> None:
    telegram.text(CHAT, "/start uz-cyrl_wages-unpaid")

    assert str(telegram.sent(CHAT)[0]["text"]).split("\n")[0].isupper()
    assert "Ҳ" in last(telegram) or "қ" in last(telegram)


@pytest.mark.parametrize(
    "text",
    [
        "<b>wages</b> [a](http://x) *_`",
        "wages \u202e\u2066 evil",
        "👨‍👩‍👧‍👦 wages 🧕🏽",
        "شو wages \u200f",
        "wages\0",
        "w" * 4096,
    ],
)
def test_markup_emoji_and_marks_of_direction_are_words(text: str, telegram: TelegramSimulator) -> None:
    telegram.text(CHAT, "/start en_health")
    assert telegram.text(CHAT, text) == 200

    assert len(telegram.sent(CHAT)) == 2
    assert all("_parse_mode" not in each for each in telegram.sent(CHAT))
    assert not any(sign in last(telegram) for sign in "\u202e\u2066\0")


def test_telegram_asks_for_patience_and_gets_it(telegram: TelegramSimulator, waits: list[float]) -> None:
    patience = {"ok": False, "error_code": 429, "parameters": {"retry_after": 2}}
    telegram.fail(Fault(429, patience), on="sendMessage", times=2)

    assert telegram.text(CHAT, "my wages") == 200
    assert waits == [2.0, 2.0]
    assert len(telegram.sent(CHAT)) == 1


def test_who_asks_for_too_much_patience_gets_the_update_again(telegram: TelegramSimulator, waits: list[float]) -> None:
    telegram.fail(Fault(429, {"ok": False, "parameters": {"retry_after": 300}}), on="sendMessage")
    update = telegram.written(CHAT, {"text": "my wages"})

    assert telegram.deliver(update) == 503
    assert waits == []
    assert telegram.deliver(update) == 200
    assert len(telegram.sent(CHAT)) == 1


@pytest.mark.parametrize("fault", [Fault(500), Fault(502, {"ok": False}), Fault(cut=True)])
def test_faults_of_the_network_are_tried_again(fault: Fault, telegram: TelegramSimulator, waits: list[float]) -> None:
    telegram.fail(fault, on="sendMessage", times=2)

    assert telegram.text(CHAT, "my wages") == 200
    assert waits == [0.4, 0.8]
    assert len(telegram.sent(CHAT)) == 1


def test_an_outage_loses_nothing(telegram: TelegramSimulator) -> None:
    telegram.text(CHAT, "/start en_health")
    telegram.fail(Fault(cut=True), on="sendMessage", times=4)
    update = telegram.written(CHAT, {"text": "my wages"})
    assert telegram.deliver(update) == 503

    assert telegram.deliver(update) == 200
    assert telegram.deliver(update) == 200
    assert len(telegram.sent(CHAT)) == 2


def test_what_went_out_is_not_said_again(telegram: TelegramSimulator) -> None:
    """Two messages: the first arrives, the second does not; the update comes again."""
    telegram.text(CHAT, "/start en_health")
    before = len(telegram.sent(CHAT))
    telegram.fail(Fault(), on="sendMessage")
    telegram.fail(Fault(500), on="sendMessage", times=4)
    update = telegram.written(CHAT, {"photo": [{"file_id": "x", "file_size": 5}], "caption": "my wages"})

    assert telegram.deliver(update) == 503
    assert len(telegram.sent(CHAT)) == before + 1
    assert telegram.deliver(update) == 200
    first, second = (each["text"] for each in telegram.sent(CHAT)[before:])
    assert "photos" in first
    assert "WAGES" in second.upper()


def test_who_has_blocked_the_bot_is_left_in_peace(telegram: TelegramSimulator) -> None:
    telegram.blocked.add(CHAT)
    assert telegram.text(CHAT, "my wages") == 200, "nothing comes again"
    assert telegram.methods.count("sendmessage") == 1


def test_a_wrong_token_acknowledges_nothing(telegram: TelegramSimulator, settings: object) -> None:
    settings.KOMEK_TELEGRAM_TOKEN = "other"  # type: ignore[attr-defined]
    assert telegram.text(CHAT, "my wages") == 503


def test_a_flood_is_answered_with_one_word_and_then_with_none(telegram: TelegramSimulator) -> None:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        telegram.text(CHAT, "/start en_health")
        for at in range(30):
            assert telegram.text(CHAT, f"my wages {at}") == 200
        told = [each["text"] for each in telegram.sent(CHAT)]
        assert len(told) == 13
        assert ["not read this message" in each for each in told].index(True) == 12
        assert {"home", "person"} <= set(codes(telegram.sent(CHAT)[12]))

        telegram.text(CHAT + 1, "my wages")
        assert len(telegram.sent(CHAT + 1)) == 1, "others are answered as ever"
        clock.shift(10)
        telegram.text(CHAT, "my passport")
        assert "PASSPORT" in last(telegram).upper(), "and so is she, some seconds later"


def test_an_error_of_ours_is_said_and_not_repeated_for_ever(
    telegram: TelegramSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    assert telegram.text(CHAT, "this is broken and secret", language="ru") == 200

    assert "сломал" in last(telegram).lower() or "наше" in last(telegram).lower()
    assert "secret" not in caplog.text
    assert str(CHAT) not in caplog.text
