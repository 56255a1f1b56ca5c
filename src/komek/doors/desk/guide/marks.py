"""Words, chips and links that the pages of the editor share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from komek.doors.desk.cases.marks import day
from komek.doors.face.parts import Chip, Crumb, Kind
from komek.foundations import places
from komek.kernel.errors import Text
from komek.knowledge import guide
from komek.knowledge.guide import editions
from komek.knowledge.guide.models import Block, Contact
from komek.knowledge.guide.models import Text as TextRow
from komek.knowledge.guide.nouns import SOURCE, Fact, Words
from komek.knowledge.guide.placeholders import FACT
from komek.knowledge.guide.rules import standing

LANGUAGES: dict[str, str] = dict(settings.LANGUAGES)
"""Each language by its own name."""

KINDS: dict[str, Text] = {
    "title": pgettext_lazy("block", "Title"),
    "answer": pgettext_lazy("block", "Answer"),
    "fact": pgettext_lazy("block", "Rule"),
    "step": pgettext_lazy("block", "Step"),
    "checklist": pgettext_lazy("block", "Checklist"),
    "warning": pgettext_lazy("block", "Warning"),
    "contact": pgettext_lazy("block", "Whom to ask"),
    "document": pgettext_lazy("block", "Document"),
    "money": pgettext_lazy("block", "Money"),
    "audio": pgettext_lazy("block", "Recording"),
    "notice": pgettext_lazy("block", "Notice"),
}
MARKS: dict[str, tuple[Text, Kind, str]] = {
    "confirmed": (pgettext_lazy("fact", "Confirmed"), "ok", "check"),
    "sourced": (pgettext_lazy("fact", "Has a source, not confirmed"), "warn", "circle-help"),
    "sourced-old": (pgettext_lazy("fact", "Old source, not confirmed"), "warn", "clock"),
    "contradicted": (pgettext_lazy("fact", "Sources differ"), "danger", "split"),
    "unverified": (pgettext_lazy("fact", "Not checked"), "danger", "circle-help"),
}
CONTACT_STATES: dict[str, tuple[Text, Kind, str]] = {
    "draft": (pgettext_lazy("line", "Never called"), "warn", "circle-help"),
    "tested": (pgettext_lazy("line", "Answers"), "ok", "check"),
    "overdue": (pgettext_lazy("line", "Did not answer last time"), "danger", "triangle-alert"),
    "dead": (pgettext_lazy("line", "Off every channel"), "", "ban"),
}
RESULTS: dict[str, Text] = {
    "answered": pgettext_lazy("call", "A person answered"),
    "voice_menu": pgettext_lazy("call", "A voice menu answered"),
    "busy": pgettext_lazy("call", "Busy"),
    "no_answer": pgettext_lazy("call", "Nobody answered"),
    "blocked": pgettext_lazy("call", "Blocked from there"),
    "does_not_exist": pgettext_lazy("call", "The number does not exist"),
}
LINES: dict[str, Text] = {
    "hotline": gettext_lazy("Hotline"),
    "consulate": gettext_lazy("Consulate"),
    "ngo": pgettext_lazy("line", "NGO"),
    "lawyer": gettext_lazy("Lawyer"),
    "office": pgettext_lazy("line", "Office"),
    "telegram": "Telegram",
    "portal": pgettext_lazy("line", "Page on the web"),
    "emergency": gettext_lazy("Emergency number"),
}
STAGES: dict[str, Text] = {
    "before": pgettext_lazy("journey", "before leaving"),
    "arrival": pgettext_lazy("journey", "on arrival"),
    "working": pgettext_lazy("journey", "while working"),
    "trouble": pgettext_lazy("journey", "in trouble"),
    "return": pgettext_lazy("journey", "going home"),
}


def url(name: str, **kwargs: object) -> str:
    """Give the address of a page of the editor: `url("fact", key="…")`."""
    return reverse(f"desk:editor-{name}" if name else "desk:editor", kwargs=kwargs)


def crumbs(*steps: tuple[Text, str] | Text) -> list[Crumb]:
    """Give the way here; the first step is the guide."""
    told = [Crumb(_("The guide"), url(""))]
    return told + [Crumb(*step) if isinstance(step, tuple) else Crumb(step) for step in steps]


def place(code: str) -> str:
    """Name a country in the reader's language; no code is everybody."""
    return places.name(code, _spoken()) if code else pgettext("nationality", "everybody")


def mark(code: str) -> Chip:
    """Say how sure a value is."""
    return Chip(*MARKS[code])


def state(contact: Contact) -> Chip:
    """Say whether anybody answers; one that answered says so until the day of its next test is over."""
    if standing(editions.contact(contact), timezone.localdate()) == "overdue" and contact.state == "tested":
        return Chip(pgettext("line", "Test overdue"), "danger", "clock")
    return Chip(*CONTACT_STATES[contact.state])


def value(text: str, unit: str) -> str:
    """Say a value with its unit in the reader's language."""
    return guide.words(_spoken()).value(text, unit)


