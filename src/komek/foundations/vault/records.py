"""What is sealed as one: a person, a case, a message; and the groups of fields that have a key of their own."""

from dataclasses import dataclass
from uuid import UUID

GROUPS = ("identity", "contact", "story", "medical", "legal")
"""A consent names these. Appending is allowed; a removed or renamed group would leave sealed values orphaned."""

GROUPS_VERSION = 1


@dataclass(frozen=True)
class Record:
    """A record by organisation and id; `kind` is a word like "person" or "case", for retention."""

    organisation: UUID
    id: UUID
    kind: str = ""
