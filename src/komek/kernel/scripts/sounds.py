"""From letters to sounds, and what all scripts share after that: glides, doubled letters, vowels."""

import re
from operator import eq

from komek.kernel.scripts import tables

VARIANTS = tables.variants()
CYRILLIC = tables.letters("cyrillic", "lookalike")
VOWELS = "aeiou"
DOUBLED = re.compile(r"(.)\1+")
GLIDE = re.compile("i+(?=[aeou])")
GLIDE_BETWEEN = re.compile("(?<=[aeou])i+(?=[aeou])|(?<=i)i+")
# ng is one letter at the end and before a consonant.
NASAL = re.compile("ng(?=[bcdgjklmnprstvwz]|$)")
# At the end of a Belarusian syllable ў is v; after a consonant it is the Uzbek vowel.
BELARUSIAN = re.compile("(?<=[аеёиоуыэюяі])ў")
# In many languages the v of a closed syllable is a vowel: Шавкат and Шәукет, Давлат and Дәулет. Not in -ovna, -ovski.
CLOSED_V = re.compile("(?<=[aeiou])v(?=[bcdfghjklmprtwz]|s(?!k)|n(?!a))")
# A foreign ng before a vowel is often ң (Жаңыл, Zhangyl), unless a second part begins there (Аман-гүл, Аман-гелді).
NASAL_VOWEL = re.compile("ng(?!ul|al|eld|az)")
DIGIT = re.compile("4(?=[^\\W\\d])")
NO_VOWELS = dict.fromkeys(map(ord, VOWELS))


def of_cyrillic(word: str) -> str:
    """The sounds of a Cyrillic word. d and j that meet are still apart; see `known.meeting`."""
    if not word.isalpha():
        word = DIGIT.sub("ч", word)
    if "ў" in word:
        word = BELARUSIAN.sub("в", word)
    word = word.translate(CYRILLIC).lower()
    return settled(word.replace("kh", "h"))


def settled(word: str) -> str:
    """What Cyrillic and Latin words have in common once their letters are read."""
    if "ts" in word:
        word = word.replace("ts", "s")
    return NASAL.sub("n", word) if "ng" in word else word


def mild(word: str) -> str:
    """Without glides before vowels and without doubled letters: the form that `fold` gives."""
    return single(GLIDE.sub("", word) if "i" in word else word)


def single(word: str) -> str:
    """Every doubled letter once."""
    return DOUBLED.sub(r"\1", word) if any(map(eq, word, word[1:])) else word


def stemmed(word: str) -> str:
    """Without the glide between two vowels only, so that an ending can be told from its stem (Али-ев)."""
    return GLIDE_BETWEEN.sub("", word)


def bones(word: str) -> str:
    """The consonants of a folded word, with an `a` in front if it begins with a vowel."""
    first = "a" if word[:1] in VOWELS else ""
    word = canonical(word)
    if "v" in word:
        word = CLOSED_V.sub("", word)
    if "ng" in word:
        word = NASAL_VOWEL.sub("n", word)
    return first + single(word.translate(NO_VOWELS))


def canonical(word: str) -> str:
    """A folded word with Magomed and Muhammet as Muhammad, and so on."""
    word = f"^{word}$"
    for old, new in VARIANTS:
        if old in word:
            word = word.replace(old, new)
    return word[1:-1]
