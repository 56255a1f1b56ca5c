"""A bundle: what it carries comes back the same; what was not signed, or is old, changed or revoked, is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from komek.foundations.vault import signing
from komek.knowledge import guide
from komek.knowledge.guide import content, sounds, speech
from komek.knowledge.kiosks.bundles import chest, keys, values
from komek.knowledge.kiosks.bundles.building import build, carried
from komek.knowledge.kiosks.bundles.checking import Trust, check
from komek.knowledge.kiosks.bundles.keeping import Folder
from komek.knowledge.kiosks.bundles.refusals import REASONS, Refused
from tests.knowledge.kiosks.makers import SOUND, TODAY, Maker, days, told, with_sound

TWO_MEGABYTES = 2 * 1000 * 1000


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker()


@pytest.fixture(scope="module")
def bundle(maker: Maker) -> bytes:
    return maker.bundle(counter=7)


@pytest.fixture
def kiosk(maker: Maker, tmp_path: Path) -> Folder:
    return maker.kiosk(tmp_path / "kiosk")


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def again(data: bytes, **changed: bytes) -> bytes:
    """Put a bundle together again with other files in it."""
    return chest.packed({**chest.opened(data), **{name.replace("__", "."): each for name, each in changed.items()}})


def test_what_was_released_comes_back_the_same(maker: Maker, bundle: bytes) -> None:
    found = check(bundle, Trust(maker.root[1]))
    assert found.edition == content.shipped(demo=True)
    assert found.manifest.counter == 7
    assert found.places["osh"].name("ky") == "Ош аэропорту"
    assert set(found.words) == set(speech.spoken())
    assert found.words["ru"].texts["kiosk"]["touch"] == guide.words("ru").say("kiosk", "touch")


def test_the_same_content_gives_the_same_bytes(maker: Maker, bundle: bytes) -> None:
    assert maker.bundle(counter=7) == bundle
    assert maker.bundle(counter=8) != bundle


def test_a_whole_update_in_all_languages_is_smaller_than_two_megabytes(bundle: bytes) -> None:
    assert len(bundle) < TWO_MEGABYTES


def test_any_zip_program_opens_it(bundle: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(bundle)
    with ZipFile(tmp_path / "b.zip") as opened:
        assert opened.testzip() is None
        assert {"manifest.json", "manifest.sig", "certificate.json", "edition.json.gz"} <= set(opened.namelist())


def test_the_right_bundle_is_taken_and_shown(kiosk: Folder, bundle: bytes) -> None:
    assert code(kiosk.newest) == "no-bundle"
    kiosk.install(bundle, TODAY)
    assert kiosk.newest().manifest.counter == 7


def test_every_reason_has_a_status_of_its_own() -> None:
    assert len({each.status for each in REASONS.values()}) == len(REASONS)
    assert all(each.says.endswith(".") for each in REASONS.values())


def test_a_flipped_byte_anywhere_is_refused(maker: Maker, bundle: bytes) -> None:
    """Every byte of head and index, and four hundred drawn ones of the rest."""
    trust, drawn = Trust(maker.root[1]), random.Random(5)
    index = bundle.rindex(b"PK\x05\x06")
    begin = int.from_bytes(bundle[index + 16 : index + 20], "little")
    places = [*range(80), *range(begin, len(bundle)), *(drawn.randrange(len(bundle)) for _ in range(400))]
    for place in places:
        spoilt = bytearray(bundle)
        spoilt[place] ^= 1 << drawn.randrange(8)
        assert code(lambda: check(bytes(spoilt), trust)) in {"changed", "unreadable", "path"}, place  # noqa: B023
    assert check(bundle, trust), "the control: untouched it is right"


@pytest.mark.parametrize("cut", [0, 1, 1000, -1, -30])
def test_a_bundle_that_broke_off_is_refused(maker: Maker, bundle: bytes, cut: int) -> None:
    assert code(lambda: check(bundle[:cut], Trust(maker.root[1]))) == "unreadable"


def test_a_byte_changed_with_care_is_refused(maker: Maker, bundle: bytes) -> None:
    trust = Trust(maker.root[1])
    edition = values.unpacked(chest.opened(bundle)["edition.json.gz"])
    edition["contacts"] = {}
    assert code(lambda: check(again(bundle, edition__json__gz=values.packed(edition)), trust)) == "changed"
    manifest = chest.opened(bundle)["manifest.json"].replace(b'"counter":7', b'"counter":9')
    assert code(lambda: check(again(bundle, manifest__json=manifest), trust)) == "signature"


def test_another_key_is_refused(maker: Maker, bundle: bytes) -> None:
    trust, thief = Trust(maker.root[1]), Maker()
    assert code(lambda: check(thief.bundle(), trust)) == "unknown-key"
    manifest = chest.opened(bundle)["manifest.json"]
    forged = again(bundle, manifest__sig=signing.sign(thief.key[0], keys.MANIFEST, manifest))
    assert code(lambda: check(forged, trust)) == "signature"
    certificate = keys.certify(thief.root[0], maker.key[1], TODAY)
    assert code(lambda: check(build(told(), maker.signer(certificate=certificate), 1, TODAY), trust)) == "unknown-key"


def test_a_signature_for_one_purpose_serves_no_other(maker: Maker, bundle: bytes) -> None:
    manifest = chest.opened(bundle)["manifest.json"]
    forged = again(bundle, manifest__sig=signing.sign(maker.key[0], keys.HEARD, manifest))
    assert code(lambda: check(forged, Trust(maker.root[1]))) == "signature"


def test_a_lower_or_equal_counter_is_refused(kiosk: Folder, maker: Maker, bundle: bytes) -> None:
    kiosk.install(bundle, TODAY)
    for counter in (6, 7):
        assert code(lambda: kiosk.install(maker.bundle(counter=counter), TODAY)) == "old-counter"  # noqa: B023
    kiosk.install(maker.bundle(counter=8), TODAY)
    assert kiosk.newest().manifest.counter == 8


def test_a_revoked_key_is_refused_and_what_it_signed_is_shown_no_more(maker: Maker, tmp_path: Path) -> None:
    kiosk, lost = maker.kiosk(tmp_path), Maker(root=maker.root)
    kiosk.install(maker.bundle(counter=3), TODAY)
    kiosk.install(lost.bundle(counter=99_999_999), TODAY)
    assert kiosk.newest().manifest.counter == 99_999_999, "the thief has been here, with a high counter"
    heir = Maker(root=maker.root)
    heir.revoke(lost.key[1])
    kiosk.install(heir.bundle(counter=4), TODAY)
    assert kiosk.newest().manifest.counter == 4, "her counter counts for nothing once her key is revoked"
    assert code(lambda: kiosk.install(lost.bundle(counter=100_000_000), TODAY)) == "revoked"


def test_a_list_of_lost_keys_may_come_by_itself(maker: Maker, tmp_path: Path) -> None:
    kiosk, other = maker.kiosk(tmp_path), Maker(root=maker.root)
    kiosk.install(other.bundle(counter=3), TODAY)
    kiosk.take_list(keys.revoke(maker.root[0], (other.key[1].hex(),), 2))
    assert code(kiosk.newest) == "no-bundle"
    assert code(lambda: kiosk.take_list(keys.revoke(maker.root[0], (), 1))) == "old-list"
    assert code(lambda: kiosk.take_list(keys.revoke(Maker().root[0], (), 9))) == "unknown-key"
    older = Maker(root=maker.root, revoked=keys.revoke(maker.root[0], (), 1))
    assert code(lambda: kiosk.install(older.bundle(counter=5), TODAY)) == "old-list"


def test_a_key_signs_for_sixty_days_and_no_longer(kiosk: Folder, maker: Maker) -> None:
    late = maker.bundle(counter=1, made_on=days(60))
    assert code(lambda: kiosk.install(late, days(61))) == "expired"
    assert code(lambda: kiosk.install(late, days(-1))) == "not-yet"
    assert code(lambda: check(maker.bundle(made_on=days(61)), Trust(maker.root[1]))) == "expired"
    assert code(lambda: check(maker.bundle(made_on=days(-1)), Trust(maker.root[1]))) == "not-yet"
    assert code(lambda: keys.certify(maker.root[0], maker.key[1], TODAY, 61)) == "too-long"
    kiosk.install(late, days(60))
    assert kiosk.newest().manifest.made_on == days(60)


def test_even_the_root_key_cannot_certify_for_longer(maker: Maker) -> None:
    long = replace(keys.certificate(maker.root[1], maker.signer().certificate), ends=TODAY + timedelta(days=61))
    body = values.written(values.plain(long))
    forged = values.written(
        {"body": body.decode(), "signature": signing.sign(maker.root[0], keys.CERTIFICATE, body).hex()}
    )
    made = build(told(), maker.signer(certificate=forged), 1, TODAY)
    assert code(lambda: check(made, Trust(maker.root[1]))) == "too-long"


@pytest.mark.parametrize("name", ["../root.pub", "/etc/passwd", "audio/../kiosk.json", "a b.json", "edition.exe"])
def test_a_path_outside_is_refused(maker: Maker, bundle: bytes, name: str) -> None:
    spoilt = chest.packed({**chest.opened(bundle), name: b"x"})
    assert code(lambda: check(spoilt, Trust(maker.root[1]))) == "path"


def test_every_voice_that_an_editor_may_put_in_has_a_name_in_a_bundle_and_no_film_has() -> None:
    named = {form for form in sounds.TYPES if chest.NAMES.fullmatch(f"audio/{'0' * 64}.{form}")}
    assert named >= set(sounds.KINDS["audio"].forms)
    assert not named & {*sounds.KINDS["sign"].forms, *sounds.KINDS["captions"].forms}


def test_a_file_that_nobody_signed_is_refused(maker: Maker, bundle: bytes) -> None:
    spoilt = chest.packed({**chest.opened(bundle), "more.json": b"{}"})
    assert code(lambda: check(spoilt, Trust(maker.root[1]))) == "path"


def test_what_is_missing_or_too_large_is_refused(maker: Maker, bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    files = chest.opened(bundle)
    del files["places.json.gz"]
    assert code(lambda: check(chest.packed(files), Trust(maker.root[1]))) == "lacks"
    monkeypatch.setattr(chest, "LARGEST", 1000)
    assert code(lambda: check(bundle, Trust(maker.root[1]))) == "too-large"


def test_a_packed_text_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = values.packed(["0" * 5000] * 100)
    assert values.unpacked(bomb)
    monkeypatch.setattr(values, "LARGEST", 10_000)
    assert code(lambda: values.unpacked(bomb)) == "too-large"


@pytest.mark.parametrize(
    "told_wrong", [[], {"number": True}, {"number": "1"}, {"number": 1, "topics": []}, {"number": 1, "facts": [{}]}]
)
def test_signed_nonsense_is_refused_all_the_same(told_wrong: object) -> None:
    assert code(lambda: values.noun(guide.Edition, told_wrong)) == "content"


def test_a_name_that_this_version_does_not_know_is_passed_over() -> None:
    told_more = values.plain(content.shipped(demo=True)) | {"invented_later": 1}
    assert values.noun(guide.Edition, told_more) == content.shipped(demo=True)


def test_another_root_is_never_pinned_over_the_first(kiosk: Folder, tmp_path: Path) -> None:
    assert code(lambda: kiosk.pin(Maker().root[1])) == "other-root"
    assert code(lambda: Folder(tmp_path / "none").newest()) == "no-root"


def test_recordings_come_once(maker: Maker, tmp_path: Path) -> None:
    kiosk = maker.kiosk(tmp_path)
    first = build(told(with_sound()), maker.signer(), 1, TODAY)
    small = build(told(with_sound()), maker.signer(), 2, TODAY, known=carried(first))
    assert len(first) - len(small) >= len(SOUND)
    assert code(lambda: kiosk.install(small, TODAY)) == "lacks", "nobody brought the recording yet"
    kiosk.install(first, TODAY)
    kiosk.install(small, TODAY)
    name = kiosk.newest().manifest.recordings["registration.uz.ogg"]
    assert kiosk.recording(name) == SOUND
    (kiosk.path / name).write_bytes(b"spoilt")
    assert kiosk.recording(name) is None
    assert kiosk.newest().manifest.counter == 2, "a text that cannot be heard can be read"
    kiosk.install(build(told(with_sound()), maker.signer(), 3, TODAY), TODAY)
    assert kiosk.recording(name) == SOUND, "a whole bundle mends it"
    assert kiosk.recording("audio/../root.pub") is None


def test_a_bundle_that_names_a_recording_nobody_has_is_not_made(maker: Maker) -> None:
    silent = replace(told(with_sound()), recording=lambda _: None)
    assert code(lambda: build(silent, maker.signer(), 1, TODAY)) == "no-recording"


def test_a_spoilt_newest_bundle_gives_way_to_the_one_before(kiosk: Folder, maker: Maker) -> None:
    for counter in (1, 2, 3):
        kiosk.install(maker.bundle(counter=counter), TODAY)
    assert [path.name for path in kiosk.bundles()] == ["bundle-00000003.zip", "bundle-00000002.zip"]
    kiosk.bundles()[0].write_bytes(b"PK spoilt")
    assert kiosk.newest().manifest.counter == 2


def test_brought_words_stand_in_place_of_the_shipped_ones_and_what_they_lack_stays() -> None:
    newer = {"kiosk": {"touch": "Brought along"}, "invented": {"later": "x"}}
    try:
        speech.bring({"en": speech.Speech("en", False, newer)})
        assert guide.words("en").say("kiosk", "touch") == "Brought along"
        assert guide.words("en").say("kiosk", "where_to") == "Where are you going?"
        assert "invented" not in guide.words("en").sections
    finally:
        speech.bring({})
    assert guide.words("en").say("kiosk", "touch") == "Touch to begin"
