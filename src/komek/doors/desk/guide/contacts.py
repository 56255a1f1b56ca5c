"""Lines to call: the list with last test and state, one line with its tests, writing a test down, changing a line."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Sum
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from komek.doors.desk import drafts
from komek.doors.desk.cases.forms import DAY
from komek.doors.desk.cases.marks import day
from komek.doors.desk.guide import marks
from komek.doors.desk.guide.overview import GUIDE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Chip, Event, Fact
from komek.foundations import places
from komek.foundations.accounts.queries import names
from komek.knowledge.guide import actions, queries
from komek.knowledge.guide.access import ACCESS, EDITORS
from komek.knowledge.guide.actions.contacts import Call, Card, line_of
from komek.knowledge.guide.language_names import names as spoken_names
from komek.knowledge.guide.language_names import spoken
from komek.knowledge.guide.models import RESULTS, Contact, DialTest, Silence
from komek.knowledge.guide.models.codes import KEY
from komek.knowledge.guide.nouns import SOURCE

CALLERS = ACCESS.roles("guide.dial")
RECENT = 30
"""Days whose reports "nobody answers" are shown."""
NEAR = ("KZ", "KG", "UZ", "TJ", "TM", "RU", "TR", "KR", "AE", "PL")
OTHERS = {code: name for code, name in marks.LANGUAGES.items() if code != SOURCE}
"""Languages that a line has a name in besides English."""
NUMBER = r"^\+?[0-9 ().-]{2,20}$"

_CHANGED = gettext_lazy("Changed. Every channel shows it.")

navigation.register(
    gettext_lazy("Lines to call"), "desk:editor-contacts", "phone", order=53, roles=CALLERS, group=GUIDE
)
drafts.FORMS.add(drafts.Form("guide-line", gettext_lazy("A line to call")))


class CallForm(FaceForm):
    """A test call."""

    result = forms.ChoiceField(label=gettext_lazy("What was heard"), widget=forms.RadioSelect)
    called_from = forms.ChoiceField(label=gettext_lazy("Called from"))
    network = forms.CharField(
        label=gettext_lazy("Telephone company"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Some lines cannot be reached from all."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language heard"), required=False)
    seconds = forms.IntegerField(
        label=gettext_lazy("Seconds until a person spoke"), min_value=0, max_value=3600, required=False
    )
    on = forms.DateField(label=pgettext_lazy("of a call", "Day"), widget=DAY, initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tongues = spoken_names("language", get_language() or "en")
        offered = {
            "result": list(marks.RESULTS.items()),
            "called_from": [(each, marks.place(each)) for each in NEAR],
            "language": [("", "—"), *((code, name) for code, name in tongues.items() if code != "mul")],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def call(self) -> Call:
        """Give the call that was made."""
        said = self.cleaned_data
        return Call(said["called_from"], said["result"], said["language"], said["seconds"], said["network"], said["on"])


class LineForm(FaceForm):
    """What is said of a line."""

    code = forms.RegexField(
        label=gettext_lazy("Short name of the line"),
        regex=KEY,
        max_length=40,
        help_text=gettext_lazy("Like kz.hotline: country, what. It never changes."),
        error_messages={"invalid": gettext_lazy("Write small letters, digits, dots and lines.")},
    )
    name = forms.CharField(label=gettext_lazy("Name, as readers see it"), max_length=200)
    country = forms.ChoiceField(label=gettext_lazy("Country it serves"))
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(marks.LINES.items()))
    phone = forms.RegexField(label=gettext_lazy("Number"), regex=NUMBER, required=False)
    short = forms.RegexField(label=gettext_lazy("Short number"), regex=r"^[0-9*# -]{2,12}$", required=False)
    from_abroad = forms.RegexField(label=gettext_lazy("Number from abroad"), regex=NUMBER, required=False)
    whatsapp = forms.RegexField(label="WhatsApp", regex=NUMBER, required=False)
    telegram = forms.CharField(label="Telegram", max_length=40, required=False)
    web = forms.URLField(label=gettext_lazy("Page"), max_length=200, required=False, assume_scheme="https")
    free = forms.ChoiceField(
        label=gettext_lazy("Free of charge"),
        choices=(
            ("unknown", pgettext_lazy("cost", "Not known")),
            ("yes", gettext_lazy("Yes")),
            ("no", gettext_lazy("No")),
        ),
    )
    hours = forms.CharField(
        label=gettext_lazy("Hours"), max_length=200, required=False, help_text=gettext_lazy("As Mon-Fri 09:00-18:00.")
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages by hour"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Codes: “uz ru mul”, or “Mon-Fri 09:00-18:00: ko en zh; Mon-Fri 18:00-22:00: ko”."),
    )
    source = forms.CharField(label=gettext_lazy("Who says so"), max_length=400, required=False)

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, title in OTHERS.items():
            self.fields[f"name_{language}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": title},
                max_length=200,
                required=False,
                initial=contact.names.get(language, "") if contact else "",
                widget=forms.TextInput(attrs={"lang": language}),
            )
        for name in ("phone", "short", "from_abroad", "whatsapp"):
            self.fields[name].error_messages["invalid"] = _("Write digits, as people dial them.")
        self.fields["country"].choices = [(each, marks.place(each)) for each in NEAR]  # type: ignore[attr-defined]
        if contact is not None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way to reach the line."""
        said = super().clean() or {}
        if not any(said.get(name) for name in ("phone", "short", "from_abroad", "whatsapp", "telegram", "web")):
            self.add_error("phone", _("Give at least one number or page."))
        return said

    def card(self, contact: Contact | None = None) -> Card:
        """Give what was typed; the zone of the hours stays as it is."""
        said = {name: self.cleaned_data[name] for name in self.base_fields if name != "code"}
        told = {each: self.cleaned_data[f"name_{each}"] for each in OTHERS if self.cleaned_data[f"name_{each}"]}
        return Card(**said, names=told, timezone=contact.timezone if contact else "")


