"""Which word of a name is what: by endings where they tell, else in the order of registers, surname first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from komek.kernel.scripts import fold

PATRONYMIC = re.compile(r"(ovna|evna|ivna|icna|ovic|evic|ovich|evich|ojic|kizi|gizi|ogli|ugli|uli|uulu|ulu|kizy|zoda)$")
PATRONYMIC_WORDS = frozenset(
    {fold(word) for word in ("qizi", "кызы", "қызы", "o'g'li", "ўғли", "оглы", "ұлы", "улы", "uly", "гызы", "угли")}
)
SURNAME = re.compile(r"(ov|ev|ova|eva|in|ina|ski|skaa|skaja|skaya|enko|jan|iev|ieva|ulin|ulina|zoda|bai|bek|bekov)$")
SURE_SURNAME = re.compile(r"(ov|ev|ova|eva|ski|skaja|skaya|enko)$")


def split(name: str) -> Mapping[str, str]:
    """Part a name into surname, given name and patronymic; what is not there is empty."""
    words = name.replace(",", " ").split()
    head, father = _without_patronymic(words)
    if not head:
        head, father = words, []
    surname, given = _surname(head, last=bool(father) and words[: len(head)] != head)
    return {"surname": " ".join(surname), "given": " ".join(given), "patronymic": " ".join(father)}


def _without_patronymic(words: list[str]) -> tuple[list[str], list[str]]:
    """Take the father's name out: a word with its ending, or a name followed by "daughter" or "son"."""
    folded = [fold(word) for word in words]
    for place in range(len(words) - 1, 0, -1):
        if folded[place] in PATRONYMIC_WORDS and place >= 2:
            return words[: place - 1] + words[place + 1 :], words[place - 1 : place + 1]
        if PATRONYMIC.search(folded[place]) and len(words) > 2 and not SURE_SURNAME.search(folded[place]):
            return words[:place] + words[place + 1 :], [words[place]]
    return (words[:2], words[2:]) if len(words) == 3 else (words, [])


def _surname(words: list[str], *, last: bool) -> tuple[list[str], list[str]]:
    """Tell the surname by its ending; without one that tells, the first word is it."""
    if len(words) == 1:
        return ([words[0]], []) if SURE_SURNAME.search(fold(words[0])) else ([], words)
    first, final = bool(SURE_SURNAME.search(fold(words[0]))), bool(SURE_SURNAME.search(fold(words[-1])))
    if (final and not first) or (last and not first):
        return [words[-1]], words[:-1]
    return [words[0]], words[1:]
