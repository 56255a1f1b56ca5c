"""Telegram at the terminal: answering on a laptop, and telling Telegram where to knock."""

import re
import signal
from typing import Annotated

import typer
from django.conf import settings

from komek.machine.commands.running import Processes
from komek.machine.home import Unusable
from komek.machine.start import rooms, rooms_without_database

app = typer.Typer(help="The bot on Telegram.", no_args_is_help=True)
webhook = typer.Typer(help="Where Telegram brings updates.", no_args_is_help=True)
app.add_typer(webhook, name="webhook")

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
Url = Annotated[str, typer.Option(help="Address of the webhook; without it that of this house.")]


@app.command()
def poll() -> None:
    """Answer by asking Telegram for updates, until Ctrl-C: for a laptop, or a server that nobody can reach."""
    with rooms():
        _wants("KOMEK_TELEGRAM_TOKEN")
        from komek.doors.bots import polling  # noqa: PLC0415
        from komek.knowledge.guide import counting  # noqa: PLC0415

        stop = _listen()
        typer.echo("Answering on Telegram (Ctrl-C stops it).")
        try:
            done = polling.poll(lambda: not stop)
        except polling.WebhookIsSet:
            raise Unusable(
                "Telegram brings updates to an address: run `komek telegram webhook delete` first."
            ) from None
        counting.flush()
    typer.echo(f"{done} updates were answered.")


@webhook.command("set")
def set_webhook(url: Url = "", processes: Processes = 2) -> None:
    """Tell Telegram to bring updates to this house, with our secret."""
    rooms_without_database()
    _wants("KOMEK_TELEGRAM_TOKEN", "KOMEK_TELEGRAM_SECRET")
    if not SECRET.fullmatch(settings.KOMEK_TELEGRAM_SECRET):
        raise Unusable("KOMEK_TELEGRAM_SECRET holds 1 to 256 letters, digits, `_` and `-`.")
    if not url and settings.LOOPBACK:
        raise Unusable("Nobody can reach this house: set KOMEK_HOSTS, or name an address with --url.")
    from komek.doors.bots.telegram import WANTED  # noqa: PLC0415

    address = url or f"{settings.KOMEK_ADDRESS}/bots/telegram/"
    secret = settings.KOMEK_TELEGRAM_SECRET
    told = {"url": address, "secret_token": secret, "allowed_updates": WANTED, "max_connections": at_once(processes)}
    _call("setWebhook", told)
    typer.echo(f"Telegram brings updates to {address}")


def at_once(processes: int) -> int:
    """Say how many updates Telegram may bring at the same time: as many as are answered. The rest waits there."""
    return max(1, settings.KOMEK_THREADS // 2) * processes


@webhook.command("delete")
def delete_webhook() -> None:
    """Tell Telegram to keep updates until they are asked for."""
    rooms_without_database()
    _wants("KOMEK_TELEGRAM_TOKEN")
    _call("deleteWebhook", {})
    typer.echo("Telegram keeps updates until they are asked for.")


@webhook.command("info")
def webhook_info() -> None:
    """Say where Telegram brings updates, and how many wait."""
    rooms_without_database()
    _wants("KOMEK_TELEGRAM_TOKEN")
    told = _call("getWebhookInfo", {})
    typer.echo(f"address: {told.get('url') or 'none'}")
    typer.echo(f"waiting: {told.get('pending_update_count', 0)}")
    if told.get("last_error_message"):
        typer.echo(f"last error: {told['last_error_message']}")


def enter(parent: typer.Typer) -> None:
    """Enter the group into the command."""
    parent.add_typer(app, name="telegram")


def _call(method: str, told: dict[str, object]) -> dict[str, object]:
    from komek.doors.bots import telegram, wire  # noqa: PLC0415

    try:
        found = telegram.call(method, told)
    except wire.Undelivered:
        raise Unusable("Telegram does not answer, or does not know this token.") from None
    except wire.Refused as refused:
        raise Unusable(f"Telegram refused this with {refused.status}.") from None
    return found if isinstance(found, dict) else {}


def _wants(*names: str) -> None:
    for name in names:
        if not getattr(settings, name):
            raise Unusable(f"{name} is not set.")


def _listen() -> list[int]:
    """Give a list that is filled when somebody wants an end."""
    wishes: list[int] = []
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda number, _frame: wishes.append(number))
    return wishes
