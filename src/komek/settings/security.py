"""Sessions, cookies, passwords, uploads, sign-in: closed unless opened here."""

import os
import secrets
import zlib
from pathlib import Path

DEBUG = False
DATA = Path(os.environ.get("KOMEK_DATA", ".komek")).resolve()
_HOSTS = [host.strip() for host in os.environ.get("KOMEK_HOSTS", "").split(",") if host.strip()]
LOOPBACK = not _HOSTS
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"] if LOOPBACK else _HOSTS
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in _HOSTS]
KOMEK_ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}" if LOOPBACK else f"https://{_HOSTS[0].lstrip('.')}"
"""How the house is reached from outside, for links in letters, codes to scan and messages: the first name."""


def _secret_key() -> str:
    """Read the signing key from its file; a process without one gets a key of its own that is never kept."""
    path = Path(os.environ.get("KOMEK_SECRET_KEY_FILE", DATA / "secret_key"))
    return path.read_text().strip() if path.is_file() else secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["komek.foundations.accounts.backend.VaultBackend"]
PASSWORD_HASHERS = ["komek.foundations.vault.hashers.VaultPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "komek.foundations.accounts.passwords.StrengthValidator"}]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not LOOPBACK
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = not LOOPBACK
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "komek.doors.desk.errors.csrf_failure"
UNLOCK_COOKIE = "unlock" if LOOPBACK else "__Host-unlock"
IDLE_LOCK_MINUTES = 15

SECURE_HSTS_SECONDS = 0 if LOOPBACK else 31536000
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = None if LOOPBACK else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
"""Not "no-referrer": browsers then send "Origin: null", which the check against forged forms refuses."""
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

FILE_UPLOAD_HANDLERS = ["komek.foundations.vault.uploads.SealingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MARKS_KEY = os.environ.get("KOMEK_MARKS_KEY") or secrets.token_urlsafe(32)
"""Under it the web processes remember together who tried how often: made by `komek serve`, in memory only."""
CACHES = {
    "default": {
        "BACKEND": "komek.foundations.vault.marks.Marks",
        # a used code is remembered as long as it would be accepted: allauth asks for one period of three
        "OPTIONS": {"AT_LEAST": {"allauth.mfa.totp.used": 90}},
    }
}

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/staff/"
KOMEK_EXIT_URL = os.environ.get("KOMEK_EXIT_URL", "https://www.wikipedia.org/")
"""Where quick exit leads: a page that anybody might have open."""
PASSWORD_ALONE_IN_DEMO = os.environ.get("KOMEK_DEMO") == "1" and not os.environ.get("KOMEK_DATABASE_URL")
"""The demo lets its printed accounts in with a password, on the embedded server only; a check looks for others."""

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "komek.foundations.accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "unlock": "10/5m/key",
    "recover": "10/h/ip,5/h/key",
    "invitation": "30/h/ip",
}
"""Counted by all web processes together, in `vault.marks`: a disk or a backup tells nothing of who tried."""
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if LOOPBACK else int(os.environ.get("KOMEK_PROXIES", "1"))
MFA_ADAPTER = "komek.foundations.accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Komek"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK
MFA_FORMS = {"add_webauthn": "komek.doors.desk.account.forms.AddPasskeyForm"}
USERSESSIONS_ADAPTER = "komek.foundations.accounts.adapter.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False


def _ram_folder() -> str:
    """Name a folder on the system's RAM file system that belongs to this installation and user alone."""
    shared = Path("/dev/shm")  # noqa: S108 - a RAM file system; the folder is refused unless it is ours and private
    name = f"komek-{os.getuid()}-{zlib.crc32(os.fsencode(DATA)):08x}"
    return str(shared / name) if shared.is_dir() else ""


KOMEK_RAM = os.environ.get("KOMEK_RAM") or _ram_folder()
"""A private folder on a RAM file system for keys that pass within a day or a week; empty where there is none."""
