"""Play the demo: set up the invented organisations, then act by act on the day on which it happened."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import typer
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from komek.knowledge.guide import matching
from komek.knowledge.guide.loading import load as load_guide
from komek.machine.demo import cast, kiosks, letters
from komek.machine.demo.calls import CALLS
from komek.machine.demo.scenes import SCENES
from komek.machine.demo.story import Stage, day_of


def load() -> list[str]:
    """Fill an empty database with invented people, all or nothing; gives the lines that say who may sign in."""
    with transaction.atomic():
        actors = {key: actor for house in cast.HOUSES for key, actor in cast.found(house).items()}
        _play(Stage(actors))
        load_guide(timezone.localdate())
        kiosks.plant()
        letters.man(actors)
        letters.write()
    kiosks.certify(datetime.datetime.now(datetime.UTC).date())
    matching.shipped(settings.KOMEK_MATCHER)  # whoever looks around asks something first
    return list(cast.greeting())


def _play(stage: Stage) -> None:
    today = timezone.localdate()
    played = sorted((*SCENES, *CALLS), key=lambda scene: -scene.days_ago)
    with typer.progressbar(played, label="Inventing people") as scenes:
        for number, scene in enumerate(scenes):
            with _on(day_of(scene, today), number):
                scene.act(stage)


@contextmanager
def _on(day: datetime.date, number: int) -> Iterator[None]:
    """Let it be that day, some minutes after the scene before: only here, and only while the demo is made."""
    at = datetime.datetime.combine(day, datetime.time(9), datetime.UTC) + datetime.timedelta(minutes=number)
    at = min(at, datetime.datetime.now(datetime.UTC))
    with patch.object(timezone, "now", lambda: at):
        yield
