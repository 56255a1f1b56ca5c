"""Pages of the time that files are kept: who waits to be erased, keep or confirm, and the rules."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.care import people
from komek.care.cases import sealing
from komek.care.cases.actions.erasing import held
from komek.care.cases.models import Case, RetentionNotice, RetentionRule
from komek.care.cases.retention import actions as verbs
from komek.care.cases.retention import queries
from komek.care.cases.retention.nouns import ACTION_LABELS, BASIS_LABELS, COUNTED, FIXED, LABELS, Rule
from komek.care.cases.texts import LANGUAGES
from komek.doors.desk import drafts
from komek.doors.desk.cases import file, marks
from komek.doors.desk.cases.approvals import SUPERVISORS
from komek.doors.desk.cases.erasing import sheet
from komek.doors.desk.cases.file import Button
from komek.doors.desk.cases.leaving_forms import LanguageForm
from komek.doors.desk.cases.retention_forms import AgreeForm, RuleForm, TimeForm
from komek.doors.desk.my_day.views import SOURCES, Part
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Chip, Column, Fact, Row, Table, Task

RULERS = ("organisation_admin", *SUPERVISORS)

navigation.register(
    gettext_lazy("How long files are kept"), "desk:retention-rules", "hourglass", order=80, roles=RULERS
)
drafts.FORMS.add(drafts.Form("retention", gettext_lazy("How long a file is kept"), page="retention-one", key="person"))


@page("retention/", "retention", roles=SUPERVISORS, methods=("GET",))
def waiting(request: DeskRequest) -> HttpResponse:
    """List the files whose time is over, and those that somebody keeps longer: by numbers, never by names."""
    organisation = request.actor.organisation
    lists = {
        "waiting": list(queries.waiting(organisation)),
        "kept": list(queries.kept(organisation, timezone.localdate())),
    }
    numbers = queries.numbers([row.person_id for rows in lists.values() for row in rows])
    tasks = {name: [_task(row, numbers) for row in rows] for name, rows in lists.items()}
    return show(request, "desk/cases/retention.html", tasks)


@page("retention/<uuid:person>/", "retention-one", roles=SUPERVISORS, noun=people.Person)
def one(request: DeskRequest, person: UUID) -> HttpResponse:
    """Say since when the time of one file is over; keep it longer with a reason, or confirm that it goes."""
    noun = people.find(request.actor, person)
    notice, due = queries.notice_of(noun), queries.due_of(noun, timezone.localdate())
    may_erase = notice is not None and notice.waits and due is not None
    draft = drafts.of(request, "retention", noun.pk)
    form = drafts.bind(TimeForm, request, draft, may_erase=may_erase)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said.get("decision") == "erase":
            slip = attempt(form, verbs.confirm_erasing, person=noun, by=request.actor)
            if slip:
                draft.drop()
                gone = _("The file is erased. The last backup of its keys is gone on %(day)s.")
                return done(request, gone % {"day": marks.day(slip.complete_on)}, "retention-one", person=noun.pk)
        elif attempt(form, verbs.keep_longer, person=noun, until=said["until"], words=said["words"], by=request.actor):
            draft.drop()
            return done(request, _("The file is kept until that day."), "retention-one", person=noun.pk)
    people.read_person(person=noun, by=request.actor)
    number = queries.numbers([noun.pk]).get(noun.pk, "")
    context = {
        "number": number or _("A person without a case"),
        "person": noun,
        "facts": _facts(notice, due.rule if due else None, request),
        "held": held(noun) if may_erase else (),
        "may_erase": may_erase,
        "form": None if noun.erased else form,
        **_slip(noun, request),
    }
    return show(request, "desk/cases/retention_one.html", context)


@page("retention/rules/", "retention-rules", roles=RULERS)
def rules(request: DeskRequest) -> HttpResponse:
    """Show the rules, what waits for a second person, and what ends by itself; make a rule."""
    organisation = request.actor.organisation
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, verbs.set_rule, by=request.actor, **form.cleaned_data)
        if row and row.proposed_by:
            return done(request, _("It erases sooner: a second person has to agree first."), "retention-rules")
        if row:
            return done(request, _("The rule is in force."), "retention-rules")
    context = {
        "table": _table(queries.rules(organisation)),
        "proposals": [_proposal(row) for row in queries.proposals(organisation)],
        "fixed": [Fact(name, days) for name, days in FIXED],
        "may_decide": request.actor.has(*SUPERVISORS),
        "form": form,
    }
    return show(request, "desk/cases/retention_rules.html", context)


@page("retention/rules/<uuid:rule>/", "retention-rule", roles=RULERS, noun=RetentionRule)
def rule(request: DeskRequest, rule: UUID) -> HttpResponse:
    """Let a second person agree to a rule that erases sooner, or not."""
    row = queries.find_rule(request.actor, rule)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreed, seen = form.cleaned_data["agreed"] == "yes", request.POST.get("seen", "")
        if attempt(form, verbs.decide_rule, rule=row, agreed=agreed, seen=seen, by=request.actor):
            return done(request, _("Your decision is written down."), "retention-rules")
    may = row.proposed_by is not None and row.proposed_by != request.actor.user
    context = {
        "label": LABELS[row.kind],
        "facts": _change(row),
        "form": form if may or form.errors else None,
        "seen": row.proposal,
    }
    return show(request, "desk/cases/retention_rule.html", context)


def due_for_me(request: DeskRequest) -> Iterable[Part]:
    """Say on the page of the day how many files wait, and which rule waits for a second person."""
    actor, tasks = request.actor, []
    if not actor.has(*RULERS):
        return
    if actor.has(*SUPERVISORS) and (count := queries.waiting(actor.organisation).count()):
        text = ngettext("%(n)s file waits to be erased", "%(n)s files wait to be erased", count) % {"n": count}
        tasks.append(Task(text, None, "", reverse("desk:retention")))
    tasks += [_proposal(row) for row in queries.proposals(actor.organisation).exclude(proposed_by=actor.user)]
    yield _("How long files are kept"), tasks


SOURCES.append(due_for_me)


def _slip(person: people.Person, request: DeskRequest) -> dict[str, object]:
    """Give the slip for an erased person, in the language that is asked for."""
    if person.erased_on is None:
        return {}
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else request.actor.language
    return {"text": sheet(person.erased_on, language), "languages": LanguageForm(initial={"language": language})}


def _menu(case: Case, request: DeskRequest) -> Iterable[Button]:
    if case.person.erased or not request.actor.has(*SUPERVISORS) or case.organisation != request.actor.organisation:
        return []
    return [Button(_("How long it is kept"), marks.url_of("retention-one", person=case.person_id))]


file.MORE.append(_menu)


def _task(row: RetentionNotice, numbers: dict[UUID, str]) -> Task:
    what = numbers.get(row.person_id) or _("A person without a case")
    url = marks.url_of("retention-one", person=row.person_id)
    if row.kept_until is not None:
        return Task(what, Chip(_("until %(day)s") % {"day": marks.day(row.kept_until)}), "", url)
    since = _("since %(day)s") % {"day": marks.day(row.due_on)} if row.due_on else ""
    return Task(what, Chip(since, "warn", "clock"), LABELS[row.kind], url)


def _proposal(row: RetentionRule) -> Task:
    day = Chip(marks.day(row.proposed_on), "warn", "clock") if row.proposed_on else None
    label = _("A rule that erases sooner waits for a second person")
    return Task(label, day, LABELS[row.kind], marks.url_of("retention-rule", rule=row.pk))


def _table(rules: list[Rule]) -> Table:
    heads = (_("Which files"), _("Months"), _("What then"), _("What it rests on"))
    rows = [
        Row((LABELS[each.kind], each.months, ACTION_LABELS[each.action], BASIS_LABELS[each.basis])) for each in rules
    ]
    return Table(_("Rules in force"), [Column(head, prose=True) for head in heads], rows)


def _facts(notice: RetentionNotice | None, due: Rule | None, request: DeskRequest) -> list[Fact]:
    told = []
    if notice is not None and notice.kept_until is not None:
        words = sealing.opened(notice, "reason", by=request.actor) or {"words": ""}
        told += [Fact(_("Kept until"), marks.day(notice.kept_until)), Fact(_("Why"), words["words"])]
    elif notice is not None and notice.due_on is not None:
        told.append(Fact(_("The time is over since"), marks.day(notice.due_on)))
    if due is None:
        return [*told, Fact(_("Rule"), "", _("the time of this file is not over"))]
    months = ngettext("%(n)s month", "%(n)s months", due.months) % {"n": due.months}
    return [
        *told,
        Fact(_("Rule"), f"{LABELS[due.kind]}: {months}"),
        Fact(_("Counted"), COUNTED[due.kind]),
        Fact(_("What it rests on"), BASIS_LABELS[due.basis]),
    ]


def _change(row: RetentionRule) -> list[Fact]:
    now = f"{row.months} · {ACTION_LABELS[row.action]} · {BASIS_LABELS[row.basis]}"
    if row.next_months is None:
        return [Fact(_("In force"), now), Fact(_("What is proposed"), "", _("nothing waits"))]
    then = f"{row.next_months} · {ACTION_LABELS[row.next_action]} · {BASIS_LABELS[row.next_basis]}"
    return [Fact(_("In force"), now), Fact(_("What is proposed"), then)]
