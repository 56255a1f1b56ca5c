"""The chat on the portal as a channel: what is said goes back with the page and is shown again for a day."""

from komek.doors.bots.channels import Incoming
from komek.doors.bots.memory import Media
from komek.doors.bots.nouns import Said
from komek.doors.bots.wire import Refused


class Web:
    """One request's channel: it collects."""

    name, most, deletable, can_tell, keeps = "web", 100, float("inf"), False, True

    def __init__(self) -> None:
        self.said: list[Said] = []

    def send(self, to: Incoming, said: Said, language: str) -> tuple[str, ...]:
        """Keep a message for the page."""
        self.said.append(said)
        return ()

    def acknowledge(self, incoming: Incoming) -> None:
        """Do nothing: the page is the sign."""

    def delete(self, chat: str, messages: tuple[str, ...]) -> tuple[str, ...]:
        """Do nothing: what was shown is forgotten with the conversation."""
        return ()

    def fetch(self, media: Media, most: int) -> bytes:
        """Refuse: pages send no files here."""
        raise Refused(404)
