"""One page that shows every part, with invented people, in three languages. For tests and the demo only."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from komek.doors.face.forms import (
    AnswerField,
    FaceForm,
    MissableCharField,
    MissableChoiceField,
    MissablePartialDateField,
    PartialDateField,
)
from komek.doors.face.navigation import Entry
from komek.doors.face.parts import (
    Cell,
    Chip,
    Column,
    Crumb,
    Event,
    Fact,
    Grant,
    Row,
    State,
    Step,
    Tab,
    Table,
    Task,
    bars,
)
from komek.doors.face.styleguide_texts import TEXTS
from komek.kernel.missing import Missing

COUNTRIES = (("", "—"), ("KZ", "Қазақстан"), ("UZ", "Oʻzbekiston"), ("TJ", "Тоҷикистон"), ("TM", "Türkmenistan"))
ICONS = ("sun", "folder", "phone", "share-2", "house", "map", "chart-column", "key")


class Sample(FaceForm):
    """A short page of an intake, in the reader's words."""

    name = MissableCharField()
    born = MissablePartialDateField(required=False)
    arrived = PartialDateField(required=False)
    country = MissableChoiceField(choices=COUNTRIES)
    needs = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    channel = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(widget=forms.Textarea, required=False)
    file = forms.FileField(required=False)
    agreed = forms.BooleanField()

    def __init__(self, *args: Any, texts: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in texts["form"].items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        self.fields["needs"].choices = list(enumerate(texts["needs"]))  # type: ignore[attr-defined]
        self.fields["channel"].choices = list(enumerate(texts["channels"]))  # type: ignore[attr-defined]


class Questions(FaceForm):
    """A part of a long instrument."""

    def __init__(self, *args: Any, texts: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(texts["questions"]):
            self.fields[f"q{number}"] = AnswerField(label=question, choices=texts["answers"])


class Filter(FaceForm):
    """Filters over a list."""

    state = forms.ChoiceField(required=False, choices=COUNTRIES)
    who = forms.ChoiceField(required=False, choices=COUNTRIES)


def context(language: str) -> dict[str, Any]:
    """Give the style guide everything it shows."""
    texts = TEXTS[language]
    posted = {"name": "Шахноза", "name_missing": Missing.DECLINED, "born_day": "31", "born_month": "2"}
    filters = Filter(prefix="filter")
    filters.fields["state"].label, filters.fields["who"].label = texts["filters"]
    pages = Paginator(range(437), 25)
    return {
        "texts": texts,
        "navigation": navigation(texts),
        "lock": {"locked": False, "locks_at": 4102444800, "now": 4102443960, "minutes": 14},
        "form": Sample(texts=texts, auto_id="plain_%s"),
        "wrong": Sample(posted, texts=texts, auto_id="wrong_%s"),
        "questions": Questions({"q0": "yes", "q1": "no", "q2": "unknown"}, texts=texts),
        "filters": filters,
        "page_of_list": pages.page(4),
        "crumbs": [Crumb(texts["cases"], "#"), Crumb("KZ-26-0147")],
        "tabs": [
            Tab(text, "#", current=not number, count=3 * (number == 2)) for number, text in enumerate(texts["tabs"])
        ],
        **file_of(texts),
        **lists(texts),
    }


def navigation(texts: dict[str, Any]) -> list[Entry]:
    """Make a menu with all the kinds of lines it may have."""
    counts = {0: 4, 2: 2}
    return [
        Entry(text, "#", icon, number == 1, counts.get(number, 0), texts["team"] if number > 5 else "")
        for number, (text, icon) in enumerate(zip(texts["menu"], ICONS, strict=True))
    ]


def file_of(texts: dict[str, Any]) -> dict[str, Any]:
    """Make the head and the parts of one file."""
    marks = [Chip("KZ-26-0147"), Chip(texts["identified"], "violet"), Chip(texts["risk"], "danger", "triangle-alert")]
    states: tuple[State, ...] = ("done", "now", "next")
    life: tuple[State, ...] = ("done", "done", "done", "now", "next", "next")
    last = texts["events"][-1]
    chips = (Chip(texts["today"], "danger", "clock"), Chip(texts["soon"], "warn", "clock"), Chip(texts["date"]))
    return {
        "marks": [*marks, Chip(texts["about"])],
        "who": [Step(text, state) for text, state in zip(texts["who"], states, strict=True)],
        "life": [Step(text, state) for text, state in zip(texts["life"], life, strict=True)],
        "events": [replace(Event(*line), kind="quiet" if line is last else "") for line in texts["events"]],
        "tasks": [Task(text, chip, url="#") for text, chip in zip(texts["tasks"], chips, strict=True)],
        "grants": [
            Grant(what, Chip(covers, "ok" if to else "", "circle-check" if to else ""), to)
            for what, to, covers in texts["grants"]
        ],
        "facts": [Fact(*line) for line in texts["facts"]],
    }


def lists(texts: dict[str, Any]) -> dict[str, Any]:
    """Make a caseload, an import with problems, and counts with their bars."""
    heads = texts["columns"]
    columns = [Column(heads[0], sort="#", sorted="ascending"), *map(Column, heads[1:4]), Column(heads[4], numeric=True)]
    rows = [
        Row([Cell(name, "#"), number, Cell(chips=[Chip(state, kind)]), when, count])
        for name, number, state, kind, when, count in texts["rows"]
    ]
    problems = texts["import"]
    return {
        "caseload": Table(texts["cases"], columns, rows),
        "imported": Table(
            problems["caption"],
            [Column(text) for text in problems["columns"]],
            [
                Row([Cell(text, problem=why, severity=severity) for text, why, severity in row])
                for row in problems["rows"]
            ],
        ),
        "chart": bars(texts["bars"]),
        "counted": Table(
            texts["counted"],
            [Column(heads[2]), Column(heads[4], numeric=True)],
            [Row([name, count]) for name, count in texts["bars"]],
        ),
    }
