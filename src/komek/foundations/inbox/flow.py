"""How a message stands, as a table of steps. Before it waits there is only the writer: see `dropping`."""

from django.utils.translation import gettext_lazy as _

from komek.foundations.inbox.access import READERS
from komek.kernel.flow import Flow, State, Step

MESSAGE = Flow(
    "message",
    (
        State("waiting", _("waits")),
        State("taken", _("taken")),
        State("answered", _("answered")),
        State("closed", _("closed")),
        State("erased", _("erased by its writer")),
        State("held", _("held: its writer has not agreed yet")),
    ),
    (
        Step("take", ("waiting",), "taken", READERS, _("Take")),
        Step("give_back", ("taken",), "waiting", READERS, _("Give back")),
        Step("answer", ("taken", "answered", "closed"), "answered", READERS, _("Answer")),
        Step("close", ("taken", "answered"), "closed", READERS, _("Close")),
    ),
)
