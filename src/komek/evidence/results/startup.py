"""Looked at before every start: can each indicator be counted from what the rooms record?"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from komek.evidence.results.indicators import INDICATORS


@register("results")
def indicators_can_be_counted(*, app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Report each indicator whose measure, axes or codes nobody records: now, not in the annual report."""
    found: list[CheckMessage] = []
    for indicator in INDICATORS:
        try:
            indicator.check()
        except (ValueError, LookupError) as error:
            found.append(Error(f"{indicator.code}: {error}", id="komek.results.E001"))
    return found
