"""Pages of the safety check and the screening: one dimension a page, every question skippable, a person decides."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import instruments, queries, telling
from komek.care.cases.actions import safety
from komek.care.cases.actions import screening as screening_verbs
from komek.care.cases.models import Case, Screening
from komek.care.cases.queries import reading, weighing
from komek.doors.desk import drafts
from komek.doors.desk.cases import emergency, marks
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.file import head
from komek.doors.desk.cases.forms import QuestionsForm, SafetyForm, WordsForm
from komek.doors.desk.cases.shared import facts
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Chip, Fact, Kind, Tab
from komek.kernel import codes
from komek.kernel.errors import Text

ACTS, WORDS, RESULT = "acts", "words", "result"
SHORT_PAGE = "short"

drafts.FORMS.add(drafts.Form("safety", gettext_lazy("A safety check"), page="case-safety", key="case"))
for each in (ACTS, "d1", "d2", "d3", "d4", "d5", "d6", SHORT_PAGE, WORDS):
    drafts.FORMS.add(
        drafts.Form(f"screening-{each}", gettext_lazy("A page of a screening"), page="screening", key="screening")
    )


@page("cases/<uuid:case>/safety/", "case-safety", roles=TEAM, noun=Case)
def check_safety(request: DeskRequest, case: UUID) -> HttpResponse:
    """Ask the four questions before any other; the worker decides whether to talk now."""
    noun = queries.find(request.actor, case)
    draft = drafts.of(request, "safety", noun.id)
    form = drafts.bind(SafetyForm, request, draft)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        answers = {question: said[question] for question in safety.QUESTIONS}
        kept = attempt(
            form,
            safety.check_safety,
            case=noun,
            decision=said["decision"],
            answers=answers,
            words=said["words"],
            by=request.actor,
        )
        if kept:
            draft.drop()
            goes_on = said["decision"] == "go_on" and not noun.plain_help
            return done(request, _("The safety check is kept."), "screenings" if goes_on else "case", case=noun.id)
    context = {
        **head(request, noun),
        "form": form,
        "checks": [_checked(each) for each in telling.safety_checks(noun, by=request.actor)],
        **emergency.card(noun.country),
    }
    return show(request, "desk/cases/safety.html", context)


@page("cases/<uuid:case>/screening/", "screenings", roles=TEAM, noun=Case, methods=("GET", "POST"))
def screenings(request: DeskRequest, case: UUID) -> HttpResponse:
    """Choose an instrument and begin, or go on with one that is open. Sends to the safety check first."""
    noun = queries.find(request.actor, case)
    if request.method == "POST":
        wanted = request.POST.get("instrument", "")
        if wanted not in instruments.CURRENT:
            raise Http404
        begun = screening_verbs.begin_screening(case=noun, instrument=wanted, by=request.actor)
        return HttpResponseRedirect(_page_url(begun, _pages(begun)[0]))
    rows = noun.screenings.order_by("-begun_on", "-id")
    listed = [(row, instruments.get(row.instrument).label, marks.day(row.begun_on)) for row in rows]
    context = {
        **head(request, noun),
        "safe": screening_verbs.is_safe(noun),
        "listed": listed,
        "choices": [(code, instruments.get(code)) for code in instruments.CURRENT],
        "fitting": weighing.fitting(noun, by=request.actor).code,
    }
    return show(request, "desk/cases/screenings.html", context)


@page("cases/screening/<uuid:screening>/", "screening", roles=TEAM, noun=Screening, methods=("GET",))
def resume(request: DeskRequest, screening: UUID) -> HttpResponse:
    """Go on where the first unanswered page is."""
    noun = queries.find_screening(request.actor, screening)
    if noun.state == "finished":
        return HttpResponseRedirect(reverse("desk:screening-result", kwargs={"screening": noun.id}))
    answered = reading.answers(noun, by=request.actor)["answers"]
    instrument = instruments.get(noun.instrument)
    open_pages = (p for p in _pages(noun) if any(q.code not in answered for q in _questions(instrument, p)))
    return HttpResponseRedirect(_page_url(noun, next(open_pages, _pages(noun)[0])))


@page("cases/screening/<uuid:screening>/page/<slug:part>/", "screening-page", roles=TEAM, noun=Screening)
def ask(request: DeskRequest, screening: UUID, part: str) -> HttpResponse:
    """Ask the questions of one page and keep what was answered; nothing is required."""
    noun = queries.find_screening(request.actor, screening)
    if part not in _pages(noun):
        raise Http404
    draft = drafts.of(request, f"screening-{part}", noun.id, owner=noun.case_id)
    form = _form(request, noun, part, draft)
    if request.method == "POST" and form.is_valid() and _keep(request, noun, part, form):
        draft.drop()
        return HttpResponseRedirect(_after(noun, part))
    context = {
        **head(request, noun.case),
        "screening": noun,
        "form": form,
        "title": _title(noun, part),
        "tabs": [Tab(_title(noun, each), _page_url(noun, each), each == part) for each in _pages(noun)],
        "back": _before(noun, part),
        **emergency.card(noun.case.country),
        "finished": noun.state == "finished",
    }
    return show(request, "desk/cases/questions.html", context)


@page("cases/screening/<uuid:screening>/finish/", "screening-finish", roles=TEAM, noun=Screening, methods=("POST",))
def finish(request: DeskRequest, screening: UUID) -> HttpResponse:
    """Close the answer set and go to the decision, which is a person's."""
    noun = queries.find_screening(request.actor, screening)
    screening_verbs.finish_screening(screening=noun, by=request.actor)
    said = _("The screening is finished. Now it is for you to decide.")
    return done(request, said, "case-decision", case=noun.case_id)


