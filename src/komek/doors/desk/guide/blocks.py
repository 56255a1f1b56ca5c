"""Blocks: a new one, what one stands on and for whom, its place in the topic, one taken out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from komek.doors.desk import drafts
from komek.doors.desk.cases.forms import DAY
from komek.doors.desk.guide import marks
from komek.doors.desk.guide.texts import meant
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.forms import FaceForm
from komek.knowledge.guide import actions, models, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.actions.blocks import ADDABLE, PASSPORTS, Audience, Footing
from komek.knowledge.guide.actions.words import LONGEST
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.models import Block
from komek.knowledge.guide.nouns import DESTINATIONS, SOURCE, Fact

SAYS = 90
"""Signs of what a source says, where a fact has no value of its own."""

GROUNDS = (
    ("", pgettext_lazy("block", "on facts, each with its source")),
    ("advice", pgettext_lazy("block", "it is our own advice")),
    ("unchecked", pgettext_lazy("block", "it says itself that nobody has checked")),
)

drafts.FORMS.add(drafts.Form("guide-block", gettext_lazy("A new block of the guide")))
drafts.FORMS.add(
    drafts.Form("guide-frame", gettext_lazy("What a block stands on"), page="editor-block-frame", key="block")
)


class FrameForm(FaceForm):
    """For whom a block is, and what it stands on. What is chosen stands first, then what is `near`: of a country."""

    legal = forms.BooleanField(
        label=gettext_lazy("It states a rule of law"),
        required=False,
        help_text=gettext_lazy("Then a bare number is refused in every language."),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("What it stands on"), required=False, choices=GROUNDS, widget=forms.RadioSelect
    )
    rests_on = forms.MultipleChoiceField(
        label=gettext_lazy("Facts it rests on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their sources stand below the text. Facts that the text names count by themselves."),
    )
    deadline = forms.ChoiceField(
        label=gettext_lazy("Day until which it must be done"),
        required=False,
        help_text=gettext_lazy("Counted from the day of arrival by this fact, in the calendar of the country."),
    )
    contacts = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to ask"), required=False, widget=forms.CheckboxSelectMultiple
    )
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
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DAY,
        required=False,
        help_text=gettext_lazy("A notice has one. Any other text may end by itself too."),
    )

    def __init__(self, *args: Any, facts: dict[str, list[Fact]], near: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {name: self.initial.get(name) or () for name in ("rests_on", "contacts")}
        keys = sorted(
            facts, key=lambda key: (key not in chosen["rests_on"], not key.startswith(f"{near.lower()}."), key)
        )
        lines = sorted(
            models.Contact.objects.exclude(state="dead").order_by("country", "code"),
            key=lambda each: (each.code not in chosen["contacts"], each.country != near),
        )
        offered = {
            "rests_on": [(key, _named(key, facts[key])) for key in keys],
            "deadline": [("", _("none")), *((key, _named(key, facts[key])) for key in queries.countable_facts())],
            "contacts": [(each.code, f"{marks.place(each.country)}: {each.name}") for each in lines],
            "nationality": [(each, marks.place(each)) for each in PASSPORTS],
            "destination": [(each, marks.place(each)) for each in DESTINATIONS],
            "stage": list(marks.STAGES.items()),
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["ground"].mark_optional = False  # type: ignore[attr-defined] # one of the three is always chosen

    def frame(self) -> dict[str, Any]:
        """Give what was chosen, as the verbs take it."""
        said = self.cleaned_data
        return {
            "legal": said["legal"],
            "audience": Audience(said["nationality"], said["destination"], said["stage"]),
            "footing": Footing(said["deadline"], said["rests_on"], said["contacts"], said["ground"], said["ends_on"]),
        }


class BlockForm(FrameForm):
    """A new block: what it is, its English text, and its frame."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    words = forms.CharField(
        label=gettext_lazy("English text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("A number of law is a fact: write {{fact:key}} in its place."),
    )
    field_order = ("kind", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each, marks.KINDS[each]) for each in ADDABLE]  # type: ignore[attr-defined]


