"""The settings table of docs/operations.md names what the code reads, and what is so without it."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTING = re.compile(r"KOMEK_[A-Z_]+|PORT")
INTERNAL = {"KOMEK_FOLLOW_PARENT", "KOMEK_KIOSK_FOLDER", "KOMEK_KIOSK_PLACE"}
"""Said by one process to its child, never by whoever runs the house."""

ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+) \| (.+) \|$", re.MULTILINE)


def table() -> dict[str, str]:
    """Give each variable of the table with what stands under "without it"."""
    text = (ROOT / "docs" / "operations.md").read_text()
    part = text[text.index("## Settings") : text.index("## The database")]
    return {name: default for name, _meaning, default in ROW.findall(part)}


@cache
def code() -> list[ast.AST]:
    """Read the whole source once."""
    return [node for path in (ROOT / "src" / "komek").rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))]


def test_the_table_names_every_setting_that_the_code_reads_and_no_other() -> None:
    texts = {node.value for node in code() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    read = {text for text in texts if SETTING.fullmatch(text)} - INTERNAL
    assert len(read) > 15
    assert set(table()) == read


def test_the_table_says_what_is_so_without_a_setting() -> None:
    given = {}
    for node in code():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "os.environ.get" and len(node.args) == 2:
            name, default = node.args
            if isinstance(name, ast.Constant) and isinstance(default, ast.Constant) and default.value:
                given[str(name.value)] = str(default.value)
    assert {"KOMEK_EMAIL_BACKEND", "KOMEK_PROXIES", "KOMEK_EXIT_URL"} <= set(given)
    told = table()
    assert {name: value for name, value in given.items() if value not in told.get(name, "")} == {}
