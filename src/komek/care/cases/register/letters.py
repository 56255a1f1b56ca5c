"""Letters of one alphabet that look like another's: "Kаримова" with a Latin K is found by nobody who types it."""

from komek.kernel.scripts import script_of

LATIN = "ABCEHIKMOPTXYaceiopxyəƏɵ"
CYRILLIC = "АВСЕНІКМОРТХУасеіорхуәӘө"
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_LATIN = str.maketrans(CYRILLIC, LATIN)


def repaired(text: str) -> str:
    """Write each word in one alphabet, if the strange letters in it have a twin there; other words stay."""
    return " ".join(map(_word, text.split(" ")))


def _word(word: str) -> str:
    if script_of(word) != "mixed":
        return word
    cyrillic, latin = word.translate(TO_CYRILLIC), word.translate(TO_LATIN)
    if script_of(cyrillic) == "Cyrl":
        return cyrillic
    return latin if script_of(latin) == "Latn" else word
