"""Reading the tables that are shipped as CSV files."""

import csv
from importlib.resources.abc import Traversable


def rows(source: Traversable) -> list[dict[str, str]]:
    """Read the lines of a table by the names of its columns; a file that is not there has none."""
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines())) if source.is_file() else []
