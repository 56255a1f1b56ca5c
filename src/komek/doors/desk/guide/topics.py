"""Topics: one side by side in English and a translation; a new one; where one stands, and whether it is full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.doors.desk import drafts
from komek.doors.desk.guide import marks
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Chip, Tab
from komek.kernel.errors import Text
from komek.knowledge.guide import actions, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.actions.topics import NAME, Place
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.models import Block
from komek.knowledge.guide.models import Text as TextRow
from komek.knowledge.guide.nouns import DESTINATIONS, ICONS, LANGUAGES, SOURCE, Fact, Words

FIRST = "ru"
"""The translation that is shown while none is chosen."""

COLOURS = (
    ("green", gettext_lazy("green: anybody may read it over her shoulder")),
    ("yellow", gettext_lazy("yellow: a rule of protection")),
    ("red", gettext_lazy("red: somebody may be in danger")),
)
LETTERS = (
    ("A", gettext_lazy("A: before leaving")),
    ("B", gettext_lazy("B: entry and registration")),
    ("C", gettext_lazy("C: the right to work")),
    ("D", gettext_lazy("D: wages, contract, safety at work")),
    ("E", gettext_lazy("E: papers lost or taken")),
    ("F", gettext_lazy("F: bans and lists of expulsion")),
    ("G", gettext_lazy("G: health, pregnancy, insurance")),
    ("H", gettext_lazy("H: children and school")),
    ("I", gettext_lazy("I: money home, savings, fraud")),
    ("J", gettext_lazy("J: police, detention, rights")),
    ("K", gettext_lazy("K: danger: forced work, violence, recruitment to fight")),
    ("L", gettext_lazy("L: going home, a new start")),
    ("M", gettext_lazy("M: whom to ask")),
    ("N", gettext_lazy("N: news of the rules")),
)

drafts.FORMS.add(drafts.Form("guide-topic", gettext_lazy("A new topic of the guide"), page="editor-topic-new"))


class PlaceForm(FaceForm):
    """Where a topic stands, and whether it is full."""

    letter = forms.ChoiceField(label=gettext_lazy("Place in the taxonomy"), choices=LETTERS)
    sensitivity = forms.ChoiceField(label=gettext_lazy("Colour"), choices=COLOURS, widget=forms.RadioSelect)
    icon = forms.ChoiceField(label=gettext_lazy("Drawing"), choices=[(each, each) for each in ICONS])
    country = forms.ChoiceField(label=gettext_lazy("The whole topic is about"), required=False)
    see = forms.MultipleChoiceField(
        label=gettext_lazy("Related topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    full = forms.BooleanField(
        label=gettext_lazy("It is full"),
        required=False,
        help_text=gettext_lazy("Else readers are told on top that it is not yet checked, and where to ask."),
    )

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lands = [("", _("no country")), *((each, marks.place(each)) for each in DESTINATIONS)]
        titles = queries.titles()
        others = [(each.code, titles.get(each.code, each.code)) for each in queries.topics() if each.code != own]
        self.fields["country"].choices = lands  # type: ignore[attr-defined]
        self.fields["see"].choices = others  # type: ignore[attr-defined]

    def place(self) -> Place:
        """Give where it is to stand."""
        said = self.cleaned_data
        return Place(said["letter"], said["sensitivity"], said["icon"], said["country"], said["see"])


class NewTopicForm(PlaceForm):
    """A topic that was not there before: its name, its English title, where it stands."""

    code = forms.RegexField(
        label=gettext_lazy("Name in addresses"),
        regex=NAME,
        max_length=40,
        help_text=gettext_lazy("Like going-home. It never changes: links and printed codes use it."),
        error_messages={"invalid": gettext_lazy("Write small letters, digits and lines.")},
    )
    title = forms.CharField(
        label=gettext_lazy("English title"),
        max_length=120,
        help_text=gettext_lazy("In neutral words: somebody may look over her shoulder."),
    )
    field_order = ("code", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["full"]


@dataclass(frozen=True)
class Half:
    """One language of a block as the page shows it: what is shown, why it is stale, what is being worked on."""

    language: str
    words: SafeString
    chips: list[Chip]
    why: list[SafeString]
    working: list[tuple[TextRow, Chip]]
    shown: TextRow | None = None
    stale: bool = False
    machine: bool = False


@dataclass(frozen=True)
class Pair:
    """One block with both halves."""

    block: Block
    kind: Text
    audience: list[Chip]
    footing: list[Chip]
    source: Half
    other: Half | None


@page("guide/topics/<slug:topic>/", "editor-topic", roles=EDITORS, methods=("GET",))
def one(request: DeskRequest, topic: str) -> HttpResponse:
    """Show a topic in English and one other language."""
    noun = queries.topic(request.actor, topic)
    asked = request.GET.get("language", FIRST)
    language = asked if asked in LANGUAGES else FIRST
    facts = marks.by_key(released_facts())
    heard = queries.recorded_languages(noun)
    pairs = [_pair(side, language, facts, heard) for side in queries.sides(noun, language)]
    title = next((each.source.words for each in pairs if each.block.kind == "title"), "") or noun.code
    context = {
        "topic": noun,
        "title": title,
        "language": language,
        "language_name": marks.LANGUAGES[language],
        "pairs": pairs,
        "tabs": [Tab(name, f"?language={code}", current=here) for code, name, here in marks.languages(language)],
        "address": f"/{language}/{noun.code}/",
        "crumbs": marks.crumbs(noun.code),
    }
    return show(request, "desk/guide/topic.html", context)


@page("guide/new-topic/", "editor-topic-new", roles=EDITORS)
def begin(request: DeskRequest) -> HttpResponse:
    """Begin a topic; it is a stub until it is called full."""
    draft = drafts.of(request, "guide-topic")
    form = drafts.bind(NewTopicForm, request, draft)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("code", "title")}
        topic = attempt(form, actions.begin_topic, place=form.place(), by=request.actor, **said)
        if topic:
            draft.drop()
            return done(request, _("The title is a draft. Another editor reads it."), "editor-topic", topic=topic.code)
    return show(request, "desk/guide/topic_new.html", {"form": form, "crumbs": marks.crumbs(_("New topic"))})


@page("guide/topics/<slug:topic>/place/", "editor-topic-place", roles=EDITORS)
def place(request: DeskRequest, topic: str) -> HttpResponse:
    """Change where a topic stands, and call it full or a stub."""
    noun = queries.topic(request.actor, topic)
    names = ("letter", "sensitivity", "icon", "country", "see", "full")
    form = PlaceForm(request.POST or None, own=noun.code, initial={name: getattr(noun, name) for name in names})
    if request.method == "POST" and form.is_valid():
        told = {"place": form.place(), "full": form.cleaned_data["full"]}
        if attempt(form, actions.change_topic, topic=noun, by=request.actor, **told):
            return done(request, _("Every channel shows it so now."), "editor-topic", topic=noun.code)
    crumbs = marks.crumbs((noun.code, marks.url("topic", topic=noun.code)), _("Where it stands"))
    return show(request, "desk/guide/topic_place.html", {"form": form, "topic": noun, "crumbs": crumbs})


def _pair(side: queries.Side, language: str, facts: dict[str, list[Fact]], heard: dict[UUID, list[str]]) -> Pair:
    source = _half(SOURCE, side.source, side.source_working, facts)
    other = None
    if language != SOURCE:
        other = _half(language, side.words, side.working, facts, side.shown)
    kind, chips = marks.KINDS[side.block.kind], marks.audience(side.block)
    return Pair(side.block, kind, chips, marks.footing(side.block, heard.get(side.block.pk, [])), source, other)


def _half(
    language: str,
    words: Words | None,
    working: tuple[TextRow, ...],
    facts: dict[str, list[Fact]],
    shown: TextRow | None = None,
) -> Half:
    return Half(
        language=language,
        words=marks.told(words.text if words else "", facts),
        chips=marks.shown(words),
        why=marks.reasons(words.stale if words else ()),
        working=[(each, marks.version(each)) for each in working],
        shown=shown,
        stale=bool(words and words.stale),
        machine=bool(words and words.draft),
    )
