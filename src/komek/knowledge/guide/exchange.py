"""Texts out to translators and back, as PO files: msgctxt is the block, msgid its English, msgstr the translation.

What comes back becomes drafts, one version each; a line that cannot be right is refused by itself, with its reason and
with the words that were written: nothing of a translator's work is lost.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Invalid, Text
from komek.knowledge.guide import models
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.actions.texts import draft_of
from komek.knowledge.guide.actions.words import check_words
from komek.knowledge.guide.editions import released_facts, released_texts
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE, Fact, Words
from komek.knowledge.guide.placeholders import named
from komek.knowledge.guide.po import Entry, read, write
from komek.knowledge.guide.staleness import facts_used, text_hash

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
    report, blocks = Report(), {block.code: block for block in _blocks(locked=True)}
    facts, newest = released_facts(), _newest(language)
    shown, desk = released_texts(facts), _Desk(language, by, facts)
    for entry in entries:
        block = blocks.get(entry.context)
        if block is None:
            report.refused.append(_refused(entry, _("The guide has no block of this name.")))
        elif not entry.words.strip():
            report.empty += 1
        elif _says_the_same(entry, newest.get(block.pk), shown.get(block.pk, {}).get(language)):
            report.same += 1
        else:
            _draft(entry, block, shown.get(block.pk, {}), desk, report)
    models.Text.objects.bulk_create(desk.drafts)
    for text in desk.drafts:
        audit.record("guide.text_write", "text", text.id, by=by, details={"language": language})
    audit.record("guide.texts_in", "guide", None, by=by, details={"language": language, "texts": len(report.taken)})
    return report


class _Desk:
    """What is looked up once for all lines of a file, and the drafts that come of them."""

    def __init__(self, language: str, by: Actor, facts: tuple[Fact, ...]) -> None:
        self.language, self.by, self.facts = language, by, facts
        self.known = set(models.Fact.objects.values_list("key", flat=True))
        rows = models.Text.objects.filter(language=language).values("block").annotate(newest=Max("version"))
        self.versions: dict[object, int] = defaultdict(int, rows.values_list("block", "newest"))
        self.drafts: list[models.Text] = []


def _draft(entry: Entry, block: models.Block, shown: dict[str, Words], desk: _Desk, report: Report) -> None:
    """Make a draft of a line, or say why not."""
    if SOURCE not in shown:
        report.refused.append(_refused(entry, _("Write and release the English text first.")))
        return
    source = shown[SOURCE].text
    try:
        check_words(block, desk.language, entry.words, source=source, known=desk.known)
    except DomainError as error:
        report.refused.append(_refused(entry, str(error)))
        return
    desk.versions[block.pk] += 1
    text = draft_of(block, desk.language, entry.words, version=desk.versions[block.pk], by=desk.by)
    text.made_from, text.used = text_hash(entry.source), facts_used(source, desk.facts)
    text.machine = entry.fuzzy
    desk.drafts.append(text)
    report.taken.append(block.code)


def _says_the_same(entry: Entry, working: models.Text | None, shown: object) -> bool:
    """Say whether a line says what we have. One that takes the mark of the machine off says something new."""
    words = working.words if working else getattr(shown, "text", "")
    machine = working.machine if working else getattr(shown, "draft", False)
    return entry.words.strip() == words.strip() and (entry.fuzzy or not machine)


def _refused(entry: Entry, why: Text) -> Refused:
    return Refused(entry.line, entry.context, entry.source, entry.words, why)


def _blocks(*, locked: bool = False) -> list[models.Block]:
    """List the blocks in the order of topics; notices that are over are left out.

    Locked, nobody else writes a version meanwhile: two would take one number.
    """
    rows = models.Block.objects.filter(withdrawn=False).select_related("topic")
    rows = rows.select_for_update(of=("self",)) if locked else rows
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
