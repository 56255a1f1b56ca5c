"""Who may do what with a case. Closed unless named: managers of people, numbers and machines see no case."""

from django.db.models import Q

from komek.kernel.access import Access
from komek.kernel.actor import Actor

TEAM = ("case_worker", "supervisor")
HELPERS = ("case_worker", "supervisor", "lawyer")


def shared_reach(actor: Actor) -> Q:
    """Name the cases of other organisations that a live consent has opened to a circle of this actor.

    Nothing, until consents exist: the room of the consents puts its condition here.
    """
    return Q(pk__in=())


ACCESS = Access(
    {
        "case.list": HELPERS,
        "case.open": TEAM,
        "case.read": HELPERS,
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
    },
    read="case.read",
    shared_reach=shared_reach,
    shared=("case.read", "case.show_identity"),
)
"""Rows are cases; rows that belong to a case ask through their case."""
