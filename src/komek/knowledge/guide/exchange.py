"""Texts out to translators and back, as PO files: msgctxt is the block, msgid its English, msgstr the translation.

What comes back becomes drafts, one version each; a line that cannot be right is refused by itself, with its reason and
with the words that were written: nothing of a translator's work is lost.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Invalid, Text
from komek.knowledge.guide import models
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.texts import write_text
from komek.knowledge.guide.editions import released_facts, released_texts
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE, Fact
from komek.knowledge.guide.placeholders import named
from komek.knowledge.guide.po import Entry, read, write

MOST = 5000
WORKING = ("draft", "reviewed")


@dataclass(frozen=True)
class Refused:
    """A line that was not taken: which block, what was written, why not."""

    line: int
    code: str
    source: str
    words: str
    why: Text


@dataclass
class Report:
    """What became of a file: blocks with a new draft, how many lines said nothing new or nothing, what was refused."""

    taken: list[str] = field(default_factory=list)
    same: int = 0
    empty: int = 0
    refused: list[Refused] = field(default_factory=list)


def put_out(language: str) -> str:
    """Write all texts of a language: the newest version of each, marked fuzzy while somebody has to look at it."""
    shown, newest = released_texts(released_facts()), _newest(language)
    facts, entries = released_facts(), []
    for block in _blocks():
        told = shown.get(block.pk, {})
        if SOURCE not in told:
            continue
        here, working = told.get(language), newest.get(block.pk)
        fuzzy = working.machine if working else bool(here and (here.draft or here.stale))
        words = working.words if working else (here.text if here else "")
        source = told[SOURCE].text
        entries.append(Entry(block.code, source, words, fuzzy=fuzzy, notes=(block.kind, *_said(source, facts))))
    return write(language, entries)


def file_in(data: bytes, language: str) -> list[Entry]:
    """Read what came back. Raises Invalid for what is no PO file, is of another language or is too long."""
    told, entries = read(data)
    if told and told != language:
        raise Invalid(
            _("This file says that it is of another language."), "", _("Choose the language it is of."), field="upload"
        )
    if len(entries) > MOST:
        raise Invalid(_("The file has more than 5,000 texts."), field="upload")
    return entries


@audit.verb("guide.texts_in", _("took translations in"))
def take_in(*, entries: Iterable[Entry], language: str, by: Actor) -> Report:
    """Make a draft of each line that says something new. Raises Invalid for a language that is not translated into."""
    ACCESS.require(by, "guide.write")
    if language == SOURCE or language not in LANGUAGES:
        raise Invalid(_("English is the source: it is written here."), field="language")
    report, blocks = Report(), {block.code: block for block in _blocks()}
    shown, newest = released_texts(released_facts()), _newest(language)
    for entry in entries:
        block = blocks.get(entry.context)
        if block is None:
            report.refused.append(_refused(entry, _("The guide has no block of this name.")))
        elif not entry.words.strip():
            report.empty += 1
        elif _says_the_same(entry, newest.get(block.pk), shown.get(block.pk, {}).get(language)):
            report.same += 1
        else:
            _draft(entry, block, language, by, report)
    audit.record("guide.texts_in", "guide", None, by=by, details={"language": language, "texts": len(report.taken)})
    return report


def _draft(entry: Entry, block: models.Block, language: str, by: Actor, report: Report) -> None:
    try:
        write_text(
            block=block, language=language, words=entry.words, made_from=entry.source, machine=entry.fuzzy, by=by
        )
        report.taken.append(block.code)
    except DomainError as error:
        report.refused.append(_refused(entry, str(error)))


def _says_the_same(entry: Entry, working: models.Text | None, shown: object) -> bool:
    """Say whether a line says what we have. One that takes the mark of the machine off says something new."""
    words = working.words if working else getattr(shown, "text", "")
    machine = working.machine if working else getattr(shown, "draft", False)
    return entry.words.strip() == words.strip() and (entry.fuzzy or not machine)


def _refused(entry: Entry, why: Text) -> Refused:
    return Refused(entry.line, entry.context, entry.source, entry.words, why)


def _blocks() -> list[models.Block]:
    """List the blocks in the order of topics; notices that are over are left out."""
    rows = models.Block.objects.filter(withdrawn=False).select_related("topic")
    today = timezone.localdate()
    return [
        row
        for row in rows.order_by("topic__position", "position", "code")
        if row.topic is not None or (row.ends_on is not None and row.ends_on >= today)
    ]


def _newest(language: str) -> dict[object, models.Text]:
    """Give the newest version of each block that is not shown yet."""
    rows = models.Text.objects.filter(language=language, state__in=WORKING).order_by("version")
    return {row.block_id: row for row in rows}


def _said(source: str, facts: tuple[Fact, ...]) -> list[str]:
    """Say to the translator what stands in the place of each placeholder today."""
    values: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        values[fact.key].append(" ".join(filter(None, (fact.nationality, fact.value, fact.unit))))
    return [f"{{{{fact:{key}}}}}: {'; '.join(values[key])}" for key in named(source)]
