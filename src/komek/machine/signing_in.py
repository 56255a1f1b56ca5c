"""A key holder signs in at the terminal. Password and code are typed unseen; they are no argument and no variable."""

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from komek.kernel.actor import Actor
from komek.machine.home import Unusable

if TYPE_CHECKING:
    from komek.foundations.accounts.terminal import Session

TRIES = 3
PAUSE = 2.0
"""Seconds between two tries."""


@contextmanager
def signed_in() -> Iterator[Actor]:
    """Act as somebody who knows her password, for the length of a block; then her keyring is shut."""
    from django.utils import timezone, translation  # noqa: PLC0415 - Django is ready only now

    from komek.foundations import audit  # noqa: PLC0415
    from komek.foundations.orgs.queries import actor_for  # noqa: PLC0415

    session = _session()
    try:
        actor = actor_for(session.user, session.keyring, session.language)
        if actor is None:
            raise Unusable("You work for no organisation here.")
        audit.record_system("account.terminal", "user", actor.user, organisation=actor.organisation)
        with translation.override(actor.language), timezone.override(actor.zone):
            yield actor
    finally:
        session.leave()


def _session() -> "Session":
    from komek.foundations.accounts import terminal  # noqa: PLC0415

    email = typer.prompt("E-mail")
    for left in reversed(range(TRIES)):
        try:
            return terminal.enter(email, getpass.getpass("Password: "), _code)
        except terminal.Refused as refused:
            _note(email, refused.step)
            if not left:
                raise
            typer.echo(str(refused), err=True)
            time.sleep(PAUSE)
    raise Unusable("Nobody signed in.")


def _note(email: str, step: str) -> None:
    """Write down whose door was tried; an unknown address leaves no trace."""
    from komek.foundations.accounts.queries import by_email  # noqa: PLC0415
    from komek.foundations.orgs.actions import arriving  # noqa: PLC0415

    if step == "password":
        arriving.note_wrong_password(email=email)
    elif user := by_email(email):
        arriving.note_wrong_code(user=user)


def _code() -> str:
    return getpass.getpass("Code of your second factor: ")
