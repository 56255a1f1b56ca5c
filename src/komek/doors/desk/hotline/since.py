"""On a case: what its caller has said to the hotline since about calling her back, until somebody has read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from komek.care.cases import queries as of_all_cases
from komek.care.cases.models import Case
from komek.care.hotline import queries
from komek.care.hotline.actions import since as verbs
from komek.care.hotline.models import LaterWord
from komek.care.hotline.nouns import UNKNOWN, Calling, Reach
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.cases.file import WARNINGS, Button, Warn, head
from komek.doors.desk.hotline import marks
from komek.doors.desk.hotline.contact import CASE_TEAM
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.page import DeskRequest, done, page, show
from komek.doors.face.parts import Chip, Fact
from komek.kernel.ids import read_ids


@page("cases/<uuid:case>/since/", "case-since", roles=HELPERS, noun=Case)
def since(request: DeskRequest, case: UUID) -> HttpResponse:
    """Show what was said since; whoever works on the case says that she has read it, or writes it into the file."""
    noun = of_all_cases.find(request.actor, case)
    if request.method == "POST":
        return _heed(request, noun)
    context = {
        **head(request, noun),
        "warnings": (),
        "words": [(row, _warn(request, row, reach)) for row, reach in queries.said_since([noun], by=request.actor)],
        "may_act": request.actor.has(*CASE_TEAM),
    }
    return show(request, "desk/hotline/since.html", context)


def _heed(request: DeskRequest, case: Case) -> HttpResponse:
    """Lay aside the one word that was on the page, or take it over."""
    word, take_over = next(iter(read_ids([request.POST.get("word", "")])), None), request.POST.get("act") == "take_over"
    verbs.heed(case=case, word=word, take_over=take_over, by=request.actor)
    kept = _("The file says now how she may be reached.")
    return done(request, kept if take_over else _("You have read it. The file stays as it is."), "case", case=case.pk)


def warned(cases: Sequence[Case], request: DeskRequest) -> Iterable[Warn]:
    """Warn on every page of a case whose caller said something since, and on that of its person."""
    for row, reach in queries.said_since(cases, by=request.actor):
        warn = _warn(request, row, reach)
        way = Button(_("Say that it was read"), reverse("desk:case-since", kwargs={"case": row.case_id}))
        yield Warn(warn.text, warn.chips, warn.facts, (*warn.ways, way), warn.note)


WARNINGS.append(warned)


def _warn(request: DeskRequest, row: LaterWord, reach: Reach | None) -> Warn:
    text = _("After this case was opened, on %(day)s, this was said to the hotline from the caller's number:")
    ways = [Button(_("Read what was said"), marks.url(row.contact))] if request.actor.has(*HOTLINE) else []
    if reach is None:
        closed = _("What the caller said last is closed to you. Ask a colleague of the hotline before anybody calls.")
        return Warn(text % {"day": of_cases.day(row.told_on)}, (), (), tuple(ways), closed)
    chips: tuple[Chip, ...] = (marks.safety(Calling(reach)),) if reach.safe != UNKNOWN else ()
    told = ((_("When"), reach.when), (_("With which words"), reach.words))
    facts = tuple(Fact(name, value) for name, value in told if value.strip())
    return Warn(text % {"day": of_cases.day(row.told_on)}, chips, facts, tuple(ways))
