"""Notices to staff: "something waits for you" and a link, by e-mail or Telegram, and not a word more.

Nouns: a kind of notice (a code and the page it leads to), a wish (how somebody wants to be told, and when not), a
notice in the outbox. What this room will never do: write to a client, name one, or say what waits. A mailbox may be
read by others, and a telephone lies on a table.

    from komek.foundations import notify

    notify.tell(user, "message", "/desk/hotline/")    # inside any verb: goes out when the verb is done
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komek.foundations.notify.linking import link_code, redeem
    from komek.foundations.notify.sending import Unreachable, register_sender, tell, tell_circle, tell_roles, untold

_HOMES = {
    "linking": ("link_code", "redeem"),
    "sending": ("Unreachable", "register_sender", "tell", "tell_circle", "tell_roles", "untold"),
}

__all__ = ["Unreachable", "link_code", "redeem", "register_sender", "tell", "tell_circle", "tell_roles", "untold"]


def __getattr__(name: str) -> Any:
    """Find a name of the surface at its home; the tables cannot be read before all apps are."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(name)
