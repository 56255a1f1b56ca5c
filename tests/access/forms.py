"""The forms of a page as a browser sees them: every field that somebody may fill in, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "textarea", "search", "tel", "email", "url", "password", "number", "date", "month"}
"""Kinds of field that take what somebody types."""


@dataclass
class Field:
    """One control: its name, its kind, what is in it, and, for a choice, what may be chosen."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    multiple: bool = False

    @property
    def typed(self) -> bool:
        return self.kind in TYPED


@dataclass
class Form:
    """One form: where it goes, how, and its fields by name in their order."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def add(self, new: Field) -> None:
        """Enter a control; radio buttons and boxes of one name are one choice."""
        old = self.fields.setdefault(new.name, new)
        if old is not new:
            old.options += new.options
            old.chosen += new.chosen
            old.multiple |= new.kind in {"checkbox", "hidden"}


def forms(page: str) -> list[Form]:
    """Read the forms of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self._form = Form(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "option" and self._select is not None:
            self._option(told)
        elif self._form is not None and tag in {"input", "select", "textarea", "button"}:
            self._control(self._form, tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def _control(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind, value = told.get("name", ""), told.get("type", "text"), told.get("value", "")
        if tag == "button" or kind in {"submit", "button", "image", "reset"}:
            if name:
                form.buttons.append((name, value))
        elif not name:
            return
        elif tag == "select":
            self._select = Field(name, "select", multiple="multiple" in told)
            form.add(self._select)
        elif tag == "textarea":
            self._area = Field(name, "textarea")
            form.add(self._area)
        elif kind in {"radio", "checkbox"}:
            value = value or "on"
            form.add(Field(name, kind, options=[value], chosen=[value] if "checked" in told else []))
        else:
            form.add(Field(name, kind, value, options=[value]))

    def _option(self, told: dict[str, str]) -> None:
        assert self._select is not None
        self._select.options.append(told.get("value", ""))
        if "selected" in told:
            self._select.chosen.append(told.get("value", ""))
