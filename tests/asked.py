"""How often a page asks the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def asked(reader: Client, path: str) -> int:
    """Count the questions of a page that was visited a moment before.

    That visit notes that the reader is at work, as a page does again after a while. The look at the number of the
    edition is not counted: a process takes it from time to time, whatever the page.
    """
    reader.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(path).status_code == 200, path
    return len([each for each in seen.captured_queries if '"guide_editionnumber"' not in each["sql"]])
