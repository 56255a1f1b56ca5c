"""Notes between shifts: what the next colleague must know before the telephone rings."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.hotline import queries
from komek.care.hotline.actions import shifts as verbs
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.hotline.day import staff
from komek.doors.desk.hotline.forms import ShiftForm
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.parts import Crumb, Event

drafts.FORMS.add(drafts.Form("shift", gettext_lazy("A note for the next shift"), page="shift-notes"))
MOST = 20


@page("hotline/shift/", "shift-notes", roles=HOTLINE)
def notes(request: DeskRequest) -> HttpResponse:
    """Leave a note, and read those of earlier shifts."""
    draft = drafts.of(request, "shift")
    form = drafts.bind(ShiftForm, request, draft)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, verbs.write_note, by=request.actor, **form.cleaned_data) is not None
    ):
        draft.drop()
        return done(request, _("The next shift will read it."), "shift-notes")
    rows = list(queries.shift_notes(request.actor)[:MOST])
    read = verbs.read_notes(notes=rows, by=request.actor) if rows else []
    names = staff(request.actor.organisation)
    context = {
        "form": form,
        "events": [
            Event(of_cases.instant(row.written_at), names.get(row.author, _("A former colleague")), "", words)
            for row, words in read
        ],
        "crumbs": [Crumb(_("Hotline"), reverse("desk:hotline")), Crumb(_("Notes between shifts"))],
    }
    return show(request, "desk/hotline/shift.html", context)
