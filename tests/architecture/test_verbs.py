"""Every verb is called by a test that looks at its entry in the audit; every measure is counted by some action.

What a whole run has really exercised is checked at its end (tests/exercised.py).
"""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from komek.foundations.audit.registry import VERBS
from komek.kernel.measures import MEASURES
from tests.exercised import (
    NOTES,
    Notes,
    declared_measures,
    needed_verbs,
    pytest_sessionfinish,
    pytest_testnodedown,
    read_all_rooms,
)

ROOT = Path(__file__).resolve().parents[2]
WORDS = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


def literals(folder: Path) -> set[str]:
    """List every text that stands in the code of a folder."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def uses(folder: Path) -> set[str]:
    """List the names in capitals that the actions of a folder use."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        if "actions" in str(path.relative_to(folder)) or path.name in {"totals.py", "entering.py", "counting.py"}:
            names = (node for node in ast.walk(ast.parse(path.read_text())))
            found |= {node.attr for node in names if isinstance(node, ast.Attribute) and node.attr.isupper()}
    return found


def test_every_verb_is_named_by_a_test() -> None:
    named = {word for text in literals(ROOT / "tests") for word in WORDS.findall(text)}
    read_all_rooms()
    ours = {verb.code for verb in VERBS if verb.where.startswith("komek.")}
    assert len(ours) > 100
    assert sorted(ours - named) == [], "verbs whose entry no test looks at"


def test_every_measure_is_recorded_by_an_action() -> None:
    declared = declared_measures()
    read_all_rooms()
    assert {*declared} <= {measure.code for measure in MEASURES}
    used = uses(ROOT / "src" / "komek")
    assert len(declared) >= 15
    assert sorted(code for code, name in declared.items() if name not in used) == []


def test_no_action_counts_what_no_room_has_declared() -> None:
    """The ledger itself refuses it (tests/foundations/ledger); here: nobody makes a measure outside `declare`."""
    stray = []
    for path in (ROOT / "src" / "komek").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            made = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Measure"
            if made and not path.name.endswith("measures.py"):
                stray.append(str(path))
    assert stray == []


@pytest.mark.parametrize("left_out", ["organisation", "kind", "object"])
def test_an_entry_that_does_not_say_whose_or_what_about_exercises_nothing(left_out: str) -> None:
    notes = Notes()
    said = {
        "verb": "case.open",
        "organisation": 1,
        "actor": 1,
        "kind": "case",
        "object": 1,
        "objects": (),
        "details": {},
    }
    notes.line(SimpleNamespace(**{**said, left_out: None}))
    assert notes.verbs == set()
    notes.line(SimpleNamespace(**said))
    assert notes.verbs == {"case.open by somebody"}


def finish(monkeypatch: pytest.MonkeyPatch, exercised: set[str], **asked: object) -> int:
    """End a run of one process as pytest does, and give what it ends with."""
    everything = pytest.Config.ArgsSource.TESTPATHS
    config = SimpleNamespace(args_source=asked.pop("args", everything), option=SimpleNamespace(**asked), stash={})
    session = SimpleNamespace(config=config, exitstatus=0)
    monkeypatch.setattr(NOTES, "verbs", exercised)
    monkeypatch.setattr(NOTES, "measures", {*declared_measures()})
    pytest_sessionfinish(session, session.exitstatus)  # type: ignore[arg-type]
    return int(session.exitstatus)


def test_a_whole_run_fails_for_one_verb_that_was_never_exercised(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finish(monkeypatch, needed_verbs()) == 0
    assert finish(monkeypatch, needed_verbs() - {"case.open by somebody"}) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"args": pytest.Config.ArgsSource.ARGS},
        {"markexpr": "not slow"},
        {"keyword": "case"},
        {"lf": True},
        {"deselect": ["tests/leak"]},
        {"maxfail": 1},
    ],
)
def test_a_part_of_the_tests_is_held_to_nothing(asked: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    assert finish(monkeypatch, set(), **asked) == 0


def test_two_processes_put_their_notes_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NOTES, "verbs", {"one.verb by somebody"})
    monkeypatch.setattr(NOTES, "measures", set())
    told = {"exercised": {"verbs": ["other.verb by the system"], "measures": ["case_opened"]}}
    pytest_testnodedown(SimpleNamespace(workeroutput=told), None)
    assert NOTES.verbs == {"one.verb by somebody", "other.verb by the system"}
    assert NOTES.measures == {"case_opened"}


def test_a_whole_run_would_miss_what_nobody_calls() -> None:
    assert "case.open by somebody" in needed_verbs()
    assert "consent.expire by the system" in needed_verbs()
    assert "organisation.set_up by somebody" in needed_verbs(), "whoever is made by a verb is named by it"
    assert declared_measures()["case_opened"] == "CASE_OPENED"
