"""Errors that a reader can act on: what happened, why, and what to do next.

A verb raises one of these; a page shows it beside what was typed, in the reader's language.
No text here ever repeats a value that a person typed.
"""

from django.utils.functional import Promise

Text = str | Promise


class DomainError(Exception):
    """A rule of the house said no. The three sentences are shown to the reader as they are."""

    status = 409

    def __init__(self, what: Text, why: Text = "", then: Text = "", *, field: str = "") -> None:
        super().__init__(type(self).__name__)
        self.what, self.why, self.then, self.field = what, why, then, field

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.what, self.why, self.then) if part)


class Invalid(DomainError):
    """What was given cannot be right; `field` names the form field it belongs to."""

    status = 422


class WrongState(DomainError):
    """The noun is in a state from which this verb does not lead anywhere."""


class Forbidden(DomainError):
    """A colleague without the right. A stranger gets `Hidden` instead."""

    status = 403


class Hidden(DomainError):
    """The noun does not exist for this actor; the answer is the same as for one that never was."""

    status = 404

    def __init__(self) -> None:
        super().__init__("")


class Locked(DomainError):
    """The keyring is closed: nothing sealed can be read or written until the password is given."""

    status = 423
