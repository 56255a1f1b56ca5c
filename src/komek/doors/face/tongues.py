"""A language as public pages offer it: by the name that its speakers give it, in their letters."""

from functools import cache
from typing import NamedTuple

from django.conf import settings

TAGS = {"uz-cyrl": "uz-Cyrl"}
"""How a browser and a screen reader call a language, where not as we do."""


class Tongue(NamedTuple):
    """A language as it is offered: our code, the browser's tag, its own name."""

    code: str
    tag: str
    name: str


def tag(code: str) -> str:
    """Give the tag of a language for `lang` and `hreflang`."""
    return TAGS.get(code, code)


@cache
def tongue(code: str) -> Tongue:
    """Give a language by its code."""
    return Tongue(code, tag(code), dict(settings.LANGUAGES)[code])
