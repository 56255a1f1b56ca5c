"""What ends by itself, without anybody's key."""

from django.utils import timezone

from komek.care.cases.access import SUPERVISORS
from komek.care.cases.actions import consent
from komek.care.cases.register import actions as registering
from komek.care.cases.register import queries as registers
from komek.care.cases.retention import actions as retention
from komek.care.cases.retention.queries import waiting
from komek.foundations import notify
from komek.foundations.orgs import queries as orgs
from komek.kernel import nightly

DECISIONS = "/desk/retention/"


@nightly.register_minutely("cases.expire_consents")
def expire_consents() -> None:
    """End the keys of every consent in the minute after its last day, by the calendar of its organisation."""
    consent.expire_due()


@nightly.register("cases.expire_registers")
def expire_registers() -> None:
    """Erase every register that has rested for fourteen days."""
    for row in registers.too_old():
        registering.expire(organisation=row.organisation, register=row)


@nightly.register("cases.retention")
def end_what_is_due() -> None:
    """Erase files whose time is over, or list them for a second person and tell her, by each one's rules."""
    for organisation, zone in orgs.zones():
        with timezone.override(zone):
            retention.go_round(organisation)
            if waiting(organisation).exists():
                notify.tell_roles(organisation, SUPERVISORS, "retention", DECISIONS)
