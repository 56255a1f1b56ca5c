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
    order = sorted(guide.LANGUAGES, key=lambda code: code in ("ru", "en"))
    order.sort(key=lambda code: code == "en")
    return {code: Tongue(code, tag(code), names[code]) for code in order if _spoken(code)}


def tag(code: str) -> str:
    """Give the tag of a language for `lang` and `hreflang`."""
    return TAGS.get(code, code)


def _spoken(code: str) -> bool:
    try:
        guide.words(code)
    except FileNotFoundError:
        return False
    return True
