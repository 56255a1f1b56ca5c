"""What is sealed about a register: its headings, what was chosen, what was found, each line as it was written."""

from komek.foundations import vault
from komek.foundations.vault import Code

MEMORY = vault.Schema("register.memory", 1, {"meanings": dict[str, Code]})
CHOICES = vault.Schema(
    "register.choices",
    1,
    {"sheet": str, "header": int, "columns": dict[str, Code], "country": Code, "answers": dict[str, str]},
)
CHECKED = vault.Schema(
    "register.checked",
    1,
    {"people": int, "bad": list[int], "doubt": list[int], "alike": list[str]},
)
WRITTEN = vault.Schema("register.written", 1, {"cells": dict[str, str]})
