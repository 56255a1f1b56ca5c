"""What the parts of a page are made of: small frozen values a view fills and a template shows.

`kind` is one of the chip colours: "" (quiet), "teal", "ok", "warn", "danger", "violet".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from komek.kernel.errors import Text

Kind = Literal["", "teal", "ok", "warn", "danger", "violet"]
State = Literal["done", "now", "next", "off"]


@dataclass(frozen=True)
class Chip:
    """A short word with a colour and, where the colour means something, an icon."""

    text: Text
    kind: Kind = ""
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a bar: behind us, where we are, ahead, or not on this way."""

    text: Text
    state: State = "next"


@dataclass(frozen=True)
class Event:
    """One line of a timeline: when, what in bold, the rest of the sentence, a second line."""

    when: Text
    what: Text
    text: Text = ""
    more: Text = ""
    url: str = ""
    kind: Literal["", "quiet", "danger"] = ""
    instant: str = ""


@dataclass(frozen=True)
class Task:
    """Something to do, with the chip that says when; the whole row is the link."""

    what: Text
    chip: Chip | None = None
    more: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Grant:
    """One consent: for what, to whom, and the chip that says what it covers and until when."""

    what: Text
    chip: Chip
    to: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """A name and its value; without a value the reason, if known, stands there quietly."""

    name: Text
    value: Text = ""
    absent: Text = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; `sort` is the address that sorts by it. `prose` holds sentences, not a value; what is
    `whole` is never broken into two lines.
    """

    text: Text
    numeric: bool = False
    sort: str = ""
    sorted: Literal["", "ascending", "descending"] = ""
    prose: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: text, perhaps a link, perhaps chips, perhaps what is wrong with it (`bad` or `doubt`)."""

    text: Text = ""
    url: str = ""
    chips: Sequence[Chip] = ()
    problem: Text = ""
    severity: Literal["", "bad", "doubt"] = ""


@dataclass(frozen=True)
class Row:
    """The cells of one line; the first one names the line."""

    cells: Sequence[Cell | Text | int]


@dataclass(frozen=True)
class Tab:
    """One page of a file that has several."""

    text: Text
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Crumb:
    """One step of the way here; the last has no address."""

    text: Text
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and rows, with a caption that says what they are."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Row] = field(default_factory=tuple)
    foot: Row | None = None


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its name, its number as shown, its share of the longest bar in percent."""

    text: Text
    value: Text
    percent: int
    url: str = ""


def bars(rows: Sequence[tuple[Text, int]]) -> list[Bar]:
    """Make bars of names and numbers; the longest fills the width."""
    most = max((value for _, value in rows), default=0) or 1
    return [Bar(text, str(value), round(100 * value / most)) for text, value in rows]
