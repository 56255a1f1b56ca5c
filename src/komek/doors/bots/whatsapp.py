"""WhatsApp Cloud API: reading both generations of payloads, laying messages out as texts, buttons and lists.

Since 2026 a message names who wrote it by a business-scoped user id (`from_user_id`), and by her number (`from`) only
where she shows it. WhatsApp takes three buttons of twenty signs or a list of ten rows; what does not fit is a list,
its rows cut with the whole words below. Nothing is ever sent unasked: outside of 24 hours it would be refused.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from komek.doors.bots import wire
from komek.doors.bots.channels import Incoming, parts, shortened, units
from komek.doors.bots.memory import Media
from komek.doors.bots.nouns import Button, Heard, Said
from komek.doors.bots.wire import Refused, Undelivered
from komek.kernel.signs import plain
from komek.knowledge.guide import words

LONGEST_TEXT, LONGEST_BODY = 4096, 1024
BUTTONS, LONGEST_BUTTON = 3, 20
ROWS, LONGEST_ROW, LONGEST_DESCRIPTION = 10, 24, 72
MEDIA = {"image": "jpg", "audio": "ogg", "video": "mp4", "document": "bin"}
PATIENCE = (4, 80007, 130429, 131048, 131056)
"""Codes of Meta that ask for fewer messages."""

HTTPS = 443
LONGEST_TIME = 12
"""Digits of an instant in seconds."""

HOSTS = (".facebook.com", ".fbsbx.com", ".whatsapp.net")
OUR_FAULT = (401, 403, 404)


log = logging.getLogger(__name__)


class WhatsApp:
    """The channel."""

    name, most, deletable, can_tell, keeps = "whatsapp", ROWS, 0.0, True, False

    def send(self, to: Incoming, said: Said, language: str) -> tuple[str, ...]:
        """Send one message, as several where it is long. None of them can be deleted."""
        for payload in rendered(said, language):
            _send_well(to.address or to.chat, payload)
        return ()

    def acknowledge(self, incoming: Incoming) -> None:
        """Do nothing: a tap waits for no sign."""

    def delete(self, chat: str, messages: tuple[str, ...]) -> tuple[str, ...]:
        """Do nothing: WhatsApp lets no bot delete."""
        return messages

    def fetch(self, media: Media, most: int) -> bytes:
        """Fetch a file: its address first, then what lies there. Only Meta's own host gets our token."""
        head = {"Authorization": f"Bearer {settings.KOMEK_WHATSAPP_TOKEN}"}
        told = wire.get(f"{settings.KOMEK_WHATSAPP_API}/{media.file}", headers=head)
        url = str(told.body.get("url", ""))
        if not _of_meta(url):
            raise Refused(told.status)
        return wire.fetch(url, headers=head, most=most)


def _of_meta(url: str) -> bool:
    """Say whether an address may be given our token: where we call anyway, or Meta's own over https."""
    try:
        told, ours = urlsplit(url), urlsplit(settings.KOMEK_WHATSAPP_API)
        if (told.scheme, told.hostname, told.port) == (ours.scheme, ours.hostname, ours.port):
            return told.username is None
        fine = told.scheme == "https" and told.port in (None, HTTPS) and told.username is None
    except ValueError:
        return False
    return fine and (told.hostname or "").endswith(HOSTS)


def _send_well(address: str, payload: dict[str, Any]) -> None:
    """Send a payload. Where WhatsApp does not take its buttons, the words go out all the same."""
    try:
        _send(address, payload)
    except Refused as refused:
        if refused.status != wire.BAD or payload["type"] != "interactive":
            raise
        log.error("whatsapp refused the buttons of a message: its words go out without them")
        for part in parts(plainly(payload), LONGEST_TEXT):
            _send(address, _text(part))


def plainly(payload: dict[str, Any]) -> str:
    """Give the words of a message with buttons, and of the buttons below."""
    told = payload["interactive"]
    action = told["action"]
    replies = [each["reply"]["title"] for each in action.get("buttons", [])]
    rows = [row.get("description", row["title"]) for section in action.get("sections", []) for row in section["rows"]]
    return "\n".join([told["body"]["text"], "", *(f"• {label}" for label in (*replies, *rows))])


def _send(address: str, payload: Mapping[str, Any]) -> None:
    url = f"{settings.KOMEK_WHATSAPP_API}/{settings.KOMEK_WHATSAPP_NUMBER}/messages"
    head = {"Authorization": f"Bearer {settings.KOMEK_WHATSAPP_TOKEN}"}
    whom = {"to": address} if address.isdecimal() else {"recipient": address}
    common = {"messaging_product": "whatsapp", "recipient_type": "individual", **whom}
    reply = wire.post(url, {**common, **payload}, headers=head)
    if reply.status < wire.BAD:
        return
    error = reply.body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if reply.status in OUR_FAULT or code in PATIENCE:
        raise Undelivered
    raise Refused(reply.status)


