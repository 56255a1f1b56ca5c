"""Telegram: reading updates of the Bot API, sending plain text with buttons. No parse_mode: markup is words."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from komek.doors.bots import wire
from komek.doors.bots.channels import Incoming, parts, shortened, units
from komek.doors.bots.memory import Media
from komek.doors.bots.nouns import Button, Heard, Said
from komek.doors.bots.wire import Refused, Undelivered
from komek.kernel.signs import plain

LONGEST_TEXT, LONGEST_CODE, LONGEST_LABEL = 4096, 64, 64
AT_ONCE, TRIES = 100, 32
"""Messages that one call deletes, and calls for one wish to delete."""

DELETABLE = 48 * 3600.0
"""Seconds for which Telegram lets a bot delete what it has sent."""

MEDIA = ("voice", "audio", "photo", "video", "video_note", "document")
OTHER = ("sticker", "animation", "location", "venue", "contact", "poll", "dice", "story")
"""What is sent by a person and has no words; everything else in a chat is a notice of Telegram's own."""

SUFFIX = {"voice": "ogg", "audio": "mp3", "photo": "jpg", "video": "mp4", "video_note": "mp4"}
WANTED = ["message", "callback_query"]
"""Kinds of updates that we ask Telegram for."""

OUR_FAULT = (401, 404)
"""The token is wrong: nothing can be sent to anybody, so nothing is acknowledged."""


log = logging.getLogger(__name__)


class Telegram:
    """The channel. Chats are private ones; their id is where an answer goes."""

    name, most, deletable, can_tell, keeps = "telegram", 100, DELETABLE, True, False

    def send(self, to: Incoming, said: Said, language: str) -> tuple[str, ...]:
        """Send one message, as several where it is long."""
        results = [each for payload in rendered(said) for each in _sent(int(to.chat), payload)]
        return tuple(str(each["message_id"]) for each in results if isinstance(each, dict) and "message_id" in each)

    def acknowledge(self, incoming: Incoming) -> None:
        """End the waiting sign on a tapped button; whether that works does not matter."""
        if incoming.tapped:
            try:
                call("answerCallbackQuery", {"callback_query_id": incoming.tapped})
            except (Undelivered, Refused):
                return

    def delete(self, chat: str, messages: tuple[str, ...]) -> tuple[str, ...]:
        """Delete messages, a hundred at a time; where one of them is refused, halves, so that only that one stays."""
        waiting = [messages[at : at + AT_ONCE] for at in range(0, len(messages), AT_ONCE)]
        left: list[str] = []
        for _each in range(TRIES):
            if not waiting:
                break
            some = waiting.pop()
            try:
                call("deleteMessages", {"chat_id": int(chat), "message_ids": [int(each) for each in some]})
            except Refused:
                half = len(some) // 2
                waiting += [some[:half], some[half:]] if half else []
                left += some if not half else ()
            except Undelivered:
                waiting.append(some)
                break
        return (*left, *(each for some in waiting for each in some))

    def fetch(self, media: Media, most: int) -> bytes:
        """Fetch a file."""
        found = call("getFile", {"file_id": media.file})
        path = found.get("file_path", "") if isinstance(found, dict) else ""
        if not path:
            raise Refused(404)
        return wire.fetch(f"{settings.KOMEK_TELEGRAM_API}/file/bot{settings.KOMEK_TELEGRAM_TOKEN}/{path}", most=most)


def _sent(chat: int, payload: dict[str, Any]) -> list[Any]:
    """Send a payload. Where Telegram does not take what is below it, the words go out all the same."""
    try:
        return [call("sendMessage", {"chat_id": chat, **payload})]
    except Refused as refused:
        if refused.status != wire.BAD or "reply_markup" not in payload:
            raise
    log.error("telegram refused the buttons of a message: it goes out with fewer. `komek doctor` looks at KOMEK_HOSTS.")
    for plainer in plainly(payload):
        try:
            return [call("sendMessage", {"chat_id": chat, **each}) for each in plainer]
        except Refused as refused:
            if refused.status != wire.BAD:
                raise
    raise Refused(wire.BAD)


