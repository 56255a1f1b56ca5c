"""Writes `labels.py`, from which makemessages takes the labels: `python -m komek.kernel.codes.write_labels`."""

from __future__ import annotations

import json
from pathlib import Path

from komek.kernel.codes.registry import lists

HEAD = '''# ruff: noqa: E501
# fmt: off
"""Labels of all code lists, for makemessages only. Written by `write_labels`; do not edit."""


def gettext_noop(label: str) -> str:
    # makemessages knows this name; Django's own would need settings only to give the text back
    return label


'''


def text() -> str:
    """What `labels.py` must contain for the data as it is now."""
    labels = sorted({code.english for each in lists() for code in each if code.translated})
    lines = [f"    gettext_noop({json.dumps(label, ensure_ascii=False)}),\n" for label in labels]
    return f"{HEAD}LABELS = (\n{''.join(lines)})\n"


def main() -> None:
    Path(__file__).with_name("labels.py").write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
