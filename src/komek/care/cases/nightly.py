"""What ends by itself, without anybody's key."""

from django.utils import timezone

from komek.care.cases import sharing
from komek.care.cases.actions import consent
from komek.care.cases.register import actions as registering
from komek.care.cases.register import queries as registers
from komek.foundations.orgs import queries as orgs
from komek.kernel import nightly


@nightly.register("cases.expire_consents")
def expire_consents() -> None:
    """End the keys of every consent whose last day has passed by the calendar of its organisation."""
    for organisation, zone in orgs.zones():
        with timezone.override(zone):
            for row in sharing.overdue().filter(organisation=organisation).select_related("case"):
                consent.expire_consent(consent=row, organisation=organisation)


@nightly.register("cases.expire_registers")
def expire_registers() -> None:
    """Erase every register that has rested for fourteen days."""
    for row in registers.too_old():
        registering.expire(organisation=row.organisation, register=row)