def plainly(payload: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Give the same message with ever less below it: without links, which become words, then without any button."""
    rows = payload["reply_markup"]["inline_keyboard"]
    links = [f"{button['text']}: {button['url']}" for row in rows for button in row if "url" in button]
    taps = [kept for row in rows if (kept := [button for button in row if "url" not in button])]
    plain = {key: told for key, told in payload.items() if key != "reply_markup"}
    texts = [{**plain, "text": part} for part in parts("\n".join([plain["text"], *links]), LONGEST_TEXT)]
    if links and taps:
        yield [*texts[:-1], {**texts[-1], "reply_markup": {"inline_keyboard": taps}}]
    yield texts


def call(method: str, payload: Mapping[str, Any], *, timeout: float = 0.0) -> Any:
    """Call a method of the Bot API and give its result. Raises Undelivered or Refused."""
    url = f"{settings.KOMEK_TELEGRAM_API}/bot{settings.KOMEK_TELEGRAM_TOKEN}/{method}"
    reply = wire.post(url, payload, timeout=timeout)
    if reply.status in OUR_FAULT:
        raise Undelivered
    if not reply.body.get("ok"):
        raise Refused(reply.status)
    return reply.body.get("result")


def rendered(said: Said) -> list[dict[str, Any]]:
    """Lay a message out for sendMessage: whole, over several where it is long, with the buttons below the last."""
    found: list[dict[str, Any]] = [
        {"text": part, "link_preview_options": {"is_disabled": True}} for part in parts(plain(said.text), LONGEST_TEXT)
    ]
    rows = [[_button(button) for button in row] for row in said.buttons]
    if rows:
        found[-1]["reply_markup"] = {"inline_keyboard": rows}
    return found


def _button(button: Button) -> dict[str, str]:
    label = shortened(plain(button.label), LONGEST_LABEL)
    if button.url:
        return {"text": label, "url": button.url}
    if units(button.code) > LONGEST_CODE:
        raise ValueError("a code that Telegram does not take")
    return {"text": label, "callback_data": button.code}


def read(update: object) -> Incoming | None:
    """Read an update; None for what is no message or tap of somebody in a private chat."""
    try:
        if not isinstance(update, dict):
            return None
        if "callback_query" in update:
            return _tap(str(int(update["update_id"])), update["callback_query"])
        if "message" in update:
            return _message(str(int(update["update_id"])), update["message"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return None


def _tap(update: str, query: dict[str, Any]) -> Incoming | None:
    message = query["message"]
    if message["chat"]["type"] != "private":
        return None
    heard = Heard("tap", str(query.get("data", ""))[:LONGEST_CODE])
    return Incoming(update, str(int(message["chat"]["id"])), heard, tapped=str(query["id"]))


def _message(update: str, message: dict[str, Any]) -> Incoming | None:
    chat = message["chat"]
    if chat["type"] != "private":
        return None
    found = Incoming(
        update,
        str(int(chat["id"])),
        Heard("text", ""),
        message=str(int(message["message_id"])),
        language=str(message.get("from", {}).get("language_code", ""))[:8],
    )
    return _with_words(found, message)


def _with_words(found: Incoming, message: dict[str, Any]) -> Incoming | None:
    text = str(message.get("text", "")).replace("\0", "")
    if text:
        command, _, payload = text.partition(" ")
        heard = Heard("start", payload.strip()[:64]) if command == "/start" else Heard("text", text)
        return _with(found, heard)
    for kind in MEDIA:
        if message.get(kind):
            caption = str(message.get("caption", "")).replace("\0", "")
            return _with(found, Heard("media", caption), _media(kind, message[kind]))
    return found if any(kind in message for kind in OTHER) else None


def _media(kind: str, told: Any) -> Media:
    """Take the largest picture of several; the name is ours, theirs may name people."""
    best = told[-1] if isinstance(told, list) else told
    name = str(best.get("file_name", ""))
    ending = name.rpartition(".")[2] if "." in name else ""
    suffix = SUFFIX.get(kind) or (ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin")
    return Media(str(best["file_id"]), f"{kind}.{suffix.lower()}")


def _with(found: Incoming, heard: Heard, media: Media | None = None) -> Incoming:
    return Incoming(found.update, found.chat, heard, media, message=found.message, language=found.language)
