"""The day of the hotline: what waits, what was promised, what the last shift left; and the list of all contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from komek.care.hotline import queries
from komek.care.hotline.actions.following import list_talks
from komek.care.hotline.actions.shifts import read_notes
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import Talk
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.hotline import marks, waiting
from komek.doors.desk.hotline.forms import ListFilter
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.my_day.views import SOURCES, Part
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Chip, Task
from komek.foundations.orgs.queries import memberships
from komek.kernel.errors import Text

PER_PAGE, MOST_PAGES = 25, 40
MOST = 12
"""So many of each kind stand on the page of the day; the list has them all."""
LOOKED = 100
"""So many promised calls are opened to find danger, the latest first: it was promised last and stands first."""

navigation.register(gettext_lazy("Hotline"), "desk:hotline", "phone", order=30, roles=HOTLINE)


@page("hotline/", "hotline", roles=HOTLINE, methods=("GET",))
def day(request: DeskRequest) -> HttpResponse:
    """Show what an operator has to do: messages, promised calls, her drafts; and the latest contacts."""
    actor, today = request.actor, timezone.localdate()
    lists = {
        "due": _promised(queries.due(actor, today)),
        "mine": list(queries.drafts(actor)[:MOST]),
        "handed": list(queries.handed_over(actor)[:MOST]) if actor.has("case_worker", "supervisor") else [],
        "latest": list(queries.visible(actor).filter(state="final").order_by("-written_at", "id")[:MOST]),
    }
    told = _talks(request, [each for rows in lists.values() for each in rows])
    lists["due"] = sorted(lists["due"], key=lambda each: not (each.id in told and told[each.id].danger))[:MOST]
    shut = marks.not_to_be_called(lists["due"], by=actor)
    notes = list(queries.shift_notes(actor)[:1])
    context = {
        "taken": queries.taken_on(actor, today),
        "messages_waiting": waiting.tasks(request, MOST),
        "due": [_task(each, told.get(each.id), shut=each.id in shut) for each in lists["due"]],
        "mine": [_task(each, told.get(each.id)) for each in lists["mine"]],
        "handed": [_task(each, told.get(each.id)) for each in lists["handed"]],
        "latest": [_task(each, told.get(each.id)) for each in lists["latest"]],
        "note": next(iter(read_notes(notes=notes, by=actor)), None) if notes else None,
        "staff": staff(actor.organisation),
    }
    return show(request, "desk/hotline/day.html", context)


class Endless(Paginator):  # type: ignore[type-arg] # generic for the checker only
    """Pages of a list that nobody counts to its end: further back looks who narrows the list first."""

    def __init__(self, rows: QuerySet[Contact]) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = rows.values("pk")[: MOST_PAGES * PER_PAGE].count()


@page("hotline/contacts/", "contacts", roles=HOTLINE, methods=("GET",))
def contacts(request: DeskRequest) -> HttpResponse:
    """Show one page of contacts; opening them is one entry in the audit."""
    actor = request.actor
    filters = ListFilter(request.GET or None)
    wish = queries.Wish(**filters.cleaned_data) if filters.is_valid() else queries.Wish()
    rows = queries.narrowed(queries.visible(actor), wish, actor=actor)
    shown = Endless(rows).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    talks = list_talks(contacts=found, by=actor) if found else []
    context = {
        "filters": filters,
        "clear": any(request.GET.values()),
        "table": marks.table(found, talks, staff(actor.organisation), timezone.now(), by=actor),
        "list_page": shown,
    }
    return show(request, "desk/hotline/contacts.html", context)


def _promised(due: QuerySet[Contact]) -> list[Contact]:
    """List the calls that are due the longest, and the latest ones: among these danger is, however much is overdue."""
    latest = list(due.reverse()[:LOOKED])
    known = {each.pk for each in latest}
    return [*(each for each in due[:MOST] if each.pk not in known), *reversed(latest)]


def staff(organisation: UUID) -> dict[UUID, str]:
    """Name the colleagues by their ids."""
    return dict(memberships(organisation).values_list("user", "user__name"))


def _talks(request: DeskRequest, rows: Sequence[Contact]) -> dict[UUID, Talk]:
    unique = list({row.pk: row for row in rows}.values())
    talks = list_talks(contacts=unique, by=request.actor) if unique else []
    return {row.pk: talk for row, talk in zip(unique, talks, strict=True) if talk}


def _task(contact: Contact, talk: Talk | None, *, shut: bool = False) -> Task:
    """Show a contact as something to do; `shut` says that nobody may call back by now."""
    if talk is None:
        return Task(_("Closed to you"), None, of_cases.day(contact.day), marks.url(contact))
    when = of_cases.instant(talk.began or contact.written_at)
    more = " · ".join(
        str(part)
        for part in (when, marks.label("hotline_channel", talk.channel), marks.label("language", talk.language))
        if part
    )
    return Task(marks.about(talk), marks.no_call() if shut else _chip(contact, talk), more, marks.url(contact))


def _chip(contact: Contact, talk: Talk) -> Chip | None:
    chips = [*marks.danger(talk), *marks.left(talk, timezone.now())]
    if contact.due_on:
        chips.append(of_cases.due(contact.due_on))
    return chips[0] if chips else None


def what_waits(request: DeskRequest) -> Iterable[Part]:
    """Put the promised calls and the waiting messages on the page of the day, as one line each."""
    actor = request.actor
    if not actor.has(*HOTLINE):
        return
    address = reverse("desk:hotline")
    tasks = []
    if number := queries.due(actor, timezone.localdate()).count():
        words: Text = ngettext("%(n)s call back was promised", "%(n)s calls back were promised", number) % {"n": number}
        tasks.append(Task(words, Chip(_("today"), "danger", "clock"), "", address))
    if number := waiting.number(actor):
        words = ngettext("%(n)s message waits", "%(n)s messages wait", number) % {"n": number}
        tasks.append(Task(words, Chip(_("today"), "danger", "inbox"), "", reverse("desk:messages")))
    yield _("Hotline"), tasks


SOURCES.append(what_waits)
