"""Forms of the case pages: each posts to one verb, asks little, and lets every question be skipped."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from komek.care.cases import flow, instruments
from komek.doors.desk.cases import choices
from komek.doors.face.forms import ANSWERS, AnswerField, FaceForm, PartialDateField, Segments
from komek.kernel.errors import Text

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DANGER = "danger"
SAID = (*ANSWERS[:-1], ("declined", pgettext_lazy("answer", "Declined")), ANSWERS[-1])
SAFETY = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not sure")))


class CaseloadFilter(FaceForm):
    """What the caseload can be narrowed by; all of it operational."""

    state = forms.ChoiceField(label=_("Stage"), required=False)
    worker = forms.ChoiceField(label=_("Worker"), required=False)
    risk = forms.ChoiceField(label=_("Risk"), required=False)
    due = forms.ChoiceField(label=_("Due"), required=False)
    opened = forms.ChoiceField(label=_("Opened"), required=False)

    def __init__(self, *args: Any, workers: Mapping[str, Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(code, state.label) for code, state in flow.LIFE.states.items()]
        self._choose("state", [("", _("All open")), ("all", _("All, closed too")), *stages])
        self._choose("worker", [("", _("Everybody")), ("me", _("Mine, or as deputy")), *workers.items()])
        risks = [("high", _("High")), ("medium", _("Medium")), ("low", _("Low")), ("not_assessed", _("Not assessed"))]
        self._choose("risk", [("", _("Any")), *risks])
        due = [("late", _("Overdue")), ("today", _("Today")), ("week", _("Within a week")), ("none", _("Nothing due"))]
        self._choose("due", [("", _("Any")), *due])
        spans = [("7", _("In the last week")), ("31", _("In the last month")), ("365", _("In the last year"))]
        self._choose("opened", [("", _("Any time")), *spans])

    def _choose(self, name: str, listed: Any) -> None:
        self.fields[name].choices = listed  # type: ignore[attr-defined]


class IntakeForm(FaceForm):
    """The lawful minimum: twelve fields on one page, none of them about police, and a case may begin without a name."""

    name = forms.CharField(
        label=_("How may we call you?"),
        help_text=_("A given name or any word is enough. In any script."),
        max_length=120,
        required=False,
    )
    sex = forms.ChoiceField(label=_("Sex"), widget=Segments, required=False)
    born = PartialDateField(
        label=_("Date of birth"), help_text=_("Only what is known: a year is enough."), required=False
    )
    language = forms.ChoiceField(label=_("Language we speak together"), required=False)
    citizenship = forms.ChoiceField(label=_("Citizenship"), required=False)
    phone = forms.CharField(
        label=_("Phone or messenger"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    call_back = forms.ChoiceField(label=_("Is it safe to call back?"), widget=Segments, choices=SAFETY, required=False)
    call_words = forms.CharField(
        label=_("When to call, and what to say"),
        help_text=_("For example: after six, ask for a cousin."),
        max_length=300,
        required=False,
    )
    place = forms.ChoiceField(label=_("Where the help is given"))
    source = forms.ChoiceField(label=_("Who sent the person to us"))
    needs = forms.MultipleChoiceField(
        label=_("Needed at once"), widget=forms.CheckboxSelectMultiple(attrs={"class": "two"}), required=False
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("Only what helps now. The story is told once, later, and only if the person wants."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, home: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = {
            "sex": choices.of("sex"),
            "language": choices.languages(),
            "citizenship": choices.countries(),
            "place": choices.regions(home[:2]),
            "source": choices.of("referral_source"),
            "needs": [(DANGER, _("Danger now")), *choices.of("need_domain", choices.NEEDS)],
        }
        for name, choice in listed.items():
            self.fields[name].choices = choice  # type: ignore[attr-defined]
        self.fields["place"].initial = home
        self.fields["source"].initial = "self"


class KnownIntakeForm(IntakeForm):
    """The intake of somebody on record: only what belongs to the case."""

    def __init__(self, *args: Any, home: str, **kwargs: Any) -> None:
        super().__init__(*args, home=home, **kwargs)
        for name in set(self.fields) - {"place", "source", "needs", "words"}:
            del self.fields[name]


class SafetyForm(FaceForm):
    """Four questions before every talk, and the worker's decision."""

    alone = AnswerField(label=instruments.SAFETY["alone"], choices=SAFETY)
    safe_now = AnswerField(label=instruments.SAFETY["safe_now"], choices=SAFETY)
    safe_channel = AnswerField(label=instruments.SAFETY["safe_channel"], choices=SAFETY)
    call_back = AnswerField(label=instruments.SAFETY["call_back"], choices=SAFETY)
    words = forms.CharField(
        label=instruments.KEPT_IN_MIND, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=(
            ("go_on", _("It is safe: talk now")),
            ("later", _("Not now: another time, another place")),
        ),
    )


