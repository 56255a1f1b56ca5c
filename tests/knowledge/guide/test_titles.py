"""While no matcher is there, words of titles lead to a topic: something for everybody, at once, and never sure."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.kernel.nightly import MINUTELY
from komek.knowledge.guide import editions, matching, models, tasks
from komek.knowledge.guide.matching import keeping
from tests.factories.guide import TOPIC, make_guide


@pytest.fixture
def new_machine(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which nothing was learnt, in a process that knows nothing."""
    settings.KOMEK_DEMO, settings.KOMEK_MATCHER = True, tmp_path / "matcher"
    monkeypatch.setattr(keeping, "_kept", keeping._Kept())
    return tmp_path / "matcher"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("registration in russia", "registration-russia"),
        ("регистрация в россии как", "registration-russia"),
        ("Rossiyada ish patenti", "patent-russia"),
        ("Россияда иш патенти", "patent-russia"),
    ],
)
def test_words_of_titles_lead_to_a_topic_in_any_letters(asked: str, topic: str, new_machine: Path) -> None:
    found = matching.ask(asked)
    assert topic in [each.topic for each in found.results]
    assert not found.sure
    assert not found.danger
    assert not new_machine.exists(), "nothing was trained for it"


@pytest.mark.django_db
def test_what_is_in_no_title_finds_nothing(new_machine: Path) -> None:
    assert matching.ask("qqqq wwww").results == ()
    assert matching.ask("").results == ()


@pytest.mark.django_db
def test_the_worker_learns_what_nobody_has_learnt_yet_and_only_then(
    new_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[int] = []
    learnt: list[Path] = []
    monkeypatch.setattr("komek.knowledge.guide.nightly.learn.defer", lambda: wanted.append(1))
    MINUTELY["guide.learn"].work()
    assert wanted == [1]
    monkeypatch.setattr("komek.knowledge.guide.nightly.at_hand", object)
    MINUTELY["guide.learn"].work()
    assert wanted == [1]
    monkeypatch.setattr(tasks, "shipped", learnt.append)
    tasks.learn()
    assert learnt == [new_machine]


@pytest.mark.django_db
def test_after_a_new_release_nobody_waits_and_what_editors_taught_is_learnt_anew(
    new_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trained() -> None:
        raise AssertionError("somebody who asks waits for a training")

    monkeypatch.setattr(keeping, "_trained", trained)
    monkeypatch.setattr(editions, "_kept", editions._Kept())
    wanted: list[str] = []
    monkeypatch.setattr("komek.knowledge.guide.nightly.learn.defer", lambda: wanted.append("shipped"))
    monkeypatch.setattr("komek.knowledge.guide.nightly.train.defer", lambda: wanted.append("taught"))
    models.Trained.objects.create(number=1, data=b"of an older program", passed=True, trained_at=timezone.now())
    make_guide()

    assert [each.topic for each in matching.ask("where to register").results] == [TOPIC]
    assert not matching.danger("They locked us in.")
    MINUTELY["guide.learn"].work()
    assert wanted == ["shipped", "taught"]

    models.Trained.objects.create(number=2, data=b"failed", passed=False, trained_at=timezone.now())
    MINUTELY["guide.learn"].work()
    assert wanted == ["shipped", "taught", "shipped"], "what has just failed is not tried again every minute"
