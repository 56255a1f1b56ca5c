"""What in a text looks like somebody's number, address or document: such a text is never kept or shown to editors."""

import re

PATTERNS = (
    re.compile(r"\d(?:[\s().-]{0,2}\d){5,}"),  # phone, document and card numbers: six digits and more
    re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),  # mail
    re.compile(r"(?<!\w)@\w{4,}"),  # a name in a messenger
    re.compile(r"https?://|www\.|t\.me/|wa\.me/", re.IGNORECASE),
    re.compile(r"\b[A-ZА-Я]{1,2}\s?\d{5,}"),  # passport
    re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"),  # a date of birth
)


def looks_personal(text: str) -> bool:
    """Say whether a text carries anything that may point to a person."""
    return any(pattern.search(text) for pattern in PATTERNS)
