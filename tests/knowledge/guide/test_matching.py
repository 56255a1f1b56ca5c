"""The matcher, examined on questions it has never seen: written by somebody who did not see its examples."""

import csv
import hashlib
import json
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from komek.knowledge.guide import content, matching
from komek.knowledge.guide.matching import Matcher, keeping, skeleton
from komek.knowledge.guide.nouns import LANGUAGES

HERE = Path(__file__).parent
DANGERS = {"trafficking", "army-contract"}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return matching.shipped(tmp_path_factory.mktemp("matcher"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("көмек", "komek"), ("маслаҳат", "maslaxat"), ("Қазақстан", "Qazaqstan"), ("консулхона", "konsulxona")],
)
def test_one_word_in_two_spellings_has_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_the_examination_was_not_in_the_lesson() -> None:
    known = {skeleton(each.text) for each in content.questions()}
    asked = rows("asked.csv")

    assert len(asked) >= 400
    assert len({each["group"] for each in asked}) == 16
    assert sum(skeleton(each["text"]) in known for each in asked) <= len(asked) * 0.02


def test_every_topic_has_eight_questions_in_every_language() -> None:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for each in content.questions():
        counts[each.topic, each.language] += 1
    topics = {each["topic"] for each in rows("asked.csv")}

    assert len(topics) == 18
    assert [key for key in ((t, code) for t in topics for code in LANGUAGES) if counts[key] < 8] == []


@pytest.mark.slow
def test_it_understands_as_people_type(matcher: Matcher) -> None:
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    times = []
    for each in rows("asked.csv"):
        began = time.perf_counter()
        topics = [result.topic for result in matcher.ask(each["text"]).results]
        times.append(time.perf_counter() - began)
        groups[each["group"]].append((topics[0] == each["topic"], each["topic"] in topics))
    first, three = np.mean([pair for pairs in groups.values() for pair in pairs], axis=0)

    assert first >= 0.85
    assert three >= 0.94, "the promise is 95 %; measured 95.1 % (docs/matching.md)"
    assert [group for group, pairs in groups.items() if np.mean([three for _, three in pairs]) < 0.80] == []
    assert len(times) == len(rows("asked.csv"))


@pytest.mark.slow
def test_ordinary_questions_raise_few_alarms(matcher: Matcher) -> None:
    calm = [each["text"] for each in rows("asked.csv") if each["topic"] not in DANGERS]
    risky = [each["text"] for each in rows("danger_asked.csv") if each["danger"] == "yes"]

    assert np.mean([matcher.ask(text).danger for text in calm]) <= 0.05
    # the promise is 95 %; what is measured and why it is missed stands in docs/matching.md
    assert np.mean([matcher.ask(text).danger for text in risky]) >= 0.70


@pytest.mark.slow
def test_what_belongs_nowhere_is_met_with_doubt(matcher: Matcher) -> None:
    stray = [each["text"] for each in rows("elsewhere_asked.csv")]

    assert np.mean([not matcher.ask(text).sure for text in stray]) >= 0.80
    assert matcher.ask("").results
    assert not matcher.ask("").sure


@pytest.mark.slow
def test_a_matcher_is_arrays_and_json_with_a_hash(matcher: Matcher, tmp_path: Path) -> None:
    data = keeping.pack(matcher)
    again = keeping.unpack(data)

    assert data[:32] == hashlib.sha256(data[32:]).digest()
    assert again.ask("мне не платят зарплату") == matcher.ask("мне не платят зарплату")
    spoilt = bytearray(data)
    spoilt[-1] ^= 1
    with pytest.raises(keeping.SpoiltError):
        keeping.unpack(bytes(spoilt))
    kept = tmp_path / f"matcher-{keeping.lesson_hash()}.bin"
    kept.write_bytes(data)
    assert matching.shipped(tmp_path).number == again.number
    assert json.dumps(again.ask("x").language)
