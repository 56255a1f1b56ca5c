"""Keeping a trained matcher: arrays and JSON in one file with a hash, and this process's copy of the newest.

The newest lies in the database when an editor has saved questions; until then it is trained once from the shipped
questions and kept in the data folder. A file whose hash is wrong is trained anew, never trusted.
"""

import hashlib
import io
import json
import logging
import os
import tempfile
import zipfile
from functools import cache
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings

from komek.knowledge.guide import content
from komek.knowledge.guide.editions import current
from komek.knowledge.guide.matching import concepts
from komek.knowledge.guide.matching.asking import Matcher, Sorter
from komek.knowledge.guide.models import Trained
from komek.knowledge.guide.nouns import Question

log = logging.getLogger(__name__)

SORTERS = ("meaning", "danger", "language")
ARRAYS = ("rarity", "weights", "start")


class SpoiltError(ValueError):
    """The bytes are no matcher of ours."""


def pack(matcher: Matcher) -> bytes:
    """Write a matcher as bytes: a hash, then a zip of JSON and plain arrays."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        told: dict[str, Any] = {"danger_from": matcher.danger_from, "sure_from": matcher.sure_from, "reader": reader()}
        for name in SORTERS:
            sorter: Sorter = getattr(matcher, name)
            words = sorted(sorter.vocabulary, key=sorter.vocabulary.__getitem__)
            told[name] = {"labels": sorter.labels, "words": words}
            for array in ARRAYS:
                _put(parts, f"{name}.{array}.npy", _bytes(getattr(sorter, array)))
        _put(parts, "words.json", json.dumps(told, ensure_ascii=False).encode())
    return hashlib.sha256(out.getvalue()).digest() + out.getvalue()


def unpack(data: bytes) -> Matcher:
    """Read a matcher. Raises SpoiltError when the hash is wrong, a part is missing or texts are read otherwise now."""
    head, body = data[:32], data[32:]
    if hashlib.sha256(body).digest() != head:
        raise SpoiltError
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            told = json.loads(parts.read("words.json"))
            if told["reader"] != reader():
                raise SpoiltError
            sorters = {name: _sorter(parts, name, told[name]) for name in SORTERS}
    except (KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise SpoiltError from fault
    return Matcher(**sorters, danger_from=told["danger_from"], sure_from=told["sure_from"], number=head.hex()[:16])


def _put(parts: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Write a part without the hour: the same matcher is the same bytes."""
    parts.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _sorter(parts: zipfile.ZipFile, name: str, told: dict[str, Any]) -> Sorter:
    arrays = {array: np.load(io.BytesIO(parts.read(f"{name}.{array}.npy")), allow_pickle=False) for array in ARRAYS}
    words = {word: at for at, word in enumerate(told["words"])}
    return Sorter(labels=tuple(told["labels"]), vocabulary=words, **arrays)


def _bytes(array: np.ndarray[Any, Any]) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return out.getvalue()


@cache
def reader() -> str:
    """Give the hash of how texts are read: a matcher that learnt to read otherwise would understand nothing."""
    code = [_code(name) for name in ("spelling", "features", "concepts")]
    return hashlib.sha256(repr((concepts.source(), code)).encode()).hexdigest()[:16]


def lesson_hash() -> str:
    """Give the hash of everything the shipped matcher is made from: the questions and the code that reads them."""
    told = [(q.topic, q.language, q.group, q.text) for q in _lesson_rows()]
    code = [_code(name) for name in ("training", "slips")]
    return hashlib.sha256(repr((told, reader(), code)).encode()).hexdigest()[:16]


def _code(name: str) -> str:
    return (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")


def shipped(folder: Path) -> Matcher:
    """Give the matcher of the shipped questions: from the folder, else trained now and kept there.

    Two processes may train at once; each writes a file of its own and moves it into place whole.
    """
    if found := _from_folder(folder):
        return found
    kept, data = _place(folder), pack(_trained())
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as fresh:
        fresh.write(data)
    os.replace(fresh.name, kept)
    for old in folder.glob("matcher-*.bin"):
        if old != kept:
            old.unlink(missing_ok=True)
    return unpack(data)


def _place(folder: Path) -> Path:
    return folder / f"matcher-{lesson_hash()}.bin"


def _from_folder(folder: Path) -> Matcher | None:
    try:
        return unpack(_place(folder).read_bytes())
    except (OSError, SpoiltError):
        return None


def _trained() -> Matcher:
    # training needs libraries that no serving process should carry
    from komek.knowledge.guide.matching.training import lesson_of, train  # noqa: PLC0415

    return train(lesson_of(content.questions())).matcher


def _lesson_rows() -> list[Question]:
    return [*content.questions(), *chain.from_iterable(map(content.phrases, content.PHRASES))]


class _Kept:
    """This process's matcher and the number it was asked for."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.matcher: Matcher | None = None
        self.number = -1
        self.sound = -1
        """The newest number of the tables that this program was seen to read."""


_kept = _Kept()


def matcher() -> Matcher:
    """Give the newest matcher that passed its control questions, within two seconds of its training.

    A spoilt or missing one is not taken: the one at hand stays. Where none is, the shipped questions are learnt now.
    """
    if found := at_hand():
        return found
    learnt = shipped(Path(settings.KOMEK_MATCHER))  # outside the lock: nobody waits for a training who need not
    with _kept.lock:
        _kept.matcher = _kept.matcher or learnt
        return _kept.matcher


def at_hand() -> Matcher | None:
    """Give the newest matcher where none has to be trained for it: nobody who writes to a person waits for that."""
    number = current().matcher
    if _kept.matcher is not None and number == _kept.number:
        return _kept.matcher
    with _kept.lock:
        fresh = _from_tables(number) if number and number != _kept.number else None
        _kept.matcher = fresh or _kept.matcher or _from_folder(Path(settings.KOMEK_MATCHER))
        _kept.number = number
        return _kept.matcher


def outgrown() -> bool:
    """Say whether the newest that was trained is one that this program reads otherwise: the questions wait for it."""
    newest = Trained.objects.order_by("-number").values_list("number", "passed").first()
    if newest is None or not newest[1] or newest[0] == _kept.sound:
        return False
    if _read(Trained.objects.get(number=newest[0])) is None:
        return True
    _kept.sound = newest[0]
    return False


def _from_tables(number: int) -> Matcher | None:
    row = Trained.objects.filter(number=number, passed=True).first()
    found = _read(row) if row else None
    if row and found is None:
        log.error("the matcher %s is spoilt, or of a release that read otherwise, and is not used", number)
    return found


def _read(row: Trained) -> Matcher | None:
    try:
        return unpack(bytes(row.data))
    except SpoiltError:
        return None