@page("guide/lines/", "editor-contacts", roles=CALLERS, methods=("GET",))
def every(request: DeskRequest) -> HttpResponse:
    """List the lines by country: state, last test, languages by hour, what was reported, when the next test is due."""
    today = timezone.localdate()
    since = today - timedelta(days=RECENT)
    reports = dict(
        Silence.objects.filter(day__gte=since).values("contact").annotate(n=Sum("count")).values_list("contact", "n")
    )
    rows = Contact.objects.order_by("country", "kind", "code")
    lands = [
        (marks.place(country), [_line(row, reports.get(row.pk, 0)) for row in lines])
        for country, lines in groupby(rows, key=lambda row: row.country)
    ]
    context = {"lands": sorted(lands, key=lambda land: land[0]), "may_write": request.actor.has(*EDITORS)}
    return show(request, "desk/guide/contacts.html", context)


@page("guide/lines/new/", "editor-contact-new", roles=EDITORS)
def new(request: DeskRequest) -> HttpResponse:
    """Write down a new line; nobody has called it yet."""
    draft = drafts.of(request, "guide-line")
    form = drafts.bind(LineForm, request, draft)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if attempt(form, actions.write_contact, code=code, card=form.card(), by=request.actor):
            draft.drop()
            return done(
                request,
                _("The line is there. Somebody else must call it before readers see it."),
                "editor-contact",
                contact=code,
            )
    return show(request, "desk/guide/line.html", {"form": form, "crumbs": _crumbs(_("New line"))})


@page("guide/lines/<str:contact>/", "editor-contact", roles=CALLERS)
def one(request: DeskRequest, contact: str) -> HttpResponse:
    """Show one line with its tests and reports; write down a test call."""
    noun = queries.contact(request.actor, contact)
    form = CallForm(request.POST or None, initial={"called_from": noun.country})
    seen = request.POST.get("seen", "") if request.method == "POST" else line_of(noun)
    if request.method == "POST" and form.is_valid():
        if attempt(form, actions.record_dial_test, contact=noun, call=form.call(), seen=seen, by=request.actor):
            return done(request, _written(request, noun), "editor-contact", contact=noun.code)
        noun.refresh_from_db()
        seen = line_of(noun)  # the page says that it is another line by now, and shows it
    context = {
        "contact": noun,
        "facts": _facts(noun),
        "chip": marks.state(noun),
        "tests": _tests(noun),
        "reports": _reports(noun),
        "form": form,
        "seen": seen,
        "may_write": request.actor.has(*EDITORS),
        "crumbs": _crumbs(noun.code),
    }
    return show(request, "desk/guide/contact.html", context)


@page("guide/lines/<str:contact>/change/", "editor-contact-change", roles=EDITORS)
def change(request: DeskRequest, contact: str) -> HttpResponse:
    """Change what is said of a line; with another number it counts as never called."""
    noun = queries.contact(request.actor, contact)
    draft = drafts.of(request, "guide-line", noun.pk)
    initial = {name: getattr(noun, name) for name in LineForm.base_fields if name != "code"}
    form = drafts.bind(LineForm, request, draft, contact=noun, initial=initial)
    if request.method == "POST" and form.is_valid():
        card = form.card(noun)
        if attempt(form, actions.write_contact, code=noun.code, card=card, contact=noun, by=request.actor):
            draft.drop()
            waits = noun.typed_by == request.actor.user
            changed = _("Changed. Somebody else must call it before readers see it.") if waits else _CHANGED
            return done(request, str(changed), "editor-contact", contact=noun.code)
    crumbs = _crumbs((noun.code, marks.url("contact", contact=noun.code)), _("Change"))
    return show(request, "desk/guide/line.html", {"form": form, "contact": noun, "crumbs": crumbs})


