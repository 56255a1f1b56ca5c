"""Words that nobody ever wrote before: one for each field, in several scripts, alike in their first half.

Every word of a run begins alike, so the scanner looks for that beginning; the rest says which field it was in.
"""

from __future__ import annotations

import base64
import json
import random
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import quote

from komek.kernel import scripts

LATIN = "abdkloumnrt"
SCRIPTS = {
    "Latin": LATIN,
    "Cyrillic": "абдклоумнрт",
    "Kazakh": "әбдқлөұмңрт",
    "Georgian": "აბდკლოუმნრტ",
    "Arabic": "ابدكلوعمنرت",
}
CONSONANTS, VOWELS = "bdklmnrt", "aou"
SYLLABLES = ["".join(pair) for pair in product(CONSONANTS, VOWELS)]
STEPS_OF_THREE = 3
SHORTEST = 24


@dataclass
class Flock:
    """The canaries of one run. `word(field)` gives the same word for the same field."""

    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(2**60))
    fields: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self.run = "Kanar" + "".join(chance.choice(SYLLABLES) for _ in range(5))
        self.number = f"701{chance.randrange(10**6, 10**7)}"
        """One telephone number of the run, without its +7: words do not fit into a field for numbers."""

    def word(self, field: str, script: str = "Latin") -> str:
        """Give the canary of a field in one script, one word without a digit."""
        number = self.fields.setdefault(field, len(self.fields))
        return in_script(self.run + _counted(number), script)

    def text(self, field: str) -> str:
        """Give the canary of a field in every script, for a field that takes many words."""
        return " ".join(self.word(field, script) for script in SCRIPTS)

    def needles(self) -> list[str]:
        """List what the scanner looks for: the common beginning in each script and as the kernel folds it.

        Without the first letter, so that a capital and a small one are the same to it.
        """
        written = [in_script(self.run, script)[1:] for script in SCRIPTS]
        folded = [scripts.fold(in_script(self.run, script))[1:] for script in ("Latin", "Cyrillic", "Kazakh")]
        return list(dict.fromkeys([*written, *folded, scripts.skeleton(self.run), self.number]))


def _counted(number: int) -> str:
    """Write a number as syllables, at least two."""
    first, last = divmod(number, len(SYLLABLES))
    return (_counted(first) if first >= len(SYLLABLES) else SYLLABLES[first]) + SYLLABLES[last]


def in_script(word: str, script: str) -> str:
    """Write a word in another script, letter by letter."""
    table = str.maketrans(LATIN, SCRIPTS[script])
    capital = word[0].lower().translate(table)
    return capital.upper() + word[1:].translate(table) if script != "Georgian" else capital + word[1:].translate(table)


def written(needle: str) -> dict[str, bytes]:
    """Write a needle in every way in which software keeps text."""
    raw = needle.encode()
    ways = {
        "raw": raw,
        "utf-16le": needle.encode("utf-16le"),
        "utf-16be": needle.encode("utf-16be"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "json": json.dumps(needle)[1:-1].encode(),
        "JSON": json.dumps(needle)[1:-1].upper().replace("\\U", "\\u").encode(),
        "url": quote(needle).encode(),
        "html": "".join(f"&#{ord(letter)};" for letter in needle).encode(),
    }
    for offset in range(STEPS_OF_THREE):
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            ways[f"{name}+{offset}"] = _inner(encode(b"\0" * offset + raw), offset, len(raw))
    return {way: text for way, text in ways.items() if way == "raw" or text != raw}


def _inner(coded: bytes, offset: int, length: int) -> bytes:
    """Keep the digits that depend on nothing but the needle."""
    return coded[-(-offset * 8 // 6) : (offset + length) * 8 // 6]
