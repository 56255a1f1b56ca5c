"""Signs without a picture: some turn the direction of what follows, or hide it, and let a text say what it does not."""

import re

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Invalid

HIDING = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Overrides and isolates of direction, and controls. Marks of a single direction and joiners are writing, and stay."""


def plain(text: str) -> str:
    """Take such signs out: for what comes from outside and is shown."""
    return HIDING.sub("", text)


def check_plain(text: str, *, field: str) -> None:
    """Refuse such signs in what colleagues write for everybody: names, texts, sources. Raises Invalid."""
    if HIDING.search(text.replace("\r\n", "\n")):
        raise Invalid(
            _("There is a sign in it that nobody sees and that turns the line."),
            _("It mostly comes along with copied text."),
            _("Type this place anew."),
            field=field,
        )
