"""What the audit says about the last act."""

from komek.foundations.audit.models import Entry


def last_entry() -> Entry:
    """Give the newest entry of the newest chain."""
    return Entry.objects.order_by("-at", "-sequence").first()  # type: ignore[return-value]


def verbs() -> list[str]:
    """List the verbs recorded so far, oldest first."""
    return list(Entry.objects.order_by("at", "sequence").values_list("verb", flat=True))
