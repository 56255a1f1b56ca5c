"""What a question may mean. The one place where the portal talks to the matcher; nothing asked is kept here."""

from komek.doors.portal.choices import Choice
from komek.knowledge.guide import matching


def ask(text: str, choice: Choice) -> matching.Found:
    """Give the topics that may be meant."""
    return matching.ask(text, origin=choice.nationality, to=choice.destination)


def danger(text: str, choice: Choice) -> bool:
    """Say whether a message to a person has signs of danger; no while no matcher is at hand: it waits for nothing."""
    return matching.danger(text)
