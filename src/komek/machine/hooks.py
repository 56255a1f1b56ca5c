"""What other rooms want done when the server starts and when it stops."""

import contextlib
from importlib import import_module

AT_START = ("komek.foundations.vault.sessions.truncate_keyrings",)
AT_STOP = ("komek.foundations.vault.sessions.truncate_keyrings",)


def call(names: tuple[str, ...]) -> None:
    """Call each function by its dotted name."""
    for name in names:
        module, _, function = name.rpartition(".")
        with contextlib.suppress(ModuleNotFoundError):  # until the vault is there
            getattr(import_module(module), function)()
