"""Callers who come again: met by their number, marked with flags that end, forgotten on wish."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases import locking
from komek.care.hotline import erasing, queries, rules, sealing
from komek.care.hotline.access import ROOM
from komek.care.hotline.models import CALLER_GROUPS, Caller, Flag
from komek.care.hotline.nouns import FLAGS_DAYS, UNKNOWN, Known, Reach, Talk
from komek.foundations import audit, vault
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden, Invalid

LONGEST_FLAG = timedelta(days=366)


def meet(talk: Talk, reach: Reach, *, by: Actor) -> tuple[Caller | None, bool]:
    """Find the caller by her number or enter her anew; say also whether she was known. Inside a verb only.

    Who gave no number, or called the wrong one, is nobody we know.
    """
    wanted = rules.forms(reach.phone, people.country_of(by))
    if not wanted or "wrong_number" in talk.outcomes:
        return None, False
    for known in queries.callers_at(reach.phone, by=by):
        with suppress(Hidden):  # erased just now: then she is entered anew
            return _again(known, talk, reach, by), True
    today = timezone.localdate()
    caller = Caller(organisation=by.organisation, since=today, last_used_on=today)
    sealing.begin(caller, "caller", CALLER_GROUPS, by=by)
    told = Known(
        phones=(reach.phone.strip(),),
        call_me=reach.call_me,
        language=talk.language,
        safe=reach.safe,
        when=reach.when,
        words=reach.words,
    )
    sealing.seal(caller, "told", told.values, by=by)
    caller.save(force_insert=True)
    vault.index(caller.sealed_record, wanted, keyring=by.keyring)
    return caller, False


def _again(caller: Caller, talk: Talk, reach: Reach, by: Actor) -> Caller:
    """Keep the newest of what a known caller said; what she did not say stays."""
    locking.held(caller)
    held = sealing.known(caller, by=by)
    told = Known(
        phones=held.phones,
        call_me=reach.call_me or held.call_me,
        language=talk.language or held.language,
        safe=reach.safe if reach.safe != UNKNOWN else held.safe,
        when=reach.when or held.when,
        words=reach.words or held.words,
        note=held.note,
    )
    sealing.seal(caller, "told", told.values, by=by)
    caller.last_used_on = timezone.localdate()
    caller.save(update_fields=["told", "last_used_on"])
    return caller


@audit.verb("caller.read", _("looked at what is known of a caller"))
def read_caller(*, caller: Caller, by: Actor) -> Known:
    """Open what is known of a caller; that somebody looked is on record."""
    ROOM.require(by, "caller.read", caller)
    audit.record("caller.read", "caller", caller.id, by=by)
    return sealing.known(caller, by=by)


@audit.verb("caller.find", _("looked for a caller by a number"))
def find_caller(*, phone: str, by: Actor) -> list[Caller]:
    """Say who reaches us from a number: the number itself is in no entry."""
    ROOM.require(by, "caller.read")
    found = queries.callers_at(phone, by=by)
    audit.record("caller.find", "caller", None, by=by, objects=[each.id for each in found], details={"n": len(found)})
    return found


@audit.verb("caller.note", _("corrected what is known of a caller"))
def note_caller(*, caller: Caller, told: Known, by: Actor) -> Caller:
    """Write anew how to speak with a caller; her numbers stay."""
    ROOM.require(by, "caller.note", caller)
    if told.safe not in codes.get("contact_safety"):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="safe")
    locking.held(caller)
    held = sealing.known(caller, by=by)
    kept = {**told.values, "phones": list(held.phones), "language": told.language or held.language}
    sealing.seal(caller, "told", kept, by=by)
    caller.save(update_fields=["told"])
    audit.record("caller.note", "caller", caller.id, by=by)
    return caller


@audit.verb("caller.flag", _("set a flag on a caller"))
def set_flag(*, caller: Caller, kind: str, until: date | None = None, words: str = "", by: Actor) -> Flag:
    """Warn colleagues until a day, thirty days if none is named. The same flag once more begins anew."""
    ROOM.require(by, "caller.flag", caller)
    today = timezone.localdate()
    until = until or today + timedelta(days=FLAGS_DAYS)
    if kind not in codes.get("hotline_flag"):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="kind")
    if not today <= until <= today + LONGEST_FLAG:
        raise Invalid(
            _("A flag stands from today on, for a year at most."), "", _("Choose another day."), field="until"
        )
    locking.held(caller)
    for row, held, _words in queries.flags(caller, by=by):
        if held == kind:
            row.delete()
    flag = Flag(organisation=by.organisation, caller=caller, valid_until=until, set_by=by.user, set_on=today)
    sealing.seal(flag, "flag", {"kind": kind, "words": words}, by=by)
    flag.save(force_insert=True)
    audit.record("caller.flag", "caller", caller.id, by=by, objects=[flag.id], details={"until": until})
    return flag


@audit.verb("caller.lift_flag", _("took a flag off a caller"))
def lift_flag(*, flag: Flag, by: Actor) -> Caller:
    """Take a flag off before its day."""
    ROOM.require(by, "caller.flag", flag)
    caller, row = flag.caller, flag.id
    flag.delete()
    audit.record("caller.lift_flag", "caller", caller.id, by=by, objects=[row])
    return caller


@audit.verb("caller.erase", _("erased what is known of a caller"))
def erase_caller(*, caller: Caller, by: Actor) -> vault.Erased:
    """Forget a caller on her wish: number, index and flags. Her contacts stay without the link."""
    ROOM.require(by, "caller.erase", caller)
    erasing.hold_caller(caller)
    record = caller.id
    erased = erasing.erase_caller(caller, "wish")
    audit.record("caller.erase", "caller", record, by=by)
    return erased
