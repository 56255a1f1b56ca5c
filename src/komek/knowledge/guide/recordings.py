"""What can be heard and seen: which recordings an edition offers, their bytes, and which of them a kiosk takes along.

from komek.knowledge.guide import recordings

recordings.offered(edition)                     # the addresses of all that says what is shown now
recordings.size(address)                        # None for one that is offered nowhere
recordings.piece(address, 0, 65536)
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from django.db.models import BinaryField, F, Func, Value

from komek.knowledge.guide.models import Recording
from komek.knowledge.guide.nouns import LANGUAGES, Block, Edition

ROOM = 1_600_000
"""Bytes of recordings that a kiosk takes along: with the texts an update stays below two megabytes."""


class _Offered:
    """The addresses of one edition, computed once; both change in one step, so that no thread sees half of it."""

    now: tuple[Edition | None, frozenset[str]] = None, frozenset()


_offered = _Offered()


def offered(edition: Edition) -> frozenset[str]:
    """Give the addresses of all recordings that an edition offers: voices, films and captions."""
    known, addresses = _offered.now
    if known is not edition:
        addresses = frozenset(
            address for block in _blocks(edition) for kind in (block.audio, block.sign, block.captions)
            for address in kind.values()
        )  # fmt: skip
        _offered.now = edition, addresses
    return addresses


def size(address: str) -> int | None:
    """Say how many bytes a recording has; None where there is none."""
    return Recording.objects.filter(address=address).values_list("size", flat=True).first()


def piece(address: str, start: int, length: int) -> bytes:
    """Give some bytes of a recording, without reading the others; none where it is not there."""
    part = Func(F("data"), Value(start + 1), Value(length), function="SUBSTRING", output_field=BinaryField())
    found = Recording.objects.filter(address=address).annotate(part=part).values_list("part", flat=True).first()
    return bytes(found or b"")


def read(address: str) -> bytes | None:
    """Give all bytes of a recording; None where it is not there."""
    found = Recording.objects.filter(address=address).values_list("data", flat=True).first()
    return None if found is None else bytes(found)


def sizes() -> dict[str, int]:
    """Give the bytes of every recording by its address."""
    return dict(Recording.objects.values_list("address", "size"))


def carried(edition: Edition, size: Callable[[str], int], room: int = ROOM) -> frozenset[str]:
    """Choose the voices that a kiosk takes along while they fit: in the order of the topics, then of the languages.

    Films stay at home: a kiosk shows none.
    """
    taken: set[str] = set()
    for address in dict.fromkeys(_voices(edition)):
        if size(address) <= room:
            taken.add(address)
            room -= size(address)
    return frozenset(taken)


def only(edition: Edition, addresses: Collection[str]) -> Edition:
    """Give an edition that offers these voices and no other recordings."""
    topics = {
        code: replace(topic, blocks=tuple(_kept(block, addresses) for block in topic.blocks))
        for code, topic in edition.topics.items()
    }
    notices = tuple(_kept(block, addresses) for block in edition.notices)
    return replace(edition, topics=MappingProxyType(topics), notices=notices)


def _blocks(edition: Edition) -> Iterator[Block]:
    for topic in edition.topics.values():
        yield from topic.blocks
    yield from edition.notices


def _voices(edition: Edition) -> Iterator[str]:
    for block in _blocks(edition):
        yield from (block.audio[language] for language in LANGUAGES if language in block.audio)


def _kept(block: Block, addresses: Collection[str]) -> Block:
    if not (block.audio or block.sign or block.captions):
        return block
    nothing: Mapping[str, str] = MappingProxyType({})
    heard = {language: address for language, address in block.audio.items() if address in addresses}
    return replace(block, audio=MappingProxyType(heard), sign=nothing, captions=nothing)
