"""The languages of the public pages, by the names their speakers give them."""

from functools import cache
from typing import NamedTuple

from django.conf import settings

from komek.knowledge import guide

TAGS = {"uz-cyrl": "uz-Cyrl"}
"""How a browser and a screen reader call a language, where not as we do."""


class Tongue(NamedTuple):
    """A language as it is offered: our code, the browser's tag, its own name."""

    code: str
    tag: str
    name: str


@cache
def offered() -> dict[str, Tongue]:
    """Give the languages that have all words of the doors; one without them is not offered. English comes last."""
    names = dict(settings.LANGUAGES)
    order = sorted(guide.spoken(), key=lambda code: ("ru", "en").index(code) if code in ("ru", "en") else -1)
    return {code: Tongue(code, tag(code), names[code]) for code in order}


def tag(code: str) -> str:
    """Give the tag of a language for `lang` and `hreflang`."""
    return TAGS.get(code, code)
