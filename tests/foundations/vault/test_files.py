"""Files: sealed as they come in, attached under a group's key, read in constant memory."""

import io
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image

from komek.foundations import vault
from komek.foundations.vault import _stream, nightly, uploads
from komek.foundations.vault.models import FileChunk, SealedFile, Upload
from komek.kernel.errors import Invalid
from tests.foundations.vault.conftest import PASSWORD, House, Person

pytestmark = pytest.mark.slow

PDF = b"%PDF-1.7 " + bytes(range(256)) * 5000
PLACE = b"Bishkek, Chuy Avenue 1"


def posted(content: bytes, name: str = "scan.pdf", session: str = "") -> HttpRequest:
    file = SimpleUploadedFile(name, content, "application/pdf")
    request = RequestFactory().post("/", {"title": "x", "file": file})
    request.COOKIES[settings.SESSION_COOKIE_NAME] = session
    return request


def sent(content: bytes, name: str = "scan.pdf", session: str = "") -> "UploadedFile[Any]":
    request = posted(content, name, session)
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    return file


def picture(form: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (60, 40), (200, 30, 30))
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6
    image.save(out, form, exif=exif.tobytes(), **more)
    return out.getvalue()


def test_what_comes_in_rests_only_sealed(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    file = sent(PDF)
    assert isinstance(file, uploads.SealedUpload)
    assert file.read() == PDF
    assert (file.name, file.size) == ("scan.pdf", len(PDF))
    stored = b"".join(bytes(row.data) for row in FileChunk.objects.order_by("number"))
    assert PDF[:64] not in stored
    assert file.key not in stored
    assert list(tmp_path.iterdir()) == []


def test_the_forms_other_fields_arrive_too(db: None) -> None:
    assert posted(PDF).POST["title"] == "x"


def test_every_part_has_a_key_of_its_own(db: None) -> None:
    one, other = sent(PDF), sent(PDF)
    assert isinstance(one, uploads.SealedUpload)
    assert isinstance(other, uploads.SealedUpload)
    assert one.key != other.key


def test_an_attached_file_is_read_by_members_alone(house: House, aigul: Person, bakyt: Person, charos: Person) -> None:
    record = house.record()
    file = vault.attach(sent(PDF), record, "legal", keyring=aigul.keyring())
    assert b"".join(vault.read_file(file, keyring=bakyt.keyring())) == PDF
    view = vault.file_view(file, keyring=bakyt.keyring())
    assert (view.name, view.kind, view.size, view.bare) == ("scan.pdf", "application/pdf", len(PDF), False)
    with pytest.raises(vault.NotEntitled):
        vault.read_file(file, keyring=charos.keyring())
    assert Upload.objects.count() == 0
    assert set(FileChunk.objects.values_list("organisation", flat=True)) == {house.organisation}


def test_files_of_a_record_are_listed_as_far_as_they_are_open(
    house: House, aigul: Person, other: House, charos: Person
) -> None:
    record = house.record()
    ring = aigul.keyring()
    vault.attach(sent(PDF, "b.pdf"), record, "legal", keyring=ring)
    vault.attach(sent(PDF, "a.pdf"), record, "medical", keyring=ring)
    vault.grant(record, ["legal"], other.circle, keyring=ring)
    assert [view.name for view in vault.files_of(record, keyring=ring)] == ["a.pdf", "b.pdf"]
    assert [view.name for view in vault.files_of(record, keyring=charos.keyring())] == ["b.pdf"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"OggS\x00\x02", "audio/ogg"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "application/octet-stream"),
    ],
)
def test_a_sound_is_known_by_its_first_bytes(house: House, aigul: Person, content: bytes, kind: str) -> None:
    file = vault.attach(sent(content, "voice.html"), house.record(), "story", keyring=aigul.keyring())
    assert vault.file_view(file, keyring=aigul.keyring()).kind == kind


