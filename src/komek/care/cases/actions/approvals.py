"""Approvals: an organisation says what wants one, a colleague asks, a supervisor decides. Kinds are data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from komek.care.cases import locking, sealing
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Case
from komek.care.cases.models.approval import Approval, ApprovalRule
from komek.care.cases.models.retention import AT_ONCE, RetentionRule
from komek.foundations import audit, notify, vault
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Invalid, WrongState

ENFORCED = ("case_closing", "export", "erasure", "sharing_without_consent", "media_use")
"""Kinds that some verb of this room asks for: a rule about any other would stop nothing."""


@audit.verb("approval.rule", _("changed what wants an approval"))
def want_approval(*, kind: str, wanted: bool, by: Actor) -> None:
    """Say whether this organisation wants an approval before something of a kind is done."""
    ACCESS.require(by, "approval.rule")
    if kind not in ENFORCED:
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="kind")
    rows = ApprovalRule.objects.filter(organisation=by.organisation, kind=kind)
    if not wanted:
        _nothing_is_armed(kind, by)
        rows.delete()
    elif not rows.exists():
        ApprovalRule.objects.create(
            organisation=by.organisation, kind=kind, set_by=by.user, set_on=timezone.localdate()
        )
    audit.record("approval.rule", "organisation", by.organisation, by=by, details={"kind": kind, "wanted": wanted})


def _nothing_is_armed(kind: str, by: Actor) -> None:
    """Refuse to take the approval of erasings away while a rule waits behind it that would then ask nobody."""
    waiting = RetentionRule.objects.filter(organisation=by.organisation, action=AT_ONCE)
    if kind == "erasure" and waiting.exists():
        raise WrongState(
            _("A rule erases files at once; only this approval holds it."),
            _("Without it files would go in the night, and one person alone would have let them."),
            _("Let the rule ask a supervisor first: How long files are kept."),
        )


@audit.verb("approval.ask", _("asked for an approval"))
def ask_approval(*, case: Case, kind: str, subject: UUID | None = None, words: str = "", by: Actor) -> Approval:
    """Ask a supervisor. One request of a kind waits at a time for the same subject."""
    ACCESS.require(by, "approval.ask", case)
    locking.held(case)
    if kind not in codes.get("approval_kind"):
        raise Invalid(_("This choice is not in the list."), "", _("Choose one of the list."), field="kind")
    about = subject or case.id
    if case.approvals.filter(kind=kind, subject=about, state="requested").exists():
        raise WrongState(_("This was asked already."), "", _("A supervisor sees it under My day."))
    row = Approval(
        organisation=case.organisation,
        case=case,
        kind=kind,
        subject=about,
        requested_by=by.user,
        requested_at=timezone.now(),
    )
    sealing.seal(row, "words", {"request": words, "decision": ""}, by=by)
    row.save(force_insert=True)
    audit.record("approval.ask", "case", case.id, by=by, objects=[row.id], details={"kind": kind})
    notify.tell_roles(case.organisation, ("supervisor",), "signature", "/desk/cases/approvals/", but=by.user)
    return row


@audit.verb("approval.decide", _("decided on an approval"))
def decide_approval(*, approval: Approval, approved: bool, words: str = "", by: Actor) -> Approval:
    """A supervisor says yes or no; nobody decides on her own request. A no says why."""
    ACCESS.require(by, "approval.decide", approval.case)
    locking.held(approval)
    if approval.state != "requested":
        raise WrongState(_("This was decided already."), "", "")
    if approval.requested_by == by.user:
        raise Forbidden(_("You asked for this yourself."), "", _("Another supervisor decides."))
    if not approved and not words.strip():
        raise Invalid(_("A no needs a reason."), "", _("Write what is missing."), field="words")
    held = sealing.opened(approval, "words", by=by)
    if held is None:
        raise vault.NotEntitled
    sealing.seal(approval, "words", {**held, "decision": words}, by=by)
    approval.state = "approved" if approved else "refused"
    approval.decided_by, approval.decided_at = by.user, timezone.now()
    approval.save(update_fields=["state", "decided_by", "decided_at", "words"])
    audit.record(
        "approval.decide", "case", approval.case_id, by=by, objects=[approval.id], details={"state": approval.state}
    )
    return approval


def approval_missing(case: Case, kind: str, subject: UUID | None = None) -> WrongState | None:
    """Use up the approval for something of this kind that is being done now, or say what is missing.

    None: no rule, or an approval is there, and from now on it is used: it allows one act. A verb calls this in its
    own transaction, so an act that fails leaves the approval as it was.
    """
    if missing := approval_wanted(case, kind, subject):
        return missing
    row = _unused(case, kind, subject).order_by("decided_at").first()
    if row is None:
        return None
    if not _unused(case, kind, subject).filter(pk=row.pk).update(used_on=timezone.localdate()):
        return _missing([case])
    return None


def approval_wanted(case: Case, kind: str, subject: UUID | None = None) -> WrongState | None:
    """Say what is missing before something of this kind may be done, and use up nothing."""
    return _missing([case]) if _lacks(case, kind, subject) else None


def approvals_wanted(cases: Iterable[Case], kind: str) -> WrongState | None:
    """Say for which of these cases an approval is missing: an act about a person wants one for each case, at once."""
    lacking = [case for case in cases if _lacks(case, kind, None)]
    return _missing(lacking) if lacking else None


def _lacks(case: Case, kind: str, subject: UUID | None) -> bool:
    rules = ApprovalRule.objects.filter(organisation=case.organisation, kind=kind)
    return rules.exists() and not _unused(case, kind, subject).exists()


def _unused(case: Case, kind: str, subject: UUID | None) -> QuerySet[Approval]:
    return case.approvals.filter(kind=kind, subject=subject or case.id, state="approved", used_on=None)


def _missing(cases: Sequence[Case]) -> WrongState:
    numbers = ", ".join(case.number for case in cases)
    return WrongState(
        _("Your organisation wants an approval first."),
        format_lazy(_("It is missing for: {cases}."), cases=numbers),
        _("Ask for it on the page of the case; a supervisor decides."),
    )
