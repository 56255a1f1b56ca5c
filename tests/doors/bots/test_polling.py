"""Long polling; and the library's own client: what it reads of ours, and what the simulator answers it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import telegram as library
from django.db import OperationalError
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter, TimedOut
from typer.testing import CliRunner

from komek.cli import app
from komek.doors.bots import handling, news, polling
from komek.doors.bots import telegram as channel
from komek.doors.bots.channels import Incoming
from komek.doors.bots.models import Conversation
from komek.doors.bots.nouns import Heard
from komek.foundations import notify
from komek.foundations.notify import chats
from komek.foundations.notify.models import Wish
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator, codes

CHAT = 70012345
LINE = ("/start", "lang:uz", "from:UZ", "to:RU", "oylik bermayapti", "topic:wages-unpaid", "person", "/clear")
"""One conversation: what is typed, and what is tapped."""


def polled(simulator: TelegramSimulator, line: tuple[str, ...] = LINE) -> list[str]:
    """Have the conversation by polling and give what was said."""
    simulator.hook.url = ""
    for each in line:
        simulator.tap(CHAT, each) if ":" in each or each == "person" else simulator.text(CHAT, each)
        rounds = iter([True, False])
        polling.poll(lambda rounds=rounds: next(rounds), wait=0)  # type: ignore[misc]
    return [each["text"] for each in simulator.sent(CHAT)]


@pytest.mark.django_db
def test_the_same_conversation_by_polling_and_by_webhook(telegram: TelegramSimulator) -> None:
    for each in LINE:
        telegram.tap(CHAT, each) if ":" in each or each == "person" else telegram.text(CHAT, each)
    by_webhook = [each["text"] for each in telegram.sent(CHAT)]
    telegram.messages.clear()
    Conversation.objects.all().delete()
    assert polled(telegram) == by_webhook
    assert len(by_webhook) == len(LINE)


@pytest.mark.django_db
def test_polling_forgets_nothing_over_a_stop_and_answers_nothing_twice(telegram: TelegramSimulator) -> None:
    telegram.hook.url = ""
    telegram.text(CHAT, "/start en_health")
    telegram.text(CHAT, "my wages")
    rounds = iter([True, False])
    assert polling.poll(lambda: next(rounds), wait=0) == 2
    assert telegram.updates == [], "they are told as received before it ends"

    update = telegram.text(CHAT, "my passport")
    telegram.fail(Fault(cut=True, after=True), on="getUpdates")
    rounds = iter([True, True, False])
    waited: list[float] = []
    assert polling.poll(lambda: next(rounds), wait=0, pause=waited.append) == 1
    telegram.updates.append(update)
    rounds = iter([True, False])
    assert polling.poll(lambda: next(rounds), wait=0) == 1
    assert len(telegram.sent(CHAT)) == 3


@pytest.mark.django_db
def test_a_laptop_waits_out_an_outage(telegram: TelegramSimulator, waits: list[float]) -> None:
    telegram.hook.url = ""
    telegram.text(CHAT, "my wages")
    telegram.fail(Fault(500), on="sendMessage", times=9)
    waited: list[float] = []
    rounds = iter([True, True, True, False])
    assert polling.poll(lambda: next(rounds), wait=0, pause=waited.append) == 1
    assert waited == [2.0, 2.0]
    assert len(telegram.sent(CHAT)) == 1


@pytest.mark.django_db
def test_an_outage_of_any_length_loses_no_update(telegram: TelegramSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    telegram.hook.url = ""
    telegram.text(CHAT, "/start en_health")
    telegram.text(CHAT, "my wages")
    away: list[bool] = [True] * 9
    real = handling.answer

    def answer(*told: Any, **more: Any) -> handling.Answered:
        if away:
            away.pop()
            raise OperationalError("of somebody")
        return real(*told, **more)

    monkeypatch.setattr(handling, "answer", answer)
    waited: list[float] = []
    rounds = iter([True] * 10 + [False])
    assert polling.poll(lambda: next(rounds), wait=0, pause=waited.append) == 2
    assert waited == [2.0] * 9
    assert len(telegram.sent(CHAT)) == 2
    assert telegram.updates == []


OTHER = 70054321


def fails_for(chat: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no update of a chat be answered."""
    real = handling.answer

    def answer(told: Any, incoming: Incoming, **more: Any) -> handling.Answered:
        if incoming.chat == str(chat):
            raise OperationalError("of somebody")
        return real(told, incoming, **more)

    monkeypatch.setattr(handling, "answer", answer)


