"""The life of a contact: written, then finished."""

from django.utils.translation import gettext_lazy as _

from komek.care.hotline.access import HOTLINE
from komek.kernel.flow import Flow, State, Step

FLOW = Flow(
    "contact",
    (State("draft", _("Being written")), State("final", _("Finished"))),
    (Step("finish", ("draft",), "final", HOTLINE, _("Finish")),),
)
