"""The first page after signing in: what is due, the soonest first."""

from collections.abc import Callable, Iterable

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from komek.doors.desk import drafts
from komek.doors.desk.page import ANY_MEMBER, DeskRequest, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Task
from komek.kernel.errors import Text

navigation.register(_("My day"), "desk:home", "sun", order=10)

Part = tuple[Text, Iterable[Task]]
Source = Callable[[DeskRequest], Iterable[Part]]

SOURCES: list[Source] = []
"""Each room adds what it wants to see done: titled lists of tasks; an empty list is left out."""


@page("", "home", roles=ANY_MEMBER, methods=("GET",))
def my_day(request: DeskRequest) -> HttpResponse:
    """Show what is due today, this week, and what waits for the reader."""
    parts = [(title, list(tasks)) for source in SOURCES for title, tasks in source(request)]
    context = {"parts": [(title, tasks) for title, tasks in parts if tasks], "drafts": drafts.mine(request)}
    return show(request, "desk/my_day/day.html", context)
