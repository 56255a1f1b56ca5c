"""Sorts names as the alphabet does, without the collations of a database or of a system library.

The key is a text whose code points sort rightly in Python and in a database that compares bytes (collation "C").
"""

import unicodedata
from functools import cache

from komek.kernel.scripts import tables
from komek.kernel.scripts.words import normal

# Codes of the ranks: blanks first, then digits, Latin, Cyrillic, other scripts. None of them is a sign of control.
END, BLANK, FIRST_RANK = "!", "\u0100", 0x0110
DIGITS = "0123456789"


def sort_key(text: str, language: str = "") -> str:
    """A key to sort by. With a language (kk, ky, uz, tg, tk, ru) in the order of its alphabet, else in a common order.

    Capitals, accents and the letters of one rank (Russian е and ё) decide only where all else is equal.
    """
    plain = unicodedata.normalize("NFC", normal(text)).strip()
    ranks = ranks_of(language)
    key: list[str] = []
    place = 0
    while place < len(plain):
        pair = plain[place : place + 2]
        piece = pair if len(pair) == 2 and pair in ranks else plain[place]
        key.append(rank(piece, ranks))
        place += len(piece)
    return f"{''.join(key)}{END}{plain}{END}{text}"


def rank(piece: str, ranks: dict[str, str]) -> str:
    if piece in ranks:
        return ranks[piece]
    base = unicodedata.normalize("NFD", piece)[0]
    return ranks.get(base, piece if piece.isalpha() else "")


@cache
def ranks_of(language: str) -> dict[str, str]:
    """Letter -> rank. A language overrides the scripts that it is written in; the others keep the common order."""
    alphabets = tables.alphabets()
    order = alphabets["all"] | alphabets.get(language, {})
    cells = [*DIGITS, *order["Latn"].split(), *order["Cyrl"].split()]
    ranks = {letter: chr(FIRST_RANK + place) for place, cell in enumerate(cells) for letter in spelt(cell)}
    return ranks | {" ": BLANK, "-": BLANK}


@cache
def spelt(cell: str) -> tuple[str, ...]:
    """The letters of one rank; oʻ with every apostrophe, since `normal` leaves the plain one."""
    letters = cell.split("=")
    return (*letters, *(letter.replace("ʻ", sign) for letter in letters if "ʻ" in letter for sign in "'`"))
