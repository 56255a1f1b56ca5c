"""Messages of the inbox as tasks: from where, in which language, since when; no word of hers before one takes it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from komek.care.hotline.actions.messages import SPOKEN
from komek.doors.desk.cases import marks as of_cases
from komek.doors.desk.hotline import marks
from komek.doors.desk.page import DeskRequest
from komek.doors.face.parts import Chip, Task
from komek.foundations import inbox, places
from komek.foundations.inbox.models import Message
from komek.kernel.actor import Actor


def number(actor: Actor) -> int:
    """Count what waits."""
    return len(inbox.queries.waiting(actor))


def tasks(request: DeskRequest, most: int) -> list[Task]:
    """List what waits, danger first, however short it has waited, and the longest waiting next."""
    return of(request, inbox.queries.waiting(request.actor))[:most]


def of(request: DeskRequest, messages: list[Message]) -> list[Task]:
    """Show messages as tasks."""
    heads = inbox.queries.heads(messages, request.actor)
    rows = sorted(messages, key=lambda each: (not (each.pk in heads and heads[each.pk].danger),))
    return [_task(each, heads.get(each.pk)) for each in rows]


def _task(message: Message, head: inbox.Head | None) -> Task:
    address = reverse("desk:message", kwargs={"message": message.pk})
    if head is None:
        return Task(_("Closed to you"), None, "", address)
    country = places.name(head.country, get_language() or "en") if head.country else ""
    chip = Chip(_("Danger now"), "danger", "shield-alert") if head.danger else None
    parts = (channel(head), language(head), country)
    return Task(" · ".join(part for part in parts if part), chip, of_cases.instant(head.at), address)


def channel(head: inbox.Head) -> str:
    """Name the channel of a message."""
    return str(marks.label("hotline_channel", head.channel))


def language(head: inbox.Head) -> str:
    """Name the language of a message."""
    return str(marks.label("language", SPOKEN.get(head.language, "")))
