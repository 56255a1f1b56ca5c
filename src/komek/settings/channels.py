"""Messengers: which bots are ours. Without a token a channel does not exist."""

import os

KOMEK_THREADS = int(os.environ.get("KOMEK_THREADS", "8"))
"""Requests that one process answers at a time. Messengers have half of them, so that pages answer whatever they do."""

KOMEK_TELEGRAM_TOKEN = os.environ.get("KOMEK_TELEGRAM_TOKEN", "")
KOMEK_TELEGRAM_SECRET = os.environ.get("KOMEK_TELEGRAM_SECRET", "")
"""What Telegram says with each update, so that nobody else can: letters, digits, `_` and `-`."""
KOMEK_TELEGRAM_BOT = os.environ.get("KOMEK_TELEGRAM_BOT", "").removeprefix("@")
KOMEK_TELEGRAM_API = os.environ.get("KOMEK_TELEGRAM_API", "https://api.telegram.org").rstrip("/")

KOMEK_WHATSAPP_TOKEN = os.environ.get("KOMEK_WHATSAPP_TOKEN", "")
KOMEK_WHATSAPP_NUMBER = os.environ.get("KOMEK_WHATSAPP_NUMBER", "")
KOMEK_WHATSAPP_SECRET = os.environ.get("KOMEK_WHATSAPP_SECRET", "")
KOMEK_WHATSAPP_VERIFY = os.environ.get("KOMEK_WHATSAPP_VERIFY", "")
KOMEK_WHATSAPP_API = os.environ.get("KOMEK_WHATSAPP_API", "https://graph.facebook.com/v23.0").rstrip("/")
