"""What other rooms want done when the server starts or stops, and after a restore: functions by dotted name."""

from importlib import import_module

AT_START = ("komek.foundations.vault.sessions.truncate_keyrings", "komek.foundations.vault.marks.forget_all")
AT_STOP = (*AT_START, "komek.knowledge.guide.counting.flush")
AFTER_REPLAY = (
    "komek.care.cases.actions.erasing.forget_again",
    "komek.care.cases.register.erasing.forget_again",
    "komek.care.cases.retention.erasing.forget_again",
    "komek.care.people.actions.erasing.forget_again",
    "komek.care.hotline.erasing.forget_again",
)
"""Each is given the ids of every record that was ever erased, to remove its rows in other rooms."""
AFTER_ENDINGS = ("komek.foundations.orgs.actions.people.remove_again",)
"""Each is given what other rooms had noted as ended, with its day: memberships."""


def call(names: tuple[str, ...], *arguments: object) -> None:
    """Call each function."""
    for name in names:
        module, _, function = name.rpartition(".")
        getattr(import_module(module), function)(*arguments)
