"""What a recording is, by its bytes: names and what a browser says of a file are not believed."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
HEAD = 64
"""Bytes in which the first words of a container stand."""


@dataclass(frozen=True)
class Kind:
    """A way to hear a text: which forms it may have, and how many bytes at most."""

    forms: tuple[str, ...]
    most: int


KINDS = {
    "audio": Kind(("mp3", "ogg", "m4a"), 5 * MEGABYTE),
    "sign": Kind(("mp4", "webm"), 20 * MEGABYTE),
    "captions": Kind(("vtt",), MEGABYTE // 4),
}
TYPES = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt; charset=utf-8",
}
HEARD = tuple(form for form, said in TYPES.items() if said.startswith("audio/"))
"""Forms that a bundle carries and a kiosk plays: those of KINDS["audio"] and wav, which no editor puts in."""


def form_of(data: bytes) -> str:
    """Say which form the bytes have, "" for none of ours."""
    return next((form for form, is_it in _SIGNS.items() if is_it(data)), "")


def _mp3(data: bytes) -> bool:
    """An ID3 head, or a frame of layer III whose rates are not reserved."""
    if data[:3] == b"ID3":
        return len(data) > 10 and data[3] < 0xFF and max(data[6:10]) < 0x80
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return False
    return data[1] & 0x18 != 0x08 and data[2] & 0xF0 not in (0x00, 0xF0) and data[2] & 0x0C != 0x0C


def _ogg(data: bytes) -> bool:
    """An Ogg page that begins Opus or Vorbis."""
    return data[:4] == b"OggS" and (b"OpusHead" in data[:HEAD] or b"\x01vorbis" in data[:HEAD])


def _mpeg4(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and b"moov" in data


def _m4a(data: bytes) -> bool:
    """An MPEG-4 file with a track of sound and none of pictures."""
    return _mpeg4(data) and b"soun" in data and b"vide" not in data


def _mp4(data: bytes) -> bool:
    return _mpeg4(data) and b"vide" in data


def _webm(data: bytes) -> bool:
    return data[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in data[:HEAD]


def _vtt(data: bytes) -> bool:
    """Captions: the first line says so, and at least one line has a time."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    first = text.split("\n", 1)[0].rstrip("\r")
    return (first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t"))) and "-->" in text and "\0" not in text


_SIGNS = {"ogg": _ogg, "webm": _webm, "m4a": _m4a, "mp4": _mp4, "mp3": _mp3, "vtt": _vtt}
