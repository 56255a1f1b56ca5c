"""What is known of a person, as values: never stored in clear, never printed; an answer, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Text
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate

T = TypeVar("T")
NOT_ASKED = Missing.NOT_ASKED


def known(value: T | Missing | None) -> T | None:
    """Give the value, or None where there is only a reason."""
    return None if isinstance(value, Missing) else value


class Told:
    """Base of what a person told: goes into a sealed column as a mapping, and shows nothing when printed."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    @property
    def values(self) -> dict[str, Any]:
        """Give everything by name, as a schema wants it."""
        return {each.name: _listed(getattr(self, each.name)) for each in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def of(cls, values: Mapping[str, Any] | None) -> Self:
        """Read what `values` gave; what is not there was not asked."""
        names = {each.name for each in fields(cls)}  # type: ignore[arg-type]
        given = {name: value for name, value in (values or {}).items() if name in names and value is not None}
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})


@dataclass(frozen=True, repr=False)
class Identity(Told):
    """Who somebody is."""

    given: str | Missing = NOT_ASKED
    surname: str | Missing = NOT_ASKED
    patronymic: str | Missing = NOT_ASKED
    other_names: tuple[str, ...] = ()
    born: PartialDate | Missing = NOT_ASKED
    sex: str | Missing = NOT_ASKED
    gender: str | Missing = NOT_ASKED
    citizenships: tuple[str, ...] | Missing = NOT_ASKED
    birth_country: str | Missing = NOT_ASKED
    marital_status: str | Missing = NOT_ASKED
    education: str | Missing = NOT_ASKED

    @property
    def full_name(self) -> str:
        """Write the name as in a document: surname, given name, patronymic."""
        return " ".join(part for part in map(known, (self.surname, self.given, self.patronymic)) if part)

    @property
    def nameless(self) -> bool:
        """Say whether no name at all is known."""
        return not self.full_name and not self.other_names


@dataclass(frozen=True, repr=False)
class Contact(Told):
    """How somebody may be reached without harm."""

    phones: tuple[str, ...] | Missing = NOT_ASKED
    messengers: Mapping[str, str] = field(default_factory=dict)
    address: str | Missing = NOT_ASKED
    languages: tuple[str, ...] | Missing = NOT_ASKED
    safe: str | Missing = NOT_ASKED
    call_when: str = ""
    call_words: str = ""
    call_by: str = ""
    trusted_name: str = ""
    trusted_who: str = ""
    trusted_phone: str = ""
    trusted_knows: str = ""


@dataclass(frozen=True, repr=False)
class Paper(Told):
    """A document: what it is, and in whose hands."""

    kind: str = "other"
    number: str | Missing = NOT_ASKED
    country: str | Missing = NOT_ASKED
    issuer: str = ""
    expires: PartialDate | Missing = NOT_ASKED
    state: str | Missing = NOT_ASKED
    withheld_by: str = ""


@dataclass(frozen=True, repr=False)
class Tie(Told):
    """What the other person is to this one. `suspect`: may the other be the suspect? yes, no, unknown or not asked."""

    kind: str = "other"
    guardian: bool = False
    suspect: str | Missing = NOT_ASKED
    words: str = ""


@dataclass(frozen=True, repr=False)
class Talk(Told):
    """An interview: in which language, through whom. Without an interpreter `interpreter` does not apply."""

    language: str | Missing = NOT_ASKED
    interpreter: str | Missing = Missing.NOT_APPLICABLE
    vetting: str | Missing = Missing.NOT_APPLICABLE
    words: str = ""


@dataclass(frozen=True, repr=False)
class Veto(Told):
    """An interpreter whom the person will not have, and what was said of it; no reason is asked."""

    name: str = ""
    words: str = ""


@dataclass(frozen=True, repr=False)
class Stay(Told):
    """The right to stay in the country; the day it ends stands open beside it, as a deadline."""

    basis: str | Missing = NOT_ASKED
    number: str | Missing = NOT_ASKED
    issuer: str = ""
    words: str = ""


@dataclass(frozen=True, repr=False)
class View(Told):
    """What a child herself thinks, who stands for her, and on which basis the organisation acts for her."""

    words: str | Missing = NOT_ASKED
    guardianship: str | Missing = NOT_ASKED
    basis: str = "guardian"
    motive: str = ""


@dataclass(frozen=True, repr=False)
class Veiled:
    """A person as a page shows her until somebody shows the identity: given name and an initial, no more."""

    id: UUID
    name: str = ""
    initials: str = ""
    sex: str = "unknown"
    ages: tuple[int, int] | None = None
    citizenships: tuple[str, ...] = ()
    closed: bool = False
    erased: bool = False

    def __repr__(self) -> str:
        return f"<Veiled {self.id}>"

    @property
    def label(self) -> Text:
        """Give what stands where the name stands, also when there is none."""
        if self.name:
            return self.name
        return _("Erased") if self.erased else _("Closed to you") if self.closed else _("No name yet")


@dataclass(frozen=True)
class Traits:
    """What a nameless fact may say of a person: codes of the ledger."""

    sex: str = "unknown"
    age_band: str = "unknown"
    citizenship: str = ""


@dataclass(frozen=True, repr=False)
class Known:
    """One person as far as names, papers and telephones are compared."""

    identity: Identity
    phones: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why two persons may be one, in words; `weight` orders, and a strong reason must be answered."""

    code: str
    text: Text = field(compare=False)
    weight: int = field(default=1, compare=False)


@dataclass(frozen=True, repr=False)
class Match:
    """Somebody on record who may be the one looked for."""

    id: UUID
    veiled: Veiled
    reasons: tuple[Reason, ...]
    strong: bool
    registered_on: date

    @property
    def weight(self) -> int:
        """Order matches: more and better reasons first."""
        return sum(reason.weight for reason in self.reasons)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
