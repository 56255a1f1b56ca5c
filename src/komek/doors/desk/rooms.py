"""The rooms of the desk, in the order of the navigation."""

from importlib import import_module
from importlib.util import find_spec

ROOMS = (
    "shell",
    "my_day",
    "cases",
    "people",
    "people_and_keys",
    "hotline",
    "rota",
    "account",
    "notices",
    "counts",
    "imports",
    "guide",
    "kiosks",
)


def load() -> None:
    """Import the views of each room, which registers its pages."""
    for room in ROOMS:
        if find_spec(f"komek.doors.desk.{room}"):
            import_module(f"komek.doors.desk.{room}.views")
