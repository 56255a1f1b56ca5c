"""`komek doctor`: looks an installation over and says in sentences what is well, what to look at, what is ill."""

import datetime
import re
import shutil
import tempfile
import time
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from komek.foundations.vault import passing
from komek.foundations.vault.lists import LISTS
from komek.machine import grants, outside, pdf
from komek.machine.backup import last_backup
from komek.machine.home import Home, Unusable

State = Literal["well", "look", "ill"]

OLDEST_SERVER = 150_000
LEAST_DISK, LITTLE_DISK = 1, 5
GIB = 1024**3
NAME = re.compile(r"(?!-)[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63})+|localhost|[0-9.]+")
"""What a certificate may be for, and a link may lead to."""

HEARTBEAT = datetime.timedelta(seconds=60)
BACKUP_LOOK, BACKUP_ILL = datetime.timedelta(hours=26), datetime.timedelta(days=7)
QUIET = {
    "log_statement": ("none",),
    "log_min_error_statement": ("panic",),
    "log_min_duration_statement": ("-1",),
    "log_parameter_max_length_on_error": ("0", "0B"),
}
"""Settings of the server that keep typed values out of its log."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    state: State
    sentence: str


def examine(home: Home) -> list[Finding]:
    """Look at everything; Django is set up as the restricted role."""
    return [finding for look in LOOKS for finding in look(home)]


def database(_: Home) -> Iterator[Finding]:
    """The version of the server, the role, its checksums."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('data_checksums')")
        number, checksums = cursor.fetchone()
        if number < OLDEST_SERVER:
            yield Finding("database", "ill", f"PostgreSQL {number // 10_000} is too old: use 15 or newer.")
        else:
            yield Finding("database", "well", f"PostgreSQL {number // 10_000} answers.")
        if checksums != "on":
            yield Finding("checksums", "look", "Pages have no checksums: switch them on with pg_checksums.")
        try:
            grants.check(cursor)
        except Unusable as refusal:
            yield Finding("role", "ill", str(refusal))


