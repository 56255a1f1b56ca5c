"""Bundles that are made by themselves: after a change, never twice in a moment, and never with a root key at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from komek.foundations.audit.models import Entry
from komek.kernel import host
from komek.kernel.nightly import MINUTELY
from komek.knowledge import guide
from komek.knowledge.guide import content, recordings
from komek.knowledge.kiosks import actions, automatic, making, queries, shelf
from komek.knowledge.kiosks.bundles import keys
from komek.knowledge.kiosks.bundles.checking import Trust, check
from komek.knowledge.kiosks.bundles.keeping import Folder
from komek.knowledge.kiosks.bundles.refusals import Refused
from komek.knowledge.kiosks.models import Issue, Kiosk, Watch
from komek.knowledge.kiosks.tasks import make_bundle
from komek.machine.demo import kiosks as demo
from tests.knowledge.kiosks.makers import SOUND, TODAY, Maker, days, with_sound

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TWO_MEGABYTES = 2 * 1000 * 1000


class House:
    """A house with a content key, what it has released, and a clock."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.maker, self.folder, self.patch = Maker(), folder, patch
        self.release(content.shipped(demo=True))

    def install(self, maker: Maker | None = None) -> None:
        """Bring a content key, its certificate and the public half of the root."""
        maker = maker or self.maker
        self.folder.mkdir(exist_ok=True)
        (self.folder / "content.key").write_text(f"komek content private {maker.key[0].hex()}\n")
        (self.folder / "certificate.json").write_bytes(maker.signer().certificate)
        (self.folder / "root.pub").write_bytes(keys.public_file(keys.ROOT, maker.root[1]))

    def release(self, edition: guide.Edition) -> None:
        self.patch.setattr(guide, "current", lambda: edition)

    def change(self, title: str, number: int) -> None:
        """Let an editor change one title."""
        topic = content.shipped(demo=True).topics["health"]
        texts = MappingProxyType({"en": guide.nouns.Words(title, draft=False)})
        blocks = tuple(replace(each, texts=texts) if each.kind == "title" else each for each in topic.blocks)
        topics = {**content.shipped(demo=True).topics, "health": replace(topic, blocks=blocks)}
        self.release(replace(content.shipped(demo=True), number=number, topics=MappingProxyType(topics)))

    def record(self, sound: bytes) -> None:
        """Let somebody read the first lines on registration in Uzbek."""
        self.patch.setattr(recordings, "sizes", lambda: {"registration.uz.ogg": len(sound)})
        self.patch.setattr(recordings, "read", {"registration.uz.ogg": sound}.get)
        self.release(with_sound())

    def minute(self, after: timedelta) -> int:
        """Let the worker do what it does every minute, so long after nine; gives the counter of the newest bundle."""
        with time_machine.travel(NOW + after, tick=False):
            MINUTELY["kiosks.look"].work()
            for job in ProcrastinateJob.objects.filter(task_name="kiosks.bundle", status="todo"):
                assert job.args == {}, "a job carries nothing"
            if automatic.is_due(NOW + after):
                make_bundle()
        return shelf.counter()