@pytest.mark.django_db
def test_an_update_that_cannot_be_answered_holds_back_its_own_chat_and_nobody_else(
    telegram: TelegramSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.hook.url = ""
    with monkeypatch.context() as fault:
        fails_for(CHAT, fault)
        for chat in (CHAT, OTHER, CHAT, OTHER):
            telegram.text(chat, "my wages")
        rounds = iter([True, True, True, False])
        waited: list[float] = []
        assert polling.poll(lambda: next(rounds), wait=0, pause=waited.append) == 2, "each of the other's once"
    assert (len(telegram.sent(CHAT)), len(telegram.sent(OTHER))) == (0, 2)
    assert waited == [2.0] * 3

    rounds = iter([True, False])
    polling.poll(lambda: next(rounds), wait=0)
    assert (len(telegram.sent(CHAT)), len(telegram.sent(OTHER))) == (2, 2), "and hers as soon as it can be"
    assert telegram.updates == []


@pytest.mark.django_db
def test_an_update_that_never_can_be_answered_is_given_up_once_many_others_were(
    telegram: TelegramSimulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.hook.url = ""
    monkeypatch.setattr(polling, "HELD_BACK", 3)
    fails_for(CHAT, monkeypatch)
    telegram.text(CHAT, "my wages")
    later = iter([True, True, True])

    def go_on() -> bool:
        telegram.text(OTHER, "my wages") if next(later, False) else None
        return bool(telegram.updates)

    polling.poll(go_on, wait=0, pause=lambda _: None)
    assert len(telegram.sent(OTHER)) == 3
    assert "given up" in caplog.text
    assert not any(secret in caplog.text for secret in (str(CHAT), "wages"))


@pytest.mark.django_db
def test_an_update_before_a_hundred_others_is_given_up_as_well(
    telegram: TelegramSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.hook.url = ""
    monkeypatch.setattr(polling, "HELD_BACK", 3)
    monkeypatch.setattr(polling, "MOST_AT_ONCE", 4)
    fails_for(CHAT, monkeypatch)
    for chat in (CHAT, OTHER, OTHER, OTHER):
        telegram.text(chat, "my wages")
    rounds = iter([True] * 3 + [False])
    assert polling.poll(lambda: next(rounds), wait=0, pause=lambda _: None) == 3, "all in the first round"
    assert telegram.updates == [], "two rounds later nothing holds back what comes next"


def test_a_webhook_and_polling_exclude_one_another(telegram: TelegramSimulator) -> None:
    with pytest.raises(polling.WebhookIsSet):
        polling.poll(lambda: True, wait=0)


def test_the_commands_tell_telegram_where_to_knock(telegram: TelegramSimulator) -> None:
    run = CliRunner().invoke
    told = run(app, ["telegram", "webhook", "set", "--url", "https://guide.example/bots/telegram/"])
    assert told.exit_code == 0, told.output
    assert telegram.hook.url == "https://guide.example/bots/telegram/"
    assert telegram.hook.secret == "a-secret_of-the-webhook"
    assert telegram.hook.allowed == ["message", "callback_query"]
    assert "https://guide.example/bots/telegram/" in run(app, ["telegram", "webhook", "info"]).output
    assert run(app, ["telegram", "webhook", "delete"]).exit_code == 0
    assert telegram.hook.url == ""
    assert "none" in run(app, ["telegram", "webhook", "info"]).output


@pytest.mark.parametrize("lacking", ["KOMEK_TELEGRAM_TOKEN", "KOMEK_TELEGRAM_SECRET"])
def test_a_command_without_its_setting_says_which(lacking: str, telegram: TelegramSimulator, settings: Any) -> None:
    setattr(settings, lacking, "")
    found = CliRunner().invoke(app, ["telegram", "webhook", "set", "--url", "https://guide.example/"])
    assert lacking in str(found.exception)
    assert telegram.methods == []


@pytest.mark.parametrize("secret", ["with blank", "ü", "x" * 257])
def test_a_secret_that_telegram_would_not_take_is_refused(
    secret: str, telegram: TelegramSimulator, settings: Any
) -> None:
    settings.KOMEK_TELEGRAM_SECRET = secret
    found = CliRunner().invoke(app, ["telegram", "webhook", "set", "--url", "https://guide.example/"])
    assert "256" in str(found.exception)


@pytest.fixture(autouse=True)
def newest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the library as its next version will be."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def asked(simulator: TelegramSimulator, question: Callable[[library.Bot], Awaitable[Any]]) -> Any:
    """Ask with the library's own client."""

    async def ask() -> Any:
        address, files = f"{simulator.address}/bot", f"{simulator.address}/file/bot"
        async with library.Bot(simulator.token, base_url=address, base_file_url=files) as bot:
            return await question(bot)

    return asyncio.run(ask())


def test_the_library_reads_our_simulator(telegram: TelegramSimulator) -> None:
    telegram.hook.url = ""
    me = asked(telegram, lambda bot: bot.get_me())
    assert (me.is_bot, me.username) == (True, "yordam_test_bot")

    telegram.text(CHAT, "/start uz_health", language="uz")
    (update,) = asked(telegram, lambda bot: bot.get_updates(timeout=1))
    assert update.message.text == "/start uz_health"
    assert update.message.from_user.language_code == "uz"
    assert update.message.entities[0].type == "bot_command"

    sent = asked(telegram, lambda bot: bot.send_message(CHAT, "words", reply_markup=keyboard()))
    assert (sent.text, sent.date.year >= 2026, sent.chat.type) == ("words", True, "private")
    telegram.tap(CHAT, "a")
    found = asked(telegram, lambda bot: bot.get_updates(offset=update.update_id + 1))
    assert (found[0].callback_query.data, found[0].callback_query.message.text) == ("a", "words")
    photo = asked(telegram, lambda bot: bot.send_photo(CHAT, b"\x89PNG", caption="c"))
    assert (photo.photo[0].file_id, photo.caption) == ("p1", "c")
    assert asked(telegram, lambda bot: bot.send_location(CHAT, 41.3, 69.2)).location.latitude == 41.3
    assert asked(telegram, lambda bot: bot.delete_messages(CHAT, [sent.message_id]))
    assert asked(telegram, lambda bot: bot.set_webhook("https://guide.example/", secret_token="s"))  # noqa: S106
    assert asked(telegram, lambda bot: bot.get_webhook_info()).url == "https://guide.example/"
    with pytest.raises(Conflict):
        asked(telegram, lambda bot: bot.get_updates())


def keyboard() -> library.InlineKeyboardMarkup:
    """Make a keyboard of one button with the library."""
    return library.InlineKeyboardMarkup([[library.InlineKeyboardButton("A", callback_data="a")]])


def test_the_library_meets_the_faults_of_the_real_service(telegram: TelegramSimulator) -> None:
    telegram.fail(Fault(429, {"ok": False, "description": "x", "parameters": {"retry_after": 3}}), on="sendMessage")
    with pytest.raises(RetryAfter):
        asked(telegram, lambda bot: bot.send_message(CHAT, "words"))
    with pytest.raises(BadRequest, match="too long"):
        asked(telegram, lambda bot: bot.send_message(CHAT, "x" * 4097))
    telegram.blocked.add(CHAT)
    with pytest.raises(Forbidden):
        asked(telegram, lambda bot: bot.send_message(CHAT, "words"))
    telegram.fail(Fault(slow=0.6), on="getMe", times=2)
    with pytest.raises(TimedOut):
        asked(telegram, lambda bot: bot.get_me(read_timeout=0.2))


@pytest.mark.django_db
def test_the_library_and_we_read_the_same_updates(telegram: TelegramSimulator) -> None:
    telegram.text(CHAT, "/start en_health")
    updates = [
        telegram.written(CHAT, {"text": "words 🧕 <b>"}),
        telegram.written(CHAT, {"voice": {"file_id": "v", "file_unique_id": "u", "duration": 2}}),
        telegram.tapped(CHAT, "home"),
    ]
    for raw in updates:
        theirs, ours = library.Update.de_json(raw, None), channel.read(raw)
        assert theirs is not None
        assert ours is not None
        assert ours.update == str(theirs.update_id)
        assert ours.chat == str(theirs.effective_chat.id)  # type: ignore[union-attr]
        if theirs.callback_query:
            assert ours.heard == Heard("tap", theirs.callback_query.data or "")
        elif theirs.message and theirs.message.voice:
            assert ours.media is not None
            assert ours.media.file == theirs.message.voice.file_id
        else:
            assert ours.heard.text == (theirs.message.text if theirs.message else "")


@pytest.mark.django_db
def test_the_library_reads_what_we_send(telegram: TelegramSimulator) -> None:
    telegram.text(CHAT, "/start uz_wages-unpaid")
    raw = telegram.sent(CHAT)[-1]
    message = library.Message.de_json(raw, None)
    assert message is not None
    assert message.text == raw["text"]
    assert message.reply_markup is not None
    told = [button.callback_data for row in message.reply_markup.inline_keyboard for button in row]
    assert [code for code in told if code] == [code for code in codes(raw) if code]


@pytest.mark.django_db
def test_a_colleague_links_her_own_chat_for_notices(telegram: TelegramSimulator, operator: Any) -> None:
    code = notify.link_code(operator.user.pk)
    telegram.text(CHAT, f"/start {code}", language="ru")
    assert "связан" in telegram.sent(CHAT)[-1]["text"].lower() or "привязан" in telegram.sent(CHAT)[-1]["text"].lower()
    assert chats.opened(Wish.objects.get(user=operator.user.pk)) == str(CHAT)
    telegram.text(CHAT + 1, f"/start {code}")
    assert "not known" in telegram.sent(CHAT + 1)[-1]["text"]

    assert news.tell_colleague(str(CHAT), "Something waits for you")
    assert telegram.sent(CHAT)[-1]["text"] == "Something waits for you"
    telegram.fail(Fault(500), on="sendMessage", times=4)
    assert not news.tell_colleague(str(CHAT), "Something waits for you"), "it is tried again later"
    telegram.blocked.add(CHAT)
    with pytest.raises(notify.Unreachable):
        news.tell_colleague(str(CHAT), "Something waits for you")
