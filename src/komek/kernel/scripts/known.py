"""Which sounds make a name that is known to exist. It decides between readings and endings; it is shown to nobody."""

from collections.abc import Iterable
from functools import cache

from komek.kernel.scripts import sounds, tables

# Vowels that languages and clerks exchange.
SOFT = str.maketrans("oi", "ae")
# A part shorter than this proves nothing unless it is in the table of parts.
LONG = 4
# How sure we are of a name: not at all, by its softened vowels, by its parts, by itself.
UNKNOWN, SIMILAR, MADE_OF_KNOWN_PARTS, KNOWN = range(4)

ENDINGS = tables.endings()["any"]


@cache
def names(*kinds: str) -> frozenset[str]:
    """The known names in the form of `fold`, with and without the й at their end."""
    heard = [sounds.of_cyrillic(name.casefold()).replace("dj", "j") for kind in kinds for name in tables.names(kind)]
    return both_forms(map(sounds.stemmed, heard))


@cache
def everybody() -> frozenset[str]:
    return names("given names", "surnames")


@cache
def softened() -> frozenset[str]:
    return frozenset(name.translate(SOFT) for name in everybody())


@cache
def heads() -> frozenset[str]:
    """What a name made of two parts may begin with."""
    return both_forms(tables.endings()["first_parts"]) | {name for name in everybody() if len(name) >= LONG}


@cache
def tails() -> frozenset[str]:
    """What a name made of two parts may end with."""
    return both_forms(tables.endings()["last_parts"]) | {name for name in everybody() if len(name) >= LONG}


def both_forms(stems: Iterable[str]) -> frozenset[str]:
    return frozenset(sounds.mild(form) for stem in stems for form in (stem, without_glide(stem)))


def without_glide(stem: str) -> str:
    """Without a й at the end: Абай and Аба-ев have one stem."""
    return stem[:-1] if stem[-1:] == "i" and stem[-2:-1] in ("a", "e", "o", "u") and len(stem) > 3 else stem


def is_given(stem: str) -> bool:
    """Is it a known given name as it stands?"""
    return sounds.mild(stem) in names("given names")


def is_name(heard: str) -> bool:
    """Is it a known name, or made of known parts?"""
    return sureness(heard) >= MADE_OF_KNOWN_PARTS


def sureness(heard: str) -> int:
    """How sure it is that these sounds are a name, with or without an ending."""
    known = everybody()
    word = sounds.mild(heard)
    if word in known:
        return KNOWN
    stem = sounds.mild(without_ending(sounds.stemmed(heard))) if word.endswith(ENDINGS) else word
    if stem in known:
        return KNOWN
    if is_compound(stem):
        return MADE_OF_KNOWN_PARTS
    similar = stem.translate(SOFT) in softened() or word.translate(SOFT) in softened() or has_known_head(word)
    return SIMILAR if similar else UNKNOWN


def without_ending(stem: str) -> str:
    for ending in ENDINGS:
        if stem.endswith(ending) and len(stem) > len(ending) + 2:
            return stem[: -len(ending)]
    return stem


def is_compound(stem: str) -> bool:
    first, last = heads(), tails()
    return any(stem[:cut] in first and stem[cut:] in last for cut in range(2, len(stem) - 1))


def has_known_head(word: str) -> bool:
    known = everybody()
    return any(word[:cut] in known for cut in range(LONG + 2, len(word)))


def meeting(word: str) -> str:
    """d and j that meet: two letters if a known name ends with the d (Аҳмад-жон), otherwise one (Нур-джан)."""
    before, found, after = word.partition("dj")
    if not found:
        return word
    apart = is_name(before + "d") and not is_name(before)
    return before + ("dj" if apart else "j") + after.replace("dj", "j")
