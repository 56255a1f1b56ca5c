"""Forms of the hotline: one page for a contact, twelve fields seen first, every one with a key of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from komek.care.hotline.nouns import UNKNOWN, Reach, Talk, questions
from komek.doors.desk.cases import choices
from komek.doors.face.forms import AnswerField, FaceForm, Segments
from komek.foundations import places
from komek.kernel import codes
from komek.kernel.errors import Text
from komek.kernel.missing import Missing

SAFE = (
    ("safe", gettext_lazy("Yes")),
    ("safe_at_times", gettext_lazy("At times")),
    ("unsafe", gettext_lazy("No")),
    ("unknown", gettext_lazy("Not asked")),
)
SIGN = "sign_"
"""How the name of a field begins that asks of one of the eleven signs."""
ANSWERS = (
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
    ("declined", pgettext_lazy("answer", "Declined")),
    ("not_asked", pgettext_lazy("answer", "Not asked")),
)
CHANNELS = ("phone", "whatsapp", "walk_in")
USUAL = ("information_given", "callback_agreed", "referred", "emergency_services", "no_help_possible", "call_lost")
LANDS = ("KZ", "KG", "TJ", "TM", "UZ", "RU", "TR", "KR", "AE", "PL")
INSTANT = "%Y-%m-%dT%H:%M"
KEYS = {
    "safe": "1",
    "channel": "2",
    "phone": "3",
    "caller": "4",
    "language": "5",
    "country": "6",
    "category": "7",
    "outcomes": "8",
    "words": "9",
}
"""Access keys, in the order of the page. The buttons have letters: see the foot of the form."""


class InstantField(forms.DateTimeField):
    """A day with its time, by the clock of the organisation; may stay empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INSTANT)
        super().__init__(required=False, input_formats=[INSTANT, "%Y-%m-%dT%H:%M:%S"], widget=widget, **kwargs)


