"""The container: a zip whose every byte follows from its files, so that a changed one never goes unseen.

Files lie in it as they are (what is large was packed before), in the order of their names, without times and rights.
Any zip program opens it. `opened` puts the same files together again and compares: what differs is refused.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from komek.knowledge.guide.sounds import HEARD
from komek.knowledge.kiosks.bundles.refusals import Refused

LARGEST = 64 * 1024 * 1024
"""Bytes of a bundle that a kiosk takes: two megabytes of texts, the rest recordings."""

MOST_FILES = 3000
NAMES = re.compile(rf"[a-z]{{1,20}}\.(json|json\.gz|sig)|audio/[0-9a-f]{{64}}\.({'|'.join(HEARD)})")
"""What a file in a bundle may be called; nothing else ever comes near a disk."""

DAY = 0x0021
"""The first of January 1980, as a zip writes it."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Put files into a chest."""
    body, index = bytearray(), bytearray()
    for name in sorted(files):
        data, called = files[name], name.encode()
        told = struct.pack("<HHHHLLLHH", 0, 0, 0, DAY, zlib.crc32(data), len(data), len(data), len(called), 0)
        index += (
            b"PK\x01\x02" + struct.pack("<HH", 20, 20) + told + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + called
        )
        body += b"PK\x03\x04" + struct.pack("<H", 20) + told + called + data
    end = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(index), len(body), 0)
    return bytes(body + index + b"PK\x05\x06" + end)


def opened(data: bytes) -> dict[str, bytes]:
    """Take the files out. Raises Refused: too-large, unreadable, path, changed."""
    if len(data) > LARGEST:
        raise Refused("too-large")
    files = _read(data)
    if packed(files) != data:
        raise Refused("changed")
    return files


def _read(data: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as chest:
            entries = chest.infolist()
            _known([each.filename for each in entries])
            if any(each.compress_type != ZIP_STORED or each.file_size > LARGEST for each in entries):
                raise Refused("changed")
            return {each.filename: chest.read(each) for each in entries}
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, struct.error):
        raise Refused(_broken(data)) from None


def _known(names: list[str]) -> None:
    if any(not NAMES.fullmatch(name) for name in names) or len(set(names)) != len(names) or len(names) > MOST_FILES:
        raise Refused("path")


def _broken(data: bytes) -> str:
    """Tell a chest that was changed from what never was one, or came only in part."""
    whole = data[:4] == b"PK\x03\x04" and data[-22:-18] == b"PK\x05\x06"
    return "changed" if whole else "unreadable"
