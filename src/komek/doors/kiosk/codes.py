"""Codes for a phone: the same topic in the same language, as a page and in the bot."""

from dataclasses import dataclass
from urllib.parse import urlencode

import segno
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Code:
    """A code that a phone scans: its drawing, what stands under it, where it leads."""

    drawing: SafeString
    key: str
    address: str
    name: str = ""


def codes(portal: str, bot: str, language: str, topic: str, asked: dict[str, str]) -> tuple[Code, ...]:
    """Give the code of the page, and beside it the bot's where there is one. Both open the topic in the language."""
    told = {key: value for key, value in asked.items() if value}
    page = f"{portal.rstrip('/')}/{language}/{topic}/" + (f"?{urlencode(told)}" if told else "")
    found = [Code(drawn(page), "portal", page)]
    if bot:
        start = language + "_" + ("hotline" if topic == "person" else topic)
        chat = f"https://t.me/{bot}?" + urlencode({"start": start})
        found.append(Code(drawn(chat), "bot", chat, f"@{bot}"))
    return tuple(found)


def drawn(address: str) -> SafeString:
    """Draw a code: dark on white whatever the colours of the page, with the quiet border that a phone needs."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))  # noqa: S308 - made here
