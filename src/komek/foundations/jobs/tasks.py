"""The worker's own duties: jobs of a dead worker run again, old jobs go, the night's work is handed out."""

import asyncio
import logging

from procrastinate import JobContext
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from komek.foundations.jobs.arguments import Code
from komek.foundations.jobs.queue import queue
from komek.foundations.jobs.task import task
from komek.kernel.logs import frames
from komek.kernel.nightly import MINUTELY, NIGHTLY, Nightly

SILENCE, LOOK = 30.0, 10.0
"""Seconds without a heartbeat after which a worker counts as dead (it beats every ten), and between two looks."""

MOST_STARTS = 8
"""A job that was begun this often and never ended takes its worker down with it: it is not tried again."""

log = logging.getLogger(__name__)

KEPT_DONE, KEPT_FAILED = 7 * 24, 30 * 24
"""Hours for which ended jobs are kept."""


@queue.periodic(cron="* * * * *")
@queue.task(name="jobs.minute", queueing_lock="jobs.minute")
def minute(timestamp: int) -> None:
    """Do the duties of every minute; one that fails stops no other."""
    for duty in MINUTELY:
        attempt(duty)


@queue.periodic(cron="41 * * * *")
@queue.task(name="jobs.prune", queueing_lock="jobs.prune", pass_context=True)
async def prune(context: JobContext, timestamp: int) -> None:
    """Remove jobs that ended long ago."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=KEPT_DONE)
    await manager.delete_old_jobs(
        nb_hours=KEPT_FAILED, include_failed=True, include_cancelled=True, include_aborted=True
    )


@queue.periodic(cron="17 1 * * *")
@queue.task(name="jobs.nightfall", queueing_lock="jobs.nightfall")
def nightfall(timestamp: int) -> None:
    """Make one job of each nightly duty."""
    for duty in NIGHTLY:
        night.defer(duty=Code(duty.code))


@task("jobs.night")
def night(*, duty: Code) -> None:
    """Do one nightly duty."""
    NIGHTLY[duty].work()


def attempt(duty: Nightly) -> None:
    """Do a duty; write down the kind of its error and where it was, not its text."""
    try:
        duty.work()
    except Exception as error:  # noqa: BLE001 - its text may quote a value
        log.error("duty %s failed: %s", duty.code, frames(type(error), error.__traceback__))


async def keep_taking_up_stalled(manager: JobManager) -> None:
    """Look for jobs of dead workers as long as this worker lives."""
    while True:
        try:
            await take_up_stalled(manager)
        except ProcrastinateException as error:  # the database may be away for a moment; another look comes soon
            log.warning("no look for stalled jobs: %s", type(error).__name__)
        await asyncio.sleep(LOOK)


async def take_up_stalled(manager: JobManager) -> int:
    """Run the jobs again whose worker went silent; give up those that were begun too often. Says how many."""
    jobs = list(await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE))
    for job in jobs:
        if job.attempts + 1 >= MOST_STARTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
    return len(jobs)
