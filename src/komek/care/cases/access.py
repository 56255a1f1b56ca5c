"""Who may do what with a case. Closed unless named: managers of people, numbers and machines see no case."""

from django.db.models import Q

from komek.care.cases import sharing
from komek.kernel.access import Access
from komek.kernel.actor import Actor

TEAM = ("case_worker", "supervisor")
HELPERS = ("case_worker", "supervisor", "lawyer")


SUPERVISORS = ("supervisor",)
COUNTERS = (*TEAM, "me_officer", "programme_officer")


def shared_reach(actor: Actor) -> Q:
    """Name the cases of other organisations that a live consent or a legal basis has opened to this actor's."""
    return sharing.shared_cases(actor.organisation)


ACCESS = Access(
    {
        "case.list": HELPERS,
        "case.open": TEAM,
        "case.read": HELPERS,
        "case.read_shared": HELPERS,
        "case.show_identity": HELPERS,
        "case.history": HELPERS,
        "case.step": TEAM,
        "case.widen": TEAM,
        "case.safety": TEAM,
        "case.danger": HELPERS,
        "case.identify": TEAM,
        "case.countersign": TEAM,
        "case.screen": TEAM,
        "case.tell": TEAM,
        "service.record": HELPERS,
        "case.assess": TEAM,
        "case.plan": TEAM,
        "case.legal": HELPERS,
        "case.note": HELPERS,
        "case.file": HELPERS,
        "case.task": HELPERS,
        "case.reflection": TEAM,
        "case.close": TEAM,
        "case.follow_up": TEAM,
        "case.hand_over": TEAM,
        "case.export": TEAM,
        "case.code": TEAM,
        "case.erase": SUPERVISORS,
        "case.disclose": TEAM,
        "consent.give": HELPERS,
        "basis.decide": HELPERS,
        "basis.sign": TEAM,
        "approval.ask": HELPERS,
        "approval.decide": SUPERVISORS,
        "approval.rule": SUPERVISORS,
        "retention.rule": ("organisation_admin", *SUPERVISORS),
        "retention.decide": SUPERVISORS,
        "register.take_in": TEAM,
        "register.total": COUNTERS,
    },
    read="case.read",
    shared_reach=shared_reach,
    shared=("case.read_shared",),
)
"""Rows are cases; rows that belong to a case ask through their case.

What another organisation has shared is reached by one verb alone, whose page shows what the consent opens; every
other page answers as if the case did not exist.
"""
