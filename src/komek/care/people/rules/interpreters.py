"""Who may interpret: nobody whom the person vetoed, nobody whom the organisation barred."""

from collections.abc import Iterable

from komek.kernel.missing import Missing
from komek.kernel.scripts import fold

BARRED = frozenset({"barred", "rejected", "conflict_of_interest"})


def is_barred(vetting: str | Missing) -> bool:
    """Say whether the vetting keeps somebody out."""
    return vetting in BARRED


def is_vetoed(name: str | Missing, vetoed: Iterable[str]) -> bool:
    """Say whether a name is one of those the person will not have, in whatever script and with or without surname."""
    words = set() if isinstance(name, Missing) else set(fold(name).split())
    others = [set(fold(other).split()) for other in vetoed]
    return any(words and other and (words <= other or other <= words) for other in others)
