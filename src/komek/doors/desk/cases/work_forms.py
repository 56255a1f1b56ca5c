"""Forms of the daily work: assessments, goals, legal matters, notes, files, tasks, time to recover, the end."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.cases.actions.assessing import OPEN_GOALS
from komek.care.cases.actions.ending import SHORTEST_REFLECTION
from komek.doors.desk.cases import choices
from komek.doors.desk.cases.forms import DAY
from komek.doors.face.forms import FaceForm, Segments
from komek.kernel import codes

LEVEL_CHOICES = (("low", _("Low")), ("medium", _("Medium")), ("high", _("High")))
LONG, WORDS = 4000, forms.Textarea(attrs={"rows": 3})
CURRENCIES = ("KZT", "KGS", "UZS", "TJS", "TMT", "RUB", "USD", "EUR", "TRY", "KRW", "AED")


def sentences(label: Any, *, help_text: Any = "", required: bool = False, rows: int = 3) -> forms.CharField:
    """A field for sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONG, widget=area)


def listed(
    label: Any, name: str, *, required: bool = False, blank: Any = "—", help_text: Any = ""
) -> forms.ChoiceField:
    """A choice from a code list."""
    options = choices.of(name)
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=options if required else [("", blank), *options],
        help_text=help_text,
    )


class ManyForm(FaceForm):
    """A form with one question per code of a list; `answers` gives those that were answered."""

    LIST = ""
    OPTIONS: Any = ()
    FIRST: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in codes.get(self.LIST):
            field = forms.ChoiceField(label=each.label, widget=Segments, choices=self.OPTIONS, required=False)
            self.fields[f"about_{each.code}"] = field
        rest = [name for name in self.fields if name not in self.FIRST and not name.startswith("about_")]
        self.order_fields([*self.FIRST, *(f"about_{each.code}" for each in codes.get(self.LIST)), *rest])

    def answers(self) -> dict[str, str]:
        """Give the answered questions by code."""
        said = {
            name.removeprefix("about_"): value for name, value in self.cleaned_data.items() if name.startswith("about_")
        }
        return {code: value for code, value in said.items() if value}


class RiskForm(ManyForm):
    """The person's own view first; then one level per kind of danger."""

    LIST = "risk_domain"
    OPTIONS = LEVEL_CHOICES
    FIRST = ("own_view", "own_words")

    own_view = forms.ChoiceField(
        label=_("How dangerous does the person find it?"),
        widget=Segments,
        choices=(*LEVEL_CHOICES, ("not_asked", _("Not asked"))),
        initial="not_asked",
    )
    own_words = sentences(_("In the person's words"), rows=2)
    horizon = listed(_("When"), "risk_horizon")
    measures = sentences(_("What is done about it"), help_text=_("Whom to call, where to go, what to carry."))
    words = sentences(_("Your reasons"), help_text=_("Needed when you see less danger than the person does."))
    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=DAY,
        required=False,
        help_text=_("Left empty: in 7, 30 or 90 days, by the level."),
    )


class NeedsForm(ManyForm):
    """What the person needs, by urgency; what concerns her health is sealed apart."""

    LIST = "need_domain"
    OPTIONS = tuple((each.code, each.label) for each in codes.get("need_urgency"))
    FIRST = ("wishes",)

    wishes = sentences(_("What the person wishes"), rows=2)
    words = sentences(_("Your notes"))
    health = sentences(_("What concerns health"), help_text=_("Sealed apart, for those who may read medical matters."))
    review_on = forms.DateField(label=_("Look at it again on"), widget=DAY, required=False)


class GoalForm(FaceForm):
    """One goal."""

    words = sentences(_("What shall be, in the person's words"), required=True, rows=2)
    domain = listed(_("It is about"), "need_domain")
    steps = sentences(_("Next steps"), rows=2)
    who = forms.CharField(label=_("Who does them"), max_length=200, required=False)
    due_on = forms.DateField(label=_("Look at it on"), widget=DAY, required=False)


