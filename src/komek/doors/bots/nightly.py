"""What the bots do every minute: yesterday's conversations end with their key."""

from django.utils import timezone

from komek.doors.bots import conversations
from komek.kernel import nightly


@nightly.register_minutely("bots.forget")
def forget() -> None:
    """Destroy keys and rows of past days."""
    conversations.forget_past(timezone.now())
