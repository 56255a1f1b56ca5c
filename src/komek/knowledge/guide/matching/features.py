"""What of a text the matcher weighs: character n-grams inside words, whole words, and the concepts they name."""

import re
from collections.abc import Iterator

from komek.knowledge.guide.matching import concepts
from komek.knowledge.guide.matching.spelling import skeleton

SHORTEST, LONGEST = 3, 5
MOST = 600
"""Signs of a message that are read: whoever writes more has said it by then."""
WEIGHT = 3
"""How often a concept counts: one concept stands beside some forty n-grams."""
SENTENCE = re.compile(r"[.!?;\n]+")
SAYING = 3
"""Words that say something by themselves."""
WINDOW, STEP = 10, 4
"""Words of a piece of a long message, and how far apart pieces begin."""


def of_meaning(text: str) -> list[str]:
    """Give the n-grams, words and concepts of the skeleton."""
    told = skeleton(text[:MOST])
    named = concepts.named(told)
    ideas = [f"#{each}" for each in (*named, *concepts.pairs(named))]
    return [*grams(told, SHORTEST, LONGEST), *(f"={word}" for word in told.split()), *(ideas * WEIGHT)]


def of_language(text: str) -> list[str]:
    """Give the n-grams of the text as it stands, for guessing its language."""
    told = " ".join("".join(sign if sign.isalpha() or sign in "ʻʼ'" else " " for sign in text[:MOST].lower()).split())
    return [*grams(told, 1, 4), *(f"={word}" for word in told.split())]


def pieces(text: str) -> list[str]:
    """Give the sentences and windows of a long message: what is said in the middle of it must not drown."""
    read = text[:MOST]
    sentences = [each for each in SENTENCE.split(read) if len(each.split()) >= SAYING]
    words = read.split()
    starts = range(0, len(words) - WINDOW + STEP, STEP) if len(words) > WINDOW + STEP else ()
    found = [*(sentences if len(sentences) > 1 else ()), *(" ".join(words[at : at + WINDOW]) for at in starts)]
    return list(dict.fromkeys(found))


def grams(text: str, shortest: int, longest: int) -> Iterator[str]:
    """Give the n-grams of each word with a blank before and after it."""
    for word in text.split():
        padded = f" {word} "
        for size in range(shortest, min(longest, len(padded)) + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]
