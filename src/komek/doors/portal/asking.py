"""What a question may mean. The one place where the portal talks to the matcher; nothing asked is kept here.

What the guide learns from it is counted without a trace of who asked (knowledge.guide.asked).
"""

from komek.doors.portal.choices import Choice
from komek.doors.portal.frame import View
from komek.doors.portal.sources import asker_of, source_of
from komek.knowledge.guide import asked, matching


def ask(text: str, choice: Choice) -> matching.Found:
    """Give the topics that may be meant."""
    return matching.ask(text, origin=choice.nationality, to=choice.destination)


def danger(text: str) -> bool:
    """Say whether a message to a person has signs of danger; no while no matcher is at hand: it waits for nothing."""
    return matching.danger(text)


def note(view: View, text: str, found: matching.Found) -> None:
    """Count a question that was placed, or note one that was not."""
    who = asked.Asker(source_of(view.request), asker_of(view.request, view.day))
    asked.note(text, found, view.reader, channel="portal", by=who, on=view.day)
