"""Languages: eight written ones for what a client reads, English and Russian for the desk."""

from pathlib import Path

import django.conf.locale

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
    ("kk", "Қазақша"),
    ("ky", "Кыргызча"),
    ("uz", "Oʻzbekcha"),
    ("uz-cyrl", "Ўзбекча"),
    ("tg", "Тоҷикӣ"),
    ("tk", "Türkmençe"),
]
KOMEK_DESK_LANGUAGES = ("en", "ru")
_PACKAGE = Path(__file__).resolve().parent.parent
# the first to know a text wins: a screen's own wording goes before a label of a code list
LOCALE_PATHS = [_PACKAGE / "locale", _PACKAGE / "kernel/codes/locale"]

django.conf.locale.LANG_INFO["uz-cyrl"] = {
    "bidi": False,
    "code": "uz-cyrl",
    "name": "Uzbek (Cyrillic)",
    "name_local": "Ўзбекча",
}
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
