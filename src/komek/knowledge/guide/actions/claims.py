"""Claims: what sources say of a fact, side by side; one that is out of date ends, one that was wrong is set aside."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.ids import new_id
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.values import Source, Value, check_source, check_value
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.models import Claim


@audit.verb("guide.claim", _("noted what a source says"))
def record_claim(*, key: str, nationality: str, value: Value, source: Source, by: Actor) -> Claim:
    """Note what a source says, seen today; where it differs, readers see both. Raises Invalid."""
    ACCESS.require(by, "guide.write")
    claim = keep_claim(key, nationality, value, source)
    audit.record("guide.claim", "claim", claim.id, by=by)
    bump()
    return claim


@audit.verb("guide.claim_withdraw", _("set aside what a source says"))
def withdraw_claim(*, claim: Claim, by: Actor) -> Claim:
    """Set a claim aside: it was wrong, or read wrongly. Readers see it no more."""
    ACCESS.require(by, "guide.confirm", claim)
    claim.withdrawn = True
    claim.save()
    audit.record("guide.claim_withdraw", "claim", claim.id, by=by)
    bump()
    return claim


def keep_claim(key: str, nationality: str, value: Value, source: Source) -> Claim:
    """Keep a claim of today. Raises Invalid for a value that does not fit its unit, or without a publisher."""
    check_value(value)
    check_source(source)
    row = new_id()
    return Claim.objects.create(
        id=row,
        code=f"claim-{row.hex[:16]}",
        key=key,
        nationality=[nationality] if nationality else [],
        value=value.value,
        unit=value.unit,
        publisher=source.publisher.strip(),
        url=source.url,
        says=source.says,
        source_date=source.dated,
        seen=timezone.localdate(),
        valid_from=value.since,
        valid_until=value.until,
        mark="sourced",
    )


def part_from_older(key: str, nationality: str, value: Value) -> None:
    """Let claims of another value end where the new one begins; without such a day they are set aside.

    A claim that speaks for several passports goes on for the others.
    """
    rows = Claim.objects.select_for_update().filter(key=key, withdrawn=False).order_by("pk")
    for claim in rows:
        about = claim.nationality or [""]
        if nationality not in about or (claim.value, claim.unit) == (value.value, value.unit):
            continue
        others = [each for each in about if each != nationality]
        if others:
            claim.nationality = others
            claim.save()
            row = new_id()
            claim.pk, claim.code, claim.nationality = row, f"claim-{row.hex[:16]}", [nationality]
            claim._state.adding = True
        if value.since is None:
            claim.withdrawn = True
        elif claim.valid_until is None or claim.valid_until > value.since:
            claim.valid_until = value.since
        claim.save()
