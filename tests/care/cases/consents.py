"""Consents and bases of invented people, as tests give them."""

from typing import Any

from komek.care.cases.actions.basis import Ground, decide_without_consent
from komek.care.cases.actions.consent import Terms, give_consent
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case, Consent, LegalBasis
from komek.foundations import vault
from tests.factories.orgs import Cast, Staff

POLICE = Recipient(body="police")
MOTIVE = "He waits at her door with a knife."


def sabr(cast: Cast) -> Recipient:
    """Sabr Osh as a recipient."""
    return Recipient(organisation=cast.sabr.pk)


def terms(recipient: Recipient, *groups: str, **said: Any) -> Terms:
    """Say yes in writing to a referral."""
    return Terms(**{"purpose": "referral_org", "form": "written", **said}, recipient=recipient, groups=groups)


def agree(case: Case, staff: Staff, recipient: Recipient, *groups: str, **said: Any) -> Consent:
    """Record a yes."""
    return give_consent(case=case, terms=terms(recipient, *groups, **said), by=staff.actor)


def decide(case: Case, staff: Staff, recipient: Recipient, *groups: str, **said: Any) -> LegalBasis:
    """Decide without her."""
    given = {"basis": "vital_interest", "motive": MOTIVE, **said}
    return decide_without_consent(case=case, ground=Ground(**given, recipient=recipient, groups=groups), by=staff.actor)


def opens(staff: Staff, case: Case) -> set[str]:
    """Try every group of person and case with the real keys of a member of staff."""
    case = Case.objects.select_related("person").get(pk=case.pk)
    columns: list[tuple[Any, str]] = [(case.person, "identity"), (case.person, "contact"), (case, "intake")]
    return {row.sealed_fields()[name].group for row, name in columns if _opens(staff, cell(row, name))}


def cell(row: Any, name: str) -> vault.Cell:
    """Take a sealed value as it lies in the database."""
    field = row.sealed_fields()[name]
    return vault.Cell(row.sealed_record, field.group, field.cell(row), bytes(getattr(row, name)))


def _opens(staff: Staff, cell: vault.Cell) -> bool:
    try:
        vault.open_many([cell], keyring=staff.keyring)
    except (vault.NotEntitled, vault.Tampered):
        return False
    return True
