"""Every address of the house, computed from its URL table, and what to put into each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.world import Keys

WORDS: Keys = {
    "step": "start_assessment",
    "part": "acts",
    "told_part": "control",
    "language": "en",
    "topic": "wages-unpaid",
    "form": "intake",
    "kind": "cases",
    "indicator": "opened",
    "pk": 1,
    "place": "osh",
    "destination": "RU",
    "number": 1,
    "name": "none.ogg",
}
"""What stands for the parts of an address that are no ids."""

PECULIAR: dict[str, dict[str, str]] = {
    "case-countersign": {"case": "waiting"},
    "case-reopen": {"case": "closed"},
    "case-slip": {"case": "erased"},
    "person-view": {"person": "child"},
    "person-view-sign": {"person": "child"},
    "person-link": {"step": "=reject"},
    "service-step": {"step": "=offer"},
    "told-part": {"part": "told_part"},
    "counts-file": {"form": "=csv"},
    "contact-draft": {"contact": "call_draft"},
    "contact-file": {"contact": "call", "file": "call_file"},
    "message-file": {"file": "message_file"},
    "caller-flag-lift": {"flag": "call_flag"},
    **dict.fromkeys(
        (
            "contact",
            "contact-call",
            "contact-danger",
            "contact-case",
            "contact-hand-over",
            "contact-erase",
        ),
        {"contact": "call"},
    ),
    "editor-topic": {"topic": "=registration-russia"},
    "editor-topic-place": {"topic": "=registration-russia"},
    "editor-block-new": {"topic": "=registration-russia"},
    "editor-recordings": {"language": "=ru"},
    "editor-notice-end": {"block": "notice"},
    "editor-text-step": {"step": "=withdraw"},
    "editor-translation": {"language": "=ru"},
    "editor-translation-file": {"language": "=ru"},
}
"""For some pages: another thing of the world by its key, or, after "=", a word as it is."""

ASKED: dict[str, dict[str, str]] = {
    "counts-facts": {"period": "2026"},
    "counts-world-facts": {"release": "2021"},
}
"""What stands behind the question mark, where a page is nothing without it."""

SENT: dict[str, dict[str, str]] = {
    "screenings": {"instrument": "ilo_labour_adult"},
}
"""What is posted where a post without anything is no post of that page."""


@dataclass(frozen=True)
class Address:
    """A named address, and the names of its parts."""

    name: str
    desk: bool
    parts: tuple[str, ...]

    def url(self, keys: Keys) -> str:
        """Fill the parts in."""
        own = PECULIAR.get(self.name, {})
        return reverse(
            f"desk:{self.name}" if self.desk else self.name, kwargs={p: _part(p, own, keys) for p in self.parts}
        )


def addresses() -> dict[str, Address]:
    """List every address that the URL table knows; a name may stand there once."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver(), desk=False):
        assert address.name, "an address without a name cannot be in the matrix"
        assert address.name not in found, f"two addresses are called {address.name}"
        found[address.name] = address
    return found


def _walk(resolver: URLResolver, *, desk: bool) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, desk=desk or entry.namespace == "desk")
        elif isinstance(entry, URLPattern):
            parts = re.findall(r"<(?:\w+:)?(\w+)>", str(entry.pattern))
            yield Address(entry.name or "", desk, tuple(parts))


def _part(part: str, own: dict[str, str], keys: Keys) -> Any:
    wish = own.get(part, part)
    if wish.startswith("="):
        return wish[1:]
    return keys[wish] if wish in keys else WORDS[wish]
