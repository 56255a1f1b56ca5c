"""A machine without a browser is not green by accident: journeys fail, unless somebody says otherwise."""

import os
import subprocess
import sys

import pytest

from tests import needed
from tests.markup import missing

JOURNEY = "tests/journeys/test_public_pages.py"


def run(*paths: str, **more: str) -> tuple[int, str]:
    """Run one test of each file on a machine that has no program at all."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "--maxfail=1",
        *paths,
    ]
    there = {name: told for name, told in os.environ.items() if name != needed.WITHOUT}
    there |= {"PATH": "/nowhere"} | more
    done = subprocess.run(command, env=there, check=False, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_without_a_browser_a_journey_fails_and_says_why() -> None:
    code, said = run(JOURNEY)
    assert code == 1, said
    assert "No Chromium on this machine" in said
    assert f"{needed.WITHOUT}=1" in said


@pytest.mark.slow
def test_who_says_so_may_leave_it_out_and_is_told_what() -> None:
    code, said = run(JOURNEY, "tests/doors/test_markup.py", **{needed.WITHOUT: "1"})
    assert code == 0, said
    assert "LEFT OUT FOR WANT OF A TOOL" in said
    assert "they need Chromium" in said
    assert "they need Java" in said


def test_every_reason_names_a_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert any(tool in missing() for tool in needed.TOOLS)
