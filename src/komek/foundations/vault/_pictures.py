"""Pictures are drawn anew, so that camera, place and time, which cameras write into them, are gone.

Only what is seen is kept: the pixels of the first frame (of every page of a TIFF), turned upright. Other kinds
of files are kept as they are; the page says that they may name places and authors.
"""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from komek.foundations.vault.errors import UnreadablePicture

MOST_PIXELS = 50_000_000
MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "TIFF": "image/tiff"}
MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "PNG"),
    (b"BM", "PNG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
WEBP = (b"RIFF", b"WEBP")
MODES = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L", "LA"), "WEBP": ("RGB", "RGBA"), "TIFF": ("RGB", "L", "1")}


def form_of(start: bytes) -> str | None:
    """Say in which form a picture will be kept, by the first bytes of the file; None when it is no picture."""
    if start[:4] == WEBP[0] and start[8:12] == WEBP[1]:
        return "WEBP"
    return next((form for magic, form in MAGIC if start.startswith(magic)), None)


def redrawn(content: bytes, form: str) -> bytes:
    """Draw a picture anew without anything but its pixels. Raises UnreadablePicture."""
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content)) as picture:
                pages = [_bare(page, form) for page in _pages(picture, form)]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, Warning):
        raise UnreadablePicture from None
    more = {"save_all": True, "append_images": pages[1:], "compression": "tiff_lzw"} if form == "TIFF" else {}
    pages[0].save(out, form, **({"quality": 90} if form in ("JPEG", "WEBP") else {}), **more)
    return out.getvalue()


def _pages(picture: Image.Image, form: str) -> "list[Image.Image]":
    count = getattr(picture, "n_frames", 1) if form == "TIFF" else 1
    if picture.width * picture.height * count > MOST_PIXELS:
        raise UnreadablePicture
    pages = []
    for number in range(count):
        if count > 1:
            picture.seek(number)
        pages.append(ImageOps.exif_transpose(picture))
    return pages


def _bare(page: Image.Image, form: str) -> Image.Image:
    mode = page.mode if page.mode in MODES[form] else "RGBA" if "A" in page.mode and "RGBA" in MODES[form] else "RGB"
    turned = page.convert(mode)
    bare = Image.new(mode, turned.size)
    bare.paste(turned)
    return bare
