"""Pages of erasing a file: what goes and what stays, the deed, and the slip in her language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from komek.care.cases import queries
from komek.care.cases.actions import erasing as verbs
from komek.care.cases.models import Case
from komek.care.cases.texts import LANGUAGES, texts
from komek.doors.desk.cases import client_texts, file, marks, papers
from komek.doors.desk.cases.approvals import SUPERVISORS
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.file import Button, head
from komek.doors.desk.cases.leaving_forms import EraseFileForm, LanguageForm
from komek.doors.desk.page import DeskRequest, attempt, page, show


@page("cases/<uuid:case>/erase/", "case-erase", roles=SUPERVISORS, noun=Case)
def erase(request: DeskRequest, case: UUID) -> HttpResponse:
    """Say what goes and what stays, ask once more, then erase; the answer is the slip for her."""
    noun = queries.find(request.actor, case)
    form = EraseFileForm(
        request.POST if request.method == "POST" else None, initial={"language": request.actor.language}
    )
    if request.method == "POST" and form.is_valid():
        reason, language = form.cleaned_data["reason"], form.cleaned_data["language"]
        if attempt(form, verbs.erase_file, person=noun.person, reason=reason, by=request.actor):
            return HttpResponseRedirect(f"{marks.url('case-slip', noun)}?language={language}")
    context = {
        **head(request, noun),
        "form": form,
        "held": verbs.held(noun.person),
        "open": noun.is_open,
        "erased": noun.person.erased,
    }
    return show(request, "desk/cases/erase.html", context)


@page("cases/<uuid:case>/slip/", "case-slip", roles=TEAM, noun=Case, methods=("GET",))
def slip(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show or print the slip: what went, what stays, and when the last backup is gone. It names nobody."""
    noun = queries.find(request.actor, case)
    if noun.person.erased_on is None:
        raise Http404
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else request.actor.language
    text = sheet(noun.person.erased_on, language)
    if request.GET.get("paper"):
        content = papers.pdf("desk/cases/client_sheet.html", {"text": text}, language=language)
        return papers.download(content, "slip.pdf")
    context = {**head(request, noun), "text": text, "form": LanguageForm(initial={"language": language})}
    return show(request, "desk/cases/slip.html", context)


def sheet(erased_on: date, language: str) -> client_texts.Sheet:
    """Write the slip: what went, what stays, and when the last backup is gone."""
    said = texts(language)
    gone = verbs.complete_on(erased_on)
    return client_texts.Sheet(
        language,
        said.say("erased", "title"),
        intro=said.say("erased", "intro", date=f"{erased_on:%d.%m.%Y}"),
        lines=[
            said.say("erased", "gone"),
            said.say("erased", "backups", date=f"{gone:%d.%m.%Y}"),
            said.say("erased", "stays"),
            said.say("erased", "keep"),
        ],
        is_draft=said.is_draft,
    )


def _menu(case: Case, request: DeskRequest) -> Iterable[Button]:
    if case.person.erased:
        return [Button(_("The slip for the person"), marks.url("case-slip", case))] if request.actor.has(*TEAM) else []
    return [Button(_("Erase"), marks.url("case-erase", case))] if request.actor.has(*SUPERVISORS) else []


file.MORE.append(_menu)
