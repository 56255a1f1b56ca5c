"""In which order languages, topics and recordings stand, and how many topics on a screen: never words or values."""

from functools import cache

from komek.doors.face.entries import Entry, entry
from komek.doors.face.tongues import Tongue, tongue
from komek.knowledge import guide
from komek.knowledge.guide import speech as words_of
from komek.knowledge.kiosks.nouns import Place

FIRST = ("before-leaving", "agency-check", "contract", "documents-taken", "wages-unpaid", "entry-ban", "going-home")
"""What matters most on the day of a departure, after the topics of the country itself."""

OF_COUNTRY = 3
PAGE = 8
"""Topics on a page; the ninth tile leads to more."""


@cache
def tongues() -> dict[str, Tongue]:
    """Give the languages that have words of the doors."""
    return {code: tongue(code) for code in words_of.spoken()}


def offered(place: Place) -> list[Tongue]:
    """Give the languages for the first screen: those of the place first, English last."""
    order = [*place.languages, *(code for code in tongues() if code != "en"), "en"]
    return [tongues()[code] for code in dict.fromkeys(order) if code in tongues()]


def local(place: Place) -> str:
    """Give the first language of a place that has words."""
    return offered(place)[0].code


def topics(edition: guide.Edition, language: str, destination: str) -> list[Entry]:
    """Give the topics for a journey to a country: its own first, then the main ones, then the rest."""
    fitting = [each for each in edition.topics.values() if each.country in ("", destination)]
    fitting.sort(key=lambda each: (not each.full, each.letter))
    own = [each.id for each in fitting if each.country == destination]
    wanted = dict.fromkeys((*own[:OF_COUNTRY], *FIRST, *own, *(each.id for each in fitting)))
    known = {each.id for each in fitting}
    return [entry(edition, topic, language) for topic in wanted if topic in known]


def page_of(tiles: list[Entry], number: int) -> tuple[list[Entry], int]:
    """Give the tiles of a page (the first is 0) and how many pages there are."""
    pages = max(1, -(-len(tiles) // PAGE))
    return tiles[number * PAGE : (number + 1) * PAGE], pages


def recordings(answer: guide.Answer) -> list[str]:
    """Give the addresses of what of an answer can be heard, in its order."""
    shown = (*((answer.lead,) if answer.lead else ()), *answer.passages)
    return [each.audio for each in shown if each.audio]
