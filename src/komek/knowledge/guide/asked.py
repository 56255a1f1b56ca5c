"""What is learnt from a question besides its answer: counted where the guide could place it, else noted as a gap.

Nothing of who asked is kept: an asker has a name under a key of the day, for limits, and one under a key of the week,
so that who asks on five days is one; from neither anybody goes back (gaps.py).
"""

import logging
from dataclasses import dataclass
from datetime import date

from komek.foundations.inbox import limits
from komek.kernel.logs import frames
from komek.knowledge.guide import counting, gaps
from komek.knowledge.guide.matching import Found
from komek.knowledge.guide.nouns import Reader

MISSES = limits.Limit("guide-gap", each=20, all=60, seconds=limits.MINUTE)
"""Gaps that are noted from one source in an hour, and from all in a minute: what is more is answered and let go."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asker:
    """Who asks, by two names: of the day, for limits, and of the week, for the count of different askers."""

    today: bytes
    this_week: str


def note(text: str, found: Found, reader: Reader, *, channel: str, by: Asker, on: date) -> None:
    """Count a question or note a gap. Never raises: it costs nobody her answer."""
    country = reader.destination or reader.nationality
    try:
        if found.sure and found.results:
            topic = found.results[0].topic
            counting.count("question", channel=channel, language=reader.language, topic=topic, country=country)
        elif limits.spend(MISSES, by.today, channel):
            gaps.missed(text, chat=by.this_week, language=found.language, on=on, country=reader.destination)
    except Exception as error:  # noqa: BLE001 - its text may quote what somebody typed
        log.error("a question was not counted: %s", frames(type(error), error.__traceback__))