class ContactForm(FaceForm):
    """A contact on one page. The first twelve fields are seen at once; what is rare stands under “More”."""

    safe = forms.ChoiceField(
        label=gettext_lazy("Is it safe to call back?"), widget=Segments, choices=SAFE, initial=UNKNOWN
    )
    when = forms.CharField(label=gettext_lazy("When"), max_length=120, required=False)
    say = forms.CharField(label=gettext_lazy("With which words"), max_length=200, required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), widget=Segments)
    phone = forms.CharField(
        label=gettext_lazy("Number, or name in a messenger"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    call_me = forms.CharField(label=gettext_lazy("How may we call you?"), max_length=120, required=False)
    caller = forms.ChoiceField(label=gettext_lazy("Who is it?"), initial="victim")
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country of the person now"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("What came of it"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "two"}),
        required=False,
        initial=["information_given"],
    )
    words = forms.CharField(
        label=gettext_lazy("In a few words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=8000,
        required=False,
    )
    # under “More”
    also = forms.MultipleChoiceField(
        label=gettext_lazy("It is also about"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "two"}),
        required=False,
    )
    given = forms.MultipleChoiceField(
        label=gettext_lazy("What was given"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "two"}),
        required=False,
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), widget=Segments, required=False, initial=UNKNOWN)
    age_band = forms.ChoiceField(label=gettext_lazy("Age"), required=False, initial=UNKNOWN)
    nationality = forms.ChoiceField(label=gettext_lazy("Citizenship"), required=False)
    direction = forms.ChoiceField(label=gettext_lazy("Who began"), widget=Segments, initial="incoming")
    interpreter = forms.BooleanField(label=gettext_lazy("With an interpreter"), required=False)
    began = InstantField(
        label=gettext_lazy("Began"), help_text=gettext_lazy("For a visit or a call that you write down later.")
    )
    ended = InstantField(label=gettext_lazy("Ended"))
    heard = InstantField(
        label=gettext_lazy("Her last message in WhatsApp"),
        help_text=gettext_lazy("You may write freely for 24 hours from then on."),
    )

    FIRST = (
        "safe",
        "when",
        "say",
        "channel",
        "phone",
        "call_me",
        "caller",
        "language",
        "country",
        "category",
        "outcomes",
        "words",
    )
    MORE = ("also", "given", "sex", "age_band", "nationality", "direction", "interpreter", "began", "ended", "heard")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.initial.get("channel") or ""
        listed: dict[str, Any] = {
            "channel": choices.of("hotline_channel", dict.fromkeys([*CHANNELS, *filter(None, [now]), "other"])),
            "caller": choices.of("hotline_caller"),
            "language": choices.languages(),
            "country": lands(),
            "category": [("", "—"), *categories()],
            "outcomes": choices.of("hotline_outcome", USUAL),
            "also": finer(),
            "given": choices.of("hotline_given"),
            "sex": choices.of("sex", ("female", "male", "unknown")),
            "age_band": choices.of("age_band"),
            "nationality": choices.countries(),
            "direction": choices.of("hotline_direction"),
        }
        for name, choice in listed.items():
            self.fields[name].choices = choice  # type: ignore[attr-defined]
        for name, key in KEYS.items():
            self.fields[name].widget.attrs["accesskey"] = key
        for code in questions():
            self.fields[SIGN + code] = AnswerField(
                label=codes.get("ilo:ilo_forced_labour_11")[code].label, choices=ANSWERS
            )

    @property
    def first(self) -> list[forms.BoundField]:
        """List the fields after those of the call back, as they are seen at once."""
        return [self[name] for name in self.FIRST[3:]]

    @property
    def rest(self) -> list[forms.BoundField]:
        """List what stands under “More”."""
        return [self[name] for name in self.MORE]

    @property
    def signs(self) -> list[forms.BoundField]:
        """List the eleven signs."""
        return [self[SIGN + code] for code in questions()]

    @property
    def signs_answered(self) -> int:
        """Count the signs that have an answer, so that a closed list of them says so."""
        return sum(field.value() not in (None, "", Missing.NOT_ASKED.value) for field in self.signs)

    @property
    def signs_bad(self) -> bool:
        """Say whether the list must be open, because something in it is wrong."""
        return any(field.errors for field in self.signs)

    def clean(self) -> dict[str, Any]:
        """Take what was left out as not asked."""
        said = super().clean() or self.cleaned_data
        for name in ("sex", "age_band"):
            said[name] = said.get(name) or UNKNOWN
        return said

    def reach(self) -> Reach:
        """Read how somebody may be called back."""
        said = self.cleaned_data
        return Reach(
            safe=said["safe"], when=said["when"], words=said["say"], phone=said["phone"], call_me=said["call_me"]
        )

    def talk(
        self, *, over: bool, outcome: str = "", danger: bool = False, signs: Mapping[str, str] | None = None
    ) -> Talk:
        """Read what was told. `over` writes the end where a call has just ended; `outcome` is a contact of one key."""
        said = self.cleaned_data
        began, ended = said["began"], said["ended"]
        now = timezone.now()
        if over and ended is None and began is not None and timedelta() <= now - began < timedelta(hours=3):
            ended = now
        whatsapp = said["channel"] == "whatsapp"
        about = [said["category"], *said["also"]] if said["category"] else said["also"]
        return Talk(
            channel=said["channel"],
            direction=said["direction"],
            began=began,
            ended=ended,
            heard=(said["heard"] or began) if whatsapp else None,
            caller=said["caller"],
            language=said["language"],
            interpreter="yes" if said["interpreter"] else "no",
            country=said["country"],
            sex=said["sex"],
            age_band=said["age_band"],
            nationality=said["nationality"],
            categories=tuple(dict.fromkeys(about)),
            outcomes=(outcome,) if outcome else tuple(said["outcomes"]),
            given=tuple(said["given"]),
            signs=_answered(said, signs or {}),
            danger=danger,
            words=said["words"],
        )


def _answered(said: Mapping[str, Any], before: Mapping[str, str]) -> dict[str, str]:
    """Give the signs that are answered now; an answer from before that this form does not offer stays."""
    now = {code: str(said[SIGN + code]) for code in questions()}
    others = {code: held for code, held in before.items() if held not in dict(ANSWERS)}
    return others | {code: answer for code, answer in now.items() if answer != Missing.NOT_ASKED.value}


def filled(talk: Talk, reach: Reach) -> dict[str, Any]:
    """Give a contact as the form begins with it."""
    first, *others = talk.categories or ("",)
    local = {name: getattr(talk, name) for name in ("began", "ended", "heard")}
    return {
        **{name: getattr(talk, name) for name in ("channel", "direction", "caller", "language", "country", "words")},
        **{name: getattr(talk, name) for name in ("sex", "age_band", "nationality")},
        **{name: timezone.localtime(at) if at else None for name, at in local.items()},
        "interpreter": talk.interpreter == "yes",
        "category": first,
        "also": others,
        "outcomes": list(talk.outcomes),
        "given": list(talk.given),
        **{SIGN + code: answer for code, answer in talk.signs.items() if answer in dict(ANSWERS)},
        "safe": reach.safe if reach.safe in dict(SAFE) else UNKNOWN,
        "when": reach.when,
        "say": reach.words,
        "phone": reach.phone,
        "call_me": reach.call_me,
    }


