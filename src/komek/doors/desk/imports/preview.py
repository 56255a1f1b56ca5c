"""The register before it is taken in: each cell as it was written and what is wrong with it, and who is like whom."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from komek.care import people
from komek.care.cases.access import TEAM
from komek.care.cases.models import RegisterImport
from komek.care.cases.register import actions, queries
from komek.care.cases.register import preview as looking
from komek.care.cases.register.alike import Likeness
from komek.care.cases.register.columns import FIELDS
from komek.care.cases.register.values import Client
from komek.doors.desk import drafts
from komek.doors.desk.imports.forms import LINE, AnswersForm, ShowFilter
from komek.doors.desk.imports.registers import crumbs
from komek.doors.desk.imports.running import report
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Cell, Chip, Column, Row, Table
from komek.kernel.errors import Text
from komek.kernel.partialdate import PartialDate

drafts.FORMS.add(drafts.Form("register-answers", gettext_lazy("Who is who"), page="import", key="register"))
PER_PAGE = 50


@page("imports/<uuid:register>/", "import", roles=TEAM, noun=RegisterImport)
def preview(request: DeskRequest, register: UUID) -> HttpResponse:
    """Show the lines with what is wrong; answer for those alike. An import that ended shows what became of it."""
    noun = queries.find(request.actor, register)
    if not noun.is_open:
        return report(request, noun)
    if noun.state == "received":
        return HttpResponseRedirect(reverse("desk:import-columns", kwargs={"register": noun.id}))
    opened, book = actions.look(register=noun, by=request.actor)
    read = looking.clients(book, opened.choices, timezone.localdate())
    filters = ShowFilter(request.GET or None)
    wanted = filters.cleaned_data["show"] if filters.is_valid() else ""
    over = queries.done(noun)
    shown = Paginator(_kept(read, opened.checked, wanted), PER_PAGE).get_page(request.GET.get("page"))
    here = list(shown.object_list)
    asked = _asked(here, read, opened, over, request)
    draft = drafts.of(request, "register-answers", noun.id)
    initial = {f"{LINE}{line}": opened.choices.answers.get(line, "") for line, _label, _why in asked}
    form = drafts.bind(AnswersForm, request, draft, asked=asked, initial=initial)
    if request.method == "POST" and form.is_valid() and _answered(form, noun, request):
        draft.drop()
        return done(request, _("The answers are kept."), "import", register=noun.id)
    context = {
        "register": noun,
        "crumbs": crumbs(noun),
        "standing": queries.standing(noun, opened),
        "doubt": len(opened.checked.doubt),
        "filters": filters,
        "clear": bool(wanted),
        "table": _table(here, opened, over),
        "list_page": shown,
        "form": form,
        "asked": asked,
    }
    return show(request, "desk/imports/preview.html", context)


@page("imports/<uuid:register>/problems/", "import-problems", roles=TEAM, noun=RegisterImport, methods=("GET",))
def problems(request: DeskRequest, register: UUID) -> HttpResponse:
    """Give the list of what to mend, by line and column, without a word that stands in a cell."""
    noun = queries.find(request.actor, register)
    opened, book = actions.look(register=noun, by=request.actor)
    told = looking.problems_csv(looking.clients(book, opened.choices, timezone.localdate()))
    response = HttpResponse(told, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response


def _answered(form: AnswersForm, register: RegisterImport, request: DeskRequest) -> bool:
    kept = attempt(form, actions.answer, register=register, answers=form.answers, by=request.actor)
    return kept is not None


def _kept(read: Sequence[Client], checked: looking.Checked, wanted: str) -> list[Client]:
    lines: Mapping[str, frozenset[int]] = {
        "bad": checked.bad,
        "doubt": checked.doubt,
        "alike": frozenset(checked.alike),
    }
    return [each for each in read if wanted not in lines or each.line in lines[wanted]]


def _table(here: Sequence[Client], opened: queries.Opened, over: set[int]) -> Table:
    fields = list(dict.fromkeys(name for _place, name in sorted(opened.choices.columns.items()) if name))
    heads = [Column(pgettext("of a file", "Line")), *(Column(FIELDS[name]) for name in fields)]
    rows = [Row([_line(each, opened, over), *(_cell(each, name) for name in fields)]) for each in here]
    return Table(_("Lines of the register"), heads, rows)


def _line(client: Client, opened: queries.Opened, over: set[int]) -> Cell:
    state = opened.checked.state(client.line, opened.choices.answers)
    chips = {
        "bad": [Chip(_("Stays out"), "danger", "circle-alert")],
        "held": [Chip(_("Waits for an answer"), "warn", "triangle-alert")],
        "left_out": [Chip(_("Left out"))],
    }.get(state, [])
    if client.line in over:
        chips = [Chip(_("Taken in"), "ok", "check")]
    return Cell(str(client.line), chips=chips)


def _cell(client: Client, name: str) -> Cell:
    found, text = client.found.get(name), client.written.get(name, "")
    if found is None or not found.severity:
        return Cell(text)
    why: Text = found.problem
    if isinstance(found.value, PartialDate):
        read = _("Read as %(value)s.") % {"value": people.date_words(found.value)}
        why = format_lazy("{} {}", why, read)
    return Cell(text, problem=why, severity=found.severity)


def _asked(
    here: Sequence[Client], read: Sequence[Client], opened: queries.Opened, over: set[int], request: DeskRequest
) -> list[tuple[int, Text, Text]]:
    """List the questions of this page: the line, her name, and whom she is like and why."""
    alike = {each.line: opened.checked.alike[each.line] for each in here if each.line in opened.checked.alike}
    waiting = {line: each for line, each in alike.items() if line not in over}
    names = {each.line: each.identity.full_name for each in read}
    recorded = _recorded([each for each in waiting.values() if each.kind == "person"], request)
    return [
        (
            line,
            _("Line %(line)s: %(name)s") % {"line": line, "name": names[line] or _("No name")},
            _like(each, names, recorded),
        )
        for line, each in waiting.items()
    ]


def _recorded(alike: Sequence[Likeness], request: DeskRequest) -> Mapping[str, Text]:
    """Give the veiled names of those on record."""
    rows = people.visible_to(request.actor).filter(pk__in=[each.other for each in alike])
    return {str(key): each.label for key, each in people.veiled(rows, by=request.actor).items()}


def _like(each: Likeness, names: Mapping[int, str], recorded: Mapping[str, Text]) -> str:
    why = ", ".join(str(words) for words in each.words)
    if each.kind == "person":
        whom = {"name": recorded.get(each.other, _("Closed to you")), "why": why}
        return _("Like %(name)s, who is on record. %(why)s.") % whom
    other = {"line": each.other, "name": names.get(int(each.other), ""), "why": why}
    return _("Like line %(line)s: %(name)s. %(why)s.") % other
