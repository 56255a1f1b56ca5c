"""Read by pytest before the settings are: tests have a home of their own and never touch that of `make run`."""

import os
import shutil
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / ".komek-test"
KEPT = {"KOMEK_DATABASE_URL", "KOMEK_DATABASE_OWNER_URL", "KOMEK_CTDC_FILE", "KOMEK_WITHOUT_TOOLS"}
"""A server to test on instead of the embedded one, a file of world data, leave to do without a browser; every other
setting is left aside."""

for name in [name for name in os.environ if name.startswith("KOMEK_") and name not in KEPT]:
    del os.environ[name]
os.environ["KOMEK_DATA"] = str(HOME)

from komek.machine.home import Home  # noqa: E402 - it reads the environment

Home.here().prepare()
FOR_KIOSKS = (HOME / "bundles", HOME / "bundle-keys")
"""What no test may leave: every kiosk of the tests would find it."""

for left in FOR_KIOSKS:  # by a run that was broken off
    shutil.rmtree(left, ignore_errors=True)
