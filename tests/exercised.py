"""Notes during a run which verbs left an entry and which measures were counted; a whole run fails for a missing one.

A verb counts as exercised when its entry was chained with its organisation, with what it was about, and with who did
it: a person, or nobody for an act of the system. Each worker of a parallel run hands its notes to the first process.
A run is whole when it was asked for everything and came to its end; a part of the tests is never held to it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTIAL = ("keyword", "markexpr", "collectonly", "deselect", "ignore", "ignore_glob", "lf", "stepwise", "maxfail")
"""Options with which a run does not come to everything."""

MISSING = pytest.StashKey[list[str]]()
ROOMS = {"foundations", "care", "evidence", "doors"}


class Notes:
    """What was exercised so far."""

    def __init__(self) -> None:
        self.verbs: set[str] = set()
        self.measures: set[str] = set()

    def line(self, line: Any) -> None:
        """Note an entry, unless it does not say whose it is or what about: a record, records, or which figures."""
        if line.organisation is not None and line.kind and (line.object or line.objects or line.details):
            self.verbs.add(f"{line.verb} by {'somebody' if line.actor else 'the system'}")


NOTES = Notes()


def read_all_rooms() -> None:
    """Import every module of the rooms, so that all that they register is registered."""
    import komek

    for found in pkgutil.walk_packages(komek.__path__, "komek."):
        if found.name.split(".")[1] in ROOMS and ".migrations" not in found.name:
            importlib.import_module(found.name)


def needed_verbs() -> set[str]:
    """List every verb of the house, with who does it."""
    read_all_rooms()
    from komek.foundations.audit.registry import VERBS

    return {f"{verb.code} by {_whose(verb.where)}" for verb in VERBS if verb.where.startswith("komek.")}


def declared_measures() -> dict[str, str]:
    """List the measures that the rooms declare, each with the name under which their actions know it."""
    found = {}
    for path in (ROOT / "src" / "komek").rglob("*measures.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign):
                for call in ast.walk(node.value):
                    if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Measure":
                        found[str(ast.literal_eval(call.args[0]))] = ast.unparse(node.targets[0])
    return found


def _whose(where: str) -> str:
    """Say who does a verb: the system where it is recorded as nobody's, else somebody.

    A newcomer does not come as an actor: her verb takes an organisation, and names her once she is somebody.
    """
    module, _colon, name = where.partition(":")
    function = getattr(importlib.import_module(module), name)
    return "the system" if "record_system(" in inspect.getsource(function.__wrapped__) else "somebody"


@pytest.fixture(scope="session", autouse=True)
def noting() -> Iterator[None]:
    """Look over the shoulder of the audit and of the ledger."""
    from komek.foundations.audit import book
    from komek.foundations.ledger.rules import check_axes

    chain = book.chain

    def noted_chain(lines: Iterable[Any]) -> None:
        kept = list(lines)
        chain(kept)
        for line in kept:
            NOTES.line(line)

    def noted_axes(measure: Any, told: Any) -> None:
        check_axes(measure, told)
        NOTES.measures.add(measure.code)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "chain", noted_chain)
        patch.setattr("komek.foundations.ledger.actions.check_axes", noted_axes)
        yield


def whole(config: pytest.Config) -> bool:
    """Say whether this run was asked for everything and left nothing out."""
    asked_for_everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return asked_for_everything and not any(getattr(config.option, name, None) for name in PARTIAL)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker noted."""
    told = getattr(node, "workeroutput", {}).get("exercised", {})
    NOTES.verbs |= set(told.get("verbs", ()))
    NOTES.measures |= set(told.get("measures", ()))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Hand the notes over, or, in the first process, tell after a whole run which verb or measure is missing."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["exercised"] = {"verbs": sorted(NOTES.verbs), "measures": sorted(NOTES.measures)}
        return
    if whole(config) and exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        config.stash[MISSING] = missing()
        if config.stash[MISSING]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def missing() -> list[str]:
    """Name the verbs and measures that no test has exercised so far."""
    return sorted((needed_verbs() - NOTES.verbs) | ({*declared_measures()} - NOTES.measures))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say loudly, before pytest's own last line, what no test exercised: for that the run fails."""
    if found := config.stash.get(MISSING, []):
        terminalreporter.section("NEVER EXERCISED WITH AN ENTRY THAT SAYS WHOSE AND WHAT ABOUT", red=True, bold=True)
        for each in found:
            terminalreporter.line(f"FAILED {each}")
