"""The decorator that makes a function a task: `@task("cases.remind")`, then `remind.defer(case=id)`.

A job is deferred in the transaction of its caller: rolled back with it, run after it. Where a task fails,
the log says its code, the kind of the error and the places it passed through; nothing else is kept.
"""

import logging
from collections.abc import Callable
from typing import Generic, ParamSpec

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task as ProcrastinateTask

from komek.foundations.jobs.arguments import Kinds, kinds_of, pack, unpack
from komek.foundations.jobs.queue import queue
from komek.kernel.logs import frames

P = ParamSpec("P")

TRIES = 4
WAIT = 5
"""Tries of a job in all, and the base in seconds of the growing pause between them."""

log = logging.getLogger(__name__)


class Failed(Exception):
    """A task failed; the kind of its error stands in the log, its text nowhere."""


class Task(Generic[P]):
    """A function that the worker runs later."""

    def __init__(self, code: str, function: Callable[P, None], *, tries: int, once: bool) -> None:
        self.code = code
        self.kinds: Kinds = kinds_of(function)
        self._function = function
        retry = RetryStrategy(max_attempts=tries - 1, exponential_wait=WAIT) if tries > 1 else False
        register = queue.task(name=code, retry=retry, queueing_lock=code if once else None)
        self.job: ProcrastinateTask[..., None, ...] = register(self._run)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do the work here and now."""
        self._function(*args, **kwargs)

    def defer(self, *_: P.args, **kwargs: P.kwargs) -> None:
        """Have the worker do it once this transaction is committed; a waiting twin of a `once` task is enough."""
        packed = pack(self.kinds, kwargs)
        try:
            with transaction.atomic():  # a twin that waits breaks this savepoint, not the caller's act
                self.job.defer(**packed)
        except AlreadyEnqueued:
            log.info("job %s is waiting already", self.code)

    def _run(self, **packed: str | int) -> None:
        failure = ""
        try:
            self._function(**unpack(self.kinds, packed))  # type: ignore[call-arg, arg-type]
        except Exception as error:  # noqa: BLE001 - its text must go no further
            failure = frames(type(error), error.__traceback__)
        if failure:
            log.error("job %s failed: %s", self.code, failure)
            raise Failed(self.code)


def task(code: str, *, tries: int = TRIES, once: bool = False) -> Callable[[Callable[P, None]], Task[P]]:
    """Make a function a task under a code; its arguments are keyword-only ids, numbers, days and codes."""

    def make(function: Callable[P, None]) -> Task[P]:
        return Task(code, function, tries=tries, once=once)

    return make
