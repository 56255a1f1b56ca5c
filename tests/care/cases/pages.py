"""Reading a page as a reader does: its words, its fields, its buttons."""

import html
import re
from collections.abc import Iterable
from typing import Any

Answer = Any
"""What the test client gives back."""


def words(response: Answer) -> str:
    """Give the words of the main part of a page."""
    page: str = response.content.decode()
    main: str = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def typed(response: Answer) -> str:
    """Give the whole page with what stands in its fields."""
    page: str = response.content.decode()
    return html.unescape(page)


def chosen(response: Answer, name: str) -> list[str]:
    """List the values that are ticked or selected in a group of choices."""
    inputs = re.findall(r"<input[^>]*>", response.content.decode())
    ours = [each for each in inputs if f'name="{name}"' in each and "checked" in each]
    return [found.group(1) for each in ours if (found := re.search(r'value="([^"]*)"', each))]


def actions(response: Answer) -> set[str]:
    """List where the forms of a page post to."""
    return set(re.findall(r'<form[^>]*action="([^"]+)"', response.content.decode()))


def links(response: Answer) -> set[str]:
    """List where a page leads."""
    return set(re.findall(r'href="([^"]+)"', response.content.decode()))


def in_order(text: str, parts: Iterable[str]) -> bool:
    """Say whether the parts stand in the text one after another."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
    return True
