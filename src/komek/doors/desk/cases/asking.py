"""One page asks, one verb does: what all short forms of a case have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from komek.care.cases.models import Case
from komek.doors.desk import drafts
from komek.doors.desk.cases.file import head
from komek.doors.desk.page import DeskRequest, attempt, done, show
from komek.doors.face.forms import FaceForm
from komek.kernel.errors import Text


@dataclass(frozen=True)
class Ask:
    """A question: code of its draft, form, title, word on the button, what is said when it is done, where next."""

    code: str
    form: type[FaceForm]
    title: Text
    act: Text
    said: Text
    back: str = "case"
    lead: Text = ""
    template: str = "desk/cases/form.html"


def ask(  # noqa: PLR0913 - one keyword per part of a page
    request: DeskRequest,
    question: Ask,
    case: Case,
    verb: Callable[[Any], object],
    *,
    record: UUID | None = None,
    initial: dict[str, Any] | None = None,
    back: dict[str, UUID] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form of a case; when it is sent and right, call the verb with it and go on."""
    draft = drafts.of(request, question.code, record or case.id, owner=case.id)
    options = {"initial": initial} if initial else {}
    form = drafts.bind(question.form, request, draft, **options)
    if request.method == "POST" and form.is_valid() and attempt(form, _called(verb), form=form) is not None:
        draft.drop()
        return done(request, question.said, question.back, **(back or {"case": case.id}))
    context = {
        **head(request, case),
        "form": form,
        "title": question.title,
        "act": question.act,
        "lead": question.lead,
        **more,
    }
    return show(request, question.template, context)


def _called(verb: Callable[[Any], object]) -> Callable[..., object]:
    """Let a verb that gives nothing back count as done."""

    def call(*, form: FaceForm) -> object:
        result = verb(form)
        return True if result is None else result

    return call
