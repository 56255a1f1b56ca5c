"""Everything a browser sees of an import. Each module registers its pages when it is imported."""

from importlib import import_module

MODULES = ("registers", "columns", "preview", "running", "totals")

for _module in MODULES:
    import_module(f"komek.doors.desk.imports.{_module}")