def categories() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """List the second level of the categories under the first; a first level without others stands for itself."""
    listed = codes.get("hotline_category")
    tops = [each for each in listed if not each.broader]
    grouped: list[tuple[Text, list[tuple[str, Text]]]] = []
    for top in tops:
        inside = [(each.code, each.label) for each in listed if each.broader == top.code]
        grouped.append((top.label, [*inside, (top.code, _("%(group)s: something else") % {"group": top.label})]))
    return grouped


def finer() -> list[tuple[str, Text]]:
    """List the second level of the categories, and what has none: few enough for one room of a sealed list."""
    listed = codes.get("hotline_category")
    return [(each.code, each.label) for each in listed if each.broader or not listed.narrower(each.code)]


def lands() -> list[tuple[str, Text]]:
    """List the countries, those where most are first."""
    language = get_language() or "en"
    named = {each.code: each.name(language) for each in places.countries()}
    others = sorted((code for code in named if code not in LANDS), key=lambda code: named[code])
    return [("", "—"), *((code, named[code]) for code in (*LANDS, *others))]


class NoteForm(FaceForm):
    """A note beside a finished contact."""

    words = forms.CharField(label=gettext_lazy("A note"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000)


class CallBackForm(FaceForm):
    """How a call back went."""

    result = forms.ChoiceField(label=gettext_lazy("How did it go?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("A note"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000, required=False
    )
    again = forms.BooleanField(label=gettext_lazy("Try once more"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = choices.of("call_back_result")  # type: ignore[attr-defined]


class CallerForm(FaceForm):
    """How to speak with a caller who comes again."""

    call_me = forms.CharField(label=gettext_lazy("How the caller wants to be called"), max_length=120, required=False)
    safe = forms.ChoiceField(
        label=gettext_lazy("Is it safe to call back?"), widget=Segments, choices=SAFE, initial=UNKNOWN
    )
    when = forms.CharField(label=gettext_lazy("When"), max_length=120, required=False)
    say = forms.CharField(label=gettext_lazy("With which words"), max_length=200, required=False)
    note = forms.CharField(
        label=gettext_lazy("What a colleague should know"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )


class FlagForm(FaceForm):
    """A warning that ends by itself."""

    kind = forms.ChoiceField(label=gettext_lazy("Warning"))
    until = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": today + timedelta(days=30)})
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices.of("hotline_flag")  # type: ignore[attr-defined]


class ShiftForm(FaceForm):
    """What the next shift must know."""

    words = forms.CharField(
        label=gettext_lazy("For the next shift"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )


class ListFilter(FaceForm):
    """What the list of contacts can be narrowed by; all of it operational."""

    who = forms.ChoiceField(label=gettext_lazy("Written by"), required=False)
    what = forms.ChoiceField(label=gettext_lazy("Show"), required=False)
    since = forms.ChoiceField(label=gettext_lazy("Since"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("who", [("", _("Everybody")), ("me", _("Me"))])
        kinds = [
            ("drafts", _("My drafts")),
            ("due", _("A call back is promised")),
            ("handed", _("Passed to the cases")),
        ]
        self._choose("what", [("", _("All")), *kinds, ("cases", _("Became a case"))])
        self._choose("since", [("", _("Any time")), ("1", _("Yesterday")), ("7", _("A week")), ("31", _("A month"))])

    def _choose(self, name: str, listed: Any) -> None:
        self.fields[name].choices = listed  # type: ignore[attr-defined]


class AnswerForm(FaceForm):
    """An answer to a message; the writer reads it with her two numbers."""

    text = forms.CharField(label=gettext_lazy("Answer"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class KeepForm(FaceForm):
    """How long contacts or callers are kept."""

    kind = forms.ChoiceField(label=gettext_lazy("What"))
    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=1, max_value=120)

    def __init__(self, *args: Any, kinds: Mapping[str, Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]


class AgreeForm(FaceForm):
    """The second person's decision."""

    agreed = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Agree: it is erased sooner")), ("no", gettext_lazy("Do not agree"))],
    )
