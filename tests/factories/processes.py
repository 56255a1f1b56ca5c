"""Another web process, as far as a test can tell: a cache and a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

R = TypeVar("R")


def elsewhere(work: Callable[[], R]) -> R:
    """Do something as another process would. Use it in tests that commit."""

    def alone() -> R:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(alone).result()
