"""The indicators of the house: a measure, a rule, and the words for both. A changed rule is a new version."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from komek.evidence.results.rules import Rule, parse
from komek.foundations.ledger.rules import values
from komek.kernel.errors import Text
from komek.kernel.measures import MEASURES, Measure
from komek.kernel.register import Register


@dataclass(frozen=True)
class Indicator:
    """What is counted and how. `explained` says in one sentence what the figure means to its reader."""

    code: str
    label: Text = field(compare=False)
    explained: Text = field(compare=False)
    measure_code: str
    text: str
    version: int = 1

    @cached_property
    def rule(self) -> Rule:
        """Give the rule behind the text."""
        return parse(self.text)

    @property
    def measure(self) -> Measure:
        """Give the measure whose facts are counted."""
        return MEASURES[self.measure_code]

    def check(self) -> None:
        """Refuse a rule that asks for what nobody records."""
        measure = self.measure
        self.rule.check(measure, {axis: values(name) for axis, name in measure.axes.items()})
        for other in filter(None, (self.rule.among, self.rule.denominator)):
            INDICATORS[other]


INDICATORS: Register[Indicator] = Register("indicators")

ONCE = "count=person; window=period; once_per=person+period"
EACH = "count=event; window=period"
IDENTIFIED = "require=status in identified_by_ngo,officially_identified,victim_status_in_criminal_case"

for _each in (
    Indicator(
        "opened",
        pgettext_lazy("indicator", "Cases opened"),
        _("People for whom a case was opened, plain help included; each once in the period."),
        "case_opened",
        ONCE,
    ),
    Indicator(
        "screened",
        pgettext_lazy("indicator", "Screened"),
        _("People with whom a screening was finished; each once in the period."),
        "case_screened",
        ONCE,
    ),
    Indicator(
        "identified",
        pgettext_lazy("indicator", "Identified as victims"),
        _("People identified by an NGO or officially; each once in the period."),
        "person_identified",
        f"{ONCE}; {IDENTIFIED}",
    ),
    Indicator(
        "identified_ngo",
        pgettext_lazy("indicator", "Identified by an NGO"),
        _("People whom an NGO identified; some of them are identified officially as well."),
        "person_identified",
        f"{ONCE}; require=status is identified_by_ngo",
    ),
    Indicator(
        "identified_official",
        pgettext_lazy("indicator", "Identified officially"),
        _("People whom police, a court or another state body identified. The gap to the NGO figure is no mistake."),
        "person_identified",
        f"{ONCE}; require=status in officially_identified,victim_status_in_criminal_case",
    ),
    Indicator(
        "assisted",
        pgettext_lazy("indicator", "People assisted"),
        _("People who received at least one service, one-off help included; each once in the period."),
        "service_delivered",
        ONCE,
    ),
    Indicator(
        "services",
        pgettext_lazy("indicator", "Services delivered"),
        _("Services, not people: one person may receive many."),
        "service_delivered",
        "count=service; window=period",
    ),
    Indicator(
        "supported_by_needs",
        pgettext_lazy("indicator", "Supported by assessed need"),
        _(
            "Identified people who received support that rests on a needs assessment; one-off help, such as a food"
            " parcel or a bus ticket, does not count. Each person once a quarter (indicator bank 3931)."
        ),
        "service_delivered",
        "count=person; window=quarter; once_per=person+quarter; require=needs_based is yes; exclude=one_off is yes;"
        " among=identified; denominator=identified",
    ),
    Indicator(
        "police_consent",
        pgettext_lazy("indicator", "Referred to the police with consent"),
        _("People referred to the police who had agreed to it; each once in the period."),
        "referred_to_police",
        f"{ONCE}; require=consent is yes",
    ),
    Indicator(
        "police_without",
        pgettext_lazy("indicator", "Referred to the police without consent"),
        _("People about whom the police were told on a legal basis alone; each once in the period."),
        "referred_to_police",
        f"{ONCE}; require=consent is no",
    ),
    Indicator(
        "closed",
        pgettext_lazy("indicator", "Cases closed"),
        _("People whose case was closed; each once in the period."),
        "case_closed",
        ONCE,
    ),
    Indicator(
        "followed_up",
        pgettext_lazy("indicator", "Followed up"),
        _("People who were reached after their case; each once in the period."),
        "followup_done",
        f"{ONCE}; exclude=outcome is not_reached",
    ),
    Indicator(
        "guide_asked",
        pgettext_lazy("indicator", "Questions asked of the guide"),
        _("Questions that the guide could place, on all channels, of everybody: the guide belongs to no organisation."),
        "guide_asked",
        EACH,
    ),
    Indicator(
        "guide_viewed",
        pgettext_lazy("indicator", "Answers of the guide shown"),
        _("Answers shown in conversations and on kiosks, of everybody. Reading the public pages is not counted."),
        "guide_viewed",
        EACH,
    ),
    Indicator(
        "guide_handed_over",
        pgettext_lazy("indicator", "Led on from the guide to a person"),
        _("Conversations and pages from which somebody was led on to a person, each once; of everybody."),
        "guide_handed_over",
        EACH,
    ),
):
    INDICATORS.add(_each)
