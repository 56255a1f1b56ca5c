"""Still right? Everything that has to be looked at again, each with one tap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.doors.desk.guide import marks, recordings
from komek.doors.desk.guide.contacts import NEAR, next_test, number
from komek.doors.desk.guide.overview import GUIDE
from komek.doors.desk.my_day.views import SOURCES, Part
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Chip, Task
from komek.knowledge.guide import queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.actions.contacts import line_of
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.models import Contact, Fact, Recording, Text
from komek.knowledge.guide.nouns import Words

MOST = 25
"""Of each list so many are shown; the rest follows when these are done."""


def _count(request: HttpRequest) -> int:
    today = timezone.localdate()
    return queries.due_facts(today).count() + queries.due_contacts(today).count()


navigation.register(
    gettext_lazy("Still right?"), "desk:editor-due", "list-checks", order=51, roles=EDITORS, group=GUIDE, count=_count
)


@page("guide/due/", "editor-due", roles=EDITORS, methods=("GET",))
def due(request: DeskRequest) -> HttpResponse:
    """List drafts to read and to release, recordings to hear, facts, lines and texts to look at again."""
    today = timezone.localdate()
    facts, contacts = queries.due_facts(today), queries.due_contacts(today)
    unconfirmed, stale = queries.unconfirmed_facts(), queries.stale_texts()
    values = marks.by_key(released_facts())
    context = {
        "to_read": [_text(each) for each in queries.to_read(request.actor)[:MOST]],
        "to_hear": [_recording(each) for each in queries.to_hear(request.actor)[:MOST]],
        "to_release": [_text(each) for each in queries.to_release()[:MOST]],
        "facts": _listed([_fact(row) for row in facts[:MOST]], facts.count()),
        "contacts": _listed([_contact(row) for row in contacts[:MOST]], contacts.count()),
        "stale": _listed([_stale(row, words, values) for row, words in stale[:MOST]], len(stale)),
        "unconfirmed": _listed([_fact(row) for row in unconfirmed[:MOST]], unconfirmed.count()),
        "countries": [(each, marks.place(each)) for each in NEAR],
        "crumbs": marks.crumbs(_("Still right?")),
    }
    return show(request, "desk/guide/due.html", context)


def due_for_me(request: DeskRequest) -> Iterable[Part]:
    """Say on the page of the day what waits for an editor."""
    if not request.actor.has(*EDITORS):
        return
    today, url = timezone.localdate(), reverse("desk:editor-due")
    read, facts = queries.to_read(request.actor).count(), queries.due_facts(today).count()
    lines, hear = queries.due_contacts(today).count(), queries.to_hear(request.actor).count()
    counted = (
        (read, "to-read", ngettext("%(n)s draft to read", "%(n)s drafts to read", read)),
        (hear, "to-hear", ngettext("%(n)s recording to hear", "%(n)s recordings to hear", hear)),
        (facts, "facts", ngettext("%(n)s fact to look at", "%(n)s facts to look at", facts)),
        (lines, "lines", ngettext("%(n)s line to call", "%(n)s lines to call", lines)),
    )
    tasks = [Task(said % {"n": count}, url=f"{url}#{part}") for count, part, said in counted if count]
    yield _("The guide"), tasks


SOURCES.append(due_for_me)


def _listed(rows: list[Any], total: int) -> dict[str, Any]:
    return {"rows": rows, "total": total, "more": max(0, total - len(rows))}


def _fact(row: Fact) -> dict[str, Any]:
    looked = marks.looked(row.next_review, timezone.localdate())
    return {
        "row": row,
        "value": marks.value(row.value, row.unit) or "—",
        "who": marks.place(row.nationality),
        "chips": [marks.mark(row.mark), *([looked] if looked else [])],
    }


def _contact(row: Contact) -> dict[str, Any]:
    return {
        "row": row,
        "number": number(row),
        "seen": line_of(row),
        "chips": [marks.state(row), next_test(row)],
        "place": marks.place(row.country),
    }


def _stale(row: Text, words: Words, facts: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        "row": row,
        "name": f"{marks.name_of(row.block)}, {marks.LANGUAGES[row.language]}",
        "words": marks.told(row.words, facts),
        "why": marks.reasons(words.stale),
    }


def _text(row: Text) -> Task:
    chip: Chip = marks.version(row)
    name = f"{marks.name_of(row.block)}, {marks.LANGUAGES[row.language]}"
    return Task(name, chip, _("Version %(n)s") % {"n": row.version}, marks.url("text", text=row.pk))


def _recording(row: Recording) -> Task:
    name = f"{marks.name_of(row.block)}, {marks.LANGUAGES[row.language]}"
    url = marks.url("recordings", block=row.block_id, language=row.language)
    return Task(name, Chip(str(recordings.NAMES[row.kind])), row.speaker, url)
