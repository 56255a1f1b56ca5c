"""All pages of the editor; importing them registers them."""

from komek.doors.desk.guide import (
    blocks,
    contacts,
    due,
    facts,
    notices,
    overview,
    questions,
    recordings,
    texts,
    topics,
    translations,
)

__all__ = [
    "blocks",
    "contacts",
    "due",
    "facts",
    "notices",
    "overview",
    "questions",
    "recordings",
    "texts",
    "topics",
    "translations",
]