def database_log(_: Home) -> Iterator[Finding]:
    """Whether the server's log may hold what somebody typed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        loud = [f"{name} = {QUIET[name][0]}" for name, value in cursor.fetchall() if value not in QUIET[name]]
    if loud:
        yield Finding("server log", "ill", f"It may hold values that people typed: set {', '.join(loud)}.")
    else:
        yield Finding("server log", "well", "It holds no statements and no parameters.")


def tls(_: Home) -> Iterator[Finding]:
    """The certificate of each name under which the house is reached."""
    if settings.LOOPBACK:
        yield Finding(
            "TLS", "look", "Only this machine is served: set KOMEK_HOSTS where a proxy with TLS stands before."
        )
        return
    for host in settings.ALLOWED_HOSTS:
        if not NAME.fullmatch(host):
            continue
        state, sentence = outside.certificate(host)
        yield Finding("TLS", state, sentence)


def address(_: Home) -> Iterator[Finding]:
    """Whether links in messages, letters and codes to scan lead somewhere."""
    if settings.LOOPBACK:
        return
    wrong = [host for host in settings.ALLOWED_HOSTS if not NAME.fullmatch(host.removeprefix("."))]
    if wrong:
        yield Finding("KOMEK_HOSTS", "ill", f"{', '.join(wrong)}: no name of a machine. Links to it lead nowhere.")
    elif settings.ALLOWED_HOSTS[0].startswith("."):
        sentence = (
            f"It begins with a dot: links lead to {settings.KOMEK_ADDRESS}. Name the machine first, without a dot."
        )
        yield Finding("KOMEK_HOSTS", "look", sentence)
    else:
        yield Finding("KOMEK_HOSTS", "well", f"Links lead to {settings.KOMEK_ADDRESS}.")


def clock(_: Home) -> Iterator[Finding]:
    """The clock against that of the database, whether it is kept by the network, and the time zones."""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        apart = abs(cursor.fetchone()[0] - (before + time.time()) / 2)
    if apart > 1:
        yield Finding("clock", "ill", f"This clock and the database's are {apart:.0f} seconds apart.")
    state, sentence = outside.time_service()
    yield Finding("clock", state, sentence)
    almaty = datetime.datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo("Asia/Almaty")).utcoffset()
    if almaty != datetime.timedelta(hours=5):
        yield Finding("time zones", "ill", "The time zones are older than 2024: update tzdata, Almaty is at UTC+5.")


def disk(home: Home) -> Iterator[Finding]:
    """Room for the data, and where temporary files lie."""
    free = shutil.disk_usage(home.root).free / GIB
    state: State = "ill" if free < LEAST_DISK else "look" if free < LITTLE_DISK else "well"
    yield Finding("disk", state, f"{free:.0f} GiB are free at {home.root}.")
    folder = Path(tempfile.gettempdir())
    if outside.file_system(folder) not in ("tmpfs", "ramfs"):
        yield Finding("TMPDIR", "look", f"{folder} is on a disk: set TMPDIR to a RAM file system (tmpfs).")


def worker(_: Home) -> Iterator[Finding]:
    """Whether a worker lives, and whether jobs fail."""
    now = datetime.datetime.now(datetime.UTC)
    beat = ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True).first()
    if beat is None or now - beat > HEARTBEAT:
        yield Finding("worker", "ill", "No worker has been heard of for a minute: start `komek worker`.")
    else:
        yield Finding("worker", "well", f"Heard of {(now - beat).total_seconds():.0f} seconds ago.")
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    if failed:
        yield Finding("jobs", "look", f"{failed} jobs failed in the last 30 days; the worker's log says where.")


def mail(_: Home) -> Iterator[Finding]:
    """Whether mail can be sent."""
    if settings.EMAIL_BACKEND.endswith(("dummy.EmailBackend", "locmem.EmailBackend", "console.EmailBackend")):
        yield Finding("mail", "look", "No mail is sent: set KOMEK_EMAIL_URL.")
        return
    try:
        with get_connection(timeout=10):
            yield Finding("mail", "well", "The mail server answers.")
    except OSError as error:
        yield Finding("mail", "ill", f"The mail server does not answer ({type(error).__name__}).")


def backups(home: Home) -> Iterator[Finding]:
    """How old the last backup is, and whether the lists are in their place."""
    made = last_backup(home)
    if made is None:
        yield Finding("backup", "ill", "None was ever made here: `komek backup DIR`, every night.")
    else:
        age = datetime.datetime.now(datetime.UTC) - made
        state: State = "ill" if age > BACKUP_ILL else "look" if age > BACKUP_LOOK else "well"
        yield Finding("backup", state, f"The last one is {age.total_seconds() / 3600:.0f} hours old.")
    if any(not (home.lists / f"{name}.jsonl").is_file() for name in LISTS):
        yield Finding("lists", "ill", f"The lists of erasures are not in {home.lists}: bring them back.")


def secrets(home: Home) -> Iterator[Finding]:
    """Files of the home that others may read."""
    seen = [path.name for path in home.root.iterdir() if path.is_file() and path.stat().st_mode & 0o077]
    if home.root.stat().st_mode & 0o077 or seen:
        yield Finding("secrets", "ill", f"Others may read {home.root}: chmod 700 it, and 600 its files.")
    else:
        yield Finding("secrets", "well", f"{home.root} is closed to others.")


def memory(_: Home) -> Iterator[Finding]:
    """Ways in which memory, and with it open keys, could reach a disk."""
    if swap := outside.clear_swap():
        yield Finding("swap", "look", f"Memory may be written to {swap}: switch swap off or encrypt it.")
    else:
        yield Finding("swap", "well", "No memory is written to a disk in clear.")
    if not passing.shared():
        yield Finding(
            "KOMEK_RAM",
            "ill",
            "No private folder on a RAM file system: only one process serves, a chat begins anew with each start, and "
            "no notice goes to Telegram. Mount a tmpfs at /dev/shm, or name a folder of one.",
        )
    elif outside.file_system(Path(settings.KOMEK_RAM)) not in ("tmpfs", "ramfs"):
        yield Finding("KOMEK_RAM", "ill", "It is on a disk: keys that should pass with the memory would rest there.")
    else:
        yield Finding("KOMEK_RAM", "well", "Keys that pass lie in memory, the same for all processes.")
    if outside.dumps_core():
        yield Finding("core dumps", "look", "A crash may write memory to a disk: set LimitCORE=0 for the services.")
    else:
        yield Finding("core dumps", "well", "They are off.")


def papers(_: Home) -> Iterator[Finding]:
    """Whether PDF files can be made."""
    missing = pdf.what_is_missing()
    yield Finding("PDF", "look" if missing else "well", missing or "Pango is here.")


LOOKS: tuple[Callable[[Home], Iterator[Finding]], ...] = (
    database, database_log, address, tls, clock, disk, worker, mail, backups, secrets, memory, papers,
)  # fmt: skip
