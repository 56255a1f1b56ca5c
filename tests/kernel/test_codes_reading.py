"""A broken data file is refused at once, and the text names the row."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from komek.kernel.codes import reading

ROW = {"scheme": "ours", "version": "1", "list": "fruit", "code": "apple", "label": "Apple", "source": "us"}
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    scheme = '[ours]\nname = "Ours"\npublisher = "Us"\nversions = ["1"]\n'
    source = '[us]\ncitation = "We said so"\nlicence = "none"\nchecked = true\n'
    (tmp_path / "schemes.toml").write_text(scheme, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(source, encoding="utf-8")
    monkeypatch.setattr(reading, "folder", lambda: tmp_path)

    def rows(*changes: dict[str, str], columns: tuple[str, ...] = reading.COLUMNS) -> None:
        with (tmp_path / "fruit.csv").open("w", encoding="utf-8", newline="") as file:
            file.write("# where this comes from\n")
            table = csv.DictWriter(file, columns, restval="")
            table.writeheader()
            table.writerows(ROW | change for change in changes)

    return rows


def test_a_sound_file_is_read_with_its_comment_left_out(write: Write) -> None:
    write({}, {"code": "pear", "label": "Pear", "traits": "colour=green;taste=sweet", "valid_from": "2026-01-31"})
    (fruit,) = reading.read_lists()
    assert [code.code for code in fruit] == ["apple", "pear"]
    assert fruit["pear"].traits == {"colour": "green", "taste": "sweet"}
    assert str(fruit["pear"].valid_from) == "2026-01-31"
    assert fruit["apple"].written == "apple"


def test_a_code_that_stands_twice_is_refused(write: Write) -> None:
    write({}, {"label": "Another apple"})
    with pytest.raises(reading.BrokenData, match="fruit.csv:2: code 'apple' stands twice"):
        reading.read_lists()


def test_a_source_that_nobody_has_described_is_refused(write: Write) -> None:
    write({"source": "hearsay"})
    with pytest.raises(reading.BrokenData, match="source 'hearsay'"):
        reading.read_lists()


@pytest.mark.parametrize("change", [{"version": "2"}, {"scheme": "theirs"}])
def test_a_scheme_or_version_that_is_not_declared_is_refused(write: Write, change: dict[str, str]) -> None:
    write(change)
    with pytest.raises(reading.BrokenData, match="is not in schemes.toml"):
        reading.read_lists()


def test_a_file_with_other_columns_is_refused(write: Write) -> None:
    write(columns=("scheme", "version", "list", "code", "label", "source"))
    with pytest.raises(reading.BrokenData, match="the columns must be"):
        reading.read_lists()


def test_a_day_that_is_not_a_day_is_refused(write: Write) -> None:
    write({"valid_to": "2026-02-30"})
    with pytest.raises(ValueError, match="day is out of range"):
        reading.read_lists()
