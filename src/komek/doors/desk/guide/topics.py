"""One topic: its blocks side by side, English and a translation; a new block, a block taken out."""

from __future__ import annotations

from dataclasses import dataclass
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
from komek.knowledge.guide.actions.blocks import ADDABLE, Audience
from komek.knowledge.guide.actions.words import LONGEST
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.models import Block
from komek.knowledge.guide.models import Text as TextRow
from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, SOURCE, Fact, Words

FIRST = "ru"
"""The translation that is shown while none is chosen."""

drafts.FORMS.add(drafts.Form("guide-block", gettext_lazy("A new block of the guide")))


class BlockForm(FaceForm):
    """A new block: what it is, for whom, its English text."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    words = forms.CharField(
        label=gettext_lazy("English text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("A number of law is a fact: write {{fact:key}} in its place."),
    )
    legal = forms.BooleanField(label=gettext_lazy("It states a rule of law"), required=False)
    nationality = forms.MultipleChoiceField(
        label=gettext_lazy("Passports"), required=False, widget=forms.CheckboxSelectMultiple
    )
    destination = forms.MultipleChoiceField(
        label=gettext_lazy("Countries of work"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stage = forms.MultipleChoiceField(
        label=gettext_lazy("Part of the journey"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick nothing and it is for everybody."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "kind": [(each, marks.KINDS[each]) for each in ADDABLE],
            "nationality": [(each, marks.place(each)) for each in NATIONALITIES],
            "destination": [(each, marks.place(each)) for each in DESTINATIONS],
            "stage": list(marks.STAGES.items()),
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


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
    source: Half
    other: Half | None


@page("guide/topics/<slug:topic>/", "editor-topic", roles=EDITORS, methods=("GET",))
def one(request: DeskRequest, topic: str) -> HttpResponse:
    """Show a topic in English and one other language."""
    noun = queries.topic(request.actor, topic)
    asked = request.GET.get("language", FIRST)
    language = asked if asked in LANGUAGES else FIRST
    facts = marks.by_key(released_facts())
    pairs = [_pair(side, language, facts) for side in queries.sides(noun, language)]
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


@page("guide/topics/<slug:topic>/add/", "editor-block-new", roles=EDITORS)
def add(request: DeskRequest, topic: str) -> HttpResponse:
    """Write a new block; its English text is read by another before anybody sees it."""
    noun = queries.topic(request.actor, topic)
    draft = drafts.of(request, "guide-block", noun.pk)
    form = drafts.bind(BlockForm, request, draft)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        audience = Audience(said["nationality"], said["destination"], said["stage"])
        told = {name: said[name] for name in ("kind", "words", "legal")}
        block = attempt(form, actions.add_block, topic=noun, audience=audience, by=request.actor, **told)
        if block:
            draft.drop()
            text = queries.versions(block, SOURCE)[0]
            return done(request, _("The block is a draft. Another editor reads it."), "editor-text", text=text.pk)
    crumbs = marks.crumbs((noun.code, marks.url("topic", topic=noun.code)), _("New block"))
    return show(request, "desk/guide/block.html", {"form": form, "topic": noun, "crumbs": crumbs})


@page("guide/withdraw/<uuid:block>/", "editor-block-withdraw", roles=EDITORS)
def withdraw(request: DeskRequest, block: UUID) -> HttpResponse:
    """Ask once, then take a block out of every channel."""
    noun = queries.block(request.actor, block)
    if request.method == "POST":
        actions.withdraw_block(block=noun, by=request.actor)
        said = _("The block is off every channel. Its texts stay in the history.")
        if noun.topic:
            return done(request, said, "editor-topic", topic=noun.topic.code)
        return done(request, said, "editor-notices")
    told, facts = queries.told(noun), marks.by_key(released_facts())
    words = told[SOURCE].text if SOURCE in told else ""
    context = {"block": noun, "words": marks.told(words, facts), "kind": marks.name_of(noun)}
    return show(request, "desk/guide/block_withdraw.html", context)


def _pair(side: queries.Side, language: str, facts: dict[str, list[Fact]]) -> Pair:
    source = _half(SOURCE, side.source, side.source_working, facts)
    other = None
    if language != SOURCE:
        other = _half(language, side.words, side.working, facts, side.shown)
    return Pair(side.block, marks.KINDS[side.block.kind], marks.audience(side.block), source, other)


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
