"""The Bot API on loopback: what guidance.md 8.4 asks for, with the limits at which the real one refuses.

with TelegramSimulator().running() as …
sim.text(7, "/start")        # the user writes; delivered to the webhook if one is set, else kept for getUpdates
sim.tap(7, "lang:uz")        # she taps a button of the newest message that has one of this code
sim.fail(Fault(429, …), on="sendMessage")
sim.sent(7)                  # what the bot sent to a chat
"""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.server import Answer, Call, Simulator

BOT: dict[str, Any] = {
    "id": 4242,
    "is_bot": True,
    "first_name": "Yordam",
    "username": "yordam_test_bot",
    "can_join_groups": False,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
TOKEN = "4242:TEST"
LONGEST_TEXT, LONGEST_CODE, MOST_UPDATES = 4096, 64, 100
TRUE = (
    "sendchataction",
    "setmycommands",
    "deletemycommands",
    "setchatmenubutton",
    "setmydescription",
    "setmyshortdescription",
    "answercallbackquery",
    "logout",
    "close",
)
SENDING = {"sendphoto": "photo", "senddocument": "document", "sendlocation": "location"}
PORTS = (443, 80, 88, 8443)


class Refusal(Exception):  # noqa: N818 - what the API says no to
    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class Hook:
    """A webhook: where, and what is said with each update."""

    url: str = ""
    secret: str = ""
    allowed: list[str] = field(default_factory=list)


class TelegramSimulator(Simulator):
    """One bot and its chats."""

    def __init__(self, token: str = TOKEN, *, any_port: bool = True) -> None:
        super().__init__()
        self.token, self.any_port = token, any_port
        self.hook = Hook()
        self.updates: list[dict[str, Any]] = []
        self.arrived = threading.Condition()
        self.update_ids, self.message_ids = itertools.count(1001), itertools.count(1)
        self.messages: dict[int, list[dict[str, Any]]] = {}
        self.deleted: list[tuple[int, int]] = []
        self.stuck: set[int] = set()
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.methods: list[str] = []
        self.post: Callable[[str, bytes, dict[str, str]], int] = posted

    # what the bot calls

    def answer(self, call: Call) -> Answer:
        """Answer a call of a method, or hand out a file."""
        if call.path.startswith(f"/file/bot{self.token}/"):
            data = self.files.get(call.path.rpartition("/")[2])
            return Answer(raw=data) if data is not None else Answer(404, {"ok": False})
        head, _, method = call.path.rpartition("/")
        if head != f"/bot{self.token}":
            return Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        try:
            return Answer(body={"ok": True, "result": self._called(method.lower(), call.told)})
        except Refusal as refusal:
            told = {"ok": False, "error_code": refusal.status, "description": refusal.description}
            return Answer(refusal.status, told | ({"parameters": refusal.parameters} if refusal.parameters else {}))

    def _called(self, method: str, told: dict[str, Any]) -> Any:
        with self.lock:
            self.methods.append(method)
        if method in TRUE:
            return True
        if method in SENDING:
            return self._send_other(told, SENDING[method])
        own = getattr(self, f"_do_{method}", None)
        if own is None:
            raise Refusal(404, "Not Found")
        return own(told)

    def _do_getme(self, told: dict[str, Any]) -> Any:
        return BOT

    def _do_setwebhook(self, told: dict[str, Any]) -> Any:
        url = str(told.get("url", ""))
        port = urlsplit(url).port or 443
        if url and not self.any_port and (not url.startswith("https://") or port not in PORTS):
            raise Refusal(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        self.hook = Hook(url, str(told.get("secret_token", "")), list(told.get("allowed_updates") or []))
        return True

    def _do_deletewebhook(self, told: dict[str, Any]) -> Any:
        self.hook = Hook()
        if told.get("drop_pending_updates") in (True, "true", "True"):
            self.updates.clear()
        return True

    def _do_getwebhookinfo(self, told: dict[str, Any]) -> Any:
        return {"url": self.hook.url, "has_custom_certificate": False, "pending_update_count": len(self.updates)}

    def _do_getupdates(self, told: dict[str, Any]) -> Any:
        """Long polling: forget what is below the offset, give what is left, else wait."""
        if self.hook.url:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, limit = int(told.get("offset") or 0), min(int(told.get("limit") or MOST_UPDATES), MOST_UPDATES)
        until = time.monotonic() + float(told.get("timeout") or 0)
        with self.arrived:
            self.updates = [each for each in self.updates if each["update_id"] >= offset]
            while not self.updates and self.open and (left := until - time.monotonic()) > 0:
                self.arrived.wait(min(left, 0.2))
            return self.updates[:limit]

    def _do_sendmessage(self, told: dict[str, Any]) -> Any:
        text = str(told.get("text", ""))
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            raise Refusal(400, "Bad Request: message is too long")
        return self._keep(told, {"text": text})

    def _do_editmessagetext(self, told: dict[str, Any]) -> Any:
        return {**self._find(told), "text": str(told.get("text", ""))}

    _do_editmessagereplymarkup = _do_editmessagetext

    def _do_deletemessage(self, told: dict[str, Any]) -> Any:
        return self._do_deletemessages({**told, "message_ids": [told.get("message_id")]})

    def _do_deletemessages(self, told: dict[str, Any]) -> Any:
        ids, chat = [int(each) for each in told["message_ids"]], int(told["chat_id"])
        if not 0 < len(ids) <= 100:
            raise Refusal(400, "Bad Request: message_ids must be 1-100")
        if self.stuck & set(ids):
            raise Refusal(400, "Bad Request: message can't be deleted")
        self.deleted += [(chat, each) for each in ids]
        return True

    def _do_getfile(self, told: dict[str, Any]) -> Any:
        name = str(told.get("file_id"))
        if name not in self.files:
            raise Refusal(400, "Bad Request: invalid file_id")
        if len(self.files[name]) > 20 * 1000 * 1000:
            raise Refusal(400, "Bad Request: file is too big")
        return {
            "file_id": name,
            "file_unique_id": name,
            "file_size": len(self.files[name]),
            "file_path": f"docs/{name}",
        }

    def _send_other(self, told: dict[str, Any], kind: str) -> Any:
        given = told.get(kind)
        kinds: dict[str, dict[str, Any]] = {
            "photo": {"photo": [{"file_id": "p1", "file_unique_id": "u1", "width": 90, "height": 90}]},
            "document": {"document": {"file_id": "d1", "file_unique_id": "u2"}},
            "location": {
                "location": {"latitude": float(told.get("latitude", 0)), "longitude": float(told.get("longitude", 0))}
            },
        }
        what = kinds[kind]
        message = self._keep(told, what | ({"caption": told["caption"]} if "caption" in told else {}))
        return message | ({"_uploaded": len(given)} if isinstance(given, bytes) else {})

    def _keep(self, told: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        chat = int(told["chat_id"])
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        message = {
            "message_id": next(self.message_ids),
            "date": int(time.time()),
            "from": BOT,
            "chat": {"id": chat, "type": "private", "first_name": "Somebody"},
            **content,
        }
        markup = told.get("reply_markup")
        if isinstance(markup, dict) and "inline_keyboard" in markup:
            message["reply_markup"] = self._checked(markup)
        if told.get("parse_mode"):
            message["_parse_mode"] = told["parse_mode"]
        with self.lock:
            self.messages.setdefault(chat, []).append(message)
        return {key: value for key, value in message.items() if not key.startswith("_")}

    @staticmethod
    def _checked(markup: dict[str, Any]) -> dict[str, Any]:
        for button in (each for row in markup["inline_keyboard"] for each in row):
            code = button.get("callback_data")
            if not str(button.get("text", "")).strip() or (code is None) == ("url" not in button):
                raise Refusal(400, "Bad Request: inline keyboard button is invalid")
            if code is not None and not 0 < len(code.encode()) <= LONGEST_CODE:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        return markup

    def _find(self, told: dict[str, Any]) -> dict[str, Any]:
        mine = self.messages.get(int(told["chat_id"]), [])
        found = next((each for each in mine if each["message_id"] == int(told["message_id"])), None)
        if found is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        return found

    # what a person does

    def text(self, chat: int, text: str, **more: Any) -> Any:
        """Let somebody write."""
        return self.give(self.written(chat, {"text": text, **self._entities(text)}, **more))

    def written(
        self, chat: int, content: dict[str, Any], *, language: str = "", kind: str = "private"
    ) -> dict[str, Any]:
        """Make the update of a message."""
        sender: dict[str, Any] = {"id": chat, "is_bot": False, "first_name": "<b>Somebody</b>"}
        sender |= {"language_code": language} if language else {}
        message = {
            "message_id": next(self.message_ids),
            "date": int(time.time()),
            "chat": {"id": chat, "type": kind, "first_name": "<b>Somebody</b>"},
            "from": sender,
            **content,
        }
        return {"update_id": next(self.update_ids), "message": message}

    def media(self, chat: int, kind: str, data: bytes, **more: Any) -> Any:
        """Let somebody send a photo, a voice note or a document."""
        name = f"file{next(self.message_ids)}"
        self.files[name] = data
        told: Any = {"file_id": name, "file_unique_id": name, "file_size": len(data)}
        told |= {"duration": 3} if kind == "voice" else {}
        if kind == "photo":
            sizes = {"width": 90, "height": 90}
            told = [{**told, "file_id": "small", **sizes}, {**told, **sizes}]
        return self.give(self.written(chat, {kind: told, **more}))

    def tap(self, chat: int, code: str) -> Any:
        """Let somebody tap a button that stands below one of the bot's messages."""
        return self.give(self.tapped(chat, code))

    def tapped(self, chat: int, code: str) -> dict[str, Any]:
        """Make the update of a tap; fails where no message has that button."""
        message = next(each for each in reversed(self.messages[chat]) if code in codes(each))
        query = {
            "id": str(next(self.update_ids) * 7),
            "from": {"id": chat, "is_bot": False, "first_name": "Somebody"},
            "chat_instance": "1",
            "message": {key: value for key, value in message.items() if not key.startswith("_")},
            "data": code,
        }
        return {"update_id": next(self.update_ids), "callback_query": query}

    def give(self, update: dict[str, Any]) -> Any:
        """Deliver an update: to the webhook at once (its status is given back), else it waits for getUpdates."""
        if self.hook.url:
            return self.deliver(update)
        with self.arrived:
            self.updates.append(update)
            self.arrived.notify_all()
        return update

    def deliver(self, update: dict[str, Any], *, secret: str | None = None, raw: bytes | None = None) -> int:
        """Post an update to the webhook and give the status of its answer."""
        secret = self.hook.secret if secret is None else secret
        head = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
        return self.post(self.hook.url, raw if raw is not None else json.dumps(update).encode(), head)

    def sent(self, chat: int) -> list[dict[str, Any]]:
        """Give what the bot sent to a chat."""
        with self.lock:
            return list(self.messages.get(chat, []))

    @staticmethod
    def _entities(text: str) -> dict[str, Any]:
        if not text.startswith("/"):
            return {}
        return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]}


def posted(url: str, raw: bytes, headers: dict[str, str]) -> int:
    """Post to an address of this machine and give the status."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.request("POST", parts.path, raw, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def codes(message: dict[str, Any]) -> list[str]:
    """Give the codes of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button.get("callback_data", "") for row in rows for button in row]
