"""From a text to its words, whatever script and keyboard it was written with."""

import re
import unicodedata
from typing import Literal

Script = Literal["Cyrl", "Latn", "mixed", ""]

CYRILLIC = re.compile("[\u0400-\u052f\u1c80-\u1c8a\u2de0-\u2dff\ua640-\ua69f]")
LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0250-\u02af\u1e00-\u1eff]")
APOSTROPHES = "'’‘ʻʼʽ`´ʹʺ′″”“\"ˈʾʿ＇‛"
HYPHENS = "-\u2010\u2011\u00ad\u200b\u200c\u200d\u2060\ufeff"
# A hyphen between two letters joins them (Нұр-Сұлтан); any other mark parts words.
HYPHEN = re.compile(f"[{HYPHENS}]")
JOINED = re.compile(rf"(?<=\w)[{HYPHENS}]+(?=\w)")
PARTED = re.compile(rf"[^\w\s{APOSTROPHES}]+")
# The Arabic article belongs to the word that follows it, with a hyphen or without.
ARTICLE = re.compile(r"(?<!\S)(al|el|аль|эль|әл)\s+(?=\w{3})")
# Stress marks and other signs that found no letter to join.
LOOSE = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
SAME_SIGN = {ord(sign): "'" for sign in APOSTROPHES}


def normal(text: str) -> str:
    """Small letters in composed form. The acute accent that stands alone is an apostrophe here."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFC", text).translate(SAME_SIGN)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """The words of a name in small letters. Parts with a hyphen are one word, initials are words.

    The ı without a dot is an i: in capitals nobody can tell them apart.
    """
    text = normal(text).replace("ı", "i")
    if not text.isalpha():
        text = PARTED.sub(" ", JOINED.sub("", LOOSE.sub("", text)).replace("_", " "))
        text = ARTICLE.sub(r"\1", text)
    return text.split()


def is_cyrillic(word: str) -> bool:
    return CYRILLIC.search(word) is not None


def script_of(text: str) -> Script:
    """ "Cyrl", "Latn", "mixed", or nothing if the text has no letter of either."""
    cyrillic, latin = is_cyrillic(text), LATIN.search(text) is not None
    if cyrillic and latin:
        return "mixed"
    return "Cyrl" if cyrillic else "Latn" if latin else ""
