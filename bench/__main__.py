"""`make bench`: measure all in one run, write docs/benchmarks.md. `--small` for a first look; a number for 20,000."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
os.environ.setdefault("KOMEK_DATA", str(Path(".komek-test").resolve()))

import django

django.setup()

from bench import bots, everywhere, hotline, house, measures, portal  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
CTDC = Path(os.environ.get("KOMEK_CTDC_FILE", ROOT.parent / "shared/data/ctdc/ctdc_global_synthetic_37col.csv"))


def main(small: bool, most: int = 20_000) -> None:
    """Measure, print, write."""
    sizes = (100, 1000) if small else (200, most)
    with house.house():
        on = house.machine()
        few, many = measures.both(sizes)
        middle = few if small else house.worker("Middle")
        if not small:
            house.crowd(middle, 1000)
        results = [
            measures.caseload(few, many, sizes),
            measures.sealed_case(few),
            measures.search(middle, many, (100 if small else 1000, sizes[1])),
            measures.memory(few),
            *portal.results(),
            *everywhere.a_changed_deadline(),
            *hotline.results((100, 1000) if small else (hotline.FEW, hotline.MANY)),
            bots.updates(6, 10) if small else bots.updates(),
        ]
        if CTDC.is_file():
            results.append(measures.world_data(CTDC))
        else:
            print("CTDC import: NOT measured, set KOMEK_CTDC_FILE to the published file.")
    page = written(results, on)
    print(page)
    if not small:
        PAGE.write_text(page)


def written(results: list[measures.Result], on: str) -> str:
    """Write the page."""
    lines = [
        "# Benchmarks",
        "",
        "`make bench` measures all of this in one run and writes this page. Times are medians; both sides of a",
        "ratio are from the same run on the same machine. A target that was missed is written down as missed.",
        "",
        f"Measured on {datetime.now(UTC):%d %B %Y}: {on}; {measures.RUNS} runs each (CTDC: 3).",
        "",
        "| what | measured | ratio | target | |",
        "|---|---|---|---|---|",
    ]
    for each in results:
        verdict = "met" if each.met else "**missed**"
        note = f" {each.note}" if each.note else ""
        lines.append(f"| {each.what}.{note} | {each.measured} | {each.ratio:.2f} | <= {each.target:g} | {verdict} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    main("--small" in sys.argv, *numbers[:1])
