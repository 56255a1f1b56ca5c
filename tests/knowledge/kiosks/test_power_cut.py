"""A power cut at any moment of an installation leaves the old bundle or the new one, whole."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from komek.knowledge.kiosks.bundles.building import build
from komek.knowledge.kiosks.bundles.keeping import Folder
from tests.knowledge.kiosks.makers import TODAY, Maker, told, with_sound

MOST = 60


def dying_at(step: int, install: Callable[[], object]) -> bool:
    """Install in a child process that is killed before its step number so and so; say whether it came to its end."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    _watch(count)
    install()
    os._exit(0)


def _watch(count: Callable[[], None]) -> None:
    """Count each touch of the disk; a written file is on it by half before the step after."""
    opened = Path.open

    def half(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if "w" not in mode:
            return opened(path, mode, *args, **kwargs)
        count()
        return _Half(str(path), count)

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any, **kwargs: Any) -> Any:
            count()
            return act(*args, **kwargs)

        return counting

    for owner, name in ((os, "fsync"), (Path, "rename"), (Path, "unlink")):
        setattr(owner, name, counted(getattr(owner, name)))
    Path.open = half  # type: ignore[assignment,method-assign]


class _Half(io.FileIO):
    """A file that is written in two halves, with a step between them."""

    def __init__(self, path: str, count: Callable[[], None]) -> None:
        super().__init__(path, "w")
        self.count = count

    def write(self, data: Any) -> int:
        middle = len(data) // 2
        super().write(data[:middle])
        self.count()
        super().write(data[middle:])
        return len(data)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_killed_at_each_step_the_old_or_the_new_is_there_and_the_next_try_succeeds(tmp_path: Path) -> None:
    maker = Maker()
    topics = with_sound().topics
    small = replace(with_sound(), topics={"registration-russia": topics["registration-russia"]}, contacts={})
    old, new = (
        maker.bundle(counter=1, edition=replace(small, topics={"hotline": topics["hotline"]})),
        build(told(small), maker.signer(), 2, TODAY),
    )
    seen = set()
    for step in range(MOST):
        kiosk = maker.kiosk(tmp_path / str(step))
        kiosk.install(old, TODAY)
        ended = dying_at(step, lambda: kiosk.install(new, TODAY))  # noqa: B023
        counter = Folder(kiosk.path).newest().manifest.counter
        seen.add((ended, counter))
        assert counter in (1, 2), step
        if counter == 1:
            kiosk.install(new, TODAY)
        assert kiosk.newest().manifest.counter == 2
        assert kiosk.recording(kiosk.newest().manifest.recordings["registration.uz.ogg"])
        if ended:
            break
    assert ended, "there are more steps than were tried"
    assert step > 8
    assert seen == {(False, 1), (False, 2), (True, 2)}


def test_every_file_is_on_the_disk_before_it_bears_its_name_and_its_name_is_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killing a process loses nothing that was written; a power cut does. So the order itself is looked at."""
    seen: list[tuple[str, str]] = []
    fsync, rename = os.fsync, Path.rename

    def synced(handle: int) -> None:
        seen.append(("sync", Path(f"/proc/self/fd/{handle}").readlink().name))
        fsync(handle)

    def renamed(path: Path, target: Path) -> Path:
        seen.append(("name", path.name))
        return rename(path, target)

    maker = Maker()
    kiosk = maker.kiosk(tmp_path / "kiosk")
    data = build(told(with_sound()), maker.signer(), 1, TODAY)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    kiosk.install(data, TODAY)
    named = [aside for act, aside in seen if act == "name"]
    assert len(named) == 2, "a recording and the bundle"
    assert named[-1].endswith("bundle-00000001.zip"), "the bundle last: what it counts on is there before it"
    for aside in named:
        at = seen.index(("name", aside))
        assert seen[at - 1] == ("sync", aside)
        assert seen[at + 1] in (("sync", "kiosk"), ("sync", "audio"))


@pytest.mark.parametrize("left", [b"", bytes(1000)])
def test_a_file_that_the_disk_lost_gives_way_to_the_one_before(tmp_path: Path, left: bytes) -> None:
    """What a bad disk leaves of a file after a power cut: nothing, or noughts."""
    maker = Maker()
    kiosk = maker.kiosk(tmp_path / "kiosk")
    for counter in (1, 2):
        kiosk.install(maker.bundle(counter=counter), TODAY)
    kiosk.bundles()[0].write_bytes(left)
    assert kiosk.newest().manifest.counter == 1
    kiosk.install(maker.bundle(counter=2), TODAY)
    assert kiosk.newest().manifest.counter == 2, "the same bundle mends it"
