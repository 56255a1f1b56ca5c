"""What Komek is made of: rooms, middleware, templates, static files, mail."""

import os
from pathlib import Path

DEMO = os.environ.get("KOMEK_DEMO") == "1" and not os.environ.get("KOMEK_DATABASE_URL")
"""The embedded server's alone: beside a database from outside the word is ignored."""
KOMEK_DEMO = DEMO

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
    "komek.foundations.audit",
    "komek.foundations.vault",
    "komek.foundations.accounts",
    "komek.foundations.orgs",
    "komek.foundations.ledger",
    "komek.foundations.inbox",
    "komek.foundations.notify",
    "komek.foundations.jobs",
    "komek.knowledge.guide",
    "komek.knowledge.kiosks",
    "komek.care.people",
    "komek.care.cases",
    "komek.care.hotline",
    "komek.evidence.results",
    "komek.doors.face",
    "komek.doors.desk",
    "komek.doors.kiosk",
    "komek.doors.portal",
    "komek.doors.bots",
]

MIDDLEWARE = [
    "komek.doors.portal.middleware.kept",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "komek.doors.desk.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "komek.doors.desk.middleware.gate",
]

ROOT_URLCONF = "komek.urls"
WSGI_APPLICATION = "komek.settings.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "komek.doors.face.forms.FaceRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((Path(__file__).parent.parent / "doors" / "desk").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "komek.doors.face.context.desk",
            ],
            "builtins": ["django.templatetags.i18n", "komek.doors.face.templatetags.face"],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("KOMEK_STATIC", Path(os.environ.get("KOMEK_DATA", ".komek")) / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

KOMEK_MATCHER = Path(os.environ.get("KOMEK_MATCHER") or Path(os.environ.get("KOMEK_DATA", ".komek")) / "matcher")
"""Where the matcher of the shipped questions is kept once it is trained: nothing of a person."""

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
"""Messages are fixed sentences: no page puts a typed value into one (docs/security.md)."""

EMAIL_BACKEND = os.environ.get("KOMEK_EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
DEFAULT_FROM_EMAIL = os.environ.get("KOMEK_EMAIL_FROM", "komek@localhost")
