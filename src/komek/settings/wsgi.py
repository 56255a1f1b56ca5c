"""What the web server calls for every request."""

from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from komek.machine.lifeline import follow_parent

follow_parent()
django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request without telling the name of the server program."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        return start_response(status, [*headers, ("server", "")], exc_info)

    return django(environ, start)
