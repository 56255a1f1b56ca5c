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
