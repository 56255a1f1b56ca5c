"""Who may do what with a person's record. Closed unless named: managers of people, numbers and machines see nobody."""

from komek.kernel.access import Access

TEAM = ("case_worker", "supervisor")
HELPERS = ("case_worker", "supervisor", "lawyer")

ACCESS = Access(
    {
        "person.search": HELPERS,
        "person.read": HELPERS,
        "person.show_identity": HELPERS,
        "person.register": TEAM,
        "person.correct": TEAM,
        "person.paper": HELPERS,
        "person.relate": TEAM,
        "person.duplicate": TEAM,
        "person.interview": HELPERS,
        "person.stay": HELPERS,
        "person.child_view": TEAM,
        "person.sign_view": TEAM,
        "person.export": TEAM,
        "person.erase": ("supervisor",),
    },
    read="person.read",
)
"""Rows are persons; rows that belong to a person ask through her."""
