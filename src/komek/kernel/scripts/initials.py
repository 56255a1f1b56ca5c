"""Initials for the veil: what is shown of a name to whom the name itself is not shown."""

import re

from komek.kernel.scripts import endings, folding
from komek.kernel.scripts.words import words

# Two signs that are one letter: Uzbek oʻ gʻ sh ch, and the kh and zh of passports.
ONE_LETTER = re.compile("[og]['`]|sh|ch|kh|zh|.", re.DOTALL)
PATRONYMIC = re.compile("(?:ovic|evic|ivic|ovna|evna|ivna|icna)$")
SHOWN = 2


def display_initials(text: str) -> str:
    """ "Шахноза Хасанова" -> "Ш. Х."; a patronymic is left out, and so are ending words (qizi, uly, uulu)."""
    names = [word for word in words(text) if folding.fold(word)]
    if len(names) > SHOWN:
        names = [name for name in names if not is_patronymic(folding.fold(name))] or names
    return " ".join(f"{initial(name)}." for name in names[:SHOWN])


def is_patronymic(folded: str) -> bool:
    return endings.is_ending(folded) or PATRONYMIC.search(folded) is not None


def initial(name: str) -> str:
    found = ONE_LETTER.match(name.lstrip("'`"))
    return re.sub("['`]", "ʻ", found[0]).capitalize() if found else ""
