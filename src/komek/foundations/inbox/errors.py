"""What the inbox refuses a stranger. `key` names the sentence in the section [inbox] of the words of public doors."""

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import DomainError, Text


class Refused(DomainError):
    """A stranger is told no, in her language: the door says the words under `key`."""

    status = 422
    key = ""

    def __init__(self, what: Text) -> None:
        super().__init__(what)


class Empty(Refused):
    """Nothing was written."""

    key = "empty"

    def __init__(self) -> None:
        super().__init__(_("Nothing was written."))


class TooLong(Refused):
    """More signs than a message takes; `count` says how many it may have."""

    key = "too_long"

    def __init__(self, count: int) -> None:
        super().__init__(_("The message is too long."))
        self.count = count


class TooLarge(Refused):
    """Files above the limit of a message, or too many of them."""

    key = "too_large"

    def __init__(self) -> None:
        super().__init__(_("The files are too large, or too many."))


class TooOften(Refused):
    """Too many messages from one place, or from everywhere."""

    status, key = 429, "too_often"

    def __init__(self) -> None:
        super().__init__(_("Too many messages came from there."))


class Nobody(Refused):
    """No organisation reads messages from this country at any hour."""

    status, key = 409, "closed"

    def __init__(self) -> None:
        super().__init__(_("Nobody reads messages from there."))


class WrongNumbers(Refused):
    """The two numbers belong to no message, or to one that is gone."""

    key = "receipt_wrong"

    def __init__(self) -> None:
        super().__init__(_("These numbers open nothing."))


class TooMany(Refused):
    """Too many wrong numbers were tried, from one place or from everywhere; or the machine is busy."""

    status, key = 429, "receipt_many"

    def __init__(self) -> None:
        super().__init__(_("Too many wrong numbers were tried."))


class Gone(Refused):
    """A held message that was declined, or whose fifteen minutes are over: its keys are deleted."""

    status, key = 409, "declined"

    def __init__(self) -> None:
        super().__init__(_("This message was deleted."))