def looked(fact_review: date | None, on: date) -> Chip | None:
    """Say when somebody must look again, louder once that day has come."""
    if fact_review is None:
        return None
    if fact_review <= on:
        return Chip(_("due since %(day)s") % {"day": day(fact_review)}, "danger", "clock")
    return Chip(_("next look %(day)s") % {"day": day(fact_review)}, "", "calendar")


def audience(block: Block) -> list[Chip]:
    """Say for whom a block is."""
    told = []
    if block.nationality:
        told.append(Chip(_("passport: %(places)s") % {"places": _places(block.nationality)}, "violet", "id-card"))
    if block.destination:
        told.append(Chip(_("in: %(places)s") % {"places": _places(block.destination)}, "violet", "map-pin"))
    if block.stage:
        told.append(Chip(", ".join(str(STAGES[each]) for each in block.stage if each in STAGES), "", "route"))
    if block.legal:
        told.append(Chip(_("a rule of law"), "teal", "scale"))
    return told


def footing(block: Block, heard: Iterable[str] = ()) -> list[Chip]:
    """Say what a block stands on, whom it names, and in which languages it is recorded."""
    told = []
    if block.deadline:
        told.append(Chip(_("day counted by %(fact)s") % {"fact": block.deadline}, "teal", "calendar-check"))
    told += [Chip(key, "", "hash") for key in block.rests_on]
    if block.ground == "advice":
        told.append(Chip(_("our advice"), "", "lightbulb"))
    if block.ground == "unchecked":
        told.append(Chip(_("says that nobody has checked"), "warn", "circle-help"))
    if block.contacts:
        count = len(block.contacts)
        told.append(Chip(ngettext("%(n)s line", "%(n)s lines", count) % {"n": count}, "", "phone"))
    if block.ends_on:
        told.append(Chip(_("until %(day)s") % {"day": day(block.ends_on)}, "", "calendar"))
    if names := ", ".join(LANGUAGES[each] for each in heard):
        told.append(Chip(_("recorded: %(languages)s") % {"languages": names}, "violet", "message-circle"))
    return told


def reasons(stale: Iterable[str]) -> list[SafeString]:
    """Say why a text is stale, each reason as a sentence; a fact leads to its page."""
    told = []
    for why in stale:
        key = why.removeprefix("fact:")
        if key == why:
            told.append(format_html("{}", _("Stale because the English text has changed.")))
        else:
            said = _("Stale because the fact %(fact)s has changed.")
            link = format_html('<a href="{}">{}</a>', url("fact", key=key), key)
            before, _mark, after = said.partition("%(fact)s")
            told.append(format_html("{}{}{}", before, link, after))
    return told


def shown(words: Words | None) -> list[Chip]:
    """Say how the text that is shown stands."""
    if words is None:
        return [Chip(_("Missing"), "danger", "circle-x")]
    chips = [Chip(_("Shown"), "ok", "eye")]
    if words.draft:
        chips.append(Chip(_("By a machine, not signed"), "violet", "file-question-mark"))
    if words.stale:
        chips.append(Chip(_("Stale"), "warn", "refresh-cw"))
    return chips


def version(text: TextRow) -> Chip:
    """Say where one version of a text stands."""
    if text.state == "reviewed" and text.release_on:
        return Chip(_("Shown from %(day)s") % {"day": day(text.release_on)}, "teal", "calendar-check")
    told: dict[str, Chip] = {
        "draft": Chip(pgettext("text", "Draft, waits to be read"), "warn", "pencil"),
        "reviewed": Chip(pgettext("text", "Read, waits to be released"), "teal", "clipboard-check"),
        "released": Chip(pgettext("text", "Shown"), "ok", "eye"),
        "ended": Chip(pgettext("text", "No longer shown"), "", "history"),
    }
    return told[text.state]


def name_of(block: Block) -> str:
    """Name a block as people speak of it: its kind, and the topic it belongs to."""
    kind = str(KINDS[block.kind])
    return f"{kind} · {block.topic.code}" if block.topic else kind


def told(words: str, facts: Mapping[str, list[Fact]]) -> SafeString:
    """Write a text as readers see it: each placeholder is its value, and leads to the fact."""
    parts: list[tuple[str]] = []
    at = 0
    for found in FACT.finditer(words):
        parts += [(words[at : found.start()],), (_said(found[1], facts.get(found[1], [])),)]
        at = found.end()
    parts.append((words[at:],))
    return format_html_join("", "{}", parts)


def _said(key: str, rows: list[Fact]) -> SafeString:
    values = list(dict.fromkeys(value(row.value, row.unit) for row in rows)) or [_("no released value")]
    link = url("fact", key=key)
    return format_html('<a class="said" href="{}" title="{}">{}</a>', link, key, " / ".join(values))


def by_key(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Sort released facts by their keys."""
    sorted_: dict[str, list[Fact]] = {}
    for fact in facts:
        sorted_.setdefault(fact.key, []).append(fact)
    return sorted_


def languages(current: str, *, source: bool = False) -> list[tuple[str, str, bool]]:
    """List the languages of the guide with their own names, the current one marked."""
    return [(code, name, code == current) for code, name in LANGUAGES.items() if source or code != SOURCE]


def _places(codes: Iterable[str]) -> str:
    return ", ".join(place(each) for each in codes)


def _spoken() -> str:
    return get_language() or "en"
