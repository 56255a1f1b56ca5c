"""Handing a case over inside the organisation: another worker, a deputy."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.care.cases.access import ACCESS
from komek.care.cases.flow import HELPERS
from komek.care.cases.models import Case
from komek.foundations import audit, vault
from komek.foundations.orgs.queries import memberships
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState


@audit.verb(
    "case.reassign", _("handed the case over to another worker"), _("asked another colleague to be there for you")
)
def reassign(*, case: Case, worker: UUID, by: Actor) -> Case:
    """Give the case to another worker. She is an active colleague with a care role, whose keys open the case."""
    ACCESS.require(by, "case.hand_over", case)
    if worker == case.worker:
        raise WrongState(_("This colleague has the case already."), "", _("Choose another colleague."))
    _check_colleague(case, worker, "worker")
    before, case.worker = case.worker, worker
    if case.deputy == worker:
        case.deputy = None
    case.save(update_fields=["worker", "deputy"])
    audit.record("case.reassign", "case", case.id, by=by, details={"before": before, "after": worker})
    return case


@audit.verb("case.deputise", _("changed the deputy of the case"), _("named who stands in for your colleague"))
def set_deputy(*, case: Case, deputy: UUID | None, by: Actor) -> Case:
    """Name who stands in while the worker is away; None ends it."""
    ACCESS.require(by, "case.hand_over", case)
    if deputy == case.deputy:
        raise WrongState(_("It stands like this already."), "", _("Choose another colleague."))
    if deputy is not None:
        if deputy == case.worker:
            raise Invalid(_("The worker cannot be the deputy as well."), "", _("Choose a colleague."), field="deputy")
        _check_colleague(case, deputy, "deputy")
    case.deputy = deputy
    case.save(update_fields=["deputy"])
    audit.record("case.deputise", "case", case.id, by=by, details={"after": deputy or "nobody"})
    return case


def colleagues(case: Case) -> dict[UUID, str]:
    """List who could take the case: active colleagues with a care role, by name."""
    rows = memberships(case.organisation)
    return {row.user_id: row.user.name for row in rows if set(row.roles) & set(HELPERS)}


def _check_colleague(case: Case, user: UUID, field: str) -> None:
    if user not in colleagues(case):
        raise Invalid(
            _("This person does not work on cases here."),
            _("A case belongs to an active colleague with a care role."),
            _("Choose a colleague of the list."),
            field=field,
        )
    if not vault.entitled(case.sealed_record, "story", user):
        raise Invalid(
            _("The keys of this colleague do not open the case yet."),
            _("This colleague has not been let into the circle of the cases."),
            _("Let the colleague in under People and keys, then hand the case over."),
            field=field,
        )