def rendered(said: Said, language: str) -> list[dict[str, Any]]:
    """Lay a message out: long text first, then what can be tapped, below the last paragraphs."""
    links = [button for button in said.all_buttons if button.url]
    taps = [button for button in said.all_buttons if not button.url]
    text = plain("\n\n".join([said.text, *(f"{each.label}: {each.url}" for each in links)]))
    if not taps:
        return [_text(part) for part in parts(text, LONGEST_TEXT)]
    before, body = _split(text)
    found = [_text(part) for part in parts(before, LONGEST_TEXT)] if before else []
    pages = [taps[at : at + ROWS] for at in range(0, len(taps), ROWS)]
    return found + [_tappable("…" if at else body, page, language) for at, page in enumerate(pages)]


def _text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _tappable(body: str, buttons: list[Button], language: str) -> dict[str, Any]:
    labels = [plain(button.label) for button in buttons]
    distinct = len(set(labels)) == len(labels)
    if len(buttons) <= BUTTONS and distinct and all(units(label) <= LONGEST_BUTTON for label in labels):
        replies = [
            {"type": "reply", "reply": {"id": button.code, "title": label}}
            for button, label in zip(buttons, labels, strict=True)
        ]
        action: dict[str, Any] = {"buttons": replies}
        return {"type": "interactive", "interactive": {"type": "button", "body": {"text": body}, "action": action}}
    rows = [_row(button.code, label) for button, label in zip(buttons, labels, strict=True)]
    action = {
        "button": shortened(words(language or "en").say("bot", "choose"), LONGEST_BUTTON),
        "sections": [{"rows": rows}],
    }
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": body}, "action": action}}


def _row(code: str, label: str) -> dict[str, str]:
    row = {"id": code, "title": shortened(label, LONGEST_ROW)}
    if row["title"] != label:
        row["description"] = shortened(label, LONGEST_DESCRIPTION)
    return row


def _split(text: str) -> tuple[str, str]:
    """Give what goes before, and the last paragraphs that fit beside buttons."""
    if units(text) <= LONGEST_BODY:
        return "", text
    paragraphs = text.split("\n\n")
    kept: list[str] = []
    while paragraphs and units("\n\n".join([paragraphs[-1], *kept])) <= LONGEST_BODY:
        kept.insert(0, paragraphs.pop())
    if kept:
        return "\n\n".join(paragraphs), "\n\n".join(kept)
    *first, last = parts(paragraphs.pop(), LONGEST_BODY)
    return "\n\n".join([*paragraphs, *first]), last


def read(payload: object) -> list[Incoming]:
    """Read a payload; what is no message of somebody (a receipt of delivery, a notice) is left out."""
    found: list[Incoming] = []
    for value in _values(payload):
        people = [each for each in value.get("contacts") or [] if isinstance(each, dict)]
        for message in value.get("messages") or []:
            try:
                one = _message(message, people)
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
            if one:
                found.append(one)
    return found


def _values(payload: object) -> Iterator[dict[str, Any]]:
    try:
        for entry in payload["entry"]:  # type: ignore[index] # whatever it is: a wrong one raises
            for change in entry["changes"]:
                if change.get("field") == "messages" and isinstance(change["value"], dict):
                    yield change["value"]
    except (KeyError, TypeError, AttributeError):
        return


def _message(message: dict[str, Any], people: list[dict[str, Any]]) -> Incoming | None:
    number = str(message.get("from") or "")
    user = str(message.get("from_user_id") or "") or next(
        (str(each.get("user_id") or "") for each in people if not number or each.get("wa_id") in (number, None)), ""
    )
    if not (number or user) or not all(sign.isalnum() or sign == "." for sign in number + user):
        return None
    update = str(message["id"])[-48:]
    address = number if number.isdecimal() else user
    heard, media = _heard(message)
    said = str(message.get("timestamp", ""))
    at = float(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_TIME else 0.0
    return Incoming(update, user or number, heard, media, address=address, at=at) if heard else None


def _heard(message: dict[str, Any]) -> tuple[Heard | None, Media | None]:
    kind = message["type"]
    if kind == "text":
        text = str(message["text"]["body"]).replace("\0", "")
        command, _, payload = text.partition(" ")
        return (Heard("start", payload.strip()[:64]) if command == "/start" else Heard("text", text)), None
    if kind == "interactive":
        told = message["interactive"]
        return Heard("tap", str(told[told["type"]]["id"])[:200]), None
    if kind == "button":
        return Heard("text", str(message["button"].get("text", ""))), None
    if kind in MEDIA:
        caption = str(message[kind].get("caption", ""))
        return Heard("media", caption), Media(str(message[kind]["id"]), f"{kind}.{MEDIA[kind]}")
    return (Heard("text", "") if kind in ("sticker", "location", "contacts") else None), None
