"""The demo: invented people for a try-out, and what a thief of its disk would see.

The command asks three things of this module: `load` fills an empty database and returns the lines that say who
may sign in and how; `steal` prints what rests on the disk. Both run with Django set up as the restricted role.
"""

from komek.machine.home import Unusable


def load() -> list[str]:
    """Make the invented people and return the lines to print at every start of the demo."""
    return []


def steal() -> None:
    """Print what a thief of this disk would see."""
    raise Unusable("There is nothing to steal yet.")
