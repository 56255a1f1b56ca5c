"""Everything a browser sees of a case. Each module registers its pages when it is imported."""

from importlib import import_module

MODULES = (
    "caseload",
    "file",
    "identification",
    "intake",
    "paper",
    "screening",
    "services",
    "told",
    "assessing",
    "legal",
    "notes",
    "endings",
    "due",
    "consents",
    "bases",
    "approvals",
    "shared",
    "handing_over",
    "exports",
    "erasing",
    "retention",
    "coded",
)

for _module in MODULES:
    import_module(f"komek.doors.desk.cases.{_module}")
