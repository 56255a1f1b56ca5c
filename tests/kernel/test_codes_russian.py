"""The Russian labels of the code lists: all there, in Russian letters, and compiled."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from io import BytesIO

import pytest
from django.utils import translation

from komek.kernel import codes
from komek.kernel.codes import labels

CYRILLIC = re.compile(r"[А-Яа-яЁё]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")

# names of firms and plain years, which are written alike in both languages
PLATFORMS = {
    "4Sale", "Facebook", "Facebook Messenger", "Instagram", "Line", "QQ", "QZone", "SnapChat", "Telegram", "TikTok",
    "Twitter", "Viber", "WeChat", "WhatsApp",
}  # fmt: skip
LATIN = {
    "komek": PLATFORMS - {"Line", "QZone", "SnapChat", "Twitter"}
    | {"Avito", "HeadHunter (hh)", "LINE", "Lalafo", "OLX", "Qzone", "Signal", "Snapchat", "Somon.tj", "X (Twitter)"}
    | {"YouTube", "imo"},
    "htcds": PLATFORMS,
    "komek_guide": {"Telegram", "WhatsApp"},
    "ctdc_vp": {"2005-2013", "2014-2018", "2019", "2020", "2021-2022"},
}


def folder() -> Traversable:
    return files("komek.kernel.codes") / "locale" / "ru" / "LC_MESSAGES"


def entries(compiled: bytes) -> dict[str, str]:
    return dict(gettext.GNUTranslations(BytesIO(compiled))._catalog)  # type: ignore[attr-defined]


@cache
def russian() -> dict[str, str]:
    return entries((folder() / "django.mo").read_bytes())


def labels_of(scheme: str) -> set[str]:
    return {code.english for each in codes.lists() if each.scheme.key == scheme for code in each if code.translated}


def test_every_label_has_an_entry_and_no_entry_is_left_over() -> None:
    assert set(russian()) - {""} == set(labels.LABELS)


@pytest.mark.parametrize("scheme", sorted(codes.schemes()))
def test_labels_are_in_russian_letters_except_the_names_listed_here(scheme: str) -> None:
    latin = {label for label in labels_of(scheme) if not CYRILLIC.search(russian()[label])}
    assert latin == LATIN.get(scheme, set())


def test_placeholders_are_kept() -> None:
    for label in labels.LABELS:
        assert PLACEHOLDER.findall(russian()[label]) == PLACEHOLDER.findall(label), label


def test_a_label_has_no_space_around_it_and_no_full_stop_behind_it() -> None:
    for text in (russian()[label] for label in labels.LABELS):
        assert text == text.strip().rstrip("."), text


def test_the_codes_of_one_list_stay_apart() -> None:
    for each in codes.lists():
        told = [(code.english, russian()[code.english]) for code in each if code.translated]
        assert len({there for _, there in told}) == len({here for here, _ in told}), each.stamp


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="no gettext on this machine")
def test_the_compiled_file_is_current() -> None:
    with as_file(folder() / "django.po") as source:
        compiled = subprocess.run(["msgfmt", "--check", "-o", "-", source], capture_output=True, check=True)  # noqa: S603, S607
    assert entries(compiled.stdout) == russian(), "Run msgfmt --check -o django.mo django.po in its folder"


def test_the_file_says_that_it_is_a_draft() -> None:
    head = (folder() / "django.po").read_text(encoding="utf-8").partition("msgid")[0]
    assert "Machine-drafted; needs a native reader" in head


def test_russian_is_counted_in_four_forms() -> None:
    assert "nplurals=4" in russian()[""]


def test_the_desk_shows_the_label_in_russian() -> None:
    with translation.override("ru"):
        assert str(codes.get("service_type")["medical"].label) == russian()["Medical care"] == "Медицинская помощь"
