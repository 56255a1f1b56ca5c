"""Kiosks: where bundles lie, and the key that signs them. A machine in an airport has its own settings (airport.py)."""

import os
from pathlib import Path

KOMEK_BUNDLES = Path(os.environ.get("KOMEK_BUNDLES") or Path(os.environ.get("KOMEK_DATA", ".komek")) / "bundles")
KOMEK_BUNDLE_KEYS = Path(
    os.environ.get("KOMEK_BUNDLE_KEYS") or Path(os.environ.get("KOMEK_DATA", ".komek")) / "bundle-keys"
)
"""Where a content key lies with which the worker signs bundles by itself; never a root key."""

KIOSK_FOLDER = ""
KIOSK_PLACE = ""
"""Empty in the house: there pages show what is released now."""
