"""Everything a browser sees of the hotline. Each module registers its pages when it is imported."""

from importlib import import_module

MODULES = (
    "day",
    "writing",
    "beside",
    "contact",
    "passing_on",
    "since",
    "callers",
    "messages",
    "enclosed",
    "shifts",
    "figures",
    "keeping",
)

for _module in MODULES:
    import_module(f"komek.doors.desk.hotline.{_module}")
