"""Looked at before every start: does each declared measure keep the rules of the ledger?"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from komek.foundations.ledger.rules import check_measure
from komek.kernel.measures import MEASURES


@register("ledger")
def measures_keep_the_rules(*, app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Report each measure with an unknown code list, or with a story axis on a person's facts."""
    found: list[CheckMessage] = []
    for measure in MEASURES:
        try:
            check_measure(measure)
        except LookupError as error:
            found.append(Error(f"{measure.code}: {error}", id="komek.ledger.E001"))
        except ValueError as error:
            found.append(Error(str(error), id="komek.ledger.E002"))
    return found
