"""The worker: runs jobs until told to stop. It holds no key, so it can open nothing."""

import asyncio

from procrastinate.contrib.django import app

from komek.foundations.jobs.tasks import keep_taking_up_stalled
from komek.machine import migrating
from komek.machine.start import close_connections

AT_ONCE = 2
"""Jobs that run at the same time."""

GRACE = 8.0
"""Seconds that running jobs have when the worker is told to stop; later they are taken up by another."""


def work(*, until_empty: bool = False) -> None:
    """Check, then work. Django is set up as the restricted role here."""
    migrating.check()
    close_connections()
    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(_work(until_empty=until_empty))


async def _work(*, until_empty: bool) -> None:
    async with app.open_async():
        looking = asyncio.create_task(keep_taking_up_stalled(app.job_manager))
        try:
            await app.run_worker_async(concurrency=AT_ONCE, wait=not until_empty, shutdown_graceful_timeout=GRACE)
        finally:
            looking.cancel()
