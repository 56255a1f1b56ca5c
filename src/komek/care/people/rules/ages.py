"""Age on a day from a date of which parts may be unknown: what is not known is not guessed."""

from datetime import date

from komek.care.people.nouns import Identity, Traits, known
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

GROWN = 18
Born = PartialDate | Missing | None


def ages(born: Born, on: date) -> tuple[int, int] | None:
    """Give the youngest and the oldest age somebody may have on a day, or None."""
    day = known(born)
    return day.ages(on) if day else None


def age_band(born: Born, on: date) -> str:
    """Give the ledger's code of the band that holds every possible age, else `unknown`."""
    day = known(born)
    band = day.age_band(on) if day else None
    return band.replace("-", "_").replace("+", "_plus") if band else "unknown"


def grown(born: Born, on: date) -> bool | None:
    """Say whether somebody is of age on a day; None while both is possible."""
    possible = ages(born, on)
    if possible is None:
        return None
    youngest, oldest = possible
    return True if youngest >= GROWN else False if oldest < GROWN else None


def traits(identity: Identity, on: date) -> Traits:
    """Give what a nameless fact may say: sex, age band, first citizenship."""
    citizenships = known(identity.citizenships) or ("",)
    return Traits(known(identity.sex) or "unknown", age_band(identity.born, on), citizenships[0])
