"""What the web server calls for every request.

Django answers nearly every error itself. What escapes it (an error while an answer is being sent, a broken
URL table) ends here, because the web server would write the text of the error into its log.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from komek.kernel.logs import frames
from komek.knowledge.guide import counting
from komek.machine.lifeline import follow_parent

Start = Callable[..., Any]
PLAIN = [("content-type", "text/plain; charset=utf-8"), ("server", "")]

log = logging.getLogger("komek.web")

follow_parent()
django = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - read every page now, not while the first reader waits
counting.every_minute()


class Broken(Exception):
    """An answer could not be sent to its end."""


class Guarded:
    """The body of an answer; an error in it goes no further than its kind and place."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        failure = ""
        try:
            yield from self.body
        except Exception as error:  # noqa: BLE001 - its text may quote what somebody typed
            failure = frames(type(error), error.__traceback__)
        if failure:
            log.error("an answer broke off: %s", failure)
            raise Broken

    def close(self) -> None:
        """Let Django end the request."""
        close = getattr(self.body, "close", None)
        if close:
            close()


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer a request without telling the name of the server program."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        return start_response(status, [*headers, ("server", "")], exc_info)

    try:
        body = django(environ, start)
    except Exception as error:  # noqa: BLE001 - its text may quote what somebody typed
        log.error("a request failed: %s", frames(type(error), error.__traceback__))
        start_response("500 Internal Server Error", PLAIN)
        return [b"Something went wrong here. Nothing was saved; please try again."]
    return Guarded(body)
