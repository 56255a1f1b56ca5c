"""Writes docs/flows.md from the tables of steps: `python -m komek.care.cases.drawing`. A test says when it is old."""

from pathlib import Path

import django
from django.utils.translation import override

from komek.care.cases import agreement
from komek.care.cases import flow as cases
from komek.care.people import flow as people
from komek.kernel.flow import Flow

FLOWS: tuple[Flow, ...] = (
    cases.IDENTIFICATION,
    cases.LIFE,
    cases.SERVICE,
    agreement.CONSENT,
    agreement.BASIS,
    people.DUPLICATE,
)
TITLES = {
    "identification": "Who the person is to us",
    "life": "Life of the case",
    "service": "A service",
    "consent": "A consent",
    "basis": "Disclosure without consent",
    "duplicate": "Two rows, perhaps one person",
}
HEAD = """# Tables of steps

Drawn from the tables in the code, which also make the buttons and the refusals; do not edit by hand:
`python -m komek.care.cases.drawing`. None of these tables waits for another. Help may be recorded in every open
state of a case, whatever was decided about identification, police or court.
"""


def text() -> str:
    """Say what docs/flows.md must contain for the tables as they are now."""
    with override("en"):
        return "\n".join([HEAD, *(_drawn(flow) for flow in FLOWS)])


def _drawn(flow: Flow) -> str:
    states = [f"| `{s.code}` | {s.label} | {s.public or '-'} |" for s in flow.states.values()]
    steps = [f"| {s.label or s.verb} | {', '.join(s.who)} |" for s in flow.steps]
    return "\n".join(
        [
            f"## {TITLES[flow.name]}\n",
            f"```mermaid\n{flow.diagram()}\n```\n",
            "| state | in the file | to the person |\n|---|---|---|",
            *states,
            "\n| step | who |\n|---|---|",
            *steps,
            "",
        ]
    )


if __name__ == "__main__":
    django.setup()
    Path("docs/flows.md").write_text(text(), encoding="utf-8")
