"""How soon a changed fact is everywhere: each channel, in each language, read as its reader gets it."""

import statistics
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.test import override_settings
from django.utils import timezone

from bench.measures import Result
from komek.kernel.actor import Actor
from komek.knowledge import guide
from komek.knowledge.guide import editions, loading
from komek.knowledge.guide.actions.facts import change_fact
from komek.knowledge.guide.actions.values import Source, Value
from tests.doors import everywhere
from tests.factories.orgs import make_member, make_organisation, signed_in

CHANGES = 5
TARGET = 2.0
"""Seconds from an editor's change until every channel has said the new value in eight languages."""

Channels = dict[str, Callable[[str], str]]


def a_changed_deadline() -> Iterable[Result]:
    """Change a deadline some times; read all channels in all languages as soon as the first shows the new value."""
    with override_settings(KOMEK_DEMO=True):
        loading.load(date(2026, 11, 1))
        editor = make_member(make_organisation("Bench editor"), "Ainura", roles=["content_editor"])
        line = make_organisation("Bench line")
        operator = make_member(line, "Meruert", roles=["hotline_operator"], circles=["hotline"])
        channels = everywhere.CHANNELS | {"call script": everywhere.call_script(signed_in(operator))}
        taken = [_once(20 + turn, editor.actor, channels) for turn in range(CHANGES + 1)][1:]
    screens, paper = (statistics.median(each) for each in zip(*taken, strict=True))
    # the process that changed it looks at once; any other may have looked just before
    screens += editions.LOOKED_EVERY
    told = f"{len(guide.LANGUAGES)} languages, {CHANGES} changes; {editions.LOOKED_EVERY} s of it until a process looks"
    names = ", ".join(name for name in channels if name != "leaflet")
    yield Result(f"A changed deadline on {names}", f"{screens:.2f} s", screens / TARGET, 1.0, told)
    whole = screens + paper
    yield Result("The same with eight leaflets drawn anew", f"{whole:.2f} s", whole / TARGET, 1.0, "one core draws")


def _once(days: int, by: Actor, channels: Channels) -> tuple[float, float]:
    """Give the seconds until all but paper have said the new value, and until the sheets were there as well.

    What a sheet says is read when the clock has stopped: her eyes do that, not the house.
    """
    told = {each: guide.words(each).value(str(days), "working days") for each in guide.LANGUAGES}
    began = time.perf_counter()
    change_fact(
        key="ru.registration.stay",
        nationality="UZ",
        value=Value(str(days), "working days", country="RU"),
        source=Source("An invented law", dated="2026-11"),
        next_review=timezone.localdate() + timedelta(days=90),
        by=by,
    )
    while not _says(channels["portal"], "en", told):
        time.sleep(0.01)
    for name, read in channels.items():
        if name != "leaflet" and not all(_says(read, each, told) for each in told):
            raise RuntimeError(f"{name} does not say {days} days")
    screens = time.perf_counter() - began
    sheets = {each: everywhere.sheet(each) for each in told}
    paper = time.perf_counter() - began - screens
    if not all(_says(lambda language: everywhere.on_paper(sheets[language]), each, told) for each in told):
        raise RuntimeError("a leaflet is old")
    return screens, paper


def _says(read: Callable[[str], str], language: str, told: dict[str, str]) -> bool:
    return " ".join(told[language].split()) in " ".join(read(language).split())
