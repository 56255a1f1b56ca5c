"""Which verbs there are, in words for a colleague and in plainer words for the client."""

import re
from dataclasses import dataclass
from uuid import UUID

from komek.kernel.errors import Text
from komek.kernel.register import Register

HOUSE = UUID(int=0)
"""The chain of acts that belong to no organisation: a failed sign-in, the work of the server itself."""

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
LONGEST = 64


class Unrecorded(RuntimeError):
    """A verb that left no entry, or an entry outside every verb: a fault of the code, not of the user."""


@dataclass(frozen=True)
class Verb:
    """A verb by code. `sentence` is told after the name of who acted: "opened a case".

    `plain` is what the client reads when she asks who read her file; without it she reads `sentence`.
    `where` names the function, so that no two functions share a code.
    """

    code: str
    sentence: Text
    plain: Text = ""
    where: str = ""

    @property
    def plainly(self) -> Text:
        """Give the words for the client."""
        return self.plain or self.sentence

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code) or len(self.code) > LONGEST:
            raise ValueError(f"{self.code!r}: a verb's code is written room.verb, in small letters")


VERBS: Register[Verb] = Register("audit verbs")


def declare(code: str, sentence: Text, plain: Text = "") -> Verb:
    """Enter a code that is recorded without a verb of its own, such as a failed sign-in."""
    return VERBS.add(Verb(code, sentence, plain))


def words(code: str) -> Verb:
    """Find the words for a code; a verb that no longer exists is shown as it was written."""
    return VERBS[code] if code in VERBS else Verb(code, code)
