"""A day as people write it, read in one way by every door."""

from datetime import date, datetime

YEARS = range(2015, 2046)
"""A day of arrival outside them is a slip of the pen."""

WRITTEN = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")
LONGEST = 10


def day(text: str) -> date | None:
    """Read a day as a browser or a hand writes it; None where it is none. Never raises."""
    told = text.strip()
    if len(told) > LONGEST or not told.isascii():
        return None
    for form in WRITTEN:
        try:
            found = datetime.strptime(told, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if found.year in YEARS else None
    return None
