"""What the hotline forgets by itself, without anybody's key."""

from django.utils import timezone

from komek.care.hotline.actions import keeping
from komek.foundations.orgs import queries as orgs
from komek.kernel import nightly


@nightly.register("hotline.keeping")
def forget_what_is_over() -> None:
    """Erase contacts, callers, flags and notes whose time is over, by the calendar of each organisation."""
    for organisation, zone in orgs.zones():
        with timezone.override(zone):
            keeping.go_round(organisation)
