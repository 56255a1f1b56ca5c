"""Rules as values: those of the house until an organisation makes its own, and how each is called on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.care.cases.models.retention import ASK, AT_ONCE, CLOSED_FILE, PLAIN_HELP, WITHOUT_CASE, RetentionRule
from komek.care.people.models import Person
from komek.kernel.errors import Text

HOUSE = "house"


@dataclass(frozen=True)
class Rule:
    """What is in force for one kind of file in one organisation; `row` is None while it is the default."""

    organisation: UUID
    kind: str
    months: int
    action: str = ASK
    basis: str = HOUSE
    row: RetentionRule | None = None


@dataclass(frozen=True)
class Due:
    """A file whose time is over: whose, by which rule, and since which day."""

    person: Person
    rule: Rule
    on: date


DEFAULT_MONTHS = {CLOSED_FILE: 60, PLAIN_HELP: 24, WITHOUT_CASE: 12}
"""Defaults of the house, no law: to be confirmed by the organisation's lawyer. They ask and erase nothing at once."""

LABELS: dict[str, Text] = {
    CLOSED_FILE: _("Closed files"),
    PLAIN_HELP: _("Files of plain help"),
    WITHOUT_CASE: _("Persons without a case"),
}
COUNTED: dict[str, Text] = {
    CLOSED_FILE: _("All cases of the person are closed. Counted from the last closing or the last look back."),
    PLAIN_HELP: _("The same, where the person got plain help only."),
    WITHOUT_CASE: _("No case was ever opened. Counted from the day of writing down or the last talk."),
}
ACTION_LABELS: dict[str, Text] = {
    ASK: _("Ask a supervisor"),
    AT_ONCE: _("Erase at once, in the night"),
}
BASIS_LABELS: dict[str, Text] = {
    HOUSE: _("Default of Komek, to be confirmed by your organisation's lawyer"),
    "law": _("A law or an order that sets this time"),
    "contract": _("A contract with a donor or a partner"),
    "policy": _("A written decision of our organisation"),
}
FIXED: tuple[tuple[Text, Text], ...] = (
    (_("Drafts"), _("14 days")),
    (_("The file of a register that is being taken in"), _("14 days")),
    (_("Addresses in invitations that nobody used"), _("7 days")),
    (_("Messages from people without an account, and their answers"), _("90 days after the last change")),
    (_("Keys in a backup"), _("30 days")),
)
"""What ends by itself in every organisation, whatever the rules say."""
