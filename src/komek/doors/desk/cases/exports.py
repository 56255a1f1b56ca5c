"""Pages that take a case out on paper: the printed case, who read it, the copy that belongs to the person."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from komek.care.cases import queries
from komek.care.cases.actions import exporting as verbs
from komek.care.cases.models import Case
from komek.care.cases.queries import agreements
from komek.care.cases.texts import LANGUAGES, texts
from komek.doors.desk.cases import client_texts, file, marks, papers
from komek.doors.desk.cases.caseload import HELPERS, TEAM
from komek.doors.desk.cases.file import Button, head
from komek.doors.desk.cases.leaving_forms import LanguageForm, PrintForm
from komek.doors.desk.cases.shared import facts
from komek.doors.desk.page import DeskRequest, attempt, page, show
from komek.doors.face.parts import Fact
from komek.foundations.accounts.queries import names
from komek.kernel import codes
from komek.kernel.actor import Actor

ZIP = "application/zip"
Told = tuple[str, list[Fact]]
"""A section of the copy, written out: its title, its facts."""


@page("cases/<uuid:case>/print/", "case-print", roles=TEAM, noun=Case)
def print_case(request: DeskRequest, case: UUID) -> HttpResponse:
    """Choose parts of the file; they come as a PDF that names organisation, colleague and day on every page."""
    noun = queries.find(request.actor, case)
    form = PrintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        groups = form.cleaned_data["groups"]
        parts = attempt(form, verbs.print_case, case=noun, groups=groups, by=request.actor)
        if parts is not None:
            context = {**_stamp(request), "case": noun, "chapters": _chapters(groups, parts)}
            content = papers.pdf("desk/cases/printed_case.html", context, language=request.actor.language)
            return papers.download(content, f"{noun.number}.pdf")
    context = {
        **head(request, noun),
        "form": form,
        "title": _("Print the case"),
        "lead": _("Paper can be lost or taken. Print what is needed, keep it locked, shred it afterwards."),
        "act": _("Make the PDF"),
    }
    return show(request, "desk/cases/form.html", context)


@page("cases/<uuid:case>/readers/", "case-readers", roles=HELPERS, noun=Case, methods=("GET",))
def readers(request: DeskRequest, case: UUID) -> HttpResponse:
    """Tell the person who opened her file, in plain words of her language; as a page, or as a PDF for the person."""
    noun = queries.find(request.actor, case)
    language = _language(request)
    with translation.override(client_texts.labels_in(language)):
        told = verbs.list_readers(case=noun, by=request.actor)
    context = {**head(request, noun), **_readers(told, language), "form": LanguageForm(initial={"language": language})}
    if request.GET.get("paper"):
        content = papers.pdf("desk/cases/readers_sheet.html", context, language=language)
        return papers.download(content, "who-read.pdf")
    return show(request, "desk/cases/readers.html", context)


@page("cases/<uuid:case>/copy/", "case-copy", roles=TEAM, noun=Case)
def copy(request: DeskRequest, case: UUID) -> HttpResponse:
    """Give the person everything that is held about her: to read, and for another machine, in one archive."""
    noun = queries.find(request.actor, case)
    form = LanguageForm(
        request.POST if request.method == "POST" else None, initial={"language": request.actor.language}
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        sections = attempt(form, _told_in, language=language, case=noun, by=request.actor)
        if sections is not None:
            content = _archive(sections, language, request)
            return papers.download(content, f"copy-{timezone.localdate():%Y-%m-%d}.zip", ZIP)
    context = {
        **head(request, noun),
        "form": form,
        "title": _("A copy for the person"),
        "lead": _("A PDF to read and a JSON file. Pictures and papers are handed over from the page of the files."),
        "act": _("Make the copy"),
    }
    return show(request, "desk/cases/form.html", context)


def _menu(case: Case, request: DeskRequest) -> Iterable[Button]:
    yield Button(_("Who read this file"), marks.url("case-readers", case))
    if request.actor.has(*TEAM) and not case.person.erased:
        yield Button(_("Print"), marks.url("case-print", case))
        yield Button(_("A copy for the person"), marks.url("case-copy", case))


file.MORE.append(_menu)


def _language(request: DeskRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else request.actor.language if request.actor.language in LANGUAGES else "en"


def _stamp(request: DeskRequest) -> dict[str, Any]:
    """Say who printed where and when, for every page."""
    actor = request.actor
    return {
        "organisation": agreements.organisations([actor.organisation]).get(actor.organisation, ""),
        "printed_by": names({actor.user}).get(actor.user, ""),
        "printed_at": timezone.localtime(),
    }


def _chapters(groups: Sequence[str], parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Group the sections by field group; one that holds nothing the reader may open says so."""
    labels = codes.get("consent_field_group")
    return [
        {
            "title": labels[group].label,
            "sections": [(part.title, facts(part.lines)) for part in parts if part.group == group],
        }
        for group in groups
    ]


def _readers(told: Sequence[verbs.Reader], language: str) -> dict[str, Any]:
    said = texts(language)
    where = agreements.organisations([each.organisation for each in told])
    staff = names({each.actor for each in told})
    lines = [
        {
            "who": staff.get(each.actor, "—"),
            "where": where.get(each.organisation, "—"),
            "what": each.plain,
            "first": timezone.localtime(each.first),
            "last": timezone.localtime(each.last),
            "times": each.times,
        }
        for each in told
    ]
    return {
        "language": language,
        "language_name": client_texts.NAMES[language],
        "title": said.say("readers", "title"),
        "intro": said.say("readers", "intro", date=f"{timezone.localdate():%d.%m.%Y}"),
        "none": said.say("readers", "none"),
        "ask": said.say("readers", "ask"),
        "lines": lines,
        "labels": client_texts.labels_in(language),
        "note": client_texts.in_russian(language),
        "is_draft": said.is_draft,
    }


def _told_in(*, language: str, case: Case, by: Actor) -> list[Told]:
    """Make the copy and write every title, name and value in the language that the labels of the paper stand in."""
    with translation.override(client_texts.labels_in(language)):
        sections = verbs.copy_for_person(case=case, by=by)
        return [(str(section.title), [_written(fact) for fact in facts(section.lines)]) for section in sections]


def _written(fact: Fact) -> Fact:
    return Fact(str(fact.name), str(fact.value), str(fact.absent))


def _archive(sections: Sequence[Told], language: str, request: DeskRequest) -> bytes:
    """Pack the copy in memory: a PDF (a page for the browser where Pango is missing) and the same as JSON."""
    said = texts(language)
    context: Mapping[str, Any] = {
        "language": language,
        "title": said.say("copy", "title"),
        "intro": said.say("copy", "intro", date=f"{timezone.localdate():%d.%m.%Y}"),
        "warning": said.say("copy", "warning"),
        "mistakes": said.say("copy", "mistakes"),
        "sections": sections,
        "labels": client_texts.labels_in(language),
        "note": client_texts.in_russian(language),
        **_stamp(request),
    }
    told = [{"title": title, "lines": [asdict(fact) for fact in lines]} for title, lines in sections]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        try:
            archive.writestr("copy.pdf", papers.pdf("desk/cases/own_copy.html", context, language=language))
        except papers.NoPaper:
            archive.writestr("copy.html", render_to_string("desk/cases/own_copy.html", context))
        archive.writestr("copy.json", json.dumps(told, ensure_ascii=False, indent=1))
    return packed.getvalue()
