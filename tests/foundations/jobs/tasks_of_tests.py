"""Tasks that only tests have: one that leaves a line, one that fails with a secret, one that takes its time."""

import os
import time
from pathlib import Path

from komek.foundations.jobs.task import task

SECRET = "canary-passport-N12345678"


def leave(line: str) -> None:
    with Path(os.environ["KOMEK_TEST_TRACE"]).open("a") as file:
        file.write(line + "\n")


@task("tests.leave_line", tries=1)
def leave_line(*, number: int) -> None:
    leave(f"line {number}")


@task("tests.fail", tries=1)
def fail(*, number: int) -> None:
    leave(f"fails {number}")
    raise ValueError(SECRET)


@task("tests.fail_often", tries=3)
def fail_often(*, number: int) -> None:
    leave(f"try {number}")
    raise ValueError(SECRET)


@task("tests.take_time", tries=1)
def take_time(*, number: int) -> None:
    leave(f"begins {number}")
    time.sleep(number)
    leave(f"ends {number}")


@task("tests.tidy", once=True)
def tidy() -> None:
    leave("tidies")
