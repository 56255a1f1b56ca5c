"""The desk in Russian: every text of the source is there, with its places to fill, compiled, and shown on a page."""

from __future__ import annotations

import ast
import gettext
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import template

SOURCE = Path(__file__).resolve().parents[2] / "src" / "komek"
FOLDER = SOURCE / "locale" / "ru" / "LC_MESSAGES"
LABELS = SOURCE / "kernel" / "codes" / "labels.py"  # the labels of the code lists have their own catalogue
CALLS = (
    "_", "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)  # fmt: skip

LATIN = {"CTDC 2024"}  # texts that are written alike in both languages
NAMES = {"Komek", "PDF", "CSV", "English"}  # words a Russian page may show as they are

CYRILLIC = re.compile(r"[А-Яа-яЁё]")
MIXED = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|&\w+;|</?\w+[^>]*>")
PART = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$')

needs_gettext = pytest.mark.skipif(
    not (shutil.which("xgettext") and shutil.which("msgfmt")),
    reason="RUSSIAN NOT COMPARED WITH THE SOURCE: no gettext on this machine (Debian: apt-get install gettext)",
)


@dataclass
class Text:
    """One text of a catalogue: what the source says, and how it is said in Russian."""

    context: str = ""
    one: str = ""
    many: str = ""
    forms: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.context, self.one, self.many)


def texts(catalogue: str) -> Iterator[Text]:
    """Read a .po or .pot, without its header."""
    for block in re.split(r"\n\s*\n", catalogue):
        text = Text()
        said: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#"):
                text.fuzzy |= line.startswith("#,") and "fuzzy" in line
            elif part := PART.match(line):
                name = part[1]
                said[name] = ast.literal_eval(part[2])
            elif line.startswith('"') and name:
                said[name] += ast.literal_eval(line)
        text.context, text.one, text.many = (said.get(part, "") for part in ("msgctxt", "msgid", "msgid_plural"))
        text.forms = {part: form for part, form in said.items() if part.startswith("msgstr")}
        if text.one:
            yield text


@cache
def russian() -> dict[tuple[str, str, str], Text]:
    return {text.key: text for text in texts((FOLDER / "django.po").read_text(encoding="utf-8"))}


def extracted(folder: Path) -> set[tuple[str, str, str]]:
    """Collect every text of the source anew, as `makemessages` does: templates are turned into calls first."""
    files = [path for path in sorted(SOURCE.rglob("*.py")) if path != LABELS]
    for path in (path for kind in ("*.html", "*.txt") for path in sorted(SOURCE.rglob(kind))):
        written = path.read_text(encoding="utf-8")
        if "{% " in written:
            files.append(folder / ("__".join(path.relative_to(SOURCE).parts) + ".py"))
            files[-1].write_text(template.templatize(written), encoding="utf-8")
    (folder / "files").write_text("\n".join(map(str, files)), encoding="utf-8")
    command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--no-wrap", "--output=-"]
    command += [*(f"--keyword={call}" for call in CALLS), f"--files-from={folder / 'files'}"]
    found = subprocess.run(command, capture_output=True, check=True)
    return {text.key for text in texts(found.stdout.decode("utf-8"))}


@needs_gettext
def test_every_text_of_the_source_has_an_entry(tmp_path: Path) -> None:
    source = extracted(tmp_path)
    assert len(source) > 2000
    missing = sorted(one for _, one, _ in source - russian().keys())
    assert missing == [], "Translate them in src/komek/locale/ru, then msgfmt --check -o django.mo django.po"


def test_no_entry_is_empty_or_fuzzy_and_plurals_have_four_forms() -> None:
    for text in russian().values():
        assert not text.fuzzy, text.one
        assert all(text.forms.values()), text.one
        assert len(text.forms) == (4 if text.many else 1), text.one


def test_what_is_filled_in_stays_in_every_form() -> None:
    for text in russian().values():
        for form in text.forms.values():
            if text.many:
                assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(text.one + text.many)), text.one
            else:
                assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(text.one)), text.one


def test_texts_are_in_russian_letters_except_the_names_listed_here() -> None:
    assert {text.one for text in russian().values() if not CYRILLIC.search("".join(text.forms.values()))} == LATIN


def test_no_word_mixes_two_alphabets() -> None:
    filled = [PLACEHOLDER.sub(" ", form) for text in russian().values() for form in text.forms.values()]
    assert [form for form in filled if MIXED.search(form)] == []


@needs_gettext
def test_the_compiled_file_is_current() -> None:
    command = ["msgfmt", "--check", "-o", "-", str(FOLDER / "django.po")]
    fresh = gettext.GNUTranslations(BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    kept = gettext.GNUTranslations(BytesIO((FOLDER / "django.mo").read_bytes()))
    said, shown = fresh._catalog, kept._catalog  # type: ignore[attr-defined]
    assert said == shown, "Run msgfmt --check -o django.mo django.po in src/komek/locale/ru/LC_MESSAGES"


def test_the_file_says_that_it_is_a_draft_and_counts_in_four_forms() -> None:
    head = (FOLDER / "django.po").read_text(encoding="utf-8").partition("\n\n")[0]
    assert "Machine-drafted; needs a native reader" in head
    assert "nplurals=4" in head


@pytest.mark.parametrize(("count", "told"), [(1, "1 день"), (3, "3 дня"), (11, "11 дней"), (21, "21 день")])
def test_days_are_counted_as_russian_counts(count: int, told: str) -> None:
    with translation.override("ru"):
        assert told in translation.ngettext("in %(n)s day", "in %(n)s days", count) % {"n": count}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/staff/", "/sign-in/", "/nothing-is-here/"])
def test_a_page_in_russian_says_nothing_in_english(address: str) -> None:
    page = Client(headers={"accept-language": "ru"}).get(address).content.decode()
    assert 'lang="ru"' in page
    shown = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.S)
    attributes = re.findall(r'\b(?:aria-label|title|placeholder|alt|data-text)="([^"]*)"', shown)
    said = [" ".join(part.split()) for part in [*re.split(r"<[^>]*>", shown), *attributes]]
    english = [part for part in said if set(re.findall(r"\b[A-Za-z]{2,}\b", re.sub(r"&\w+;", "", part))) - NAMES]
    assert CYRILLIC.search(shown)
    assert english == []
