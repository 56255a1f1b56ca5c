"""Writes the list of open columns into docs/security.md, from the declarations of the models."""

import os
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- open columns -->", "<!-- end of open columns -->"


def table() -> str:
    """Give the list as Markdown: table, column, open or personal, why."""
    from django.apps import apps  # noqa: PLC0415

    from komek.kernel.privacy import Open, Personal  # noqa: PLC0415

    lines = ["| table | column | | why it may lie open |", "|---|---|---|---|"]
    own = [model for model in apps.get_models() if model.__module__.startswith("komek.")]
    for model in sorted(own, key=lambda each: each._meta.db_table):
        for name, entry in sorted(getattr(model, "PRIVACY", {}).items()):
            if isinstance(entry, Open | Personal):
                kind = "personal (staff)" if isinstance(entry, Personal) else "open"
                lines.append(f"| {model._meta.db_table} | {name} | {kind} | {entry.reason} |")
    return "\n".join(lines)


def rest() -> tuple[str, str]:
    """Give what stands before and after the list."""
    text = DOCUMENT.read_text()
    return text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]


def written() -> str:
    """Give the list as the document has it."""
    text = DOCUMENT.read_text()
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
    import django

    django.setup()
    before, after = rest()
    DOCUMENT.write_text(f"{before}\n{table()}\n{after}")