@pytest.fixture
def house(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    settings.KOMEK_BUNDLES, settings.KOMEK_BUNDLE_KEYS = tmp_path / "bundles", tmp_path / "keys"
    settings.KOMEK_DEMO, settings.KOMEK_SITE_MARK = True, ""
    host.mark.cache_clear()
    yield House(tmp_path / "keys", monkeypatch)
    host.mark.cache_clear()


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_without_a_content_key_nothing_is_made_and_nobody_looks(house: House) -> None:
    assert house.minute(minutes(0)) == 0
    assert queries.watch() is None
    assert not ProcrastinateJob.objects.filter(task_name="kiosks.bundle").exists()


def test_a_change_becomes_a_bundle_that_a_kiosk_takes_and_nothing_else_does(house: House, tmp_path: Path) -> None:
    house.install()
    assert house.minute(minutes(0)) == 1
    assert house.minute(minutes(30)) == 1, "nothing has changed"
    house.change("Seeing a doctor", number=2)
    assert house.minute(minutes(31)) == 2
    kiosk = house.maker.kiosk(tmp_path / "kiosk")
    found = shelf.newest()
    assert found
    kiosk.install(found.read_bytes(), TODAY)
    assert guide.title(kiosk.newest().edition.topics["health"], "en") == "Seeing a doctor"
    assert [each.counter for each in Issue.objects.order_by("counter")] == [1, 2]
    assert Entry.objects.filter(verb="kiosk.issue").count() == 2
    house.release(replace(guide.current(), number=3, matcher=9))
    assert house.minute(minutes(60)) == 2, "a matcher that has learnt changes no screen"


def test_the_worker_is_asked_once_however_many_minutes_pass(house: House) -> None:
    house.install()
    for number in range(3):
        with time_machine.travel(NOW + minutes(number), tick=False):
            MINUTELY["kiosks.look"].work()
    assert ProcrastinateJob.objects.filter(task_name="kiosks.bundle").count() == 1
    with time_machine.travel(NOW, tick=False):
        make_bundle()
        make_bundle()
    assert shelf.counter() == 1, "a job that runs twice makes one bundle"


def test_many_changes_in_a_moment_are_one_bundle(house: House) -> None:
    house.install()
    assert house.minute(minutes(0)) == 1
    for number in range(2, 6):
        house.change(f"Title {number}", number)
        assert house.minute(minutes(number - 1)) == 1, "not every minute"
    assert house.minute(minutes(5)) == 2
    assert house.minute(minutes(11)) == 2


@pytest.mark.parametrize("what", ["a place", "a list of lost keys", "the name of the host", "its mark", "a recording"])
def test_whatever_a_screen_shows_counts_as_a_change(
    house: House, settings: Settings, tmp_path: Path, what: str
) -> None:
    house.install()
    assert house.minute(minutes(0)) == 1
    if what == "a place":
        Kiosk.objects.create(code="nukus", country="UZ", names={"en": "Nukus airport"})
    elif what == "a list of lost keys":
        signed = house.maker.revoke(b"\1" * 32, number=3)
        actions.take_lost_keys(signed=signed, told=keys.revoked(house.maker.root[1], signed))
    elif what == "the name of the host":
        settings.KOMEK_SITE_NAME = "Yol"
    elif what == "its mark":
        (tmp_path / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
        settings.KOMEK_SITE_MARK = str(tmp_path / "mark.svg")
        host.mark.cache_clear()
    else:
        house.record(SOUND)
    assert house.minute(minutes(10)) == 2
    assert house.minute(minutes(20)) == 2


def test_where_nothing_changes_a_kiosk_never_says_that_it_is_old(house: House, tmp_path: Path) -> None:
    house.install()
    kiosk = house.maker.kiosk(tmp_path / "kiosk")
    oldest = 0
    for number in range(0, 60, 2):
        house.minute(timedelta(days=number))
        found = shelf.newest()
        assert found
        if shelf.counter() > kiosk.counter():
            kiosk.install(found.read_bytes(), days(number))
        oldest = max(oldest, (days(number) - kiosk.newest().manifest.made_on).days)
    assert 5 < oldest < 10
    assert len(list(Path(shelf.newest() or "").parent.glob("bundle-*.zip"))) == shelf.KEPT, "old ones go"


def test_the_clock_set_back_stops_nothing_for_long(house: House) -> None:
    house.install()
    assert house.minute(timedelta(days=20)) == 1
    house.change("Seeing a doctor", number=2)
    assert house.minute(timedelta(days=2)) == 2


def _revoke(house: House) -> None:
    signed = house.maker.revoke(house.maker.key[1], number=1)
    actions.take_lost_keys(signed=signed, told=keys.revoked(house.maker.root[1], signed))


def _certificate(house: House) -> Path:
    return house.folder / "certificate.json"


NEVER: dict[str, tuple[str, timedelta, Callable[[House], object]]] = {
    "its certificate has ended": ("expired", timedelta(days=61), lambda house: None),
    "its certificate begins later": ("not-yet", timedelta(days=-1), lambda house: None),
    "it was lost": ("revoked", timedelta(0), _revoke),
    "another root certified it": (
        "unknown-key",
        timedelta(0),
        lambda house: _certificate(house).write_bytes(Maker(key=house.maker.key).signer().certificate),
    ),
    "the certificate is of another key": (
        "signature",
        timedelta(0),
        lambda house: _certificate(house).write_bytes(Maker(root=house.maker.root).signer().certificate),
    ),
    "it has no certificate": ("key-file", timedelta(0), lambda house: _certificate(house).unlink()),
    "the certificate is nonsense": ("content", timedelta(0), lambda house: _certificate(house).write_text("[]")),
    "a root key lies beside it": (
        "root-online",
        timedelta(0),
        lambda house: (house.folder / "spare").write_text(f"komek root private {house.maker.root[0].hex()}\n"),
    ),
}


@pytest.mark.parametrize("why", NEVER)
def test_a_key_that_may_not_sign_makes_nothing_and_the_desk_hears_why(house: House, why: str) -> None:
    code, after, spoil = NEVER[why]
    house.install()
    spoil(house)
    assert house.minute(after) == 0
    watch = Watch.objects.get()
    assert (watch.refused, watch.looked_at) == (code, NOW + after)
    assert not Issue.objects.exists()
    for path in house.folder.iterdir():
        path.unlink()
    house.install(Maker(root=house.maker.root, starts=(NOW + after).date()))
    assert house.minute(after + minutes(1)) == 1, "the control: with a right key it is made"
    assert Watch.objects.get().refused == ""


def test_a_recording_that_goes_in_the_same_moment_holds_the_bundle_back_and_the_desk_hears_it(house: House) -> None:
    house.install()
    house.record(SOUND)
    house.patch.setattr(recordings, "read", lambda _: None)
    assert house.minute(minutes(0)) == 0
    assert Watch.objects.get().refused == "no-recording"


def test_a_voice_that_does_not_fit_stays_at_home_and_the_texts_go_without_it(house: House, tmp_path: Path) -> None:
    house.install()
    house.record(bytes(recordings.ROOM + 1))
    assert house.minute(minutes(0)) == 1
    found = shelf.newest()
    assert found
    assert found.stat().st_size < TWO_MEGABYTES
    shown = house.maker.kiosk(tmp_path / "kiosk").install(found.read_bytes(), TODAY)
    assert shown.manifest.recordings == {}


def test_a_new_certificate_is_carried_to_kiosks_without_any_other_change(house: House) -> None:
    house.install()
    assert house.minute(timedelta(days=52)) == 1
    house.install(Maker(root=house.maker.root, starts=days(53)))
    assert house.minute(timedelta(days=53)) == 2
    newest = queries.newest_issue()
    assert newest
    assert newest.ends_on == days(113)


def test_an_update_with_recordings_stays_under_two_megabytes_and_a_kiosk_that_has_them_takes_it(
    house: House, tmp_path: Path
) -> None:
    """As many voices as fit: the first bundle brings them, the next update is small."""
    sound = SOUND * (recordings.ROOM // len(SOUND))
    house.record(sound)
    house.install()
    house.minute(minutes(0))
    kiosk = house.maker.kiosk(tmp_path / "kiosk")
    whole, small = shelf.newest(), shelf.update()
    assert whole
    assert small
    assert TWO_MEGABYTES > whole.stat().st_size > recordings.ROOM * 0.99
    assert small.stat().st_size < TWO_MEGABYTES / 4
    with pytest.raises(Refused) as caught:
        kiosk.install(small.read_bytes(), TODAY)
    assert caught.value.code == "lacks", "whoever has no recordings takes the whole one"
    kiosk.install(whole.read_bytes(), TODAY)
    house.release(replace(with_sound(), number=2, contacts=MappingProxyType({})))
    assert house.minute(minutes(10)) == 2
    small = shelf.update()
    assert small
    assert small.stat().st_size < TWO_MEGABYTES / 4
    kiosk.install(small.read_bytes(), TODAY)
    shown = kiosk.newest()
    assert shown.manifest.counter == 2
    assert kiosk.recording(shown.manifest.recordings["registration.uz.ogg"]) == sound


def test_a_counter_is_never_given_twice_even_after_a_crash_before_the_note(house: House) -> None:
    """The file of bundle 7 was written, then the power went: nobody knows who has fetched it."""
    house.install()
    shelf.lay(7, house.maker.bundle(counter=7))
    assert house.minute(minutes(0)) == 8
    assert Issue.objects.get().counter == 8


def test_mark_name_and_line_of_the_host_come_with_a_bundle(house: House, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings.KOMEK_SITE_MARK, settings.KOMEK_SITE_NAME = str(tmp_path / "mark.svg"), "Yol"
    settings.KOMEK_SITE_HOTLINE = "+996000000000"
    house.install()
    house.minute(minutes(0))
    found = shelf.newest()
    assert found
    told = check(found.read_bytes(), Trust(house.maker.root[1])).manifest
    assert (told.site, told.hotline, told.mark) == ("Yol", "+996000000000", host.mark())
    assert told.portal == settings.KOMEK_ADDRESS


def test_the_demo_has_a_content_key_and_no_root_key(house: House) -> None:
    demo.certify(TODAY)
    demo.certify(TODAY)
    assert sorted(path.name for path in house.folder.iterdir()) == [
        "certificate.json",
        "content.key",
        "content.pub",
        "root.pub",
    ]
    assert house.minute(minutes(0)) == 1
    assert (house.folder / "content.key").stat().st_mode & 0o777 == 0o600


def test_by_hand_and_by_itself_use_one_row_of_counters(house: House, tmp_path: Path) -> None:
    house.install()
    wish = making.Wish(house.folder, "https://komek.invalid", "")
    with time_machine.travel(NOW, tick=False):
        assert making.make(wish, house.maker.root[1], TODAY).counter == 1
    house.change("Seeing a doctor", number=2)
    assert house.minute(minutes(6)) == 2
    kiosk: Folder = house.maker.kiosk(tmp_path / "kiosk")
    found = shelf.newest()
    assert found
    assert kiosk.install(found.read_bytes(), TODAY).manifest.counter == 2
