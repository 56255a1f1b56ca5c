"""What would erase sooner is decided by two: whoever proposed it does not agree to it as well."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, WrongState


def may_decide(proposed_by: UUID | None, *, as_read: bool, by: Actor) -> None:
    """Let a second person decide on a proposal; `as_read` says that it is the one that stood on her page.

    Raises WrongState where nothing waits or another proposal waits by now, Forbidden for who proposed it.
    """
    if proposed_by is None:
        raise WrongState(_("This was decided already."), "", "")
    if proposed_by == by.user:
        raise Forbidden(
            _("You proposed this yourself."),
            _("What is erased sooner cannot be brought back."),
            _("Another supervisor or administrator decides."),
        )
    if not as_read:
        raise WrongState(
            _("The proposal was changed while you read it."),
            _("You would agree to something you have not seen."),
            _("Read it again, then decide."),
        )
