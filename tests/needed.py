"""What tests need from the system: where it is missing they fail, unless somebody says that it may be missing.

`sh requirements/system` installs a browser, Java and gettext on Debian; `make test` does so by itself. Where that
cannot be, `KOMEK_WITHOUT_TOOLS=1` leaves out the tests that need them, and the end of the run says loudly how many.
"""

import os

import pytest

from tests.browser import chromium

WITHOUT = "KOMEK_WITHOUT_TOOLS"
TOOLS = ("Chromium", "Java", "npm", "gettext")
"""Words by which a reason to leave a test out names a tool that can be had."""


@pytest.hookimpl(tryfirst=True)  # before the marks that would leave the test out silently
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test whose tool is missing, or leave it out where that was said to be fine."""
    reason = lacking(item)
    if reason and os.environ.get(WITHOUT) == "1":
        pytest.skip(reason)
    if reason:
        pytest.fail(f"{reason}. `sh requirements/system` installs it; {WITHOUT}=1 leaves this test out.", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was left out."""
    reasons = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    left_out = [reason for reason in reasons if any(tool in reason for tool in TOOLS)]
    if left_out:
        terminalreporter.section("LEFT OUT FOR WANT OF A TOOL", red=True, bold=True)
        for tool in TOOLS:
            if count := sum(tool in reason for reason in left_out):
                terminalreporter.line(f"{count} tests were NOT run: they need {tool}.")


def lacking(item: pytest.Item) -> str:
    """Say which tool a test needs and this machine has not; "" where there is none."""
    if item.get_closest_marker("journey") and not chromium():
        return "No Chromium on this machine"
    marks = (mark for mark in item.iter_markers("skipif") if mark.args and mark.args[0] is True)
    reasons = [str(mark.kwargs.get("reason", "")) for mark in marks]
    return next((reason for reason in reasons if any(tool in reason for tool in TOOLS)), "")
