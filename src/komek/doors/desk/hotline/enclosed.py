"""What was passed on with a message: a picture, a voice note. Listed with kind and size, opened one by one, on record.

A file never becomes a page of the desk: what a browser may show or play is named by the vault from its first bytes,
everything else is only saved, and whatever is in it runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from komek.care.hotline import queries
from komek.care.hotline.actions import following
from komek.care.hotline.models import Contact
from komek.doors.desk.hotline.marks import HOTLINE
from komek.doors.desk.middleware import POLICY
from komek.doors.desk.page import DeskRequest, page
from komek.foundations import inbox, vault
from komek.foundations.inbox.models import Message
from komek.kernel.errors import Text

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Kinds that the vault has drawn anew: nothing but pixels is in them."""
SOUNDS = frozenset({"audio/ogg", "audio/mpeg"})
PLAIN = "application/octet-stream"
ALONE = "default-src 'none'; sandbox"
"""A file that a browser opens by itself runs nothing, loads nothing and belongs to no site."""
WITH_SOUND = f"{POLICY}; media-src 'self'"


@dataclass(frozen=True)
class Enclosed:
    """A file as a page lists it; `plays` says that the page may play it."""

    url: str
    name: str
    kind: Text
    size: str
    plays: bool


@page("hotline/message/<uuid:message>/file/<uuid:file>/", "message-file", roles=HOTLINE, noun=Message, methods=("GET",))
def of_message(request: DeskRequest, message: UUID, file: UUID) -> StreamingHttpResponse:
    """Open a file that came with a message which the reader's organisation took."""
    noun = inbox.queries.find(request.actor, message)
    return _sent(request, inbox.open_file(message=noun, file=file, by=request.actor))


@page("hotline/contact/<uuid:contact>/file/<uuid:file>/", "contact-file", roles=HOTLINE, noun=Contact, methods=("GET",))
def of_contact(request: DeskRequest, contact: UUID, file: UUID) -> StreamingHttpResponse:
    """Open a file that a contact has from its message."""
    noun = queries.find(request.actor, contact)
    return _sent(request, following.open_file(contact=noun, file=file, by=request.actor))


def beside_message(message: Message, files: Iterable[vault.FileView]) -> list[Enclosed]:
    """List the files of a message."""
    return [_listed(each, "message-file", message=message.pk) for each in files]


def beside_contact(contact: Contact, files: Iterable[vault.FileView]) -> list[Enclosed]:
    """List the files of a contact."""
    return [_listed(each, "contact-file", contact=contact.pk) for each in files]


def may_sound(response: HttpResponse, files: Iterable[Enclosed]) -> HttpResponse:
    """Let a page play the sounds of this house where it lists one, and only there."""
    if any(each.plays for each in files):
        response.headers["Content-Security-Policy"] = WITH_SOUND
    return response


def _listed(file: vault.FileView, name: str, **of: UUID) -> Enclosed:
    return Enclosed(
        reverse(f"desk:{name}", kwargs={**of, "file": file.id}),
        file.name or str(file.id),
        _kind(file.kind),
        filesizeformat(file.size),
        file.kind in SOUNDS,
    )


def _kind(kind: str) -> Text:
    if kind in PICTURES:
        return _("Picture")
    return _("Voice or sound") if kind in SOUNDS else _("File: to be saved, not shown")


def _sent(request: DeskRequest, file: vault.FileView) -> StreamingHttpResponse:
    """Send a file piece by piece; it is kept nowhere on the way."""
    shown = file.kind in PICTURES | SOUNDS
    content = vault.read_file(file.id, keyring=request.actor.keyring)
    response = StreamingHttpResponse(content, content_type=file.kind if shown else PLAIN)
    response["Content-Disposition"] = content_disposition_header(not shown, file.name or "file") or ""
    response["Content-Length"] = str(file.size)
    response["Content-Security-Policy"] = ALONE
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
