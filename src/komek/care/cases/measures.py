"""What the work on cases lets the ledger count. No fact names a case; story axes are the two broad ones only."""

from django.utils.translation import gettext_lazy as _

from komek.kernel.measures import Measure, declare

ORIGIN = {"origin": "origin"}

CASE_OPENED = declare(
    Measure(
        "case_opened",
        _("Cases opened"),
        {"kind": "case_kind", "source": "referral_source", **ORIGIN},
        about_person=True,
    )
)
CASE_WIDENED = declare(
    Measure("case_widened", _("Plain help turned into a full case"), {"source": "referral_source", **ORIGIN}, True)
)
CASE_SCREENED = declare(Measure("case_screened", _("Screenings finished"), {"instrument": "instrument"}, True))
PERSON_IDENTIFIED = declare(
    Measure(
        "person_identified",
        _("Identification decisions"),
        {
            "status": "identification_status",
            "body": "deciding_body",
            "form": "exploitation_broad",
            **ORIGIN,
        },
        about_person=True,
    )
)
EXPLOITATION_TOLD = declare(
    Measure("exploitation_told", _("People who told of exploitation"), {"form": "exploitation_broad", **ORIGIN}, True)
)
MEANS_TOLD = declare(Measure("means_told", _("Means of control that people told of"), {"means": "means_broad"}, True))
SERVICE_DELIVERED = declare(
    Measure(
        "service_delivered",
        _("Services delivered"),
        {"type": "service_type", "one_off": "yes_no", "needs_based": "yes_no", **ORIGIN},
        about_person=True,
        unit="service",
    )
)
SERVICE_NOT_DELIVERED = declare(
    Measure(
        "service_not_delivered",
        _("Services that did not come"),
        {"type": "service_type", "reason": "non_delivery_reason"},
        about_person=True,
        unit="service",
    )
)
SERVICE_ANSWERED = declare(
    Measure(
        "service_answered",
        _("Services confirmed or disputed by the person"),
        {"type": "service_type", "answer": "service_confirmation"},
        about_person=True,
        unit="service",
    )
)
REFERRED_TO_POLICE = declare(
    Measure("referred_to_police", _("People referred to the police"), {"consent": "yes_no", **ORIGIN}, True)
)
CASE_CLOSED = declare(
    Measure("case_closed", _("Cases closed"), {"reason": "closure_reason", "kind": "case_kind"}, True)
)
CASE_REOPENED = declare(Measure("case_reopened", _("Cases opened again"), {"kind": "case_kind"}, True))
FOLLOWUP_DONE = declare(
    Measure(
        "followup_done",
        _("Follow-ups done"),
        {"point": "follow_up_point", "outcome": "follow_up_outcome"},
        about_person=True,
    )
)
