"""Files of a record: the sealed stream, and its key with name, kind and size under a field group's key."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from komek.foundations.vault import _cells, _pictures, _stream, lists, uploads
from komek.foundations.vault._keys import AnyKeyring
from komek.foundations.vault.errors import NotEntitled
from komek.foundations.vault.models import FileChunk, SealedFile, Upload
from komek.foundations.vault.records import Record
from komek.foundations.vault.schema import Code, Schema, Values

FILE = Schema("vault_file", 1, {"key": Code, "more": Code, "name": str, "kind": Code, "size": int, "bare": bool})
NAME = 200
PLAIN = "application/octet-stream"
KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)


@dataclass(frozen=True)
class FileView:
    """A file as an entitled reader sees it; `bare` when it is a picture that was drawn anew without its origin."""

    id: UUID
    group: str
    name: str
    kind: str
    size: int
    bare: bool


def attach(upload: "UploadedFile[Any]", record: Record, group: str, *, keyring: AnyKeyring) -> UUID:
    """Make an uploaded file part of a record, under the present key of a field group.

    Pictures are drawn anew in memory, without camera and place; other kinds are kept as they are. Raises TooLarge,
    Crowded, UnreadablePicture, NotEntitled, KeyringLocked.
    """

    def seal(cell: str, schema: Schema, value: Values) -> bytes:
        return _cells.seal(record, group, cell, schema, value, keyring=keyring)

    return attached(upload, record, group, seal)


def attached(
    upload: "UploadedFile[Any]", record: Record, group: str, seal: Callable[[str, Schema, Values], bytes]
) -> UUID:
    """Do what `attach` does, with a way to seal the key of the file, for other parts of the vault."""
    if not isinstance(upload, uploads.SealedUpload):
        raise TypeError("only the vault takes files in")
    upload.check()
    start = upload.read(16)
    form = _pictures.form_of(start)
    kept = _redrawn(upload, form) if form and not upload.drawn else upload
    kind = _pictures.MIME[form] if form else next((kind for magic, kind in KINDS if start.startswith(magic)), PLAIN)
    key = kept.key.hex()
    value = {
        "key": Code(key[:32]),
        "more": Code(key[32:]),
        "name": _name(upload.name or "", form),
        "kind": Code(kind),
        "size": kept.length,
        "bare": form is not None,
    }
    row = SealedFile(id=kept.id, organisation=record.organisation, record_id=record.id, group=group)
    with transaction.atomic():
        row.sealed = seal(_cell(row), FILE, value)
        row.save(force_insert=True)
        FileChunk.objects.filter(file=kept.id).update(organisation=record.organisation)
        Upload.objects.filter(pk=kept.id).delete()
        if kept is not upload:
            uploads.forget([upload.id])
    return kept.id


def taken_out(file: UUID, *, keyring: AnyKeyring) -> uploads.SealedUpload:
    """Copy a file of a record, block by block and under a fresh key, so that it can be attached to another record.

    A picture that was drawn anew is not drawn a second time. Raises NotEntitled, and Tampered.
    """
    view, key = _opened(_row(file), keyring)
    sealer = uploads.begin()
    for block in _stream.read(file, key, view.size):
        sealer.write(block)
    sealer.finish()
    return uploads.SealedUpload(sealer, view.name, view.kind, drawn=view.bare)


def file_view(file: UUID, *, keyring: AnyKeyring) -> FileView:
    """Say what a file is called and how large it is. Raises NotEntitled, also for a file that is gone."""
    return _opened(_row(file), keyring)[0]


def files_of(record: Record, *, keyring: AnyKeyring) -> list[FileView]:
    """List the files of a record that the keyring opens, by name, in a constant number of queries."""
    rows = list(SealedFile.objects.filter(record=record.id, organisation=record.organisation))
    return sorted((view for view in _views(rows, keyring) if view), key=lambda view: (view.name, str(view.id)))


def read_file(file: UUID, *, keyring: AnyKeyring) -> Iterator[bytes]:
    """Open a file block by block, in constant memory. Raises NotEntitled at once, Tampered while reading."""
    view, key = _opened(_row(file), keyring)
    return _stream.read(file, key, view.size)


def detach(file: UUID) -> None:
    """Delete a file with its key, also from a backup that is restored later. Needs no keyring."""
    with transaction.atomic():
        if SealedFile.objects.filter(pk=file).exists():
            delete([file])
            lists.note("erased", {"file": str(file)})


def delete(files: Iterable[UUID]) -> None:
    """Delete files with their keys, for other parts of the vault."""
    gone = list(files)
    SealedFile.objects.filter(pk__in=gone).delete()
    _stream.delete(gone)


def _redrawn(upload: uploads.SealedUpload, form: str) -> uploads.SealedUpload:
    return uploads.from_bytes(upload.name or "", _pictures.redrawn(upload.read(), form))


def _name(name: str, form: str | None) -> str:
    """Keep the name; a picture that changed its form gets the ending of the new one."""
    stem, dot, ending = name.rpartition(".")
    endings = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "WEBP": ("webp",), "TIFF": ("tif", "tiff")}
    if form and ending.lower() not in endings[form]:
        name = f"{stem if dot else name}.{endings[form][0]}"
    return name[-NAME:]


def _row(file: UUID) -> SealedFile:
    row = SealedFile.objects.filter(pk=file).first()
    if row is None:
        raise NotEntitled
    return row


def _opened(row: SealedFile, keyring: AnyKeyring) -> tuple[FileView, bytes]:
    value = _cells.open_value(_record(row), row.group, _cell(row), bytes(row.sealed), keyring=keyring)
    return _view(row, value), bytes.fromhex(value["key"] + value["more"])


def _views(rows: list[SealedFile], keyring: AnyKeyring) -> list[FileView | None]:
    cells = [_cells.Cell(_record(row), row.group, _cell(row), bytes(row.sealed)) for row in rows]
    values = _cells.open_or_closed(cells, keyring=keyring)
    return [_view(row, value) if isinstance(value, dict) else None for row, value in zip(rows, values, strict=True)]


def _view(row: SealedFile, value: dict[str, object]) -> FileView:
    return FileView(
        row.pk, row.group, str(value["name"]), str(value["kind"]), int(str(value["size"])), bool(value["bare"])
    )


def _record(row: SealedFile) -> Record:
    return Record(row.organisation, row.record_id)


def _cell(row: SealedFile) -> str:
    return f"{SealedFile._meta.db_table}.sealed:{row.pk}"