def test_a_file_is_copied_to_another_record_by_whoever_may_read_it(
    house: House, aigul: Person, bakyt: Person, charos: Person
) -> None:
    one, two, ring = house.record(), house.record(), aigul.keyring()
    for name, content in (("scan.pdf", PDF), ("photo.jpg", picture("JPEG"))):
        file = vault.attach(sent(content, name), one, "story", keyring=ring)
        with pytest.raises(vault.NotEntitled):
            vault.taken_out(file, keyring=charos.keyring())
        copy = vault.attach(vault.taken_out(file, keyring=ring), two, "story", keyring=ring)
        was, now = vault.file_view(file, keyring=ring), vault.file_view(copy, keyring=bakyt.keyring())
        assert (was.name, was.kind, was.size, was.bare) == (now.name, now.kind, now.size, now.bare)
        kept = b"".join(vault.read_file(copy, keyring=bakyt.keyring()))
        assert kept == b"".join(vault.read_file(file, keyring=ring)), "a picture is drawn once"
    vault.erase(one, "wish")
    assert [view.name for view in vault.files_of(two, keyring=ring)] == ["photo.jpg", "scan.pdf"]
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(("form", "kept"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WEBP"), ("TIFF", "TIFF")])
def test_a_picture_loses_place_and_camera_and_keeps_its_view(house: House, aigul: Person, form: str, kept: str) -> None:
    content = picture(form)
    assert PLACE in content
    file = vault.attach(sent(content, "photo.bin"), house.record(), "identity", keyring=aigul.keyring())
    back = b"".join(vault.read_file(file, keyring=aigul.keyring()))
    assert PLACE not in back
    with Image.open(io.BytesIO(back)) as image:
        assert image.format == kept
        assert image.size == (40, 60)  # turned upright, as the camera had noted
        assert not dict(image.getexif()).get(0x010E)
    view = vault.file_view(file, keyring=aigul.keyring())
    assert view.bare
    assert view.name.rpartition(".")[2] in {"jpg", "png", "webp", "tif"}
    assert FileChunk.objects.values("file").distinct().count() == 1
    assert Upload.objects.count() == 0


def test_a_moving_picture_is_kept_as_its_first_frame(house: House, aigul: Person) -> None:
    out = io.BytesIO()
    frames = [Image.new("P", (8, 8), n) for n in range(3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=PLACE)
    file = vault.attach(sent(out.getvalue(), "x.gif"), house.record(), "story", keyring=aigul.keyring())
    assert vault.file_view(file, keyring=aigul.keyring()).name == "x.png"
    assert PLACE not in b"".join(vault.read_file(file, keyring=aigul.keyring()))


@pytest.mark.parametrize("content", [b"\xff\xd8\xff broken", picture("PNG")[:60], b"GIF89a"])
def test_a_broken_picture_is_refused_with_what_to_do(house: House, aigul: Person, content: bytes) -> None:
    with pytest.raises(vault.UnreadablePicture) as refused:
        vault.attach(sent(content, "x.jpg"), house.record(), "story", keyring=aigul.keyring())
    assert isinstance(refused.value, Invalid)
    assert refused.value.then


def test_a_picture_bomb_is_refused(house: House, aigul: Person) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(vault.UnreadablePicture):
        vault.attach(sent(out.getvalue(), "x.png"), house.record(), "story", keyring=aigul.keyring())


def test_a_file_above_the_limit_is_refused_after_the_form_has_arrived(
    house: House, aigul: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST", 1_000_000)
    request = posted(PDF)
    assert request.POST["title"] == "x"
    file = request.FILES["file"]
    assert isinstance(file, uploads.SealedUpload)
    with pytest.raises(vault.TooLarge) as refused:
        vault.attach(file, house.record(), "story", keyring=aigul.keyring())
    assert "20 MB" in str(refused.value)
    with pytest.raises(vault.TooLarge):
        file.read()
    assert FileChunk.objects.count() == Upload.objects.count() == 0


def test_a_sender_who_never_stops_is_cut_off(db: None) -> None:
    handler = uploads.SealingUploadHandler()
    handler.new_file("file", "x", "text/plain", None)
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"x", uploads.ENOUGH)
    handler.upload_interrupted()
    assert FileChunk.objects.count() == Upload.objects.count() == 0


def test_a_file_that_nobody_attaches_is_deleted_after_an_hour(db: None) -> None:
    sent(PDF)
    with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=False):
        nightly.sweep()
        assert Upload.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=60), tick=False):
        sent(b"another")
        assert Upload.objects.count() == 1
        assert FileChunk.objects.values("file").distinct().count() == 1


