"""The files of letters that a kiosk draws with: small, and with a letter for whatever a screen says."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from komek.doors import face
from komek.knowledge import guide

NOTO = Path(face.__file__).parent / "static/face/vendor/noto"
CONTENT = Path(guide.__file__).parent / "content"
NOT_DRAWN = frozenset("\n\r\t\N{LEFT-TO-RIGHT ISOLATE}\N{POP DIRECTIONAL ISOLATE}")


def said() -> set[str]:
    """Give each sign of every text, word, name and number that is shipped with the guide."""
    shown = [*CONTENT.glob("texts/**/*"), *CONTENT.glob("words/*.toml"), *CONTENT.glob("*.csv")]
    texts = [path.read_text(encoding="utf-8") for path in shown if path.is_file() and path.name != "concepts.csv"]
    assert len(texts) > 100
    return {sign for text in texts for sign in text + text.upper()} - NOT_DRAWN


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_sign_of_a_screen_has_a_letter(weight: str) -> None:
    letters = TTFont(NOTO / f"NotoSans-{weight}.woff2").getBestCmap()

    assert sorted(sign for sign in said() if ord(sign) not in letters) == []
    assert ord("\N{GREEK SMALL LETTER OMEGA}") not in letters, "a letter that no screen has is not there"


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_a_file_of_letters_comes_over_a_slow_line_at_once(weight: str) -> None:
    assert (NOTO / f"NotoSans-{weight}.woff2").stat().st_size <= 24_000
