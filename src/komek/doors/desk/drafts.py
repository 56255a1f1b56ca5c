"""What was typed is never lost: a draft is sealed to its author and belongs to no case until it is saved.

A form carries a signed ticket (user, form, record, 24 h). The page posts drafts while she types; a post that
meets a locked or ended session is sealed to the ticket's user in that request (docs/security.md).
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse

from komek.foundations import vault
from komek.kernel.errors import Text
from komek.kernel.register import Register

TICKET = "draft_ticket"
NOT_KEPT = frozenset({TICKET, "csrfmiddlewaretoken", "password"})
F = TypeVar("F", bound=forms.BaseForm)


@dataclass(frozen=True)
class Form:
    """A form that can be drafted: its code, its title, and the page (URL name, name of the id) that holds it.

    `more` are the parts of the address that are the same for every draft of this form.
    """

    code: str
    title: Text = field(compare=False)
    page: str = ""
    key: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def url(self, record: UUID | None) -> str:
        """Give the address of the page where the draft goes on."""
        try:
            return reverse(f"desk:{self.page}", kwargs={**dict(self.more), **({self.key: record} if self.key else {})})
        except NoReverseMatch:
            return ""


FORMS: Register[Form] = Register("forms that can be drafted")


@dataclass(frozen=True)
class Listed:
    """A draft as its author's list shows it."""

    id: UUID
    title: Text
    url: str
    saved_at: datetime


def mine(request: HttpRequest) -> list[Listed]:
    """List the drafts of the signed-in user, the newest first."""
    kept = vault.drafts(request.actor.keyring)  # type: ignore[attr-defined]
    listed = [
        Listed(d.id, FORMS[d.form].title, FORMS[d.form].url(d.record), d.saved_at) for d in kept if d.form in FORMS
    ]
    return sorted(listed, key=lambda draft: draft.saved_at, reverse=True)


@dataclass
class Draft:
    """The draft of one form about one record (or of a new one) by the signed-in user."""

    form: str
    record: UUID | None
    ticket: str
    data: QueryDict | None = None
    saved_at: datetime | None = None
    id: UUID | None = None

    def drop(self) -> None:
        """Forget the draft: its content is saved now, or its author threw it away."""
        if self.id is not None:
            vault.drop_draft(self.id)


def of(request: HttpRequest, form: str, record: UUID | None = None, *, owner: UUID | None = None) -> Draft:
    """Find the actor's draft of this form about this record, or begin one; the form's code must be registered.

    `owner` is the sealed record that a row belongs to: a draft about a row of a case ends with the case.
    """
    FORMS[form]
    actor = request.actor  # type: ignore[attr-defined]
    draft = Draft(form, record, vault.draft_ticket(actor.user, form, record, owner=owner))
    for kept in vault.drafts(actor.keyring, form=form):
        if kept.record == record:
            draft.data, draft.saved_at, draft.id = _thawed(kept.data), kept.saved_at, kept.id
    return draft


def bind(kind: type[F], request: HttpRequest, draft: Draft, **kwargs: Any) -> F:
    """Make the form: bound to what was posted, else filled quietly from the draft, else empty."""
    if request.method == "POST":
        form = kind(request.POST, request.FILES, **kwargs)
    elif draft.data is not None:
        form = kind(draft.data, **kwargs)
        form._errors = forms.utils.ErrorDict()  # type: ignore[attr-defined] # a draft is shown without complaints
    else:
        form = kind(**kwargs)
    form.draft = draft  # type: ignore[attr-defined]
    return form


def keep_from(request: HttpRequest) -> bool:
    """Keep what this post carried, sealed to the user its ticket names; says whether there was anything to keep."""
    if request.method != "POST" or not request.POST.get(TICKET):
        return False
    ticket = vault.read_ticket(request.POST[TICKET])
    if ticket is None:
        return False
    said = _frozen(request.POST)
    vault.keep_draft(ticket.user, ticket.form, ticket.record, said, slot=ticket.slot, owner=ticket.owner)
    return True


def _frozen(data: QueryDict) -> bytes:
    return json.dumps({name: data.getlist(name) for name in data if name not in NOT_KEPT}).encode()


def _thawed(data: bytes) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in json.loads(data).items():
        query.setlist(name, values)
    return query
