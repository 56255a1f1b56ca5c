"""What the daily work lets the ledger count: assessments, goals reached, documents and wages recovered."""

from django.utils.translation import gettext_lazy as _

from komek.kernel.measures import Measure, declare

NEEDS_ASSESSED = declare(Measure("needs_assessed", _("Needs assessments"), {}, about_person=True))
RISK_ASSESSED = declare(Measure("risk_assessed", _("Risk assessments"), {}, about_person=True))
PLAN_AGREED = declare(Measure("plan_agreed", _("Goals agreed with the person"), {}, about_person=True))
GOAL_ENDED = declare(Measure("goal_ended", _("Goals that ended"), {"result": "goal_state"}))
DOCUMENT_RECOVERED = declare(Measure("document_recovered", _("Documents recovered"), {}))
WAGES_RECOVERED = declare(
    Measure("wages_recovered", _("Wages recovered"), {"currency": "iso_4217"}, unit="amount of money")
)
