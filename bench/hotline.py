"""The hotline at a hundred thousand contacts: its list and its page of the day.

`python -m bench.hotline` runs it alone.

Times are medians of visits in turn to a house with few contacts and to one with many, in one run.
"""

import os
import statistics
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komek.settings")
    os.environ.setdefault("KOMEK_DATA", str(Path(".komek-test").resolve()))
    import django

    django.setup()

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import house
from bench.measures import RUNS, Result, visits
from komek.foundations.orgs.models import Organisation
from tests.factories.contacts import make_contacts
from tests.factories.orgs import Staff, make_member, make_organisation, signed_in

FEW, MANY = 1_000, 100_000
TARGET = 1.5
PAGES = (
    ("List of contacts", "desk:contacts"),
    ("The day of the hotline", "desk:hotline"),
)


def results(sizes: tuple[int, int] = (FEW, MANY)) -> list[Result]:
    """Make both houses and measure every page in both."""
    houses = [_line(size) for size in sizes]
    few, many = (signed_in(staff) for staff in houses)  # only now: a hundred thousand take longer than the idle lock
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [_compared(title, reverse(name), few, many, sizes) for title, name in PAGES]


def _line(size: int) -> Staff:
    """Make an organisation with an operator and so many contacts; gives her."""
    organisation = make_organisation(f"Line of {size}")
    staff = make_member(organisation, f"Operator{size}", roles=["hotline_operator"], circles=["hotline"])
    Organisation.objects.update(demo=True)
    make_contacts(staff.actor, size)
    return staff


def _compared(title: str, address: str, few: Client, many: Client, sizes: tuple[int, int]) -> Result:
    for client in (few, many):
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{title} does not open")
    asked = [visits(client, address) for client in (few, many)]
    times = _in_turn((few, many), address)
    return Result(
        f"{title} at {sizes[1]:,} contacts versus {sizes[0]:,}",
        f"{times[1] * 1000:.1f} ms / {times[0] * 1000:.1f} ms",
        times[1] / times[0],
        TARGET,
        f"{asked[0]} and {asked[1]} queries",
    )


def _in_turn(clients: tuple[Client, Client], address: str) -> list[float]:
    """Give the median time of a visit of each: what else the machine does falls on both."""
    taken: list[list[float]] = [[], []]
    for _run in range(RUNS):
        for client, times in zip(clients, taken, strict=True):
            began = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - began)
    return [statistics.median(each) for each in taken]


def main(sizes: tuple[int, int]) -> None:
    """Measure the hotline alone and print it."""
    with house.house():
        print(house.machine())
        for each in results(sizes):
            verdict = "met" if each.met else "MISSED"
            print(f"{each.what}: {each.measured}, ratio {each.ratio:.2f} (<= {each.target:g}) {verdict}; {each.note}")


if __name__ == "__main__":
    main((100, 2_000) if "--small" in sys.argv else (FEW, MANY))
