"""Making a bundle: all that is released, in all languages, with the words of the doors and the recordings.

The same edition, day, counter and keys give the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from komek.foundations.vault import signing
from komek.knowledge import guide
from komek.knowledge.guide import speech
from komek.knowledge.guide.sounds import HEARD
from komek.knowledge.kiosks.bundles import chest, keys, values
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import File, Manifest, Place, Spoken

FORMAT = 1


@dataclass(frozen=True)
class Signer:
    """A content key, what the root key says of it, and the newest list of lost keys."""

    private: bytes
    certificate: bytes
    revoked: bytes = b""


@dataclass(frozen=True)
class Content:
    """What goes into a bundle. `recording` gives the bytes of a recording by its address; None: it is not there."""

    edition: guide.Edition
    places: tuple[Place, ...]
    portal: str
    bot: str = ""
    site: str = ""
    hotline: str = ""
    mark: str = ""
    recording: Callable[[str], bytes | None] = field(default=lambda _: None)


def build(content: Content, signer: Signer, counter: int, made_on: date, known: frozenset[str] = frozenset()) -> bytes:
    """Make a bundle. `known` names recordings (by digest) that every kiosk has already; they are left out.

    Raises Refused: no-recording, too-large.
    """
    recordings, named = _recordings(content)
    whole = {
        "certificate.json": signer.certificate,
        "edition.json.gz": values.packed(values.plain(content.edition)),
        "places.json.gz": values.packed([values.plain(place) for place in content.places]),
        "words.json.gz": values.packed({language: values.plain(spoken(language)) for language in speech.spoken()}),
        **({"revoked.json": signer.revoked} if signer.revoked else {}),
        **recordings,
    }
    manifest = Manifest(
        format=FORMAT,
        counter=counter,
        made_on=made_on,
        files={name: File(signing.digest(data), len(data)) for name, data in whole.items()},
        recordings=named,
        portal=content.portal,
        bot=content.bot,
        site=content.site,
        hotline=content.hotline,
        mark=content.mark,
    )
    told = values.written(values.plain(manifest))
    carried = {name: data for name, data in whole.items() if _digest_in(name) not in known}
    signed = {"manifest.json": told, "manifest.sig": signing.sign(signer.private, keys.MANIFEST, told)}
    made = chest.packed({**carried, **signed})
    if len(made) > chest.LARGEST:
        raise Refused("too-large")
    return made


def gist(content: Content, signer: Signer) -> str:
    """Give a digest of what a bundle would say and under whose certificate: the same digest, the same screens.

    The numbers of edition and matcher are left out, since no screen shows them; the address of a recording is its hash.
    """
    told = {
        "edition": values.plain(replace(content.edition, number=0, matcher=0)),
        "places": [values.plain(place) for place in content.places],
        "words": {language: values.plain(spoken(language)) for language in speech.spoken()},
        "host": [content.portal, content.bot, content.site, content.hotline, content.mark],
        "keys": [signer.certificate.hex(), signer.revoked.hex()],
    }
    return signing.digest(values.written(told))


def without_recordings(data: bytes) -> bytes:
    """Give the same signed bundle without its recordings, for whoever has them already."""
    files = chest.opened(data)
    return chest.packed({name: each for name, each in files.items() if not _digest_in(name)})


def spoken(language: str) -> Spoken:
    """Give the words of the doors in a language, as they are here."""
    found = guide.words(language)
    texts: dict[str, dict[str, str]] = {}
    lists: dict[str, dict[str, tuple[str, ...]]] = {}
    for section, told in found.sections.items():
        texts[section] = {key: value for key, value in told.items() if isinstance(value, str)}
        lists[section] = {key: tuple(value) for key, value in told.items() if isinstance(value, list | tuple)}
    return Spoken(found.draft, texts, lists)


def carried(data: bytes) -> frozenset[str]:
    """Name the recordings that a bundle counts on, by digest: whoever took it has them."""
    files = chest.opened(data)
    manifest = values.noun(Manifest, values.read(files.get("manifest.json", b"")))
    return frozenset(filter(None, (_digest_in(name) for name in manifest.files)))


def _recordings(content: Content) -> tuple[dict[str, bytes], Mapping[str, str]]:
    """Give the recordings by their names in the bundle, and the name for each address that a text uses."""
    files: dict[str, bytes] = {}
    named: dict[str, str] = {}
    blocks = (block for topic in content.edition.topics.values() for block in topic.blocks)
    wanted = {address for block in (*blocks, *content.edition.notices) for address in block.audio.values() if address}
    for address in sorted(wanted):
        data, kind = content.recording(address), address.rpartition(".")[2]
        if data is None or kind not in HEARD:
            raise Refused("no-recording")
        named[address] = f"audio/{signing.digest(data)}.{kind}"
        files[named[address]] = data
    return files, named


def _digest_in(name: str) -> str:
    return name.removeprefix("audio/").partition(".")[0] if name.startswith("audio/") else ""
