"""What the machine around us does: certificates, time service, file systems, swap, core dumps."""

import datetime
import resource
import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Literal

State = Literal["well", "look", "ill"]
SOON = datetime.timedelta(days=14)
SEALED_SWAP = ("zram", "dm-", "mapper/")
"""Swap that lives in memory, or behind dm-crypt."""


def certificate(host: str, port: int = 443) -> tuple[State, str]:
    """Say whether a browser would trust the server of this name, and for how long."""
    try:
        with (
            socket.create_connection((host, port), timeout=5) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            told = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError:
        return "ill", f"Browsers do not trust the certificate of {host}."
    except OSError:
        return "ill", f"https://{host}/ does not answer."
    ends = datetime.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), datetime.UTC)
    days = (ends - datetime.datetime.now(datetime.UTC)).days
    return ("look" if days < SOON.days else "well"), f"The certificate of {host} is good for {days} days."


def time_service() -> tuple[State, str]:
    """Say whether the network keeps the clock."""
    if not shutil.which("timedatectl"):
        return "look", "Nothing here tells whether the network keeps the clock: check chrony or ntpd by hand."
    command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return ("well", "The network keeps it.") if told == "yes" else ("look", "The network does not keep it: use chrony.")


def file_system(folder: Path) -> str:
    """Return the kind of file system a folder lies on, as far as it is known."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return ""
    place = folder.resolve()
    around = [(mount[1], mount[2]) for mount in mounts if place.is_relative_to(mount[1])]
    return max(around, key=lambda mount: len(mount[0]), default=("", ""))[1]


def clear_swap() -> str:
    """Return the name of a swap device that may hold memory in clear, or nothing."""
    try:
        devices = [line.split()[0] for line in Path("/proc/swaps").read_text().splitlines()[1:]]
    except OSError:
        return ""
    return next((device for device in devices if not any(mark in device for mark in SEALED_SWAP)), "")


def dumps_core() -> bool:
    """Say whether a crash would write memory somewhere."""
    return resource.getrlimit(resource.RLIMIT_CORE)[0] != 0
