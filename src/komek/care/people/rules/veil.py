"""How a person is shown before anybody shows the identity: given name and an initial."""

from datetime import date
from uuid import UUID

from komek.care.people.nouns import Identity, Veiled, known
from komek.care.people.rules.ages import ages
from komek.kernel.scripts import display_initials


def veiled(id: UUID, identity: Identity, on: date) -> Veiled:  # noqa: A002
    """Veil an identity: "Шахноза А."; without any name both texts stay empty."""
    given, surname = known(identity.given) or "", known(identity.surname) or ""
    if not given and not surname and identity.other_names:
        given = identity.other_names[0].split()[0]
    initial = display_initials(surname).partition(" ")[0]
    return Veiled(
        id=id,
        name=" ".join(part for part in (given, initial) if part),
        initials=initials(given, surname),
        sex=known(identity.sex) or "unknown",
        ages=ages(identity.born, on),
        citizenships=known(identity.citizenships) or (),
    )


def initials(given: str, surname: str) -> str:
    """Take the first letters of given name and surname: "ША"."""
    return f"{given[:1]}{surname[:1]}".upper()
