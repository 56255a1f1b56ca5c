"""A value as an editor gives it, and who says so."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Invalid
from komek.kernel.signs import check_plain
from komek.knowledge.guide.nouns import PAGES
from komek.knowledge.guide.rules import TERMS

LONGEST_TERM = 4
"""Digits of a time: ten thousand days are more than any rule asks for."""


@dataclass(frozen=True)
class Value:
    """A value with its unit, whose rule it is, and from when until when it holds; `until` no longer counts."""

    value: str
    unit: str
    country: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Source:
    """Who says it, at which address, in which words, and when that was written ("2026", "2026-11")."""

    publisher: str
    url: str = ""
    says: str = ""
    dated: str = ""


def check_value(value: Value) -> None:
    """Look a value over before it is kept. Raises Invalid for one that does not fit its unit."""
    if value.unit in TERMS and not _is_term(value.value):
        raise Invalid(_("A time is written as a number."), _("So that the day can be counted."), field="value")
    if value.unit == "date" and not _is_day(value.value):
        raise Invalid(_("A day is written as 2026-12-31."), field="value")
    if value.since and value.until and value.until <= value.since:
        raise Invalid(_("It would end before it begins."), field="until")


def check_source(source: Source) -> None:
    """Look over who says it. Raises Invalid without a publisher, and for an address that leads to no page."""
    if not source.publisher.strip():
        raise Invalid(_("Say who says so."), _("A rule without a source is a rumour."), field="publisher")
    if source.url and not source.url.startswith(PAGES):
        raise Invalid(_("The address of a page begins with https://."), field="url")
    check_plain(source.publisher, field="publisher")
    check_plain(source.says, field="says")


def _is_term(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_TERM


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
