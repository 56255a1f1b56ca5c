"""One text: writing it, reading and releasing it, its history."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from komek.doors.desk import drafts
from komek.doors.desk.cases.forms import DAY
from komek.doors.desk.cases.marks import day
from komek.doors.desk.guide import marks
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Event, Fact
from komek.foundations.accounts.queries import names
from komek.knowledge.guide import actions, nouns, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.actions.words import LONGEST
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.flow import TEXT, another_person
from komek.knowledge.guide.models import Block, Text
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE
from komek.knowledge.guide.placeholders import ANY, named

OFFERED = 40
"""Facts that are offered beside an English text; all others are a click away."""
NUMBER = re.compile(r"\d+")
WORD = re.compile(r"\s+|\S+")

for _language in LANGUAGES:
    drafts.FORMS.add(
        drafts.Form(
            f"guide-text-{_language}",
            gettext_lazy("A text of the guide"),
            page="editor-write",
            key="block",
            more=(("language", _language),),
        )
    )


class TextForm(FaceForm):
    """A text in one language."""

    words = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "true"})
    )


class ReleaseForm(FaceForm):
    """From which day a text is shown; none is at once."""

    on = forms.DateField(
        label=gettext_lazy("Shown from"),
        widget=DAY,
        required=False,
        help_text=gettext_lazy("Leave it empty to show the text at once."),
    )


@page("guide/blocks/<uuid:block>/<slug:language>/", "editor-write", roles=EDITORS)
def write(request: DeskRequest, block: UUID, language: str) -> HttpResponse:
    """Write a new version; what law says is named by placeholders, which are offered."""
    noun = _block(request, block, language)
    told = queries.told(noun)
    draft = drafts.of(request, f"guide-text-{language}", noun.pk)
    form = drafts.bind(TextForm, request, draft, initial={"words": _before(noun, language, told)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"].replace("\r\n", "\n")
        text = attempt(form, actions.write_text, block=noun, language=language, words=said, by=request.actor)
        if text:
            draft.drop()
            return done(request, _("The draft is kept. Another editor reads it next."), "editor-text", text=text.pk)
    facts = marks.by_key(released_facts())
    form.fields["words"].widget.attrs["lang"] = language
    source = told[SOURCE].text if SOURCE in told else ""
    context = {
        "form": form,
        "noun": noun,
        "name": marks.name_of(noun),
        "language": marks.LANGUAGES[language],
        "source": marks.told(source, facts) if language != SOURCE else "",
        "raw": source,
        "why": marks.reasons(told[language].stale) if language in told else [],
        "offered": _offered(noun, language, source, facts),
        "meant": meant(form, facts),
        "audience": marks.audience(noun),
        "crumbs": _crumbs(noun, language, _("Write")),
    }
    return show(request, "desk/guide/write.html", context)


@page("guide/texts/<uuid:text>/", "editor-text", roles=EDITORS, methods=("GET",))
def one(request: DeskRequest, text: UUID) -> HttpResponse:
    """Show one version, what it changes, and what can be done with it."""
    return _shown(request, queries.text(request.actor, text), ReleaseForm())


def _shown(request: DeskRequest, noun: Text, form: ReleaseForm, status: int = 200) -> HttpResponse:
    told, facts = queries.told(noun.block), marks.by_key(released_facts())
    here, source = told.get(noun.language), told.get(SOURCE)
    steps = {step.verb for step in TEXT.open_to(noun, request.actor)}
    current = noun.state == "released"
    context = {
        "text": noun,
        "name": marks.name_of(noun.block),
        "language": marks.LANGUAGES[noun.language],
        "words": marks.told(noun.words, facts),
        "chip": marks.version(noun),
        "source": marks.told(source.text, facts) if source and noun.language != SOURCE else "",
        "changes": differences(here.text, noun.words) if here and not current else "",
        "who": _who(noun),
        "why": marks.reasons(here.stale) if here and current else [],
        "steps": steps,
        "own": noun.state == "draft" and another_person(noun, request.actor) is not None,
        "may_keep": bool(current and here and here.stale),
        "form": form,
        "crumbs": _crumbs(noun.block, noun.language, _("Version %(n)s") % {"n": noun.version}),
    }
    return show(request, "desk/guide/text.html", context, status=status)


STEPS: dict[str, tuple[Any, Any]] = {
    "review": (actions.review_text, gettext_lazy("You have read it. It can be released.")),
    "withdraw": (actions.withdraw_text, gettext_lazy("The draft is thrown away.")),
    "sign": (actions.sign_text, gettext_lazy("Signed by you: the mark of the machine is off.")),
    "keep": (actions.keep_text, gettext_lazy("Still right: the text is fresh again.")),
}


@page("guide/texts/<uuid:text>/release/", "editor-text-release", roles=EDITORS, methods=("POST",))
def release(request: DeskRequest, text: UUID) -> HttpResponse:
    """Show a text at once, or from a day on."""
    noun = queries.text(request.actor, text)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        on: date | None = form.cleaned_data["on"]
        if attempt(form, actions.release_text, text=noun, on=on, by=request.actor):
            later = on is not None and on > timezone.localdate()
            said = (
                _("It is shown from %(day)s.") % {"day": day(on)} if on and later else _("Every channel shows it now.")
            )
            return done(request, said, "editor-text", text=noun.pk)
        noun.refresh_from_db()
    return _shown(request, noun, form, status=422)


@page("guide/texts/<uuid:text>/<slug:step>/", "editor-text-step", roles=EDITORS, methods=("POST",))
def step(request: DeskRequest, text: UUID, step: str) -> HttpResponse:
    """Take one step with a text: read, throw away, sign, still right."""
    if step not in STEPS:
        raise Http404
    noun = queries.text(request.actor, text)
    verb, said = STEPS[step]
    verb(text=noun, by=request.actor)
    if request.POST.get("back") == "due":
        return done(request, said, "editor-due")
    return done(request, said, "editor-text", text=noun.pk)


@page("guide/blocks/<uuid:block>/<slug:language>/history/", "editor-history", roles=EDITORS, methods=("GET",))
def history(request: DeskRequest, block: UUID, language: str) -> HttpResponse:
    """Tell every version of a text: who wrote, read and signed it, when it was shown, and its wording."""
    noun = _block(request, block, language)
    versions = queries.versions(noun, language)
    known = names({each for row in versions for each in (row.written_by, row.reviewed_by, row.signed_by) if each})
    context = {
        "name": marks.name_of(noun),
        "language": marks.LANGUAGES[language],
        "events": [_event(row, known) for row in versions],
        "crumbs": _crumbs(noun, language, _("History")),
    }
    return show(request, "desk/guide/history.html", context)


def differences(before: str, after: str) -> SafeString:
    """Show what goes and what comes, word by word."""
    old, new = WORD.findall(before), WORD.findall(after)
    return format_html_join("", "{}", ((part,) for part in _changes(old, new)))


def _changes(old: list[str], new: list[str]) -> Iterator[SafeString | str]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "".join(new[c:d])
            continue
        if gone := "".join(old[a:b]):
            yield format_html("<del>{}</del>", gone)
        if come := "".join(new[c:d]):
            yield format_html("<ins>{}</ins>", come)


def _event(row: Text, known: dict[UUID, str]) -> Event:
    chip = marks.version(row)
    return Event(
        when=day(row.written_on),
        what=_("Version %(n)s") % {"n": row.version},
        text=f" · {chip.text} · " + ", ".join(_names(row, known)),
        more=row.words,
        url=marks.url("text", text=row.pk),
        kind="" if row.state == "released" else "quiet",
        instant=row.written_on.isoformat(),
    )


def _names(row: Text, known: dict[UUID, str]) -> Iterator[str]:
    gone = _("a former colleague")
    if row.written_by:
        yield _("written by %(name)s") % {"name": known.get(row.written_by, gone)}
    else:
        yield _("came with Komek")
    if row.reviewed_by:
        yield _("read by %(name)s") % {"name": known.get(row.reviewed_by, gone)}
    if row.signed_by:
        yield _("signed by %(name)s") % {"name": known.get(row.signed_by, gone)}
    if row.released_on:
        yield _("shown from %(day)s") % {"day": day(row.released_on)}


def _who(row: Text) -> list[Fact]:
    known = names({each for each in (row.written_by, row.reviewed_by, row.signed_by) if each})
    gone = _("a former colleague")

    def name(each: UUID | None, none: str) -> tuple[str, str]:
        return (known.get(each, gone), "") if each else ("", none)

    told = [
        Fact(_("Written by"), *name(row.written_by, _("came with Komek"))),
        Fact(_("Written on"), day(row.written_on)),
        Fact(_("Read by"), *name(row.reviewed_by, _("nobody yet"))),
    ]
    if row.language != SOURCE:
        nobody = _("nobody: a machine wrote it") if row.machine else _("nobody yet")
        told.append(Fact(_("Signed by a native reader"), *name(row.signed_by, nobody)))
    if row.released_on:
        told.append(Fact(pgettext("text", "Shown from"), day(row.released_on)))
    return told


def _block(request: DeskRequest, key: UUID, language: str) -> Block:
    if language not in LANGUAGES:
        raise Http404
    return queries.block(request.actor, key)


def _before(noun: Block, language: str, told: dict[str, nouns.Words]) -> str:
    """Begin with the newest version that waits, else with what is shown."""
    working = next((row for row in queries.versions(noun, language) if row.state in queries.WORKING), None)
    if working:
        return working.words
    return told[language].text if language in told else ""


def _offered(noun: Block, language: str, source: str, facts: dict[str, list[nouns.Fact]]) -> list[tuple[str, str]]:
    """Offer placeholders with their values: those of the English text; for English itself those of its country."""
    if language != SOURCE:
        keys = list(named(source))
    else:
        near = noun.topic.country.lower() if noun.topic else ""
        own = [*named(source), *filter(None, [noun.deadline]), *noun.rests_on]
        keys = list(dict.fromkeys([*own, *(key for key in sorted(facts) if near and key.startswith(f"{near}."))]))
    said = [(key, values(facts.get(key, []))) for key in keys]
    return [(f"{{{{fact:{key}}}}}", value) for key, value in said if value or key in named(source)][:OFFERED]


def meant(form: forms.Form, facts: dict[str, list[nouns.Fact]]) -> list[tuple[str, str]]:
    """Offer facts whose value is a number that somebody has written bare."""
    if not form.errors or not form.data.get("words"):
        return []
    bare = set(NUMBER.findall(ANY.sub("", form.data["words"])))
    keys = [key for key, rows in facts.items() if bare & {row.value for row in rows}]
    return [(f"{{{{fact:{key}}}}}", values(facts[key])) for key in sorted(keys)[:OFFERED]]


def values(rows: list[nouns.Fact]) -> str:
    """Say the values of a fact, each with the passport it is for."""
    told = [
        f"{marks.value(row.value, row.unit)} ({marks.place(row.nationality)})" if row.nationality
        else marks.value(row.value, row.unit)
        for row in rows
        if row.value
    ]  # fmt: skip
    return "; ".join(told)


def _crumbs(noun: Block, language: str, last: str) -> list[Any]:
    here = [*marks.crumbs()]
    if noun.topic:
        address = marks.url("topic", topic=noun.topic.code) + f"?language={language}"
        here.append(replace(here[0], text=noun.topic.code, url=address))
    return [*here, replace(here[0], text=f"{marks.KINDS[noun.kind]}, {marks.LANGUAGES[language]}: {last}", url="")]
