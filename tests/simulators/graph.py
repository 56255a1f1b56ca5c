"""Meta's Graph address on loopback: takes messages within WhatsApp's limits, hands out media, signs payloads."""

import itertools
import json
import time
from typing import Any

from komek.foundations.vault import signatures
from tests.simulators.server import Answer, Call, Simulator

TOKEN, SECRET = "graph-token", "app-secret"
LONGEST_TEXT, LONGEST_BODY, LONGEST_LIST_BUTTON = 4096, 1024, 20
BUTTONS, LONGEST_BUTTON, ROWS, LONGEST_ROW, LONGEST_DESCRIPTION = 3, 20, 10, 24, 72


class Graph(Simulator):
    """One telephone number of a business."""

    def __init__(self, number: str = "1099", token: str = TOKEN, secret: str = SECRET) -> None:
        super().__init__()
        self.number, self.token, self.secret = number, token, secret
        self.ids = itertools.count(1)
        self.messages: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}

    def answer(self, call: Call) -> Answer:
        """Take a message, or tell where a file lies, or hand it out."""
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            return Answer(401, {"error": {"code": 190}})
        if call.path == f"/v1/{self.number}/messages":
            fault = refused(call.told)
            if fault:
                return Answer(400, {"error": {"code": 100, "message": fault}})
            self.messages.append(call.told)
            whom = call.told.get("to") or call.told.get("recipient")
            told = {"messaging_product": "whatsapp", "contacts": [{"input": whom, "wa_id": whom}]}
            return Answer(body=told | {"messages": [{"id": f"wamid.out{next(self.ids)}"}]})
        name = call.path.rpartition("/")[2]
        if call.path.startswith("/media/"):
            return Answer(raw=self.files[name]) if name in self.files else Answer(404, {})
        if name in self.files:
            return Answer(body={"url": f"{self.address}/media/{name}", "id": name})
        return Answer(404, {"error": {"code": 100}})

    def sent(self, whom: str) -> list[dict[str, Any]]:
        """Give the messages to somebody."""
        return [each for each in self.messages if whom in (each.get("to"), each.get("recipient"))]

    def payload(
        self,
        content: dict[str, Any],
        *,
        number: str = "",
        user: str = "",
        id: str = "",  # noqa: A002
        at: float = 0.0,
    ) -> bytes:
        """Make a payload of either generation: with a number, a user id, or both; of now or `at`."""
        contact: dict[str, Any] = {"profile": {"name": "<b>Somebody</b>"}}
        contact |= ({"wa_id": number} if number else {}) | ({"user_id": user} if user else {})
        message = {"id": id or f"wamid.in{next(self.ids):020}", "timestamp": str(int(at or time.time())), **content}
        message |= ({"from": number} if number else {}) | ({"from_user_id": user} if user else {})
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550001111", "phone_number_id": self.number},
            "contacts": [contact],
            "messages": [message],
        }
        entry = {"id": "77", "changes": [{"field": "messages", "value": value}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    def signature(self, body: bytes) -> str:
        """Sign a payload as Meta does."""
        return signatures.signature(self.secret, body)


def text(words: str) -> dict[str, Any]:
    """Make the content of a text message."""
    return {"type": "text", "text": {"body": words}}


def reply(code: str, title: str = "x", kind: str = "button_reply") -> dict[str, Any]:
    """Make the content of a tapped button or row."""
    return {"type": "interactive", "interactive": {"type": kind, kind: {"id": code, "title": title}}}


def codes(message: dict[str, Any]) -> list[str]:
    """Give the codes of what can be tapped below a message."""
    action = message.get("interactive", {}).get("action", {})
    buttons = [each["reply"]["id"] for each in action.get("buttons", [])]
    return buttons + [row["id"] for section in action.get("sections", []) for row in section["rows"]]


def body(message: dict[str, Any]) -> str:
    """Give the words of a message."""
    inside = message.get("text") or message["interactive"]["body"]
    return str(inside.get("body") or inside.get("text"))


def refused(told: dict[str, Any]) -> str:
    """Say why WhatsApp would refuse a message; "" where it would not."""
    if told.get("messaging_product") != "whatsapp" or ("to" in told) == ("recipient" in told):
        return "whom?"
    if told.get("type") == "text":
        return "" if 0 < _units(told["text"]["body"]) <= LONGEST_TEXT else "text too long"
    if told.get("type") != "interactive":
        return "unknown type"
    inside = told["interactive"]
    if not 0 < _units(inside["body"]["text"]) <= LONGEST_BODY:
        return "body too long"
    return _buttons(inside["action"]) if inside["type"] == "button" else _rows(inside["action"])


def _buttons(action: dict[str, Any]) -> str:
    titles = [each["reply"]["title"] for each in action["buttons"]]
    if not 0 < len(titles) <= BUTTONS or len(set(titles)) != len(titles):
        return "one to three different buttons"
    ids = [each["reply"]["id"] for each in action["buttons"]]
    return "" if _fit(titles, LONGEST_BUTTON) and _fit(ids, 256) else "button too long"


def _rows(action: dict[str, Any]) -> str:
    rows = [row for section in action["sections"] for row in section["rows"]]
    if not 0 < len(rows) <= ROWS or not _fit([action["button"]], LONGEST_LIST_BUTTON):
        return "one to ten rows below a button"
    if not _fit([row["title"] for row in rows], LONGEST_ROW) or len({row["id"] for row in rows}) != len(rows):
        return "row"
    return "" if _fit([row.get("description", "x") for row in rows], LONGEST_DESCRIPTION) else "description"


def _fit(texts: list[str], most: int) -> bool:
    return all(0 < _units(each) <= most for each in texts)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
