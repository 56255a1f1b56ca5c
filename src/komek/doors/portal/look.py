"""The look of the public pages: one style and one script inside each page, named by hash in the policy."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TOKENS = HERE.parent / "face" / "static" / "face" / "tokens.css"


@cache
def style(more: str = "") -> str:
    """Give the style: the tokens of the house and the rules of these pages, without comments and idle blanks.

    `more` names a file whose rules only some pages need.
    """
    files = (TOKENS, HERE / "portal.css", *([HERE / more] if more else ()))
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(": ", ":").replace(";}", "}").strip()


@cache
def script() -> str:
    """Give the script: leave at once, print. Every page works without it."""
    lines = (HERE / "portal.js").read_text(encoding="utf-8").splitlines()
    return " ".join(line.strip() for line in lines if not line.startswith("//"))


@cache
def policy(more: str = "", *, smooth: bool = False) -> str:
    """Give the content policy: our style, our script, pictures of the house, nothing from elsewhere.

    A `smooth` page may load our own scripts and let them ask this house, and no other.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(script())}" + (" 'self'; connect-src 'self'" if smooth else ""),
            f"style-src {_hash(style(more))}",
            "img-src 'self' data:",
            "media-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
