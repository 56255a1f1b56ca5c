"""PO files out and in: what a translator's tool makes of them, what is refused by itself, and that nothing is lost."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from komek.foundations.audit.models import Entry as AuditEntry
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Invalid
from komek.knowledge.guide import exchange, models
from komek.knowledge.guide.po import MOST_BYTES, Entry, read, write
from komek.knowledge.guide.queries import versions
from komek.knowledge.guide.staleness import text_hash
from tests.factories.guide import ANSWER, ENGLISH, RUSSIAN, TOPIC

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)


@given(st.lists(st.tuples(WORDS, WORDS, st.booleans()), max_size=5))
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_again(texts: list[tuple[str, str, bool]]) -> None:
    entries = [
        Entry(f"topic.{place}", source, words, fuzzy=fuzzy, notes=("answer", "a note"))
        for place, (source, words, fuzzy) in enumerate(texts)
    ]
    language, again = read(write("uz-cyrl", entries).encode())
    assert language == "uz-cyrl"
    assert [replace(each, notes=("answer", "a note"), line=0) for each in again] == entries


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not on this machine")
def test_gettext_takes_what_is_written(editor: Actor, tmp_path: Path) -> None:
    file = tmp_path / "ru.po"
    file.write_text(exchange.put_out("ru"), encoding="utf-8")
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-header", "--statistics", "-o", "-", str(file)],
        capture_output=True,
        check=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    said = done.stderr.decode()
    assert "1 translated message" in said
    assert ("1 fuzzy" in said, "1 untranslated" in said) == (True, True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words\n",
        b"\xff\xfe",
        b'msgid "x"\nmsgstr "y\n',
        b'msgid "x"\n',
        b'msgid "x" y\nmsgstr ""\n',
        b'"words"\n',
        b'msgid "a\\x"\nmsgstr ""\n',
        b'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\n',
        b'msgid "x"\nmsgid "y"\nmsgstr ""\n',
        b"#" * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_po_file_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read(data)
    assert refusal.value.field == "upload"


def test_other_tools_habits_are_read() -> None:
    text = (
        '\ufeff# a comment\r\nmsgid ""\r\nmsgstr ""\r\n"Language: uz_UZ@cyrillic\\n"\r\n\r\n'
        '#| msgid "old"\r\n#, fuzzy, c-format\r\nmsgctxt "a.b"\r\nmsgid ""\r\n"two "\r\n"lines"\r\nmsgstr "икки"\r\n'
        'msgctxt "a.c"\r\nmsgid "next"\r\nmsgstr ""\r\n#~ msgid "gone"\r\n#~ msgstr "кетди"\r\n'
    )
    language, entries = read(text.encode())
    assert language == "uz-cyrl"
    assert [(each.context, each.source, each.words, each.fuzzy) for each in entries] == [
        ("a.b", "two lines", "икки", True),
        ("a.c", "next", "", False),
    ]


def test_a_file_goes_out_and_comes_back_unchanged(editor: Actor) -> None:
    entries = exchange.file_in(exchange.put_out("ru").encode(), "ru")
    assert [each.context for each in entries] == [f"{TOPIC}.title", ANSWER, f"{TOPIC}.step"]
    assert [each.fuzzy for each in entries] == [False, True, False]
    assert "{{fact:ru.registration.stay}}: KG 30 days; UZ 7 working days" in exchange.put_out("ru")
    report = exchange.take_in(entries=entries, language="ru", by=editor)
    assert (report.taken, report.same, report.empty, report.refused) == ([], 2, 1, [])
    entry = AuditEntry.objects.filter(verb="guide.texts_in").latest("sequence")
    assert (entry.actor, entry.details) == (editor.user, {"language": "ru", "texts": "0"})


def test_what_comes_back_is_a_draft_and_a_wrong_line_is_refused_alone(editor: Actor) -> None:
    wrong = {
        "no.such": "Слова",
        ANSWER: "Зарегистрируйтесь за 7 дней.",
        f"{TOPIC}.title": "Регистрация по {{fakt:ru.registration.stay}}",
    }
    entries = [Entry(code, ENGLISH, words, line=place) for place, (code, words) in enumerate(wrong.items())]
    entries.append(Entry(f"{TOPIC}.step", "Ask the landlord.", "Спросите хозяина."))
    report = exchange.take_in(entries=entries, language="ru", by=editor)
    assert report.taken == [f"{TOPIC}.step"]
    assert [(each.code, each.words, each.line) for each in report.refused] == [
        (code, words, place) for place, (code, words) in enumerate(wrong.items())
    ]
    assert all(str(each.why) for each in report.refused)
    (text,) = models.Text.objects.filter(block__code=f"{TOPIC}.step", language="ru")
    assert (text.state, text.machine, text.words, text.written_by) == (
        "draft", False, "Спросите хозяина.", editor.user,
    )  # fmt: skip
    assert AuditEntry.objects.filter(verb="guide.text_write", actor=editor.user).count() == 1
    again = exchange.take_in(entries=entries, language="ru", by=editor)
    assert (again.taken, again.same) == ([], 1)


def test_a_translator_takes_the_mark_of_the_machine_off(editor: Actor) -> None:
    finished = Entry(ANSWER, ENGLISH, RUSSIAN)
    assert exchange.take_in(entries=[finished], language="ru", by=editor).taken == [ANSWER]
    assert not versions(models.Block.objects.get(code=ANSWER), "ru")[0].machine
    half = replace(finished, words="Срок: {{fact:ru.registration.stay}}.", fuzzy=True)
    assert exchange.take_in(entries=[half], language="ru", by=editor).taken == [ANSWER]
    assert versions(models.Block.objects.get(code=ANSWER), "ru")[0].machine, "it is not finished, and not lost"


def test_a_translation_of_an_older_english_says_so(editor: Actor) -> None:
    entry = Entry(ANSWER, "Register soon.", "Скорее: {{fact:ru.registration.stay}}.")
    exchange.take_in(entries=[entry], language="ru", by=editor)
    text = versions(models.Block.objects.get(code=ANSWER), "ru")[0]
    assert text.made_from == text_hash("Register soon.") != text_hash(ENGLISH)


def test_a_file_of_another_language_and_english_are_refused(editor: Actor) -> None:
    with pytest.raises(Invalid):
        exchange.file_in(exchange.put_out("ru").encode(), "kk")
    for language in ("en", "xx"):
        with pytest.raises(Invalid):
            exchange.take_in(entries=[], language=language, by=editor)
    with pytest.raises(Forbidden):
        exchange.take_in(entries=[], language="ru", by=replace(editor, roles=frozenset({"case_worker"})))
