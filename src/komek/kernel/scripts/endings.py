"""The stem of a surname or patronymic: Хасановна, Hasan qizi and Ҳасан have one root."""

from komek.kernel.scripts import known, tables

# No ending is stripped from a stem that would be left shorter than this.
SHORTEST = 3
# A second -ov or -ev is stripped from a stem longer than this (Иванов-ский).
LONG = 5
# Endings that never belong to a given name.
SURE = ("ov", "ev", "ova", "eva")


def is_ending(word: str) -> bool:
    """Is the folded word an ending that belongs to the word before it, such as qizi or uly?"""
    return word in tables.endings()["words"]


def root_of(stem: str) -> str:
    """The stem without its ending; in the letters before glides fall, see `sounds.stemmed`."""
    table = tables.endings()
    shorter = without(stem, table["patronymic"])
    if shorter == stem:
        shorter = without(stem, table["surname"])
    if len(shorter) > LONG:
        shorter = without(shorter, table["again"])
    if shorter.endswith("i") and len(shorter) > SHORTEST and not known.is_given(shorter):
        shorter = shorter[:-1]
    return known.without_glide(shorter)


def without(stem: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if stem.endswith(ending) and may_fall(stem, ending):
            return stem[: -len(ending)]
    return stem


def may_fall(stem: str, ending: str) -> bool:
    rest = stem[: -len(ending)]
    if len(rest) < SHORTEST:
        return False
    if ending in tables.endings()["after_consonant"] and rest[-1] in "aeiou":
        return False
    return ending in SURE or not known.is_given(stem)