def test_nobody_fills_the_disk_by_sending_and_never_saving(
    house: House, aigul: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "STRANGERS", 2)
    monkeypatch.setattr(uploads, "ORPHANS", 4)
    for _ in range(2):
        assert sent(b"x").read() == b"x"
    crowded = sent(b"x")
    with pytest.raises(vault.Crowded) as refused:
        vault.attach(crowded, house.record(), "legal", keyring=aigul.keyring())
    assert refused.value.status == 503
    cookie = vault.hold(aigul.id, PASSWORD, "her session")
    assert cookie
    assert vault.unlock(aigul.id, "her session", cookie)
    for _ in range(2):
        assert sent(b"y", session="her session").read() == b"y"
    with pytest.raises(vault.Crowded):
        sent(b"y", session="her session").read()


@pytest.mark.parametrize("what", ["swap", "cut", "flip", "other"])
def test_a_stream_that_was_changed_is_refused(house: House, aigul: Person, what: str) -> None:
    record = house.record()
    file = vault.attach(sent(PDF), record, "legal", keyring=aigul.keyring())
    rows = list(FileChunk.objects.filter(file=file).order_by("number"))
    assert len(rows) > 3
    one, two = FileChunk.objects.filter(file=file, number=1), FileChunk.objects.filter(file=file, number=2)
    if what == "swap":
        one.update(data=bytes(rows[2].data))
        two.update(data=bytes(rows[1].data))
    elif what == "cut":
        FileChunk.objects.filter(file=file, number=len(rows) - 1).delete()
    elif what == "flip":
        one.update(data=bytes(rows[1].data)[:-1] + bytes([bytes(rows[1].data)[-1] ^ 1]))
    else:
        twin = vault.attach(sent(PDF), record, "legal", keyring=aigul.keyring())
        one.update(data=bytes(FileChunk.objects.get(file=twin, number=1).data))
    with pytest.raises(vault.Tampered):
        list(vault.read_file(file, keyring=aigul.keyring()))


def test_lengths_of_files_come_in_steps(db: None) -> None:
    def stored(size: int) -> int:
        file = uploads.from_bytes("x", bytes(size))
        return sum(len(bytes(row.data)) for row in FileChunk.objects.filter(file=file.id))

    assert stored(0) == stored(1) == stored(16_000)
    assert stored(100_000) == stored(100_001)
    assert all(_stream.room(size) <= size * 1.25 for size in range(40_000, 10_000_000, 99_991))


def test_an_empty_file_comes_back_empty(db: None) -> None:
    assert uploads.from_bytes("x", b"").read() == b""


def test_a_detached_file_is_gone_with_its_key(house: House, aigul: Person) -> None:
    file = vault.attach(sent(PDF), house.record(), "legal", keyring=aigul.keyring())
    vault.detach(file)
    assert FileChunk.objects.count() == SealedFile.objects.count() == 0
    with pytest.raises(vault.NotEntitled):
        vault.read_file(file, keyring=aigul.keyring())
    vault.detach(file)


def test_only_what_the_vault_took_in_is_attached(house: House, aigul: Person) -> None:
    with pytest.raises(TypeError):
        vault.attach(SimpleUploadedFile("x", b""), house.record(), "story", keyring=aigul.keyring())


def test_twenty_megabytes_go_in_and_out_in_constant_memory(house: House, aigul: Person) -> None:
    handler, ring, record = uploads.SealingUploadHandler(), aigul.keyring(), house.record()
    piece, size = b"%PDF" + bytes(64 * 1024 - 4), 20 * 1024 * 1024
    tracemalloc.start()
    try:
        handler.new_file("file", "large.pdf", "application/pdf", None)
        for start in range(0, size, len(piece)):
            handler.receive_data_chunk(piece, start)
        file = vault.attach(handler.file_complete(size), record, "legal", keyring=ring)
        total = sum(len(block) for block in vault.read_file(file, keyring=ring))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == size
    assert peak < 12 * 1024 * 1024


def test_blocks_that_a_crash_of_the_database_left_behind_go_at_night(house: House, aigul: Person) -> None:
    vault.attach(sent(PDF, "kept.pdf"), house.record(), "legal", keyring=aigul.keyring())
    coming_in, lost = sent(PDF), sent(PDF)
    assert isinstance(coming_in, uploads.SealedUpload)
    assert isinstance(lost, uploads.SealedUpload)
    Upload.objects.filter(pk=lost.id).delete()  # the server empties an UNLOGGED table after a crash
    nightly.sweep_strays()
    left = set(FileChunk.objects.values_list("file", flat=True))
    assert left == {coming_in.id, SealedFile.objects.get().pk}
