"""Opening hours and languages by hour, said in the reader's language.

They are kept as codes: "Mon-Fri 09:00-18:00: ko en zh; Mon-Fri 18:00-22:00: ko" names days and languages, `mul` many.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from komek.knowledge.guide.nouns import SOURCE
from komek.knowledge.guide.reading import rows

DAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b")
CODES = re.compile(r"(?:[a-z]{2,3}(?:-[a-z]{4})?\s*)+")


def spoken(text: str, language: str) -> str:
    """Say days and languages by their names; what is no code stays as it is."""
    return "; ".join(_part(part.strip(), language) for part in text.split(";") if part.strip())


@cache
def names(kind: str, language: str) -> Mapping[str, str]:
    """Give the names of "language" or "weekday" codes in a language, in English where it has none."""
    table = rows(files(__package__).joinpath("content", f"{kind}_names.csv"))
    return MappingProxyType({row["code"]: row.get(language) or row[SOURCE] for row in table})


def unknown(text: str) -> tuple[str, ...]:
    """Give what stands in the place of a language and is none of which the names are known."""
    told = [part_hours(part)[1] for part in text.split(";")]
    return tuple(dict.fromkeys(code for part in told for code in part.split() if code not in names("language", SOURCE)))


def _part(part: str, language: str) -> str:
    when, codes = part_hours(part)
    days = names("weekday", language)
    when = DAY.sub(lambda found: days[found[0]], when)
    known = names("language", language)
    told = ", ".join(known.get(code, code) for code in codes.split()) if CODES.fullmatch(codes) else codes
    return f"{when}: {told}" if when and told else when or told


def part_hours(part: str) -> tuple[str, str]:
    """Part the hours from the languages: they end at the last colon that is followed by a blank."""
    part = part.strip()
    if CODES.fullmatch(part):
        return "", part
    when, _colon, codes = part.rpartition(": ")
    return (when, codes.strip()) if when else (part, "")
