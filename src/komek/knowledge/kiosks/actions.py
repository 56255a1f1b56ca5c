"""The verbs: set a kiosk up, take it away, note a bundle that was made; and taking a kiosk's greeting."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit, places
from komek.foundations.vault import signing
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden, Invalid
from komek.knowledge.kiosks.access import ACCESS
from komek.knowledge.kiosks.bundles.keys import HEARD
from komek.knowledge.kiosks.models import CODE, KEY, Issue, Kiosk, LostKeys, Watch
from komek.knowledge.kiosks.nouns import Certificate, Revoked

AHEAD = timedelta(days=1)
"""A kiosk's clock may be so far ahead of ours; more would lock out every later greeting."""

LONGEST = 1000
"""Bytes of a greeting that are read."""


class Unheard(Exception):
    """A greeting that is not taken: `malformed`, `nobody` (an unknown kiosk or a wrong signature), `old`, `ahead`."""

    STATUS = {"malformed": 422, "nobody": 403, "old": 409, "ahead": 409}  # noqa: RUF012 - never changed

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code, self.status = code, self.STATUS[code]


@dataclass(frozen=True)
class Setting:
    """What is said of a kiosk when it is set up: names and helpers by language, and the public half of its key."""

    code: str
    country: str
    names: dict[str, str]
    here: dict[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    key: str = ""
    demo: bool = False


@audit.verb("kiosk.set_up", _("set up a kiosk"))
def set_up(*, setting: Setting, by: Actor) -> Kiosk:
    """Set a kiosk up, or change what is said of it. A new key ends the old one. Raises Invalid."""
    ACCESS.require(by, "kiosk.set_up")
    _check(setting)
    told = {
        "country": setting.country,
        "names": {language: name.strip() for language, name in setting.names.items() if name.strip()},
        "here": {language: words.strip() for language, words in setting.here.items() if words.strip()},
        "languages": list(setting.languages),
        "key": setting.key,
        "demo": setting.demo,
        "removed": False,
    }
    kiosk, _made = Kiosk.objects.update_or_create(code=setting.code, defaults=told)
    audit.record("kiosk.set_up", "kiosk", kiosk.id, by=by, details={"key": bool(kiosk.key)})
    return kiosk


@audit.verb("kiosk.remove", _("took a kiosk away"))
def remove(*, kiosk: Kiosk, by: Actor) -> Kiosk:
    """Say that a kiosk stands there no more: its pages and its greetings end."""
    ACCESS.require(by, "kiosk.remove")
    if kiosk.removed:
        raise Hidden
    kiosk.removed, kiosk.key = True, ""
    kiosk.save(update_fields=["removed", "key"])
    audit.record("kiosk.remove", "kiosk", kiosk.id, by=by)
    return kiosk


audit.declare("kiosk.issue", _("a bundle for kiosks was made"))
audit.declare("kiosk.lost_keys", _("a list of lost keys was taken in"))


@transaction.atomic
def issue(
    *, counter: int, edition: int, certificate: Certificate, size: int, made_on: date, content: str = ""
) -> Issue:
    """Note a bundle that was made: an act of the house, not of anybody who is signed in."""
    made = Issue.objects.create(
        counter=counter,
        edition=edition,
        content=content,
        key=certificate.key,
        size=size,
        made_on=made_on,
        made_at=timezone.now(),
        ends_on=certificate.ends,
    )
    audit.record_system("kiosk.issue", "bundle", made.id, details={"counter": counter, "edition": edition})
    return made


@transaction.atomic
def take_lost_keys(*, signed: bytes, told: Revoked) -> LostKeys:
    """Keep a list of lost keys that the root key signed, so that every later bundle carries it."""
    row = LostKeys.objects.create(
        number=told.number, keys=list(told.keys), signed=signed, taken_on=timezone.localdate()
    )
    audit.record_system("kiosk.lost_keys", "list", row.id, details={"number": told.number, "keys": len(told.keys)})
    return row


def note_watch(*, looked_at: datetime | None, refused: str = "") -> None:
    """Note when somebody last looked whether kiosks need a new bundle, and by its code what was in the way.

    None: no content key lies here, nobody looks.
    """
    if looked_at or Watch.objects.exclude(looked_at=None).exists():
        Watch.objects.update_or_create(pk=1, defaults={"looked_at": looked_at, "refused": refused})


def hold() -> None:
    """Wait until nobody else makes a bundle, so that no two ever bear one counter. Inside a transaction."""
    Watch.objects.get_or_create(pk=1)
    Watch.objects.select_for_update().get(pk=1)


def next_counter() -> int:
    """Give the counter of the next bundle."""
    return int(Issue.objects.aggregate(last=Max("counter"))["last"] or 0) + 1


def take_greeting(code: str, data: bytes) -> Kiosk:
    """Note that a kiosk lives and which bundle it shows. Raises Unheard.

    No verb: nobody acts, and nothing is told but a place and a counter.
    """
    counter, said = _said(data)
    kiosk = Kiosk.objects.filter(code=code, removed=False).exclude(key="").first()
    told = greeting(code, counter, said)
    if kiosk is None or not signing.signed_by(bytes.fromhex(kiosk.key), HEARD, told, _signature(data)):
        raise Unheard("nobody")
    now = timezone.now()
    if said > now + AHEAD:
        raise Unheard("ahead")
    older = Kiosk.objects.filter(Q(said_at=None) | Q(said_at__lt=said), pk=kiosk.pk)
    if not older.update(counter=counter, heard_at=now, said_at=said):  # in one step: of two at once one is taken
        raise Unheard("old")
    return kiosk


def greeting(code: str, counter: int, said: datetime) -> bytes:
    """Give the bytes that a kiosk signs to say that it lives."""
    return f"{code} {counter} {said.astimezone(UTC).isoformat(timespec='seconds')}".encode()


def _said(data: bytes) -> tuple[int, datetime]:
    try:
        told = json.loads(data if len(data) <= LONGEST else b"")
        counter, said = told["counter"], datetime.fromisoformat(told["said"])
        said.astimezone(UTC)  # a first or last day of all may have none in our zone
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise Unheard("malformed") from None
    if type(counter) is not int or not 0 <= counter < 2**62 or said.tzinfo is None:
        raise Unheard("malformed")
    return counter, said


def _signature(data: bytes) -> bytes:
    try:
        return bytes.fromhex(json.loads(data)["signature"])
    except (ValueError, TypeError, KeyError):
        raise Unheard("malformed") from None


def _check(setting: Setting) -> None:
    if not re.fullmatch(CODE, setting.code):
        raise Invalid(
            _("This is no name for an address."), "", _("Write small Latin letters, such as “osh”."), field="code"
        )
    if setting.country not in places.FIVE:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="country")
    if not re.fullmatch(KEY, setting.key):
        raise Invalid(
            _("This is no key of a kiosk."),
            _("A key has 64 letters and digits; `komek kiosk setup` prints it."),
            _("Copy it again."),
            field="key",
        )
    if not setting.names.get("en", "").strip():
        raise Invalid(_("The name of the airport is missing."), "", _("Write it in English at least."), field="names")
