"""Notes during a run which verbs left an audit entry and which measures were counted; a whole run names the missing.

A verb counts as exercised when its entry was chained with its organisation, with what it was about, and with who did
it: a person, or nobody for an act of the system. Each worker of a parallel run hands its notes to the first process.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {"foundations", "care", "evidence", "doors"}


class Notes:
    """What was exercised so far."""

    def __init__(self) -> None:
        self.verbs: set[str] = set()
        self.measures: set[str] = set()

    def line(self, line: Any) -> None:
        """Note an entry, unless it does not say whose it is or what about."""
        if line.organisation is not None and line.kind and (line.object or line.objects):
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
    """Say who does a verb: it takes `by`, or an organisation when the system acts."""
    module, _colon, name = where.partition(":")
    function = getattr(importlib.import_module(module), name)
    return "somebody" if "by" in function.__wrapped__.__annotations__ else "the system"


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
    chosen = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    return not (chosen or config.option.keyword or config.option.markexpr or config.getoption("collectonly"))


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
    ran = whole(config) and exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
    missing = sorted((needed_verbs() - NOTES.verbs) | ({*declared_measures()} - NOTES.measures)) if ran else []
    if missing:
        _tell(session, missing)


def _tell(session: pytest.Session, missing: list[str]) -> None:
    """Say loudly before the summary what no test exercised. It fails no run until a whole run has been seen without."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.section("NEVER EXERCISED WITH AN ENTRY THAT SAYS WHOSE AND WHAT ABOUT", red=True, bold=True)
        for each in missing:
            reporter.line(each)
