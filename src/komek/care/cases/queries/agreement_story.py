"""What the story of a case tells of consents, of decisions without her, and of what was passed on."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from komek.care.cases import agreement
from komek.care.cases.models import Case
from komek.care.cases.queries.moment import Moment
from komek.kernel import codes
from komek.kernel.actor import Actor


def consents(case: Case, by: Actor) -> Iterable[Moment]:
    """What she said, and when she took it back or it ended."""
    labels, groups = codes.get("consent_purpose"), codes.get("consent_field_group")
    for row in case.consents.all():
        told = _("Consent") if row.state != "refused" else _("The person said no")
        text = f": {labels[row.purpose].label}"
        more = ", ".join(str(groups[group].label) for group in row.groups) if row.state != "refused" else ""
        at = timezone.localtime(row.recorded_at)
        yield Moment(row.given_on, told, text, more, who=row.recorded_by, at=at, page="consent", key=row.id)
        if row.withdrawn_at is not None:
            back = timezone.localtime(row.withdrawn_at)
            yield Moment(back.date(), _("Consent taken back"), text, at=back, page="consent", key=row.id)


def bases(case: Case, by: Actor) -> Iterable[Moment]:
    """What was decided without her."""
    labels = codes.get("legal_basis_without_consent")
    for row in case.bases.all():
        at = timezone.localtime(row.decided_at)
        state = str(agreement.BASIS.states[row.state].label)
        text, tone = f": {labels[row.basis].label}", "danger" if row.danger else ""
        what = _("Decided without consent")
        yield Moment(at.date(), what, text, state, who=row.decided_by, at=at, tone=tone, page="basis", key=row.id)


def disclosures(case: Case, by: Actor) -> Iterable[Moment]:
    """What was passed on to bodies outside."""
    bodies, groups = codes.get("recipient_body"), codes.get("consent_field_group")
    for row in case.disclosures.all():
        more = ", ".join(str(groups[group].label) for group in row.groups)
        yield Moment(row.disclosed_on, _("Passed on"), f": {bodies[row.body].label}", more, who=row.recorded_by)


SOURCES = [consents, bases, disclosures]
