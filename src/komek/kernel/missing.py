"""Why there is no value: an empty cell says nothing, these four say what happened."""

from enum import StrEnum


class Missing(StrEnum):
    """A value that is not there, with the reason."""

    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
