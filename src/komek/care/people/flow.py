"""What may become of the thought that two rows speak of one person: a table, so that page and rule cannot differ."""

from django.utils.translation import gettext_lazy as _

from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, WrongState
from komek.kernel.flow import Flow, State, Step

CANDIDATE, SAME, DIFFERENT = "candidate", "same_person_confirmed", "different_confirmed"
TEAM = ("case_worker", "supervisor")


def by_another(link: object, by: Actor) -> DomainError | None:
    """Ask for a second pair of eyes: whoever proposed does not decide."""
    if getattr(link, "proposed_by", None) != by.user:
        return None
    return WrongState(
        _("You proposed this yourself."),
        _("Two people must see that it is the same person."),
        _("Ask a colleague to compare the two."),
    )


DUPLICATE = Flow(
    "duplicate",
    (
        State(CANDIDATE, _("May be the same person")),
        State(SAME, _("The same person")),
        State(DIFFERENT, _("Two different persons")),
    ),
    (
        Step("confirm", (CANDIDATE,), SAME, TEAM, _("It is the same person"), (by_another,)),
        Step("reject", (CANDIDATE,), DIFFERENT, TEAM, _("These are two persons"), (by_another,)),
    ),
)
