"""Style, types, import contracts and templates, as tests: so the last line of `make test` tells the whole truth."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = Path(sys.executable).parent

QUICK = {
    "style": ("ruff", "check", "src", "tests"),
    "format": ("ruff", "format", "--check", "src", "tests"),
    "imports": ("lint-imports", "--no-cache"),
    "templates": ("djlint", "--lint", "--quiet", "--profile", "django", "src"),
}


def run(tool: str, *arguments: str) -> None:
    """Run a tool of the environment; what it says is what the failing test says."""
    command = [sys.executable, str(TOOLS / tool)] if tool == "lint-imports" else [str(TOOLS / tool)]
    done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


@pytest.mark.parametrize("name", QUICK)
def test_the_house_is_in_style(name: str) -> None:
    run(*QUICK[name])


@pytest.mark.slow
def test_every_type_is_right() -> None:
    run("mypy")
