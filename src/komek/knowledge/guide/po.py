"""PO files, as translators' tools read and write them: the part of the format that plain texts need.

Written by hand, since it is a page of code; a test holds it against gettext's own `msgfmt`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Invalid

WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
READ = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
PARTS = ("msgctxt", "msgid", "msgstr")
MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """One text: where it belongs, its English, its translation. `fuzzy` says that somebody has to look at it again."""

    context: str
    source: str
    words: str
    fuzzy: bool = False
    notes: tuple[str, ...] = ()
    line: int = 0


@dataclass
class _Reading:
    """The entry that is being read."""

    line: int = 0
    fuzzy: bool = False
    part: str = ""
    parts: dict[str, str] = field(default_factory=dict)


def write(language: str, entries: Iterable[Entry]) -> str:
    """Write a file; its first entry says language and encoding."""
    head = (
        f"Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    )
    return "\n".join(_lines(Entry("", "", head))) + "\n" + "".join("\n" + "\n".join(_lines(e)) + "\n" for e in entries)


def read(data: bytes) -> tuple[str, list[Entry]]:
    """Read a file; gives the language it names, "" if none, and its entries. Raises Invalid that names the line."""
    if len(data) > MOST_BYTES:
        raise Invalid(_("The file is larger than 2 MB."), field="upload")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(_("The file is not in UTF-8."), "", _("Save it as UTF-8."), field="upload") from None
    entries = list(_entries(text))
    if not entries:
        raise Invalid(_("This is not a PO file."), _("It has no texts in it."), field="upload")
    heads = [entry for entry in entries if not entry.source]
    return _language(heads[0].words) if heads else "", [entry for entry in entries if entry.source]


def _lines(entry: Entry) -> Iterator[str]:
    for note in entry.notes:
        yield "#. " + " ".join(note.split())
    if entry.fuzzy:
        yield "#, fuzzy"
    if entry.context:
        yield f"msgctxt {_quoted(entry.context)}"
    yield from _part("msgid", entry.source)
    yield from _part("msgstr", entry.words)


def _part(name: str, text: str) -> Iterator[str]:
    lines = text.splitlines(keepends=True) if "\n" in text else [text]
    if len(lines) < 2:
        yield f"{name} {_quoted(text)}"
        return
    yield f'{name} ""'
    yield from map(_quoted, lines)


def _quoted(text: str) -> str:
    return '"' + "".join(WRITTEN.get(sign, sign) for sign in text) + '"'


def _entries(text: str) -> Iterator[Entry]:
    here = _Reading()
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if "msgstr" in here.parts:
                yield _entry(here)
                here = _Reading()
            here.fuzzy = here.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if line.startswith(("msgctxt", "msgid")) and "msgstr" in here.parts:
            yield _entry(here)
            here = _Reading()
        _take(here, line, number)
    if here.parts:
        yield _entry(here)


def _take(here: _Reading, line: str, number: int) -> None:
    name, _blank, quoted = line.partition(" ")
    if line.startswith('"'):
        name, quoted = here.part, line
    elif name not in PARTS or name in here.parts:
        raise _wrong(number)
    if not name:
        raise _wrong(number)
    here.part, here.line = name, here.line or number
    here.parts[name] = here.parts.get(name, "") + _unquoted(quoted.strip(), number)


def _unquoted(text: str, number: int) -> str:
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise _wrong(number)
    out, signs = [], iter(text[1:-1])
    for sign in signs:
        if sign == '"':
            raise _wrong(number)
        if sign != "\\":
            out.append(sign)
            continue
        after = next(signs, "")
        if after not in READ:
            raise _wrong(number)
        out.append(READ[after])
    return "".join(out)


def _entry(here: _Reading) -> Entry:
    if not here.parts.keys() >= {"msgid", "msgstr"}:
        raise _wrong(here.line)
    return Entry(
        here.parts.get("msgctxt", ""), here.parts["msgid"], here.parts["msgstr"], fuzzy=here.fuzzy, line=here.line
    )


def _language(head: str) -> str:
    for line in head.splitlines():
        name, _colon, value = line.partition(":")
        if name.strip().lower() == "language":
            code = value.strip().lower()
            return re.split("[-_@]", code)[0] + ("-cyrl" if "cyr" in code else "")
    return ""


def _wrong(number: int) -> Invalid:
    return Invalid(
        _("Line %(line)s is not as PO files are written.") % {"line": number},
        "",
        _("Open the file in the tool it came from and save it again."),
        field="upload",
    )
