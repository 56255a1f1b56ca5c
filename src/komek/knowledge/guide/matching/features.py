"""What of a text the matcher weighs: character n-grams inside words, and whole words."""

from collections.abc import Iterator

from komek.knowledge.guide.matching.spelling import skeleton

SHORTEST, LONGEST = 2, 5
MOST = 600
"""Signs of a message that are read: whoever writes more has said it by then."""


def of_meaning(text: str) -> list[str]:
    """Give the n-grams and words of the skeleton."""
    told = skeleton(text[:MOST])
    return [*grams(told, SHORTEST, LONGEST), *(f"={word}" for word in told.split())]


def of_language(text: str) -> list[str]:
    """Give the n-grams of the text as it stands, for guessing its language."""
    told = " ".join("".join(sign if sign.isalpha() or sign in "ʻʼ'" else " " for sign in text[:MOST].lower()).split())
    return [*grams(told, 1, 4), *(f"={word}" for word in told.split())]


def grams(text: str, shortest: int, longest: int) -> Iterator[str]:
    """Give the n-grams of each word with a blank before and after it."""
    for word in text.split():
        padded = f" {word} "
        for size in range(shortest, min(longest, len(padded)) + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]
