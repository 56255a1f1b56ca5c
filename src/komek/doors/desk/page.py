"""Register a page of the desk: closed unless named, errors said where they arose, nothing typed lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from komek.doors.desk import drafts
from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Forbidden, Hidden, Locked, Text
from komek.kernel.register import Register


class DeskRequest(HttpRequest):
    """A request that has passed the gate: signed in, second factor given, acting for an organisation."""

    actor: Actor
    page: "Page"
    case_read: UUID
    """The case that was put on record as read while this request was answered."""
    person_read: UUID
    """The person of whom the same is true."""


View = Callable[..., HttpResponseBase]
R = TypeVar("R")


@dataclass(frozen=True)
class Page:
    """One page of the desk. `code` is its URL name; `roles` those that may open it.

    `noun` is the table the first id of the route points into: a colleague without the role gets 403 for
    an existing row of her own organisation, everybody else 404. `locked_ok` pages need no open keyring.
    """

    code: str
    route: str
    view: View = field(compare=False)
    roles: tuple[str, ...]
    noun: type[Model] | None = None
    locked_ok: bool = False
    methods: tuple[str, ...] = ("GET", "POST")


PAGES: Register[Page] = Register("pages of the desk")
ANY_MEMBER: tuple[str, ...] = ("any_member",)


def page(
    route: str,
    name: str,
    *,
    roles: tuple[str, ...],
    noun: type[Model] | None = None,
    locked_ok: bool = False,
    methods: tuple[str, ...] = ("GET", "POST"),
) -> Callable[[View], View]:
    """Register a view under `/desk/<route>` with URL name `desk:<name>`.

    The view gets a `DeskRequest`. A `DomainError` that the view does not show itself becomes a page that
    says what happened and what to do, with what was typed kept as a draft; `Hidden` becomes 404.
    """

    def register(view: View) -> View:
        entry = Page(name, route, wraps(view)(_guarded(view)), roles, noun, locked_ok, methods)
        PAGES.add(entry)
        return view

    return register


def patterns() -> list[URLPattern]:
    """Give the URL patterns of all registered pages."""
    return [path(entry.route, _entered(entry), name=entry.code) for entry in PAGES]


def attempt(form: forms.BaseForm, verb: Callable[..., R], /, **values: Any) -> R | None:
    """Call one verb for a valid form; a domain error lands on the form, beside its field if it names one.

    Gives the verb's noun, or None when the form now carries the error. `Hidden` and `Forbidden` pass through.
    A verb that gives nothing back must not be called through here.
    """
    try:
        return verb(**values)
    except (Hidden, Forbidden, Locked):
        raise
    except DomainError as error:
        where = error.field if error.field in form.fields else None
        form.add_error(where, str(error))
        return None


def done(request: HttpRequest, said: Text, name: str, **kwargs: Any) -> HttpResponseRedirect:
    """Answer a finished verb: one line that says so (a fixed sentence, never a typed value), and where next."""
    messages.success(request, str(said))
    return HttpResponseRedirect(reverse(f"desk:{name}", kwargs=kwargs))


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int | None = None
) -> HttpResponse:
    """Render a page; one that shows form errors answers 422, so that nothing takes it for success."""
    context = dict(context or {})
    form = context.get("form")
    failed = isinstance(form, forms.BaseForm) and form.is_bound and request.method == "POST" and bool(form.errors)
    return render(request, template, context, status=status or (422 if failed else 200))


def _entered(entry: Page) -> View:
    """Check method and roles, then go in."""

    def enter(request: DeskRequest, **kwargs: Any) -> HttpResponseBase:
        request.page = entry
        if request.method not in entry.methods and not (request.method == "HEAD" and "GET" in entry.methods):
            return HttpResponseNotAllowed(entry.methods)
        if entry.roles != ANY_MEMBER and not request.actor.has(*entry.roles):
            return _refuse(request, entry, kwargs)
        return entry.view(request, **kwargs)

    enter.__name__ = re.sub(r"\W", "_", entry.code)
    return enter


def _refuse(request: DeskRequest, entry: Page, kwargs: Mapping[str, Any]) -> HttpResponse:
    """Answer a role that may not open the page: 404, or 403 to a colleague for a row of her organisation."""
    ids = [value for value in kwargs.values() if isinstance(value, UUID)]
    if not ids:
        return _forbidden(request)
    rows = entry.noun._default_manager.filter(pk=ids[0]) if entry.noun else None
    if rows is not None and rows.filter(organisation=request.actor.organisation).exists():
        return _forbidden(request)
    raise Http404


def _forbidden(request: HttpRequest) -> HttpResponse:
    return render(request, "403.html", status=403)


def _guarded(view: View) -> View:
    """Turn domain errors into answers."""

    def guarded(request: DeskRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, **kwargs)
        except Hidden:
            raise Http404 from None
        except DomainError as error:
            kept = drafts.keep_from(request)
            return render(request, "desk/refused.html", {"error": error, "kept": kept}, status=error.status)

    return guarded
