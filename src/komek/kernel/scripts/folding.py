"""The keys of a name: `fold` (mild), `skeleton` (consonants), `root` (endings stripped)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from komek.kernel.scripts import endings, known, reading, sounds
from komek.kernel.scripts.words import HYPHEN, is_cyrillic, words

# Words that repeat within one search or one page. Small on purpose: it holds names in clear, and `forget` empties it.
REMEMBERED = 4096
# A skeleton shorter than this meets half the world and is never put into an index.
SHORTEST_SKELETON = 3


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one name, or of one part of a name."""

    fold: str
    skeleton: str
    root: str
    root_skeleton: str


def fold(text: str) -> str:
    """The mild key: spellings of one name in all scripts and transliterations. Words are joined by a blank."""
    found = words(text)
    if len(found) == 1:
        return fold_word(found[0])
    return " ".join(filter(None, map(fold_word, found)))


def skeleton(text: str) -> str:
    """The consonants of `fold`, word by word: a key for search and blocking, not a proof."""
    return skeleton_of(fold(text))


def root(text: str) -> str:
    """The stem of every word; endings written apart (qizi, uly, uulu) belong to the word before them."""
    return " ".join(roots(text))


def root_skeleton(text: str) -> str:
    """The consonants of `root`."""
    return skeleton_of(root(text))


def keys(text: str) -> Keys:
    """All keys at once."""
    folded, stem = fold(text), root(text)
    return Keys(folded, skeleton_of(folded), stem, skeleton_of(stem))


def as_json_line(text: str) -> str:
    """Fold, skeleton and root as one line of JSON, for the command line."""
    found = keys(text)
    return json.dumps({"fold": found.fold, "skeleton": found.skeleton, "root": found.root}, ensure_ascii=False)


def name_forms(text: str) -> frozenset[str]:
    """What a search index keeps of a name: fold, skeleton (three letters or more) and root of each of its parts.

    Initials are not kept. Of a double name with a hyphen the whole and its halves are kept.
    """
    halves = HYPHEN.sub(" ", text)
    parts = {word for form in (text, halves) for word in fold(form).split() if not endings.is_ending(word)}
    stems = {stem for form in (text, halves) for stem in roots(form)}
    bones = {bare for bare in map(sounds.bones, parts) if len(bare) >= SHORTEST_SKELETON}
    return frozenset(form for form in parts | stems | bones if len(form) > 1)


def forget() -> None:
    """Forget every name that was folded: call it when a keyring is locked."""
    heard.cache_clear()


def skeleton_of(folded: str) -> str:
    return " ".join(map(sounds.bones, folded.split()))


def fold_word(word: str) -> str:
    return sounds.mild(heard(word))


def stem_word(word: str) -> str:
    return sounds.mild(sounds.settled(endings.root_of(sounds.stemmed(heard(word)))))


@lru_cache(maxsize=REMEMBERED)
def heard(word: str) -> str:
    """The sounds of a word in small letters, whatever its script."""
    if not is_cyrillic(word):
        return reading.of_latin(word)
    found = sounds.of_cyrillic(word)
    return known.meeting(found) if "dj" in found else found


def roots(text: str) -> Iterator[str]:
    for place, word in enumerate(words(text)):
        stem = stem_word(word)
        if stem and not (place and endings.is_ending(fold_word(word))):
            yield stem
