"""Looking a bundle through before anything of it is believed: form, names, keys, signature, every byte, counter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from komek.foundations.vault import signing
from komek.knowledge.guide.nouns import SOURCE, Edition
from komek.knowledge.kiosks.bundles import chest, keys, values
from komek.knowledge.kiosks.bundles.building import FORMAT
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.nouns import Bundle, Certificate, Manifest, Place, Revoked, Spoken

NEEDED = ("certificate.json", "edition.json.gz", "places.json.gz", "words.json.gz")


@dataclass(frozen=True)
class Trust:
    """What a kiosk believes: its root key, the newest list of lost keys, and the recordings it has (by name).

    Without `has` a recording that the bundle does not carry is not looked for: a text that cannot be heard can be read.
    """

    root: bytes
    revoked: Revoked = keys.NOBODY
    has: Callable[[str], bytes | None] | None = None


@dataclass(frozen=True)
class Verified:
    """A bundle whose keys, signature and bytes are right; nobody has read yet what it says."""

    files: Mapping[str, bytes]
    manifest: Manifest
    certificate: Certificate
    lost: Revoked
    size: int

    @property
    def counter(self) -> int:
        return self.manifest.counter


def verify(data: bytes, trust: Trust) -> Verified:
    """Look at root, key, signature and every byte, however old the bundle is. Raises Refused."""
    files = chest.opened(data)
    told, signature = files.pop("manifest.json", b""), files.pop("manifest.sig", b"")
    if any(name not in files for name in NEEDED):
        raise Refused("lacks")
    certificate = keys.certificate(trust.root, files["certificate.json"])
    lost = _lost(files, trust)
    if certificate.key in lost.keys:
        raise Refused("revoked")
    if not signing.signed_by(bytes.fromhex(certificate.key), keys.MANIFEST, told, signature):
        raise Refused("signature")
    manifest = _manifest(told, certificate)
    _same(files, manifest, trust)
    return Verified(files, manifest, certificate, lost, len(data))


def check(data: bytes, trust: Trust) -> Bundle:
    """Give what a right bundle says. Raises Refused."""
    return read(verify(data, trust))


def check_days(bundle: Verified, today: date) -> None:
    """Refuse a bundle whose certificate does not hold today: only what comes anew is held to it. Raises Refused."""
    if today < bundle.certificate.starts:
        raise Refused("not-yet")
    if today > bundle.certificate.ends:
        raise Refused("expired")


def read(bundle: Verified) -> Bundle:
    """Read what a right bundle says. Raises Refused: content."""
    files = bundle.files
    edition = values.noun(Edition, values.unpacked(files["edition.json.gz"]))
    if any(SOURCE not in block.texts for topic in edition.topics.values() for block in topic.blocks):
        raise Refused("content")
    rows, words = values.unpacked(files["places.json.gz"]), values.unpacked(files["words.json.gz"])
    if not isinstance(rows, list) or not isinstance(words, dict):
        raise Refused("content")
    return Bundle(
        manifest=bundle.manifest,
        key=bundle.certificate.key,
        edition=edition,
        places={place.code: place for place in (values.noun(Place, row) for row in rows)},
        words={language: values.noun(Spoken, told) for language, told in words.items()},
        revoked=bundle.lost,
        size=bundle.size,
    )


def _lost(files: dict[str, bytes], trust: Trust) -> Revoked:
    """Give the newest list of lost keys, the bundle's own included: the root key signed it, whoever carries it."""
    own = keys.revoked(trust.root, files["revoked.json"]) if "revoked.json" in files else keys.NOBODY
    return keys.newest(trust.revoked, own)


def _manifest(told: bytes, certificate: Certificate) -> Manifest:
    raw = values.read(told)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise Refused("format")
    manifest = values.noun(Manifest, raw)
    if manifest.counter < 1:
        raise Refused("content")
    if not certificate.starts <= manifest.made_on <= certificate.ends:
        raise Refused("expired" if manifest.made_on > certificate.ends else "not-yet")
    return manifest


def _same(files: dict[str, bytes], manifest: Manifest, trust: Trust) -> None:
    """Compare every byte with what was signed; recordings that are left out must be here already."""
    if not set(files) <= set(manifest.files):
        raise Refused("path")
    if any(not chest.NAMES.fullmatch(name) for name in manifest.files):
        raise Refused("path")
    for name, known in manifest.files.items():
        data = files.get(name)
        if data is None and name.startswith("audio/"):
            if trust.has is None:
                continue
            data = trust.has(name)
        if data is None:
            raise Refused("lacks")
        if (len(data), signing.digest(data)) != (known.size, known.sha256):
            raise Refused("changed")
