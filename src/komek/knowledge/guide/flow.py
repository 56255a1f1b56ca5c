"""The states of a text and of a fact, as tables."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Forbidden
from komek.kernel.flow import Flow, State, Step
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.models import Text


def another_person(text: Text, by: Actor) -> DomainError | None:
    """Refuse a review by whoever wrote the text."""
    if text.written_by != by.user:
        return None
    return Forbidden(
        _("A text is read by somebody else than its author."),
        _("Four eyes find what two miss."),
        _("Ask another editor to read it."),
    )


TEXT = Flow(
    "text",
    (
        State("draft", pgettext_lazy("text", "Draft")),
        State("reviewed", pgettext_lazy("text", "Reviewed")),
        State("released", pgettext_lazy("text", "Released")),
        State("ended", pgettext_lazy("text", "Replaced")),
    ),
    (
        Step("review", ("draft",), "reviewed", EDITORS, _("I have read it"), needs=(another_person,)),
        Step("release", ("reviewed",), "released", EDITORS, _("Release")),
        Step("withdraw", ("draft", "reviewed"), "ended", EDITORS, _("Throw away")),
    ),
)

FACT = Flow(
    "fact",
    (
        State("draft", pgettext_lazy("fact", "Proposed")),
        State("released", pgettext_lazy("fact", "Released")),
        State("ended", pgettext_lazy("fact", "Ended")),
    ),
    (
        Step("confirm", ("draft", "released"), "released", EDITORS, _("Confirm and release")),
        Step("end", ("draft", "released"), "ended", EDITORS, _("End")),
    ),
)
