"""In which letters a text file was saved: told by its first bytes, else by how well it reads as a language."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD = ("cp1251", "koi8-r", "kz1048")
"""Eight-bit encodings of Cyrillic; of equals the first counts. kz1048 is what Kazakh offices saved in."""

COMMON = "оеаинтсрвлкмдпуыяОЕАИНТСРВЛКМДПУЫЯ"
LETTERS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіўҳҷӣӯ")
LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
UNLIKELY = re.compile(r"[а-яё][А-ЯЁ]|[A-Za-z][А-яЁё]|[А-яЁё][A-Za-z]")
HARD = re.compile(r"(^|[^А-Яа-яЁё])[ъыьЪЫЬ]")
RUBBISH = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
ENOUGH = 256 * 1024
"""So many bytes tell the encoding."""


def decode(data: bytes) -> tuple[str, str] | None:
    """Give the text and the name of its encoding; None for what is no text at all."""
    name = _marked(data) or _utf16_without_mark(data)
    if name is not None:
        return _tried(data, name)
    found = _tried(data, "utf-8")
    if found is not None:
        return found
    sample = data[:ENOUGH]
    scored = [(score(text), -place, name) for place, name in enumerate(OLD) if (text := _text(sample, name))]
    best = max(scored, default=None)
    return None if best is None or best[0] <= 0 else _tried(data, best[2])


def score(text: str) -> float:
    """Say how well a text reads: its share of common letters, less what no language writes."""
    letters = [sign for sign in text if sign.isalpha() or ord(sign) > 0x7F]
    if not letters:
        return 0.0
    good = sum(sign in COMMON for sign in letters)
    known = sum(sign.lower() in LETTERS or sign.lower() in LATIN for sign in letters)
    strange = len(letters) - known
    odd = len(UNLIKELY.findall(text)) + len(HARD.findall(text))
    return (known + good - 4 * strange - 3 * odd) / len(letters)


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in MARKS if data.startswith(mark)), None)


def _utf16_without_mark(data: bytes) -> str | None:
    """Every second byte of a text in utf-16 comes from a small set: nothing, or the Cyrillic page."""
    sample = data[:4096]
    if len(sample) < 8 or not (0 in sample or sample.count(4) > len(sample) // 4):
        return None
    for name, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        high = sample[place::2]
        if sum(byte in (0, 4) for byte in high) > len(high) * 0.9:
            return name
    return None


def _tried(data: bytes, name: str) -> tuple[str, str] | None:
    text = _text(data, name)
    if text is None or len(RUBBISH.findall(text[:ENOUGH])) > len(text[:ENOUGH]) / 500:
        return None
    return text, name


def _text(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name, errors="ignore" if name in OLD else "strict")
    except UnicodeError:
        return None
