"""The inbox: somebody without an account writes to whoever is on duty, and nobody else can read it.

Its nouns are the watch (an organisation reads for a country, in languages, at hours), the message, the access (which
organisation may see a message, and from when on) and the receipt (two numbers with which the writer reads the answer,
goes on, and erases). What this room will never do: know who writes, open anything without a colleague's keyring or
the two numbers, seal anything to anybody after it arrived unless a colleague does, or say at what minute it came.

    from komek.foundations import inbox

    # public doors: no actor. `source` names where it comes from, for limits only: `inbox.source("web", address)`
    inbox.duty("RU", "uz", timezone.now())               # Duty(name, country, minutes, next) | None: nobody on duty
    inbox.readers("RU", "uz", timezone.now())            # the same; now=False: they read when they come
    inbox.reachable("RU", "uz")                          # whether `drop` finds anybody at all, now or later
    dropped = inbox.drop("He keeps my passport", country="RU", language="uz", channel="web", source=source)
    dropped.receipt.first, dropped.receipt.second        # "48210375", "90316624": shown once
    held = inbox.drop(text, ..., danger=True)            # sealed at once; nobody sees it before `agree`
    held = inbox.drop(text, ..., told=duty.mark)         # held only if others read by now: held.readers
    inbox.agree(held.ticket) / inbox.decline(held.ticket)            # raises Gone after 15 minutes
    inbox.ask_again([held.ticket])                       # she is asked once more: fifteen minutes from now
    opened = inbox.read(first, second, source=source)    # Opened(state, sent, answers, silent, country, language)
    inbox.say_more(first, second, text, source=source, channel="web", danger=False)    # the same numbers go on
    inbox.erase(first, second, source=source)            # also what other rooms copied, if they registered an eraser
    # each raises a DomainError of `inbox.errors`: Empty, TooLong, TooLarge, TooOften, Nobody, WrongNumbers, TooMany,
    # Gone; a door shows `error.key` of the section [inbox] of its words.

    inbox.register_teller("telegram", tell)              # tell(address, language) -> bool: "there is news for you"
    inbox.register_bell(ring)                            # ring(organisation, message): it waits there from now on
    inbox.register_eraser(erase)                         # erase(message ids): their writer takes them back, now

    # colleagues: an actor with an open keyring
    inbox.queries.waiting(actor), inbox.queries.ours(actor), inbox.queries.find(actor, message_id)
    inbox.queries.heads(messages, by=actor)              # {id: Head(country, language, channel, danger, at)}
    inbox.take(message=message, by=actor)                # the keys of the other organisations are deleted
    inbox.open_message(message=message, by=actor)        # Letter(head, text, can_tell, files, replies); on record
    inbox.open_file(message=message, file=file_id, by=actor)    # FileView, then vault.read_file; on record
    inbox.answer(message=message, text=text, by=actor)   # True: the writer was told that there is an answer
    inbox.give_back(...), inbox.close(...), inbox.link(message=message, contact=contact_id, by=actor)
    inbox.set_watch(...), inbox.end_watch(watch=watch, by=actor), inbox.queries.watches(actor)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komek.foundations.inbox import errors, limits, queries
    from komek.foundations.inbox.actions import (
        answer,
        close,
        end_watch,
        give_back,
        link,
        open_file,
        open_message,
        set_watch,
        take,
    )
    from komek.foundations.inbox.bells import register_bell, register_teller
    from komek.foundations.inbox.dropping import LONGEST, agree, ask_again, decline, drop
    from komek.foundations.inbox.erasing import register_eraser
    from komek.foundations.inbox.errors import (
        Empty,
        Gone,
        Nobody,
        TooLarge,
        TooLong,
        TooMany,
        TooOften,
        WrongNumbers,
    )
    from komek.foundations.inbox.limits import source
    from komek.foundations.inbox.nouns import Added, Back, Dropped, Duty, Head, Letter, Opened, Receipt, Reply, Sent
    from komek.foundations.inbox.onward import end, go_on, readers_of
    from komek.foundations.inbox.receipts import erase, read, say_more
    from komek.foundations.inbox.rota import duty, reachable, readers

_HOMES = {
    "actions": "answer close end_watch give_back link open_file open_message set_watch take",
    "bells": "register_bell register_teller",
    "dropping": "LONGEST agree ask_again decline drop",
    "erasing": "register_eraser",
    "errors": "Empty Gone Nobody TooLarge TooLong TooMany TooOften WrongNumbers",
    "limits": "source",
    "nouns": "Added Back Dropped Duty Head Letter Opened Receipt Reply Sent",
    "onward": "end go_on readers_of",
    "receipts": "erase read say_more",
    "rota": "duty reachable readers",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}
_MODULES = ("errors", "limits", "queries")

__all__ = [
    "LONGEST",
    "Added",
    "Back",
    "Dropped",
    "Duty",
    "Empty",
    "Gone",
    "Head",
    "Letter",
    "Nobody",
    "Opened",
    "Receipt",
    "Reply",
    "Sent",
    "TooLarge",
    "TooLong",
    "TooMany",
    "TooOften",
    "WrongNumbers",
    "agree",
    "answer",
    "ask_again",
    "close",
    "decline",
    "drop",
    "duty",
    "end",
    "end_watch",
    "erase",
    "errors",
    "give_back",
    "go_on",
    "limits",
    "link",
    "open_file",
    "open_message",
    "queries",
    "reachable",
    "read",
    "readers",
    "readers_of",
    "register_bell",
    "register_eraser",
    "register_teller",
    "say_more",
    "set_watch",
    "source",
    "take",
]


def __getattr__(name: str) -> Any:
    """Fetch a name at its first use: most of them need the tables, which Django loads after this package."""
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
