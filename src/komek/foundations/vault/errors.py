"""What the vault refuses, in words that a page can show. No text here knows a value or a key."""

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import DomainError, Forbidden, Invalid, Locked, WrongState


class Busy(DomainError):
    """Two passwords are being checked on this machine already; try again in `retry_after` seconds."""

    status = 503
    retry_after = 10

    def __init__(self) -> None:
        super().__init__(
            _("Many people are signing in just now."),
            _("Checking a password takes this machine a moment, two at a time."),
            _("Wait ten seconds and try again."),
        )


class NotEntitled(Forbidden):
    """No key of this keyring opens the group: it was never granted, was withdrawn, or the record is erased."""

    def __init__(self) -> None:
        super().__init__(
            _("This part of the file is closed to you."),
            _("None of your keys opens it."),
            _("Ask the organisation that keeps the file."),
        )


class Tampered(DomainError):
    """A sealed text is damaged, or stands in a place where it was not sealed."""

    def __init__(self) -> None:
        super().__init__(
            _("A sealed entry cannot be opened."),
            _("It is damaged, or it was moved in the database from where it was written."),
            _("Tell your administrator; do not write over it."),
        )


class KeyLost(Locked):
    """The private key does not open with this password, because the password was changed outside the vault."""

    def __init__(self) -> None:
        super().__init__(
            _("Your keys do not open with this password."),
            _("The password was changed without its old one, so the keys are still wrapped in the old one."),
            _("Enter the words of your recovery sheet, or ask a colleague to let you into the circle again."),
        )


class KeyringLocked(Locked):
    """The keyring is closed; nothing sealed can be read or written."""

    def __init__(self) -> None:
        super().__init__(
            _("The files are locked."),
            _("You were away for a while, or you locked them yourself."),
            _("Enter your password to go on; what you typed is kept."),
        )


class WrongFingerprint(Invalid):
    """The digits read aloud are not those of the newcomer's key."""

    def __init__(self) -> None:
        super().__init__(
            _("These digits are not those of her key."),
            _("Either a digit was misheard, or somebody put another key in the place of hers."),
            _("Ask her to read them once more, in person or on the phone."),
            field="fingerprint",
        )


class WrongSheet(Invalid):
    """Words of a sheet that are mistyped, or belong to another key or another set."""

    def __init__(self) -> None:
        super().__init__(
            _("These words open nothing."),
            _("A word is mistyped, a sheet is missing, or a sheet is of an older set."),
            _("Compare each word with the paper; the first four letters are enough."),
            field="words",
        )


class NeedsGeneration(WrongState):
    """Somebody left the circle, and no remaining member has been in since to make its new keys."""

    def __init__(self) -> None:
        super().__init__(
            _("The keys of this circle wait to be renewed."),
            _("Somebody left it, and no remaining member has opened her files since."),
            _("Ask a member of the circle to sign in once."),
        )


class LastMember(WrongState):
    """Nobody else holds the keys of the circle, and no recovery sheets are confirmed."""

    def __init__(self) -> None:
        super().__init__(
            _("She is the last who can open these files."),
            _("Without her and without recovery sheets nobody could ever open them again."),
            _("Let another member in first, or print and confirm the recovery sheets."),
        )


class LastKeys(Invalid):
    """Somebody who starts over is the last who can open some records; `records` says how many."""

    def __init__(self, records: int) -> None:
        super().__init__(
            _("Nobody else holds the keys that you would give up."),
            _("Files that would stay closed to everybody, for ever: %(records)d.") % {"records": records},
            _("Look for the words of your recovery sheet first. To begin anew all the same, type this number."),
            field="lost",
        )
        self.records = records


class TooLarge(Invalid):
    """A file above the limit of the house."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            _("The file is larger than %(size)d MB.") % {"size": megabytes},
            _("Larger files are not taken in."),
            _("Take a smaller picture, or divide the document."),
            field="file",
        )


class Crowded(DomainError):
    """More files wait to be attached than the house takes at a time."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("The file was not taken in."),
            _("Too many files are on their way just now, or you were signed out."),
            _("Wait a minute, sign in, and choose the file again."),
            field="file",
        )


class UnreadablePicture(Invalid):
    """A picture that cannot be decoded, so that nobody can say what else is in it."""

    def __init__(self) -> None:
        super().__init__(
            _("This picture cannot be read."),
            _("The file is damaged, or larger than a picture of ours may be."),
            _("Open it in another program, save it as JPEG or PNG, and choose it again."),
            field="file",
        )
