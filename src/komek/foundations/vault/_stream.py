"""Files as sealed streams: cut into blocks, each bound to its file and its place, padded at the end.

libsodium's secretstream refuses a stream whose blocks are reordered, repeated, changed or cut off. A file never
lies on this machine in clear, and never as a whole in memory.
"""

from collections.abc import Iterator
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

from komek.foundations.vault import _boxes
from komek.foundations.vault.errors import Tampered
from komek.foundations.vault.models import FileChunk

BLOCK = 256 * 1024
HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
LEAST = 16 * 1024


class Sealer:
    """Takes a file in pieces and writes it to the table in sealed blocks."""

    def __init__(self, file: UUID) -> None:
        self.file, self.key, self.size = file, _boxes.new_key(), 0
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self._head = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key)
        self._waiting, self._number = bytearray(), 0

    def write(self, piece: bytes) -> None:
        """Take the next piece."""
        self.size += len(piece)
        self._waiting += piece
        while len(self._waiting) > BLOCK:
            self._push(MORE)

    def finish(self) -> None:
        """Pad, and close the stream."""
        padding = room(self.size) - self.size
        while padding > 0:
            some = min(padding, BLOCK)
            padding -= some
            self._waiting += bytes(some)
            while len(self._waiting) > BLOCK:
                self._push(MORE)
        self._push(LAST)

    def _push(self, tag: int) -> None:
        block, self._waiting = bytes(self._waiting[:BLOCK]), self._waiting[BLOCK:]
        data = bindings.crypto_secretstream_xchacha20poly1305_push(self._state, block, self.file.bytes, tag)
        FileChunk.objects.create(file=self.file, number=self._number, data=self._head + data)
        self._head, self._number = b"", self._number + 1


def read(file: UUID, key: bytes, size: int) -> Iterator[bytes]:
    """Open a stream block by block. Raises Tampered, also at the end of a stream that was cut off."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    number, tag = 0, MORE
    while tag != LAST:
        data = FileChunk.objects.filter(file=file, number=number).values_list("data", flat=True).first()
        if data is None:
            raise Tampered
        data = bytes(data)
        try:
            if number == 0:
                bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, data[:HEADER], key)
                data = data[HEADER:]
            block, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, data, file.bytes)
        except (CryptoError, ValueError):
            raise Tampered from None
        if size:
            yield block[:size]
        size, number = max(0, size - len(block)), number + 1


def room(size: int) -> int:
    """Round a length up: at least 16 KiB, then steps of an eighth."""
    most = LEAST
    while most < size:
        most += max(most // 8, 4096)
    return most


def delete(files: list[UUID]) -> None:
    """Delete the blocks of files."""
    FileChunk.objects.filter(file__in=files).delete()
