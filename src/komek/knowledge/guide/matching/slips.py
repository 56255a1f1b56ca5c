"""How an example would look typed in haste: letters without their tails, verbs as they are said, a letter lost.

Training reads every example a second and a third time so. Nothing here is read when a question is asked.
"""

from collections.abc import Sequence
from zlib import crc32

from komek.knowledge.guide.matching.spelling import skeleton
from komek.knowledge.guide.nouns import Question

LONG = 6
"""Letters of a word in which somebody in haste loses one."""
ONE_IN = 3
"""Of how many long words one is spoilt."""
HASTE = {
    "en": "ing =in |because=coz|please=pls| the = | a = |have =hav |you=u",
    "ru": "ё=е|сейчас=щас|что=че|ться=ца|тся=ца|пожалуйста=пжл|жи=жы|ого =ово ",
    "kk": "ң=нг|п жатыр=патыр|іп отыр=иватыр",
    "ky": "ң=нг|п жат=ват|ып жүр=ип жур",
    "uz": "sh=w|ch=4|yapti=votti|yapman=vomman|oʻyib yubor=oyvor|olib ket=opket|olib kel=opkel|olib qoʻy=obqoy",
    "uz-cyrl": "ў=у|япти=вотти|япман=вомман|олиб кет=опкет|қўйиб юбор=куйвор",
    "tg": "ҷ=ч|анд=ан|амро=ама|маро=мана|моро=мора|ро =а |ад =а |мегӯяд=мега|истодааст=истодай",
    "tk": "ş=s|ç=c|ž=z|ýärler=yaler|ýarlar=yalar|ýär =ya |ýar =ya ",
}
"""For each language what is written otherwise in haste, beyond what the skeleton makes one anyway."""


def hasty(text: str, language: str) -> str:
    """Write a text as its speakers do in haste."""
    told = f"{text.lower()} "
    for rule in HASTE.get(language, "").split("|"):
        correct, _, said = rule.partition("=")
        told = told.replace(correct, said) if correct else told
    return told.strip()


def mistyped(text: str) -> str:
    """Lose or swap a letter in some long words, the same ones each time."""
    return " ".join(_spoilt(word) for word in text.lower().split())


def copies(rows: Sequence[Question]) -> tuple[list[str], list[int]]:
    """Give all texts, then their copies typed in haste, and for each the number of the row it comes from."""
    texts, of = [row.text for row in rows], list(range(len(rows)))
    for at, row in enumerate(rows):
        known = {skeleton(row.text)}
        for copy in (hasty(row.text, row.language), mistyped(row.text)):
            if skeleton(copy) not in known:
                known.add(skeleton(copy))
                texts.append(copy)
                of.append(at)
    return texts, of


def _spoilt(word: str) -> str:
    chance = crc32(word.encode())
    if len(word) < LONG or chance % ONE_IN:
        return word
    at = 2 + chance // ONE_IN % (len(word) - 3)
    return word[:at] + word[at + 1 :] if chance % 2 else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
