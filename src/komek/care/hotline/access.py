"""Who may do what at the hotline. Closed unless named: managers of people, numbers and machines hear nobody."""

from django.db.models import Q

from komek.kernel.access import Access
from komek.kernel.actor import Actor

HOTLINE = ("hotline_operator", "supervisor", "case_worker")
CASE_TEAM = ("case_worker", "supervisor")
KEEPERS = ("organisation_admin", "supervisor")


def own_or_final(actor: Actor) -> Q:
    """Reach what colleagues have finished, and one's own drafts."""
    return Q(organisation=actor.organisation) & (Q(state="final") | Q(author=actor.user))


CONTACTS = Access(
    {
        "contact.read": HOTLINE,
        "contact.write": HOTLINE,
        "contact.add": HOTLINE,
        "contact.call_back": HOTLINE,
        "contact.danger": HOTLINE,
        "contact.hand_over": HOTLINE,
        "contact.open_case": CASE_TEAM,
        "contact.heed": CASE_TEAM,
        "contact.erase": HOTLINE,
    },
    read="contact.read",
    reach=own_or_final,
)
"""Rows are contacts; an operator without the role of a case worker passes a contact on instead of opening a case."""

ROOM = Access(
    {
        "caller.read": HOTLINE,
        "caller.note": HOTLINE,
        "caller.flag": HOTLINE,
        "caller.erase": HOTLINE,
        "shift.read": HOTLINE,
        "shift.write": HOTLINE,
        "keep.rule": KEEPERS,
    },
    read="caller.read",
)
"""Rows are callers, notes between shifts, and rules of how long all of it is kept."""
