"""The demo: invented people for a try-out, and what a thief of its disk would see.

`load` fills an empty database through the same verbs that a case worker uses, so that every page, count and audit
line is real; `steal` prints what rests. Nobody in it exists, and no organisation either.
"""

from komek.machine.demo.cast import greeting
from komek.machine.demo.loading import load
from komek.machine.demo.stealing import steal

__all__ = ["greeting", "load", "steal"]