@page("guide/lines/<str:contact>/heard/", "editor-contact-heard", roles=CALLERS, methods=("POST",))
def heard(request: DeskRequest, contact: str) -> HttpResponse:
    """Write a test call down with one tap: from which country, and whether somebody answered."""
    noun = queries.contact(request.actor, contact)
    said = request.POST
    place = said.get("called_from", "") if said.get("called_from") in NEAR else noun.country
    result = said.get("result", "")
    call = Call(place, result if result in RESULTS else "")
    actions.record_dial_test(contact=noun, call=call, seen=said.get("seen", ""), by=request.actor)
    return done(request, _written(request, noun), "editor-due")


@page("guide/lines/<str:contact>/off/", "editor-contact-off", roles=CALLERS, methods=("POST",))
def off(request: DeskRequest, contact: str) -> HttpResponse:
    """Take a line off every channel."""
    noun = actions.declare_dead(contact=queries.contact(request.actor, contact), by=request.actor)
    return done(request, _("The line is off every channel."), "editor-contact", contact=noun.code)


def _written(request: DeskRequest, row: Contact) -> str:
    """Say what became of a test call: who typed a number does not vouch for it alone."""
    if row.typed_by == request.actor.user:
        return _(
            "The test call is written down. You typed this number: somebody else must call it before readers see it."
        )
    return _("The test call is written down.")


def number(row: Contact) -> str:
    """Give the number that people dial first."""
    return row.short or row.phone or row.from_abroad or row.whatsapp or row.telegram


def next_test(row: Contact) -> Chip:
    """Say when the line is to be called."""
    if row.state == "dead":
        return Chip(pgettext("test", "no call is due"), "")
    if row.next_test is None or row.next_test <= timezone.localdate():
        return Chip(pgettext("test", "due now"), "danger", "clock")
    return Chip(_("next call %(day)s") % {"day": day(row.next_test)}, "", "calendar")


def _line(row: Contact, reports: int) -> dict[str, Any]:
    chips = [marks.state(row)]
    if row.tested_on:
        chips.append(Chip(_("tested %(day)s") % {"day": day(row.tested_on)}, "", "phone"))
    if reports:
        said = ngettext("%(n)s says nobody answers", "%(n)s say nobody answers", reports) % {"n": reports}
        chips.append(Chip(said, "warn", "message-circle"))
    languages = spoken(row.languages, get_language() or "en")
    return {"row": row, "number": number(row), "languages": languages, "chips": chips, "next": next_test(row)}


def _facts(row: Contact) -> list[Fact]:
    spoken_now = get_language() or "en"
    told = [
        *((_("Name in %(language)s") % {"language": title}, row.names.get(code, "")) for code, title in OTHERS.items()),
        (_("Country it serves"), places.name(row.country, spoken_now)),
        (_("What it is"), str(marks.LINES.get(row.kind, row.kind))),
        (_("Number"), row.phone),
        (_("Short number"), row.short),
        (_("Number from abroad"), row.from_abroad),
        ("WhatsApp", row.whatsapp),
        ("Telegram", row.telegram),
        (_("Page"), row.web),
        (_("Hours"), spoken(row.hours, spoken_now)),
        (_("Languages by hour"), spoken(row.languages, spoken_now)),
        (_("Who says so"), " · ".join(filter(None, (row.source, row.source_date)))),
    ]
    return [Fact(name, value) for name, value in told if value]


def _tests(row: Contact) -> list[Event]:
    tests = list(DialTest.objects.filter(contact=row).order_by("-tested_on", "-pk")[:50])
    known = names({test.tested_by for test in tests})
    tongues = spoken_names("language", get_language() or "en")
    found = []
    for test in tests:
        more = [marks.place(test.called_from), test.network, str(tongues.get(test.language, test.language))]
        if test.seconds is not None:
            more.append(ngettext("%(n)s second", "%(n)s seconds", test.seconds) % {"n": test.seconds})
        found.append(
            Event(
                when=day(test.tested_on),
                what=marks.RESULTS[test.result],
                text=f" · {known.get(test.tested_by, _('a former colleague'))}",
                more=" · ".join(filter(None, more)),
                kind="" if test.result in ("answered", "voice_menu") else "danger",
                instant=test.tested_on.isoformat(),
            )
        )
    return found


def _reports(row: Contact) -> list[Fact]:
    since = timezone.localdate() - timedelta(days=RECENT)
    rows = Silence.objects.filter(contact=row, day__gte=since).order_by("-day")
    return [Fact(day(each.day), str(each.count)) for each in rows]


def _crumbs(*steps: Any) -> list[Any]:
    return [*marks.crumbs((_("Lines to call"), marks.url("contacts")), *steps)]
