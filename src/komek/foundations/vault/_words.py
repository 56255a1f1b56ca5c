"""Words for passwords and paper: the 1,024 words of SLIP-39, known apart by their first four letters.

Source of the list: https://github.com/satoshilabs/slips/blob/master/slip-0039/wordlist.txt
"""

import secrets
from collections.abc import Iterable

from shamir_mnemonic.wordlist import WORDLIST

from komek.foundations.vault import _boxes
from komek.foundations.vault.errors import WrongSheet

WORDS: tuple[str, ...] = tuple(WORDLIST)
STEMS = {word[:4]: number for number, word in enumerate(WORDS)}
PASSWORD_WORDS = 6
SHEET_WORDS = 15
"""Fifteen random words are 150 bits; a sixteenth tells a mistyped sheet from a wrong one."""


def random_words(count: int) -> list[str]:
    """Draw words at random; each is worth ten bits."""
    return [secrets.choice(WORDS) for _ in range(count)]


def are_words(words: Iterable[str]) -> bool:
    """Say whether every one is a word of the list, written in full."""
    return all(STEMS.get(word[:4]) is not None and WORDS[STEMS[word[:4]]] == word for word in words)


def generate_password() -> str:
    """Make a password of six random words: 60 bits."""
    return " ".join(random_words(PASSWORD_WORDS))


def new_sheet() -> tuple[str, ...]:
    """Draw the words of a recovery sheet, the last of which checks the others."""
    words = random_words(SHEET_WORDS)
    return (*words, _check(words))


def sheet_key(typed: str) -> bytes:
    """Turn the typed words of a sheet into its key. Raises WrongSheet when a word is mistyped or missing."""
    words = full(typed)
    if len(words) != SHEET_WORDS + 1 or words[-1] != _check(words[:-1]):
        raise WrongSheet
    return _boxes.digest(b"komek recovery sheet", " ".join(words).encode())


def full(typed: str) -> list[str]:
    """Write typed words out in full: case, numbering, line breaks and all letters after the fourth are free."""
    stems = [word[:4] for word in typed.lower().split() if word.isalpha()]
    if any(stem not in STEMS for stem in stems):
        raise WrongSheet
    return [WORDS[STEMS[stem]] for stem in stems]


def _check(words: list[str]) -> str:
    return WORDS[int.from_bytes(_boxes.digest(b"komek sheet check", " ".join(words).encode())[:2]) % len(WORDS)]