@page("cases/screening/<uuid:screening>/result/", "screening-result", roles=TEAM, noun=Screening, methods=("GET",))
def result(request: DeskRequest, screening: UUID) -> HttpResponse:
    """Explain what the answers add up to: which answers made which dimension, which one would change the outcome."""
    noun = queries.find_screening(request.actor, screening)
    context = {
        **head(request, noun.case),
        "screening": noun,
        "weighed": weighing.weigh(noun, by=request.actor),
        "pages": [(_title(noun, each), _page_url(noun, each)) for each in _pages(noun)],
        "day": marks.day(noun.finished_on or noun.begun_on),
    }
    return show(request, "desk/cases/result.html", context)


def _checked(check: telling.Checked) -> tuple[Text, Chip, list[Fact]]:
    """Show an earlier safety check: when, what was decided, what was answered."""
    label = codes.get("safety_decision")[check.row.decision].label
    kind: Kind = "ok" if check.row.decision == "go_on" else "warn"
    return marks.instant(check.row.checked_at), Chip(label, kind), facts(check.lines)


def _pages(noun: Screening) -> tuple[str, ...]:
    instrument = instruments.get(noun.instrument)
    if not instrument.scored:
        return (SHORT_PAGE, WORDS)
    return (ACTS, *(dimension.lower() for dimension in instrument.dimensions), WORDS)


def _questions(instrument: instruments.Instrument, part: str) -> tuple[instruments.Indicator, ...]:
    return instrument.of("" if part == SHORT_PAGE else part.upper())


def _form(request: DeskRequest, noun: Screening, part: str, draft: drafts.Draft) -> QuestionsForm | WordsForm:
    held = reading.answers(noun, by=request.actor)
    if part == WORDS:
        return drafts.bind(WordsForm, request, draft, initial={"words": held["words"]})
    if part == ACTS:
        questions: Mapping[str, Text] = dict(codes.get("trafficking_act").choices())
        return drafts.bind(QuestionsForm, request, draft, questions=questions, heard={}, initial=held["acts"])
    asked = _questions(instruments.get(noun.instrument), part)
    return drafts.bind(
        QuestionsForm,
        request,
        draft,
        questions={each.code: each.label for each in asked},
        heard=_heard(noun, request),
        initial=held["answers"],
    )


def _heard(noun: Screening, request: DeskRequest) -> dict[str, Text]:
    """Say beside a question what the short screen already told of it."""
    labels = {each.code: each.label for each in instruments.get(instruments.SHORT)}
    carried = screening_verbs.carried(noun.case, instruments.get(noun.instrument), by=request.actor)
    return {
        code: _("Told already: yes to “%(question)s”.") % {"question": labels[each.heard[0]]}
        for code, each in carried.items()
        if each.heard
    }


def _keep(request: DeskRequest, noun: Screening, part: str, form: QuestionsForm | WordsForm) -> Screening | None:
    said = form.cleaned_data
    if part == WORDS:
        return attempt(form, screening_verbs.answer, screening=noun, answers={}, words=said["words"], by=request.actor)
    if part == ACTS:
        return attempt(form, screening_verbs.answer, screening=noun, answers={}, acts=said, by=request.actor)
    return attempt(form, screening_verbs.answer, screening=noun, answers=said, by=request.actor)


def _title(noun: Screening, part: str) -> Text:
    titles: dict[str, Text] = {ACTS: _("What was done"), WORDS: _("In own words"), SHORT_PAGE: _("Eleven signs")}
    return titles[part] if part in titles else instruments.dimension_label(part.upper())


def _page_url(noun: Screening, part: str) -> str:
    return reverse("desk:screening-page", kwargs={"screening": noun.id, "part": part})


def _after(noun: Screening, part: str) -> str:
    pages = _pages(noun)
    here = pages.index(part)
    if here + 1 < len(pages):
        return _page_url(noun, pages[here + 1])
    return reverse("desk:screening-result", kwargs={"screening": noun.id})


def _before(noun: Screening, part: str) -> str:
    here = _pages(noun).index(part)
    return _page_url(noun, _pages(noun)[here - 1]) if here else marks.url("screenings", noun.case)
