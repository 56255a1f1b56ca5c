"""Recordings: known by their bytes, offered while they say what the text says, and what a kiosk takes along."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from types import FrameType, MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from komek.knowledge import guide
from komek.knowledge.guide import actions, content, editions, models, recordings, sounds
from komek.knowledge.guide.actions.recordings import Spoken
from komek.knowledge.guide.nouns import Block
from tests.factories import sounds as made
from tests.factories.guide import ANSWER, TOPIC, says_now
from tests.knowledge.guide.conftest import entry

ON = date(2026, 11, 20)
UZ = guide.Reader(language="ru", nationality="UZ", destination="RU")


def block() -> models.Block:
    return models.Block.objects.get(code=ANSWER)


def keep(
    by: Actor, data: bytes = made.MP3, kind: str = "audio", language: str = "ru", **told: object
) -> models.Recording:
    spoken = Spoken(data, **{"speaker": "Gulnora", "on": ON, **told})  # type: ignore[arg-type]
    seen = says_now(block(), language)
    return actions.keep_recording(block=block(), language=language, kind=kind, spoken=spoken, seen=seen, by=by)


def offered(*, demo: bool = True) -> Block:
    found = editions.build(1, demo=demo).topics[TOPIC].block("answer")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (made.MP3, "mp3"),
        (made.MP3_BARE, "mp3"),
        (made.OPUS, "ogg"),
        (made.VORBIS, "ogg"),
        (made.M4A, "m4a"),
        (made.MP4, "mp4"),
        (made.WEBM, "webm"),
        (made.VTT, "vtt"),
        (b"\xef\xbb\xbf" + made.VTT, "vtt"),
        (b"", ""),
        (b"<html><script>alert(1)</script>", ""),
        (b"MZ\x90\x00" + bytes(100), ""),
        (b"%PDF-1.7", ""),
        (b"\xff\xff\xff\xff" + bytes(100), ""),
        (b"\xff\xd8\xff\xe0" + bytes(100), ""),
        (b"OggS" + bytes(100), ""),
        (b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(50), ""),
        (b"WEBVTTX\n\n00:00.000 --> 00:01.000\na\n", ""),
        (b"WEBVTT\n\nno time\n", ""),
        (b"WEBVTT\n\xff --> ", ""),
    ],
)
def test_a_file_is_what_its_bytes_are(data: bytes, form: str) -> None:
    assert sounds.form_of(data) == form


@pytest.mark.slow
def test_a_recording_is_offered_in_its_language_and_replaced_by_another(editor: Actor) -> None:
    first = keep(editor)
    assert entry("guide.recording_keep", editor).details == {"kind": "audio", "language": "ru"}
    assert (dict(offered().audio), dict(offered().sign)) == ({"ru": first.address}, {})
    lead = guide.answer(editions.build(1, demo=True), TOPIC, UZ, timezone.localdate()).lead
    assert lead is not None
    assert lead.audio == first.address
    assert recordings.read(first.address) == made.MP3
    assert recordings.piece(first.address, 3, 5) == made.MP3[3:8]
    assert recordings.size(first.address) == len(made.MP3)

    second = keep(editor, made.OPUS)
    assert second.address.endswith(".ogg")
    assert dict(offered().audio) == {"ru": second.address}
    assert recordings.read(first.address) is None, "the old bytes are gone"


@pytest.mark.slow
def test_a_recording_of_another_text_is_offered_no_more_and_again_once_it_fits(editor: Actor, colleague: Actor) -> None:
    said = keep(editor)
    text = models.Text.objects.get(block=block(), language="ru")
    before = text.words
    models.Text.objects.filter(pk=text.pk).update(words=before + " Сразу.")
    assert dict(offered().audio) == {}
    models.Text.objects.filter(pk=text.pk).update(words=before)
    assert dict(offered().audio) == {"ru": said.address}

    models.Fact.objects.filter(nationality="KG").update(value="29")
    assert dict(offered().audio) == {}, "it speaks the old number"
    actions.recording_still_right(recording=said, seen=says_now(block(), "ru"), by=colleague)
    assert entry("guide.recording_right", colleague).object == said.pk
    assert dict(offered().audio) == {"ru": said.address}
    models.Fact.objects.filter(nationality="KG").update(value="30")
    assert dict(offered().audio) == {}


@pytest.mark.slow
def test_nobody_puts_a_voice_before_all_readers_alone(editor: Actor, colleague: Actor) -> None:
    said, seen = keep(editor), says_now(block(), "ru")
    assert dict(offered(demo=False).audio) == {}
    with pytest.raises(Forbidden):
        actions.recording_still_right(recording=said, seen=seen, by=editor)
    assert dict(offered(demo=False).audio) == {}
    actions.recording_still_right(recording=said, seen=seen, by=colleague)
    assert dict(offered(demo=False).audio) == {"ru": said.address}

    models.Fact.objects.filter(nationality="KG").update(value="29")
    with pytest.raises(Forbidden):
        actions.recording_still_right(recording=said, seen=says_now(block(), "ru"), by=editor)
    assert dict(offered(demo=False).audio) == {}
    again = keep(editor, made.OPUS)
    assert (again.heard_by, dict(offered(demo=False).audio)) == (None, {}), "another voice is heard anew"
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Recording.objects.update(heard_by=editor.user)


@pytest.mark.slow
def test_who_has_read_another_text_puts_nothing_in_and_vouches_for_nothing(editor: Actor, colleague: Actor) -> None:
    said, seen = keep(editor), says_now(block(), "ru")
    models.Fact.objects.filter(nationality="KG").update(value="29")
    with pytest.raises(WrongState):
        actions.recording_still_right(recording=said, seen=seen, by=colleague)
    spoken = Spoken(made.OPUS, "Gulnora", ON)
    with pytest.raises(WrongState):
        actions.keep_recording(block=block(), language="ru", kind="audio", spoken=spoken, seen=seen, by=colleague)
    assert models.Recording.objects.get().address == said.address
    actions.remove_recording(recording=said, by=editor)
    said.pk = uuid4()
    with pytest.raises(Hidden):
        actions.recording_still_right(recording=said, seen=says_now(block(), "ru"), by=colleague)


@pytest.mark.slow
def test_a_film_brings_its_captions_and_takes_them_along(editor: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        keep(editor, made.VTT, "captions")
    assert caught.value.field == "kind"
    film = keep(editor, made.MP4, "sign")
    words = keep(editor, made.VTT, "captions")
    shown = offered()
    assert (dict(shown.sign), dict(shown.captions)) == ({"ru": film.address}, {"ru": words.address})
    assert recordings.offered(editions.build(1, demo=True)) == {film.address, words.address}

    actions.remove_recording(recording=film, by=editor)
    assert entry("guide.recording_remove", editor).object == film.pk
    assert models.Recording.objects.count() == 0
    assert (dict(offered().sign), dict(offered().captions)) == ({}, {})


@pytest.mark.slow
def test_another_film_does_not_keep_captions_timed_for_the_old_one(editor: Actor) -> None:
    keep(editor, made.MP4, "sign")
    keep(editor, made.VTT, "captions")
    film = keep(editor, made.MP4, "sign")
    assert (dict(offered().sign), dict(offered().captions)) == ({"ru": film.address}, {})


@pytest.mark.slow
def test_what_is_no_recording_is_refused_and_nothing_is_kept(editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(field: str, *args: object, **told: object) -> None:
        with pytest.raises(Invalid) as caught:
            keep(editor, *args, **told)  # type: ignore[arg-type]
        assert caught.value.field == field

    refused("upload", b"<html>")
    refused("upload", made.MP4)
    refused("upload", made.MP3, "sign")
    refused("kind", made.MP3, "smell")
    refused("speaker", speaker=" ")
    refused("on", on=timezone.localdate() + timedelta(days=1))
    refused("", language="kk")
    monkeypatch.setitem(sounds.KINDS, "audio", replace(sounds.KINDS["audio"], most=len(made.MP3) - 1))
    refused("upload")
    assert models.Recording.objects.count() == 0
    reader = replace(editor, roles=frozenset({"caseworker"}))
    with pytest.raises(Forbidden):
        keep(reader)


def test_a_voice_has_five_megabytes_and_a_film_twenty() -> None:
    assert [kind.most // sounds.MEGABYTE for kind in sounds.KINDS.values()] == [5, 20, 0]


def test_two_editions_that_are_asked_for_at_once_are_not_mixed() -> None:
    plain = content.shipped(demo=True)
    noun = plain.topics["registration-russia"]
    spoken = replace(noun.blocks[0], audio=MappingProxyType({"ru": "a.mp3"}))
    topics = {**plain.topics, noun.id: replace(noun, blocks=(spoken, *noun.blocks[1:]))}
    voiced = replace(plain, topics=MappingProxyType(topics))
    between: list[frozenset[str]] = []

    def step(frame: FrameType, _event: str, _arg: object) -> Any:
        """Let another thread ask for the other edition before each line of the first one's question."""
        if frame.f_code is not recordings.offered.__code__:
            return None
        sys.settrace(None)
        between.append(recordings.offered(plain))
        sys.settrace(step)
        return step

    before = sys.gettrace()
    try:
        sys.settrace(step)
        told = recordings.offered(voiced)
    finally:
        sys.settrace(before)
    assert told == {"a.mp3"}
    assert len(between) > 3
    assert set(between) == {frozenset()}


def test_a_kiosk_takes_voices_along_while_they_fit_and_no_films() -> None:
    edition = content.shipped(demo=True)
    noun = edition.topics["registration-russia"]
    first, second, *rest = noun.blocks
    first = replace(
        first, audio=MappingProxyType({"uz": "b.mp3", "ru": "a.mp3"}), sign=MappingProxyType({"ru": "f.mp4"})
    )
    second = replace(second, audio=MappingProxyType({"ru": "c.mp3"}))
    topics = {**edition.topics, noun.id: replace(noun, blocks=(first, second, *rest))}
    spoken = replace(edition, topics=MappingProxyType(topics))
    sizes = {"a.mp3": 50, "b.mp3": 60, "c.mp3": 40}

    taken = recordings.carried(spoken, sizes.__getitem__, room=100)
    assert taken == {"a.mp3", "c.mp3"}, "what does not fit stays at home, what comes after may still fit"
    shown = recordings.only(spoken, taken).topics[noun.id].blocks
    assert (dict(shown[0].audio), dict(shown[0].sign)) == ({"ru": "a.mp3"}, {})
    assert dict(shown[1].audio) == {"ru": "c.mp3"}
    assert recordings.carried(spoken, sizes.__getitem__, room=1000) == set(sizes)