@page("guide/topics/<slug:topic>/add/", "editor-block-new", roles=EDITORS)
def add(request: DeskRequest, topic: str) -> HttpResponse:
    """Write a new block; its English text is read by another before anybody sees it."""
    noun, facts = queries.topic(request.actor, topic), marks.by_key(released_facts())
    draft = drafts.of(request, "guide-block", noun.pk)
    form = drafts.bind(BlockForm, request, draft, facts=facts, near=noun.country)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {"kind": said["kind"], "words": said["words"].replace("\r\n", "\n"), **form.frame()}
        block = attempt(form, actions.add_block, topic=noun, by=request.actor, **told)
        if block:
            draft.drop()
            text = queries.versions(block, SOURCE)[0]
            return done(request, _("The block is a draft. Another editor reads it."), "editor-text", text=text.pk)
    crumbs = marks.crumbs((noun.code, marks.url("topic", topic=noun.code)), _("New block"))
    context = {"form": form, "topic": noun, "meant": meant(form, facts), "crumbs": crumbs}
    return show(request, "desk/guide/block.html", context)


@page("guide/frame/<uuid:block>/", "editor-block-frame", roles=EDITORS)
def frame(request: DeskRequest, block: UUID) -> HttpResponse:
    """Change everything of a block but its words: every channel shows it at once."""
    noun, facts = _of_a_topic(request, block), marks.by_key(released_facts())
    draft = drafts.of(request, "guide-frame", noun.pk)
    form = drafts.bind(FrameForm, request, draft, facts=facts, near=_country(noun), initial=_now(noun))
    if request.method == "POST" and form.is_valid():
        if attempt(form, actions.frame_block, block=noun, by=request.actor, **form.frame()):
            draft.drop()
            return done(request, _("Every channel shows it so now."), "editor-topic", topic=_topic(noun))
        noun.refresh_from_db()
    told = queries.told(noun)
    context = {
        "form": form,
        "noun": noun,
        "name": marks.name_of(noun),
        "words": marks.told(told[SOURCE].text if SOURCE in told else "", facts),
        "crumbs": marks.crumbs((_topic(noun), marks.url("topic", topic=_topic(noun))), marks.KINDS[noun.kind]),
    }
    return show(request, "desk/guide/block_frame.html", context)


@page("guide/move/<uuid:block>/", "editor-block-move", roles=EDITORS, methods=("POST",))
def move(request: DeskRequest, block: UUID) -> HttpResponse:
    """Let a block change places with its neighbour, up or down."""
    noun = _of_a_topic(request, block)
    actions.move_block(block=noun, up=request.POST.get("to") != "down", by=request.actor)
    return done(request, _("The order is changed in every channel."), "editor-topic", topic=_topic(noun))


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
    context = {"noun": noun, "words": marks.told(words, facts), "kind": marks.name_of(noun)}
    return show(request, "desk/guide/block_withdraw.html", context)


def _of_a_topic(request: DeskRequest, key: UUID) -> Block:
    noun = queries.block(request.actor, key)
    if noun.topic is None or noun.withdrawn:
        raise Http404
    return noun


def _topic(noun: Block) -> str:
    return noun.topic.code if noun.topic else ""


def _country(noun: Block) -> str:
    return noun.topic.country if noun.topic else ""


def _now(noun: Block) -> dict[str, Any]:
    names = ("legal", "ground", "rests_on", "deadline", "contacts", "nationality", "destination", "stage", "ends_on")
    return {name: getattr(noun, name) for name in names}


def _named(key: str, rows: list[Fact]) -> str:
    """Name a fact as an editor chooses it: its key, and its value or what its source says."""
    told = dict.fromkeys(marks.value(row.value, row.unit) for row in rows if row.value)
    said = " / ".join(told) or next((claim.says for row in rows for claim in row.claims if claim.says), "")
    return f"{key}: {said[:SAYS]}{'…' if len(said) > SAYS else ''}" if said else key
