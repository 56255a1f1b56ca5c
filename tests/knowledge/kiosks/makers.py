"""Keys and bundles for tests: a root of its own, a content key, the shipped guide of the demo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from komek.foundations.vault import signing
from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.kiosks import places
from komek.knowledge.kiosks.bundles import keys
from komek.knowledge.kiosks.bundles.building import Content, Signer, build
from komek.knowledge.kiosks.bundles.keeping import Folder

TODAY = date(2026, 11, 30)
SOUND = b"OggS" + bytes(range(200))
"""What stands for a recording: nobody listens to it here."""


@dataclass
class Maker:
    """Somebody who makes bundles: her root key, her content key, and what she has revoked."""

    root: tuple[bytes, bytes] = field(default_factory=signing.new_pair)
    key: tuple[bytes, bytes] = field(default_factory=signing.new_pair)
    starts: date = TODAY
    revoked: bytes = b""

    def signer(self, **changed: bytes) -> Signer:
        told = Signer(self.key[0], keys.certify(self.root[0], self.key[1], self.starts), self.revoked)
        return replace(told, **changed)

    def bundle(self, counter: int = 1, made_on: date | None = None, edition: guide.Edition | None = None) -> bytes:
        return build(told(edition), self.signer(), counter, made_on or self.starts)

    def revoke(self, *lost: bytes, number: int = 1) -> bytes:
        self.revoked = keys.revoke(self.root[0], tuple(each.hex() for each in lost), number)
        return self.revoked

    def kiosk(self, path: Path) -> Folder:
        """Set a kiosk up that trusts this root."""
        folder = Folder(path)
        folder.pin(self.root[1])
        return folder


def told(edition: guide.Edition | None = None) -> Content:
    """Give what goes into a bundle; every recording that a text names is there."""
    shown = edition or content.shipped(demo=True)
    return Content(
        edition=shown,
        places=tuple(places.shipped().values()),
        portal="https://komek.invalid",
        site="Safe journey",
        hotline="+996 312 000 000",
        recording=lambda _: SOUND,
    )


@cache
def with_sound() -> guide.Edition:
    """Give the shipped edition with one recording, in Uzbek, of what leads on registration."""
    edition = content.shipped(demo=True)
    topic = edition.topics["registration-russia"]
    blocks = tuple(
        replace(block, audio=MappingProxyType({"uz": "registration.uz.ogg"})) if block.kind == "answer" else block
        for block in topic.blocks
    )
    topics = {**edition.topics, topic.id: replace(topic, blocks=blocks)}
    return replace(edition, topics=MappingProxyType(topics))


def days(number: int) -> date:
    return TODAY + timedelta(days=number)
