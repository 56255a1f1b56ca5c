"""What the hotline lets the ledger count: nameless contacts by month, in coarse codes."""

from django.utils.translation import gettext_lazy as _

from komek.kernel.measures import Measure, declare

CHANNEL = {"channel": "hotline_channel"}

CONTACT_TAKEN = declare(
    Measure(
        "hotline_contact",
        _("Contacts of the hotline"),
        {
            **CHANNEL,
            "direction": "hotline_direction",
            "language": "hotline_language",
            "caller": "hotline_caller",
            "whereabouts": "hotline_country",
            "origin": "origin",
        },
        unit="contact",
    )
)
CONTACT_CATEGORY = declare(
    Measure("hotline_category", _("What contacts were about"), {**CHANNEL, "category": "hotline_category"})
)
CONTACT_OUTCOME = declare(
    Measure("hotline_outcome", _("What came of contacts"), {**CHANNEL, "outcome": "hotline_outcome"})
)
CALLED_BACK = declare(Measure("hotline_call_back", _("Calls back"), {"result": "call_back_result"}))
CONTACT_PASSED_ON = declare(
    Measure("hotline_to_case", _("Contacts that became cases"), {**CHANNEL, "source": "referral_source"})
)
