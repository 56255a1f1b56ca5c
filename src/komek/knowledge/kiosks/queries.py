"""Which kiosks there are, and what was made for them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings

from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden
from komek.knowledge.kiosks.access import ACCESS
from komek.knowledge.kiosks.models import Issue, Kiosk, LostKeys, Watch
from komek.knowledge.kiosks.nouns import Place
from komek.knowledge.kiosks.places import shipped


def places() -> Mapping[str, Place]:
    """Give the places of all kiosks by their codes; in a demo without kiosks the shipped ones."""
    found = {row.code: placed(row) for row in Kiosk.objects.filter(removed=False).order_by("code")}
    if not found and settings.KOMEK_DEMO and not Kiosk.objects.exists():
        return shipped()
    return MappingProxyType(found)


def placed(kiosk: Kiosk) -> Place:
    """Give the place of a kiosk as doors and bundles know it."""
    return Place(
        code=kiosk.code,
        country=kiosk.country,
        names=kiosk.names,
        here=kiosk.here,
        languages=tuple(kiosk.languages),
        demo=kiosk.demo,
    )


def kiosks(actor: Actor) -> list[Kiosk]:
    """List the kiosks that stand somewhere."""
    ACCESS.require(actor, "kiosk.read")
    return list(Kiosk.objects.filter(removed=False).order_by("code"))


def find(actor: Actor, code: str) -> Kiosk:
    """Give a kiosk by its code. Raises Hidden."""
    ACCESS.require(actor, "kiosk.read")
    kiosk = Kiosk.objects.filter(code=code, removed=False).first()
    if kiosk is None:
        raise Hidden
    return kiosk


def newest_issue() -> Issue | None:
    """Give the bundle that was made last."""
    return Issue.objects.order_by("-counter").first()


def watch() -> Watch | None:
    """Say when the worker last looked whether a bundle is due; None where bundles are made by hand alone."""
    return Watch.objects.exclude(looked_at=None).first()


def lost_keys() -> LostKeys | None:
    """Give the list of lost keys that is in force."""
    return LostKeys.objects.order_by("-number").first()
