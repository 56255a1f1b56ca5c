"""A log line says when, how bad, who, and where in the code; never what a person typed."""

import logging
import traceback
from types import TracebackType


class ScrubbedFormatter(logging.Formatter):
    """Writes time, level, logger and message template; of an exception only its type and its frames.

    Arguments of a message are written only where they are numbers, since a string may hold a typed value;
    the texts of exceptions are never written, because libraries quote values in them.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s")

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {self._message(record)}"
        if record.exc_info and record.exc_info[0] is not None:
            return f"{head}\n{frames(record.exc_info[0], record.exc_info[2])}"
        return head

    def _message(self, record: logging.LogRecord) -> str:
        if record.name.startswith("komek."):
            return record.getMessage()
        return str(record.msg) if not record.args else str(record.msg).replace("%s", "…").replace("%r", "…")


def frames(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Write an exception as its type and the places it passed through, without its text."""
    places = traceback.extract_tb(trace)
    return "\n".join([kind.__name__, *(f"  {place.filename}:{place.lineno} {place.name}" for place in places)])
