"""The worker's work for kiosks: a new bundle when what is released has changed."""

from django.utils import timezone

from komek.foundations.jobs.task import task
from komek.knowledge.kiosks import automatic


@task("kiosks.bundle", once=True)
def make_bundle() -> None:
    """Make the next bundle, unless somebody was quicker."""
    automatic.make_next(timezone.now())
