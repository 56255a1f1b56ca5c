"""Forms of what happened, in the finest grain the exchange formats know, and how they meet the sealed parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from komek.care.cases import schemas
from komek.doors.desk.cases import choices
from komek.doors.face.forms import AnswerField, FaceForm, MissableIntegerField, PartialDateField
from komek.kernel import codes
from komek.kernel.missing import Missing

Values = Mapping[str, Any]
EVENT_KINDS = ("recruitment", "transit", "exploitation")
MOST_PEOPLE = 3
TRAITS = ("role", "sex", "age", "area", "relation", "paid")
AREAS = ("KZ", "KG", "TJ", "TM", "UZ", "RU", "CN", "other", "unknown")


class Told(FaceForm):
    """A short page: some lists of questions, some choices of several, and words."""

    answered: Mapping[str, str] = {}
    """Code list of each group of yes-or-no questions, by the prefix of its fields."""
    several: Mapping[str, tuple[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix, name in self.answered.items():
            for code in codes.get(name):
                self.fields[f"{prefix}_{code.code}"] = AnswerField(label=code.label)
        for field, (name, label) in self.several.items():
            self.fields[field] = forms.MultipleChoiceField(
                label=label,
                choices=choices.of(name),
                widget=forms.CheckboxSelectMultiple(attrs={"class": "two"}),
                required=False,
            )
        self.fields["words"] = forms.CharField(
            label=_("In own words"),
            widget=forms.Textarea(attrs={"rows": 4}),
            max_length=20000,
            required=False,
        )


class ControlForm(Told):
    """Means of control: yes, no or not known, each."""

    answered = {"means": "means_of_control"}


class ExploitationForm(Told):
    """Forms of exploitation, kinds of sexual exploitation, sectors and apps."""

    answered = {"forms": "exploitation_form", "sexual": "sexual_exploitation_kind"}
    several = {
        "sectors": ("exploitation_sector", _("Work in")),
        "industries": ("isic_section", _("Branch of the economy (ISIC)")),
        "apps": ("online_platform", _("Websites and apps used in it")),
    }


class RecruitmentForm(Told):
    """Who recruited, how, and where online."""

    answered = {"acts": "trafficking_act"}
    several = {
        "relations": ("recruiter_relation", _("Who brought the person into it")),
        "methods": ("recruitment_method", _("How")),
        "apps": ("online_platform", _("Websites and apps used in it")),
    }


class ExtentForm(FaceForm):
    """How long, how old, where last."""

    months = MissableIntegerField(label=_("Months it lasted"), min_value=0, max_value=1200, required=False)
    age = MissableIntegerField(label=_("Age when it began"), min_value=0, max_value=120, required=False)
    country = forms.ChoiceField(label=_("Last country of exploitation"), required=False)
    country_basis = forms.ChoiceField(
        label=_("Is it really the last country?"),
        help_text=_("Where it is not known, the place of the talk may stand for it; that is marked."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = choices.countries(_("Not asked"))  # type: ignore[attr-defined]
        basis = choices.of("exploitation_country_basis", blank=_("Not asked"))
        self.fields["country_basis"].choices = basis  # type: ignore[attr-defined]


class PerpetratorsForm(FaceForm):
    """Up to three people, coarse: role, sex, age, where from, relation, whether money was paid. Never a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = {
            "role": (_("Role"), choices.of("perpetrator_role", blank=_("Not asked"))),
            "sex": (_("Sex"), choices.of("sex", blank=_("Not asked"))),
            "age": (_("Age"), choices.of("age_band", blank=_("Not asked"))),
            "area": (pgettext_lazy("place", "From"), choices.of("origin", AREAS, blank=_("Not asked"))),
            "relation": (_("Relation to the person"), choices.of("recruiter_relation", blank=_("Not asked"))),
            "paid": (_("Was money paid for the person?"), choices.of("answer", blank=_("Not asked"))),
        }
        for number in range(1, MOST_PEOPLE + 1):
            for trait, (label, choice) in listed.items():
                self.fields[f"p{number}_{trait}"] = forms.ChoiceField(label=label, choices=choice, required=False)
        self.fields["words"] = forms.CharField(
            label=_("What else is known of them"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=8000,
            required=False,
        )
        self.sections = [  # type: ignore[misc]
            *(
                (_("Person %(number)s") % {"number": number}, [f"p{number}_{trait}" for trait in TRAITS])
                for number in range(1, MOST_PEOPLE + 1)
            ),
            (_("In words"), ["words"]),
        ]


class EventForm(FaceForm):
    """One place and time."""

    kind = forms.ChoiceField(label=_("What happened there"), widget=forms.RadioSelect)
    where = forms.ChoiceField(label=_("Country and region"), required=False)
    place = forms.CharField(label=_("Place, as the person calls it"), max_length=200, required=False)
    began = PartialDateField(label=pgettext_lazy("day", "From"), required=False)
    ended = PartialDateField(label=_("Until"), required=False)
    words = forms.CharField(
        label=_("In own words"), widget=forms.Textarea(attrs={"rows": 4}), max_length=20000, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices.of("trafficking_event", EVENT_KINDS)  # type: ignore[attr-defined]
        self.fields["where"].choices = [("", _("Not known")), *choices.regions("KZ")]  # type: ignore[attr-defined]


def carried(part: str, told: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Show in a part that is still empty what the screening told already, so that nobody is asked twice."""
    lists = {"recruitment": "acts", "control": "means"}
    answers = told.get(lists.get(part, ""), {})
    return {f"{lists[part]}_{code}": answer for code, answer in answers.items()}


def control_shown(held: Values) -> dict[str, Any]:
    """Show the means of control as answers."""
    return {**_answers("means", held["means"]), "words": held["words"]}


def control_kept(said: Values) -> dict[str, Any]:
    """Pack the means of control."""
    return {"means": _packed("means", "means_of_control", said), "words": said["words"]}


def forms_shown(held: Values) -> dict[str, Any]:
    """Show the forms of exploitation as answers and choices."""
    chosen = {name: held[name] for name in ExploitationForm.several}
    return {**_answers("forms", held["forms"]), **_answers("sexual", held["sexual"]), **chosen, "words": held["words"]}


def forms_kept(said: Values) -> dict[str, Any]:
    """Pack the forms of exploitation."""
    return {
        "forms": _packed("forms", "exploitation_form", said),
        "sexual": _packed("sexual", "sexual_exploitation_kind", said),
        **{name: list(said[name]) for name in ExploitationForm.several},
        "words": said["words"],
    }


def recruitment_shown(held: Values) -> dict[str, Any]:
    """Show how it began."""
    chosen = {name: held[name] for name in RecruitmentForm.several}
    return {**_answers("acts", held["acts"]), **chosen, "words": held["words"]}


def recruitment_kept(said: Values) -> dict[str, Any]:
    """Pack how it began."""
    return {
        "acts": _packed("acts", "trafficking_act", said),
        **{name: list(said[name]) for name in RecruitmentForm.several},
        "words": said["words"],
    }


def extent_shown(held: Values) -> dict[str, Any]:
    """Show how long, how old, where last."""
    return dict(held)


def extent_kept(said: Values) -> dict[str, Any]:
    """Pack how long, how old, where last; what was left empty was not asked."""
    return {
        "months": Missing.NOT_ASKED if said["months"] is None else said["months"],
        "age": Missing.NOT_ASKED if said["age"] is None else said["age"],
        "country": said["country"],
        "country_basis": said["country_basis"],
    }


def perpetrators_shown(held: Values) -> dict[str, Any]:
    """Show up to three people by their traits."""
    told = dict(entry.split("=", 1) for entry in held["people"])
    return {**{name: value for name, value in told.items() if value}, "words": held["words"]}


def perpetrators_kept(said: Values) -> dict[str, Any]:
    """Pack three people, told or not, so that their number cannot be measured."""
    names = [f"p{number}_{trait}" for number in range(1, MOST_PEOPLE + 1) for trait in TRAITS]
    return {"people": [f"{name}={said[name]}" for name in names], "words": said["words"]}


def event_shown(held: Values) -> dict[str, Any]:
    """Show one place and time."""
    return {**held, "where": held["region"] or held["country"]}


def event_kept(said: Values) -> dict[str, Any]:
    """Pack one place and time."""
    country, region = choices.place_of(said["where"])
    kept = {name: said[name] for name in ("kind", "place", "began", "ended", "words")}
    return {**kept, "country": country, "region": region}


def _answers(prefix: str, entries: Sequence[str]) -> dict[str, str]:
    return {f"{prefix}_{code}": answer for code, answer in schemas.unpacked(entries).items()}


def _packed(prefix: str, name: str, said: Values) -> list[str]:
    questions = [code.code for code in codes.get(name)]
    return list(schemas.packed({code: said[f"{prefix}_{code}"] for code in questions}, questions))
