"""Texts name facts by key: `{{fact:ru.registration.stay}}`. No number of law stands in a text."""

import re
from collections.abc import Callable

FACT = re.compile(r"\{\{fact:([a-z0-9][a-z0-9_.-]*)\}\}")
ANY = re.compile(r"\{\{[^{}]*\}\}")
DIGIT = re.compile(r"\d")


def named(text: str) -> tuple[str, ...]:
    """Give the keys of the facts that a text names, each once, in order."""
    return tuple(dict.fromkeys(FACT.findall(text)))


def fill(text: str, value: Callable[[str], str]) -> str:
    """Put values where the text names facts."""
    return FACT.sub(lambda found: value(found[1]), text)


def broken(text: str) -> tuple[str, ...]:
    """Give what looks like a placeholder and is none."""
    rest = FACT.sub("", text)
    return tuple(ANY.findall(rest)) or (("{{",) if "{{" in rest or "}}" in rest else ())


def bare_number(text: str) -> bool:
    """Say whether a number stands in the text outside placeholders: in a legal block that is refused."""
    return bool(DIGIT.search(ANY.sub("", text)))
