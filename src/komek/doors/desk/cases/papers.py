"""Files made for the moment: a PDF in memory, a plain sentence where the machine cannot make one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import WrongState

PDF = "application/pdf"


class NoPaper(WrongState):
    """The machine lacks the library that draws pages."""

    def __init__(self) -> None:
        super().__init__(
            _("This machine cannot make PDFs."),
            _("The library Pango is not installed."),
            _("Print the page from your browser, or ask whoever runs the machine to install Pango."),
        )


def pdf(template: str, context: Mapping[str, Any], *, language: str) -> bytes:
    """Render a sheet to a PDF in memory. Raises NoPaper where Pango is missing."""
    try:
        from komek.doors.face import paper  # noqa: PLC0415 - the import itself fails without Pango
    except OSError:
        raise NoPaper from None
    return paper.pdf(template, context, language=language)


def download(content: bytes, name: str, kind: str = PDF) -> HttpResponse:
    """Hand a file out under a name that names nobody."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
