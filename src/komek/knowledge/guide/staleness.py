"""Whether a translation still says what its source says: computed from what it was made of, never from dates.

A translation keeps the hash of the English text and, for each fact that the text names, the hash of its value. What
differs today is the reason. Changing a fact and changing it back leaves nothing stale.
"""

import hashlib
from collections.abc import Iterable, Mapping

from komek.knowledge.guide.nouns import Fact
from komek.knowledge.guide.placeholders import named


def text_hash(text: str) -> str:
    """Give the hash of a text, blind to blanks at the end of lines: sixteen characters."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def fact_hash(rows: Iterable[Fact]) -> str:
    """Give the hash of all released values of one key, whatever their order."""
    told = sorted((f.nationality, f.value, f.unit, str(f.valid_from), str(f.valid_until)) for f in rows)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def facts_used(text: str, facts: Iterable[Fact]) -> dict[str, str]:
    """Give the hash of each fact that a text names. A key without a released value counts as empty."""
    rows = list(facts)
    return {key: fact_hash(fact for fact in rows if fact.key == key) for key in named(text)}


def spoken_hash(text: str, used: Mapping[str, str]) -> str:
    """Give the hash of what a recording says: the text and the values of the facts that it names."""
    return text_hash(text + "\n" + repr(sorted(used.items())))


def digest(data: bytes) -> str:
    """Give the hash by which a recording is called: thirty-two characters."""
    return hashlib.sha256(data).hexdigest()[:32]


def reasons(source: str, made_from: str, used: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Say why a translation is stale: "text" where the English changed, "fact:KEY" for each fact that changed.

    `made_from` and `used` were kept when it was made; `source` is the English of today, `now` its facts of today.
    """
    found = [] if text_hash(source) == made_from else ["text"]
    keys = dict.fromkeys((*used, *now))
    found += [f"fact:{key}" for key in keys if used.get(key) != now.get(key)]
    return tuple(found)
