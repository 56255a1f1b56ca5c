"""The only upload handler of the house: what comes in is sealed piece by piece and never rests in clear.

Django parses a form before any view can choose handlers, and its own handlers write larger files to the
temporary folder. Here each part gets a fresh key, which lives in the uploaded file's object and nowhere else,
until `vault.attach` seals it into a record. What is not attached within an hour is deleted.
"""

import datetime
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db.models import Exists, OuterRef
from django.utils import timezone

from komek.foundations.vault import _stream, sessions
from komek.foundations.vault.errors import Crowded, TooLarge
from komek.foundations.vault.models import FileChunk, Upload
from komek.kernel.errors import DomainError
from komek.kernel.ids import new_id

MEGABYTES = 20
MOST = MEGABYTES * 1024 * 1024
ENOUGH = 4 * MOST
"""A sender who goes on after this much is cut off; up to here the page can still say what is wrong."""

ORPHAN_LIFE = datetime.timedelta(hours=1)
ORPHANS, STRANGERS = 200, 20
"""At most so many unattached files at a time, and so many before files of people without an open keyring are
refused: nobody fills the disk by sending and never saving, and no stranger takes the place of a colleague."""


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file that came in. Its content lies sealed in the database; reading opens it block by block.

    `drawn` is a picture that was drawn anew already: it is a copy of one that lies in a record.
    """

    def __init__(
        self,
        sealer: _stream.Sealer,
        name: str,
        content_type: str,
        *,
        refused: DomainError | None = None,
        drawn: bool = False,
    ) -> None:
        super().__init__(None, name, content_type, sealer.size)
        self.id, self.drawn = sealer.file, drawn
        self._key, self._refused = sealer.key, refused

    def __repr__(self) -> str:
        return f"<SealedUpload {self.id}>"

    @property
    def key(self) -> bytes:
        """Give the key of the stream, to the vault alone."""
        return self._key

    def check(self) -> None:
        """Raise why the file was not taken in, TooLarge or Crowded, if it was not."""
        if self._refused is not None:
            raise self._refused

    @property
    def length(self) -> int:
        """Say how long the file is."""
        return int(self.size or 0)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Open the content block by block. Raises TooLarge or Crowded for a file that was not taken in."""
        self.check()
        return _stream.read(self.id, self._key, self.length)

    def read(self, n: int | None = None) -> bytes:
        """Open the whole content, or its first `n` bytes."""
        got = bytearray()
        for block in self.chunks():
            got += block
            if n is not None and n >= 0 and len(got) >= n:
                break
        return bytes(got if n is None or n < 0 else got[:n])

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        """Say whether the content has more than one block."""
        return self.length > _stream.BLOCK

    def open(self, mode: str | None = None, *args: Any, **options: Any) -> "SealedUpload":
        """Start from the beginning; every reading does."""
        return self

    def close(self) -> None:
        """Do nothing: there is no file to close."""


class SealingUploadHandler(FileUploadHandler):
    """Seals each part of a form as it comes in, in constant memory."""

    _sealer: _stream.Sealer

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a part with a key of its own."""
        super().new_file(*args, **kwargs)
        sweep_uploads()
        self._sealer = begin()
        most = ORPHANS if self._is_colleague() else STRANGERS
        self._refused: DomainError | None = None
        if Upload.objects.count() > most:
            self._refuse(Crowded())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal the next piece; past the limit only count, so that the form's other fields arrive."""
        end = start + len(raw_data)
        if end > ENOUGH:
            raise StopUpload(connection_reset=True)
        if self._refused is None and end > MOST:
            self._refuse(TooLarge(MEGABYTES))
        if self._refused is None:
            self._sealer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        """Close the stream and hand the file to the form."""
        if self._refused is None:
            self._sealer.finish()
        else:
            self._sealer.size = file_size
        return SealedUpload(self._sealer, self.file_name or "", self.content_type or "", refused=self._refused)

    def upload_interrupted(self) -> None:
        """Delete what had come in when the sender broke off."""
        forget([self._sealer.file])

    def _refuse(self, why: DomainError) -> None:
        self._refused = why
        forget([self._sealer.file])

    def _is_colleague(self) -> bool:
        cookies = self.request.COOKIES if self.request is not None else {}
        return sessions.is_open(cookies.get(settings.SESSION_COOKIE_NAME, ""))


def begin() -> _stream.Sealer:
    """Begin a stream that belongs to nothing yet."""
    return _stream.Sealer(Upload.objects.create(id=new_id()).pk)


def from_bytes(name: str, content: bytes, content_type: str = "") -> SealedUpload:
    """Take in a document that this program made, as if it had been uploaded."""
    sealer = begin()
    sealer.write(content)
    sealer.finish()
    return SealedUpload(sealer, name, content_type)


def forget(uploads: list[UUID]) -> None:
    """Delete files that belong to nothing."""
    _stream.delete(uploads)
    Upload.objects.filter(pk__in=uploads).delete()


def sweep_strays() -> int:
    """Delete blocks of files that nobody attached and that a crash of the database made it forget. Run every night."""
    known = Upload.objects.filter(pk=OuterRef("file"))
    return FileChunk.objects.filter(~Exists(known), organisation=None).delete()[0]


def sweep_uploads() -> int:
    """Delete files that nobody attached within an hour; says how many."""
    orphans = list(Upload.objects.filter(started__lte=timezone.now() - ORPHAN_LIFE).values_list("pk", flat=True))
    if orphans:
        forget(orphans)
    return len(orphans)
