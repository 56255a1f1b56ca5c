"""Why a bundle is refused: each reason with its own code and exit status, in one sentence for whoever stands there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One way in which a bundle is not taken."""

    code: str
    status: int
    says: str


REASONS = {
    each.code: each
    for each in (
        Reason("unreadable", 10, "This is no bundle, or it broke off on the way: copy it again."),
        Reason("path", 11, "The bundle holds a file with a name that does not belong there. It is not ours."),
        Reason("unknown-key", 12, "The key of this bundle is not certified by the root key of this kiosk."),
        Reason("revoked", 13, "The key of this bundle was revoked: make the bundle again with the new key."),
        Reason("expired", 14, "The certificate of this bundle has ended: make the bundle again with a new key."),
        Reason("not-yet", 15, "The certificate of this bundle begins later: set the clock of this machine right."),
        Reason("signature", 16, "The bundle was not signed by the key that it names."),
        Reason("changed", 17, "A byte of the bundle was changed: copy it again."),
        Reason("old-counter", 18, "This kiosk has this bundle or a newer one already."),
        Reason("lacks", 19, "The bundle counts on recordings that this kiosk does not have: bring the whole one."),
        Reason("too-large", 20, "The bundle is larger than a kiosk takes."),
        Reason("format", 21, "This version does not know the format of this bundle: bring the program up to date."),
        Reason("content", 22, "The bundle is signed, but what it holds cannot be shown."),
        Reason("no-root", 23, "This folder has no root key: run `komek kiosk setup` first."),
        Reason("other-root", 24, "This kiosk trusts another root key. It is changed by setting the kiosk up anew."),
        Reason("key-file", 25, "This file is no key of that kind."),
        Reason("old-list", 26, "A newer list of revoked keys is known already."),
        Reason("no-bundle", 27, "There is no bundle in this folder that can be shown."),
        Reason("too-long", 28, "A certificate is for sixty days at most."),
        Reason("exists", 29, "There is a key already: nothing is written over it."),
        Reason("no-place", 30, "The bundle knows no kiosk of this place."),
        Reason("no-recording", 31, "A text names a recording that is not in the folder of recordings."),
        Reason("root-online", 32, "A private root key lies beside the content key: take it off line."),
    )
}


class Refused(Exception):
    """A bundle, a key or a list that is not taken; `code` and `status` say why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.reason = REASONS[code]

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def status(self) -> int:
        return self.reason.status

    def __str__(self) -> str:
        return self.reason.says
