"""A machine in an airport: kiosk pages out of a folder of bundles, and nothing else. No database, no sign-in."""

import os

from komek.settings import *  # noqa: F403

KIOSK_FOLDER = os.environ.get("KOMEK_KIOSK_FOLDER", "")
KIOSK_PLACE = os.environ.get("KOMEK_KIOSK_PLACE", "")
ROOT_URLCONF = "komek.doors.kiosk.alone"
INSTALLED_APPS = ["django.contrib.staticfiles", "komek.knowledge.kiosks", "komek.doors.face", "komek.doors.kiosk"]
DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
STATIC_ROOT = None  # type: ignore[assignment] # nothing is collected: files are found where they lie
