"""Example questions and what nobody answers: adding one teaches the guide, in the background."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.doors.desk.guide import marks
from komek.doors.desk.guide.overview import GUIDE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Fact
from komek.knowledge.guide import actions, gaps, queries
from komek.knowledge.guide.access import ACCESS, EDITORS
from komek.knowledge.guide.actions.questions import LONGEST
from komek.knowledge.guide.models import ExampleQuestion, Gap, Topic, Trained

PER_PAGE = 50

navigation.register(
    gettext_lazy("Questions"), "desk:editor-questions", "message-circle", order=55, roles=EDITORS, group=GUIDE
)


def _topics() -> list[tuple[str, str]]:
    return [(each.code, each.code) for each in queries.topics()]


class QuestionForm(FaceForm):
    """A way in which people ask."""

    words = forms.CharField(
        label=gettext_lazy("The question, as people write it"),
        max_length=LONGEST,
        help_text=gettext_lazy("In any letters, with mistakes: never with a name, a number or an address."),
    )
    topic = forms.ChoiceField(label=gettext_lazy("Topic it asks for"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(marks.LANGUAGES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = _topics()  # type: ignore[attr-defined]


class QuestionFilter(FaceForm):
    """Which questions are listed."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("All topics")), *_topics()]  # type: ignore[attr-defined]
        tongues = [("", _("All languages")), *marks.LANGUAGES.items()]
        self.fields["language"].choices = tongues  # type: ignore[attr-defined]


@page("guide/questions/", "editor-questions", roles=EDITORS)
def every(request: DeskRequest) -> HttpResponse:
    """List the example questions, add one; say what the guide was last trained on and how well it did."""
    filters = QuestionFilter(request.GET)
    form = QuestionForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        topic = queries.topic(request.actor, said["topic"])
        if attempt(form, actions.teach, topic=topic, words=said["words"], language=said["language"], by=request.actor):
            return done(request, _("Kept. The guide learns it within a minute."), "editor-questions")
    chosen = {name: value for name, value in _chosen(filters).items() if value}
    rows = ExampleQuestion.objects.filter(withdrawn=False, **chosen).select_related("topic")
    shown = Paginator(rows.order_by("topic__code", "language", "words"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filters": filters,
        "list_page": shown,
        "questions": [(row, marks.LANGUAGES[row.language]) for row in shown.object_list],
        "training": _training(),
        "gaps": len(gaps.worth_reading()),
    }
    return show(request, "desk/guide/questions.html", context)


@page("guide/questions/<uuid:question>/end/", "editor-question-end", roles=EDITORS, methods=("POST",))
def end(request: DeskRequest, question: UUID) -> HttpResponse:
    """Train on a question no longer."""
    row = ACCESS.find(request.actor, ExampleQuestion.objects.filter(withdrawn=False), pk=question)
    actions.unteach(question=row, by=request.actor)
    return done(request, _("The guide forgets it within a minute."), "editor-questions")


@page("guide/gaps/", "editor-gaps", roles=EDITORS, methods=("GET",))
def unanswered(request: DeskRequest) -> HttpResponse:
    """List what five and more have asked and the guide could not answer."""
    rows = [
        {
            "row": row,
            "language": marks.LANGUAGES.get(row.language, row.language),
            "asked": ngettext("asked %(n)s time", "asked %(n)s times", row.count) % {"n": row.count},
            "week": date_format(row.week, "j E Y"),
        }
        for row in gaps.worth_reading()
    ]
    crumbs = marks.crumbs((_("Questions"), marks.url("questions")), _("What nobody answers"))
    return show(request, "desk/guide/gaps.html", {"rows": rows, "crumbs": crumbs})


@page("guide/gaps/<uuid:gap>/", "editor-gap", roles=EDITORS)
def answer(request: DeskRequest, gap: UUID) -> HttpResponse:
    """Make an example question of it, or set it aside."""
    row = ACCESS.find(request.actor, Gap.objects.filter(settled=False).exclude(words=""), pk=gap)
    if request.method == "POST" and "aside" in request.POST:
        actions.settle_gap(gap=row, by=request.actor)
        return done(request, _("Set aside."), "editor-gaps")
    form = QuestionForm(request.POST or None, initial={"words": row.words, "language": row.language})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        topic: Topic = queries.topic(request.actor, said["topic"])
        told = {"words": said["words"], "language": said["language"], "gap": row}
        if attempt(form, actions.teach, topic=topic, by=request.actor, **told):
            return done(request, _("Kept. The guide learns it within a minute."), "editor-gaps")
    crumbs = marks.crumbs((_("What nobody answers"), marks.url("gaps")), _("A question"))
    return show(request, "desk/guide/gap.html", {"form": form, "gap": row, "crumbs": crumbs})


def _chosen(filters: QuestionFilter) -> dict[str, str]:
    said = filters.cleaned_data if filters.is_valid() else {}
    return {"topic__code": said.get("topic", ""), "language": said.get("language", "")}


def _training() -> list[Fact]:
    """Say when the guide was trained last, and what its control questions gave."""
    row = Trained.objects.order_by("-number").first()
    if row is None:
        return [Fact(_("Trained"), "", _("as it came with Komek"))]
    when = date_format(timezone.localtime(row.trained_at), "j E Y, H:i")
    shares = {"first": _("Right topic first"), "three": _("Right topic among three"), "danger": _("Danger seen")}
    told = [
        Fact(name, f"{number_format(100 * row.trials[code], 1)} %")
        for code, name in shares.items()
        if code in row.trials
    ]
    state = _("in use") if row.passed else _("failed its control questions: the one before stays in use")
    return [Fact(_("Trained"), when), Fact(_("State"), state), *told]
