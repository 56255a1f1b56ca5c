"""The worker's own duties: jobs of a dead worker run again, old jobs go, the night's work is handed out."""

from typing import Any

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from komek.foundations.jobs.arguments import Code
from komek.foundations.jobs.task import task
from komek.kernel.nightly import NIGHTLY

SILENCE = 30
"""Seconds without a heartbeat after which a worker counts as dead (it beats every ten)."""

MOST_STARTS = 8
"""A job that was begun this often and never ended takes its worker down with it: it is not tried again."""

KEPT_DONE, KEPT_FAILED = 7 * 24, 30 * 24
"""Hours for which ended jobs are kept."""


@app.periodic(cron="* * * * *")
@app.task(name="jobs.sweep", queueing_lock="jobs.sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Take the jobs of dead workers up again."""
    await take_up_stalled(context.app.job_manager)


@app.periodic(cron="41 * * * *")
@app.task(name="jobs.prune", queueing_lock="jobs.prune", pass_context=True)
async def prune(context: JobContext, timestamp: int) -> None:
    """Remove jobs that ended long ago."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=KEPT_DONE)
    await manager.delete_old_jobs(
        nb_hours=KEPT_FAILED, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="17 1 * * *")
@app.task(name="jobs.nightfall", queueing_lock="jobs.nightfall")
def nightfall(timestamp: int) -> None:
    """Make one job of each nightly duty."""
    for duty in NIGHTLY:
        night.defer(duty=Code(duty.code))


@task("jobs.night")
def night(*, duty: Code) -> None:
    """Do one nightly duty."""
    NIGHTLY[duty].work()


async def take_up_stalled(manager: Any, silence: float = SILENCE) -> int:
    """Run the jobs again whose worker went silent; give up those that were begun too often. Says how many."""
    jobs = list(await manager.get_stalled_jobs(seconds_since_heartbeat=silence))
    for job in jobs:
        if job.attempts + 1 >= MOST_STARTS:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)
    return len(jobs)