class GoalEndForm(FaceForm):
    """What became of a goal."""

    state = forms.ChoiceField(label=_("What became of it"), widget=forms.RadioSelect)
    result = sentences(_("In a few words"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = [(code, label) for code, label in choices.of("goal_state") if code not in OPEN_GOALS]
        self.fields["state"].choices = ends  # type: ignore[attr-defined]


class MatterForm(FaceForm):
    """A legal matter. Everything but the kind may stay empty."""

    kind = listed(_("What it is about"), "legal_matter_kind", required=True)
    state = listed(_("Stands at"), "legal_matter_state", required=True)
    body = forms.CharField(
        label=_("With whom"), help_text=_("Court, inspectorate, employer, lawyer."), max_length=200, required=False
    )
    number = forms.CharField(label=_("Number there"), max_length=80, required=False)
    claimed = forms.DecimalField(label=_("Amount owed"), min_value=0, max_digits=14, decimal_places=2, required=False)
    recovered = forms.DecimalField(
        label=_("Amount recovered so far"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[("", "—"), *((c, c) for c in CURRENCIES)], required=False
    )
    stage = listed(_("Stage of a criminal case"), "criminal_case_stage", help_text=_("No help ever depends on it."))
    status = listed(_("Status of the person there"), "procedural_status")
    result = listed(_("Result"), "legal_matter_result")
    next = forms.CharField(label=_("What is next"), max_length=200, required=False)
    next_on = forms.DateField(label=_("On which day"), widget=DAY, required=False)
    words = sentences(_("Note"))


class NoteForm(FaceForm):
    """A note of one field group."""

    words = sentences(_("Note"), required=True, rows=5)
    group = forms.ChoiceField(
        label=_("Who may read it"),
        widget=forms.RadioSelect,
        initial="story",
        choices=(
            ("story", _("Those who may read the story")),
            ("medical", _("Those who may read medical matters")),
            ("legal", _("Those who may read legal matters")),
        ),
    )


class FileForm(FaceForm):
    """A file; pictures lose camera and place, other kinds are kept as they are."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("At most 20 MB. A picture loses camera and place; other kinds may name places and authors."),
    )
    words = forms.CharField(label=_("What it is"), max_length=300, required=False)
    group = NoteForm.base_fields["group"]


class TaskForm(FaceForm):
    """Something to do by a day."""

    kind = listed(_("What kind"), "task_kind", required=True)
    due_on = forms.DateField(label=_("By which day"), widget=DAY)
    words = forms.CharField(label=_("What is to be done"), max_length=300, required=False)


class ReflectionForm(FaceForm):
    """A time to recover. It blocks nothing."""

    begins_on = forms.DateField(label=_("First day"), widget=DAY, initial=timezone.localdate)
    days = forms.IntegerField(label=_("How many days"), initial=SHORTEST_REFLECTION, min_value=1, max_value=365)
    grounds = sentences(_("On which grounds"), rows=2)


class ReflectionEndForm(FaceForm):
    """What the person decides. Her help stays the same."""

    decision = forms.ChoiceField(label=_("What the person says about proceedings"), widget=forms.RadioSelect)
    words = sentences(_("In the person's words"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = choices.of("reflection_decision")  # type: ignore[attr-defined]


class CloseForm(FaceForm):
    """How the work ends."""

    reason = listed(_("Why the work ends"), "closure_reason", required=True)
    attempts = forms.IntegerField(
        label=_("How often you tried to reach the person"),
        help_text=_("Needed when contact was lost."),
        min_value=0,
        required=False,
    )
    living = listed(_("Where the person lives now"), "living_situation", required=True)
    income = listed(_("What the person lives on"), "income_situation", required=True)
    documents = listed(_("Documents"), "document_state", required=True)
    safety = listed(_("How safe the person is"), "closing_safety", required=True)
    plan = sentences(_("Safety plan"), help_text=_("Whom to call, where to go."))
    plan_handed_over = forms.BooleanField(label=_("We went through the safety plan together"), required=False)
    continued = sentences(_("Who goes on helping"), rows=2)
    follow_ups = forms.BooleanField(
        label=_("The person agrees that we ask again after 1, 3, 6 and 12 months"), required=False, initial=True
    )
    words = sentences(_("Note"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("living", "income", "documents", "safety"):
            self.fields[name].initial = "unknown"

    def clean_attempts(self) -> int:
        """No number means none."""
        return self.cleaned_data["attempts"] or 0


class FollowUpForm(FaceForm):
    """A look back; safe to talk comes first."""

    safe_to_contact = listed(_("Is it safe to talk?"), "contact_safety")
    outcome = listed(_("What you found"), "follow_up_outcome", required=True)
    living = listed(_("Where the person lives"), "living_situation", required=True)
    income = listed(_("What the person lives on"), "income_situation", required=True)
    safety = listed(_("How safe the person is"), "closing_safety", required=True)
    words = sentences(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("living", "income", "safety"):
            self.fields[name].initial = "unknown"


class MissForm(FaceForm):
    """Nobody was reached."""

    again_on = forms.DateField(
        label=_("Try again on"), widget=DAY, required=False, help_text=_("Left empty: this follow-up is over.")
    )


def said(form: forms.Form, *names: str) -> Mapping[str, Any]:
    """Take some of the cleaned values."""
    return {name: form.cleaned_data[name] for name in names}
