"""One word in six spellings becomes one: the skeleton of a text, milder than that of a name.

Vowels stay, sh and ch stay two letters. The table is domain knowledge (docs/matching.md): Cyrillic letters of seven
languages, Latin alphabets old and new, and what phones make of them.
"""

import re
import unicodedata

APOSTROPHES = dict.fromkeys(map(ord, "ʻʼ‘’'`´ʹ′ˈ"), "")
CYRILLIC = dict(zip("абвгдезийклмнопрстуф", "abvgdeziiklmnoprstuf", strict=True))
CYRILLIC |= dict(zip("жхыэіўҳҷҗӣӯєїґәғқңөұүһ", "jhieiohjjiueigagknouuh", strict=True))
CYRILLIC |= {"ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "yu", "я": "ya", "ё": "yo", "ъ": "", "ь": ""}
LATIN = dict(zip("ňýžäöüığñ", "nyjaouign", strict=True)) | {"ş": "sh", "ç": "ch"}
LETTERS = str.maketrans(CYRILLIC | LATIN)
PAIRS = (("dzh", "j"), ("dj", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("x", "h"), ("q", "k"), ("w", "v"))
VOWELS = (("ia", "ya"), ("iy", "i"), ("yi", "i"))
OTHERS = re.compile(r"[^a-z0-9]+")
DOUBLED = re.compile(r"(.)\1+")
LONE_C = re.compile(r"c(?!h)")


def skeleton(text: str) -> str:
    """Give the skeleton of a text: a-z, digits and single blanks."""
    told = unicodedata.normalize("NFC", text).lower().translate(APOSTROPHES).replace("дж", "j")
    told = told.translate(LETTERS)
    if not told.isascii():
        told = "".join(sign for sign in unicodedata.normalize("NFD", told) if not unicodedata.combining(sign))
    for pair, single in PAIRS:
        told = told.replace(pair, single)
    for pair, single in VOWELS:
        told = told.replace(pair, single)
    told = LONE_C.sub("s", told.replace("y", "i") if "y" in told else told)
    told = told.replace("ii", "i")
    return OTHERS.sub(" ", DOUBLED.sub(r"\1", told)).strip()
