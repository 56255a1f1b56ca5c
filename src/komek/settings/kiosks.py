"""Kiosks: where the house keeps bundles and recordings. A machine in an airport has its own settings (airport.py)."""

import os
from pathlib import Path

KOMEK_RECORDINGS = os.environ.get("KOMEK_RECORDINGS", "")
KOMEK_BUNDLES = Path(os.environ.get("KOMEK_BUNDLES") or Path(os.environ.get("KOMEK_DATA", ".komek")) / "bundles")
KIOSK_FOLDER = ""
KIOSK_PLACE = ""
"""Empty in the house: there pages show what is released now."""
