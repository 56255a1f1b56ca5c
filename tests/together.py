"""Things that happen at the same moment, in tests that commit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from komek.foundations.inbox.models import Message
from komek.kernel.errors import DomainError


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do things at the same moment, each on a connection of its own; gives what came, or which error."""
    together = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            together.wait(10)
            return act()
        except (DomainError, Message.DoesNotExist) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
