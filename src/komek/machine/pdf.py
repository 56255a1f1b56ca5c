"""Whether this machine can make PDF files: WeasyPrint needs Pango from the system; all else works without it."""

import ctypes
import sys

LIBRARIES = {
    "linux": ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0"),
    "darwin": ("libgobject-2.0.dylib", "libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz.dylib"),
}
SENTENCE = (
    "PDF files cannot be made here, everything else works: install Pango "
    "(Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0) and start again."
)


def what_is_missing() -> str:
    """Return a sentence for the person at the terminal, or nothing when PDF files can be made."""
    try:
        for name in LIBRARIES.get(sys.platform, ()):
            ctypes.CDLL(name)
    except OSError:
        return SENTENCE
    return ""