class DecisionForm(FaceForm):
    """One decision about who the person is to us, with its grounds."""

    step = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("It rests on"))
    body = forms.ChoiceField(label=_("Who decided"), initial="ngo")
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DAY)
    words = forms.CharField(
        label=_("Reasons"),
        help_text=_("What was seen and heard, in a few words. Required for an identification and for a negative."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=8000,
        required=False,
    )
    authority = forms.CharField(
        label=_("Name of the authority"), help_text=_("Only for an official decision."), max_length=200, required=False
    )
    document = forms.CharField(
        label=_("Number of the document"), help_text=_("Only for an official decision."), max_length=80, required=False
    )

    def __init__(self, *args: Any, steps: list[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = steps  # type: ignore[attr-defined]
        self.fields["basis"].choices = choices.of("decision_basis", blank="—")  # type: ignore[attr-defined]
        self.fields["body"].choices = choices.of("deciding_body")  # type: ignore[attr-defined]
        self.fields["decided_on"].initial = timezone.localdate


class QuestionsForm(FaceForm):
    """One page of an instrument: every question may be skipped."""

    def __init__(self, *args: Any, questions: Mapping[str, Text], heard: Mapping[str, Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in questions.items():
            self.fields[code] = AnswerField(label=label, help_text=heard.get(code, ""), choices=SAID)


class WordsForm(FaceForm):
    """Words that belong to a screening."""

    words = forms.CharField(
        label=_("What else was said"),
        help_text=_("In the own words of the person; leave it empty if nothing more was said."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20000,
        required=False,
    )


class ReasonForm(FaceForm):
    """Why a closed case is opened again."""

    reason = forms.CharField(
        label=_("Why is the case opened again?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )


class ServiceForm(FaceForm):
    """One service: most is filled in already; kind and day are enough."""

    type = forms.ChoiceField(label=_("Service"))
    when = forms.ChoiceField(
        label=_("How far is it?"),
        widget=forms.RadioSelect,
        choices=(("delivered", _("It was given")), ("planned", _("It is planned"))),
        initial="delivered",
    )
    day = forms.DateField(label=_("Day"), help_text=_("The day it was given, or the day it is due."), widget=DAY)
    one_off = forms.BooleanField(
        label=_("One-off"), help_text=_("Once and done: a ticket, a kit, one consultation."), required=False
    )
    quantity = forms.DecimalField(
        label=_("How much"), initial=1, min_value=Decimal("0.01"), max_digits=8, decimal_places=2
    )
    unit = forms.ChoiceField(label=_("Unit"))
    cost = forms.DecimalField(label=_("Cost"), min_value=0, max_digits=12, decimal_places=2, required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    provider = forms.CharField(label=_("Given by"), max_length=200, required=False)
    words = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000, required=False)

    def __init__(self, *args: Any, permitted: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = choices.of("service_type", permitted, blank="—")  # type: ignore[attr-defined]
        self.fields["unit"].choices = choices.of("service_unit")  # type: ignore[attr-defined]
        self.fields["currency"].choices = choices.of("iso_4217", blank="—")  # type: ignore[attr-defined]
        self.fields["day"].initial = timezone.localdate


class DeliveryForm(FaceForm):
    """The day a service was given."""

    delivered_on = forms.DateField(label=_("Given on"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivered_on"].initial = timezone.localdate


class MissedForm(FaceForm):
    """Why a service did not come."""

    reason = forms.ChoiceField(label=_("Why did it not come?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = choices.of("non_delivery_reason", blank="—")  # type: ignore[attr-defined]
