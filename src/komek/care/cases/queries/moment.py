"""One thing that happened, as the story of a case tells it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone


@dataclass(frozen=True)
class Moment:
    """Something that happened: when, what in bold, the rest of the sentence, a second line, the page that shows it."""

    on: date
    what: str
    text: str = ""
    more: str = ""
    who: UUID | None = None
    at: datetime | None = None
    tone: str = ""
    page: str = ""
    key: UUID | None = None
    timeless: bool = False
    """The instant only orders; nobody knows the hour."""
    named: str = ""
    """Name of the key in the page's address, where it is not the first word of the page."""

    @property
    def order(self) -> tuple[date, datetime]:
        noon = datetime.combine(self.on, time(12), tzinfo=timezone.get_current_timezone())
        return self.on, self.at or noon
