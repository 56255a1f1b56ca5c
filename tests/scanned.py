"""What a phone reads that looks at a screen or a sheet: the codes in a picture."""

import io

import pypdfium2
import zxingcpp
from PIL import Image

DOTS = 150 / 72
"""A sheet as a cheap printer prints it: 150 dots an inch."""


def on_screen(png: bytes) -> list[str]:
    """Read every code of a picture, from the left to the right."""
    return _read(Image.open(io.BytesIO(png)))


def on_paper(pdf: bytes) -> list[str]:
    """Read every code of a file of sheets, in grey."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        return [each for page in file for each in _read(page.render(scale=DOTS, grayscale=True).to_pil())]
    finally:
        file.close()


def _read(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture)
    return [each.text for each in sorted(found, key=lambda each: each.position.top_left.x)]
