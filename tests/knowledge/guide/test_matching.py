"""The matcher, examined on questions it has never seen: written by somebody who did not see its examples."""

import csv
import hashlib
import json
import re
import time
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from komek.cli import app
from komek.knowledge.guide import content, matching
from komek.knowledge.guide.matching import Matcher, features, keeping, skeleton, slips
from komek.knowledge.guide.matching.concepts import named
from komek.knowledge.guide.nouns import LANGUAGES, Question

pytestmark = pytest.mark.xdist_group("matcher")  # trained once, by one process

HERE = Path(__file__).parent
DANGERS = {"trafficking", "army-contract"}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def lesson() -> frozenset[str]:
    """Give how everything reads that a matcher is trained on."""
    return frozenset(skeleton(each.text) for each in keeping._lesson_rows())


def unseen(name: str) -> list[dict[str, str]]:
    """Give the rows of an examination that read like no row of the lesson: what was learnt by heart counts nothing."""
    return [each for each in rows(name) if skeleton(each["text"]) not in lesson()]


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
    asked = unseen("asked.csv")
    groups = Counter(each["group"] for each in asked)

    assert len(asked) >= 400
    assert len(groups) == 16
    assert min(groups.values()) >= 25
    assert not {skeleton(each["text"]) for each in asked} & lesson()
    for name in ("asked.csv", "elsewhere_asked.csv", *HEARD):
        assert len(unseen(name)) >= len(rows(name)) * 0.9, f"{name}: examples eat the examination"


def test_every_topic_has_eight_questions_in_every_language() -> None:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for each in content.questions():
        counts[each.topic, each.language] += 1
    topics = {each["topic"] for each in rows("asked.csv")}

    assert len(topics) == 18
    assert [key for key in ((t, code) for t in topics for code in LANGUAGES) if counts[key] < 8] == []


def test_questions_are_typed_as_people_type_them() -> None:
    """In other letters and without care: in every language but English, under every topic."""
    written = {(each.topic, each.group) for each in content.questions()}
    other = ("ru-latin", "kk-latin", "ky-latin", "tg-latin", "tk-cyrl", "uz", "uz-cyrl")
    sloppy = ("kk-sloppy", "ky-sloppy", "uz-sloppy", "uz-cyrl-sloppy", "tg-sloppy", "tk-sloppy")

    topics = {each["topic"] for each in rows("asked.csv")}
    assert [(topic, group) for topic in topics for group in (*other, *sloppy) if (topic, group) not in written] == []
    latin = [each.text for each in content.questions() if each.group.endswith("-latin")]
    assert [text for text in latin if re.search("[а-яё]", text.lower())] == []


@pytest.mark.slow
def test_it_understands_as_people_type(matcher: Matcher) -> None:
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    times = []
    for each in unseen("asked.csv"):
        began = time.process_time()
        topics = [result.topic for result in matcher.ask(each["text"]).results]
        times.append(time.process_time() - began)
        groups[each["group"]].append((topics[0] == each["topic"], each["topic"] in topics))
    first, three = np.mean([pair for pairs in groups.values() for pair in pairs], axis=0)

    assert first >= 0.85
    assert three >= 0.95
    assert [group for group, pairs in groups.items() if np.mean([three for _, three in pairs]) < 0.80] == []
    assert np.quantile(times, 0.95) < 0.020, "seconds of processor, whatever else the machine does"


HEARD = {
    "danger_asked.csv": 0.97,
    "danger_blind.csv": 0.97,
    "danger_later.csv": 0.94,
    "danger_last.csv": 0.94,
    "danger_unseen.csv": 0.93,
    "danger_fresh.csv": 0.93,
}
"""Shares of danger that are heard at least, by examination; 95 % is promised of all together (docs/matching.md)."""
ORDINARY = [name for name in HEARD if name != "danger_asked.csv"]
"""Examinations whose harmless rows are ordinary questions; those of the other are made of danger words."""


@pytest.mark.slow
def test_danger_is_heard_in_questions_and_in_every_examination(matcher: Matcher) -> None:
    trafficking = [each["text"] for each in unseen("asked.csv") if each["topic"] == "trafficking"]
    said = {name: [e["text"] for e in unseen(name) if e["danger"] == "yes"] for name in HEARD}
    heard = {name: [matcher.dangerous(text) for text in texts] for name, texts in said.items()}

    assert [len({each["group"] for each in rows(name)}) for name in HEARD] == [16] * len(HEARD)
    assert sum(map(len, said.values())) >= 1510
    assert np.mean([matcher.ask(text).danger for text in trafficking]) >= 0.95
    assert [name for name, least in HEARD.items() if np.mean(heard[name]) < least] == []
    assert np.mean([each for every in heard.values() for each in every]) >= 0.95


@pytest.mark.slow
def test_ordinary_questions_raise_few_alarms(matcher: Matcher) -> None:
    calm = {"asked.csv": [each["text"] for each in unseen("asked.csv") if each["topic"] not in DANGERS]}
    for name in ORDINARY:
        calm[name] = [each["text"] for each in unseen(name) if each["danger"] == "no"]
    alarms = {name: [matcher.ask(text).danger for text in texts] for name, texts in calm.items()}
    every = [alarm for each in alarms.values() for alarm in each]

    assert len(every) >= 2050
    assert np.mean(every) <= 0.05
    assert [name for name, each in alarms.items() if np.mean(each) > 0.065] == []
    near = [each["text"] for each in unseen("danger_asked.csv") if each["danger"] == "no"]
    assert np.mean([matcher.dangerous(text) for text in near]) <= 0.10, "harmless phrases made of danger words"


def test_no_examination_was_in_the_lesson_of_danger() -> None:
    known = {skeleton(each.text) for kind in content.PHRASES for each in content.phrases(kind)}
    examined = {skeleton(each["text"]) for name in HEARD for each in rows(name)}

    assert examined & known == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "I came in May. My patent is paid. Now the foreman beats us and we cannot leave. What papers do I need?",
        "Я из Оша, работаю на складе. Регистрация есть. Хозяин запер нас и не выпускает. Куда платить за патент?",
        "Men Namanganlikman. Patentim bor. Xoʻjayin qamab qoʻyib uradi. Roʻyxatdan oʻtish kerakmi?",
    ],
)
def test_danger_in_the_middle_of_a_long_message_does_not_drown(matcher: Matcher, text: str) -> None:
    harmless = " ".join(
        part for part in re.split(r"(?<=[.?]) ", text) if not re.search("foreman|Хозяин|Xoʻjayin", part)
    )

    assert matcher.ask(text).danger
    assert not matcher.ask(harmless).danger


@pytest.mark.slow
def test_a_door_asks_about_danger_alone_and_waits_for_no_training(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "at_hand", lambda: None)
    assert not matching.danger("They locked us in and beat us.")

    monkeypatch.setattr(matching, "at_hand", lambda: matcher)
    assert matching.danger("They locked us in and beat us.")
    assert not matching.danger("Where do I register?")


@pytest.mark.slow
def test_what_belongs_nowhere_is_met_with_doubt(matcher: Matcher) -> None:
    stray = [each["text"] for each in unseen("elsewhere_asked.csv")]

    assert np.mean([not matcher.ask(text).sure for text in stray]) >= 0.80
    assert matcher.ask("").results
    assert not matcher.ask("").sure


@pytest.mark.slow
def test_a_matcher_is_arrays_and_json_with_a_hash(matcher: Matcher, tmp_path: Path) -> None:
    data = keeping.pack(matcher)
    again = keeping.unpack(data)

    assert data[:32] == hashlib.sha256(data[32:]).digest()
    assert again.ask("мне не платят зарплату") == matcher.ask("мне не платят зарплату")
    for at in (0, 40, len(data) // 2, -1):
        spoilt = bytearray(data)
        spoilt[at] ^= 1
        with pytest.raises(keeping.SpoiltError):
            keeping.unpack(bytes(spoilt))
    for foreign in (b"", b"x" * 40, hashlib.sha256(b"no zip").digest() + b"no zip"):
        with pytest.raises(keeping.SpoiltError):
            keeping.unpack(foreign)
    kept = tmp_path / f"matcher-{keeping.lesson_hash()}.bin"
    kept.write_bytes(data)
    assert matching.shipped(tmp_path).number == again.number
    assert json.dumps(again.ask("x").language)


@pytest.mark.slow
def test_a_matcher_that_reads_texts_in_another_way_is_not_taken(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    data = keeping.pack(matcher)
    monkeypatch.setattr(keeping, "reader", lambda: "another")

    with pytest.raises(keeping.SpoiltError):
        keeping.unpack(data)


@pytest.mark.slow
def test_a_spoilt_copy_in_the_folder_is_replaced_and_old_ones_go(
    matcher: Matcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_trained", lambda: matcher)
    kept, old = tmp_path / f"matcher-{keeping.lesson_hash()}.bin", tmp_path / "matcher-0123456789abcdef.bin"
    kept.write_bytes(b"spoilt")
    old.write_bytes(b"of other questions")

    taken = matching.shipped(tmp_path)
    assert taken.ask("привет") == matcher.ask("привет")
    assert [each.name for each in tmp_path.iterdir()] == [kept.name]
    assert keeping.unpack(kept.read_bytes()).number == taken.number


def test_words_of_eight_languages_name_one_concept() -> None:
    locked = ("they locked us", "нас заперли", "qulflab qoʻyishdi", "қулфлаб қўйишди", "қамап қойды", "камап койду")
    assert [text for text in (*locked, "қулф карданд", "gulplap goýdular") if "lock" not in named(skeleton(text))] == []
    assert "passport" in named(skeleton("pasportimni oldi"))
    assert named(skeleton("какая погода завтра")) == ["tomorrow", "trip", "which"]


def test_long_messages_are_read_in_pieces_and_short_ones_whole() -> None:
    def pieces(text: str) -> list[str]:
        read = features.read(text)
        return [" ".join(read.words[begin:end]) for begin, end in read.pieces]

    assert pieces("не платят зарплату") == []
    assert pieces("Я из Оша тут. Меня держат взаперти.") == ["ia iz osha tut", "menia derjat vzaperti"]
    words = [f"{one}a{other}" for one in "bdfgklmnpr" for other in "stv"]
    windows = pieces(" ".join(words))
    assert all(len(piece.split()) <= features.WINDOW for piece in windows)
    assert {word for piece in windows for word in piece.split()} == set(words)


def test_examples_are_read_again_as_typed_in_haste() -> None:
    asked = [Question("contract", "uz", "uz", "shartnomani bermayapti"), Question("contract", "tk", "tk", "pul")]

    texts, of = slips.copies(asked)
    assert texts[:2] == [each.text for each in asked]
    assert "wartnomani bermavotti" in texts
    assert set(of[2:]) == {0}, "what reads the same in haste is not read twice"
    assert slips.copies(asked) == (texts, of)


def test_a_piece_has_the_features_of_its_words_and_no_others() -> None:
    read = features.read("Завтра поедем в город. Они не выпускают нас из дома. Потом сходим на базар.")

    begin, end = read.pieces[1]
    alone = features.of_meaning("Они не выпускают нас из дома")
    assert sorted(read.features(begin, end)) == sorted(alone)
    assert "#kept-in" in alone
    assert "#kept-in" not in read.features(*read.pieces[0]) + read.features(*read.pieces[2])


HARMLESS = "Я из Оша, работаю на складе, живу у метро, по вечерам учу русский язык и хожу в парк. "


@pytest.mark.slow
@pytest.mark.parametrize("before", [0, 1000, 2000, 3900])
@pytest.mark.parametrize(
    "said", ["Хозяин запер нас и не выпускает.", "Xoʻjayin bizni qamab qoʻyib uradi.", "They locked us in and beat us."]
)
def test_danger_is_heard_wherever_it_stands_in_the_longest_message(matcher: Matcher, before: int, said: str) -> None:
    text = (HARMLESS * 60)[:before] + " " + said + " " + HARMLESS * 60

    assert matcher.ask(text).danger
    assert matcher.dangerous(text)
    assert not matcher.dangerous((HARMLESS * 60)[: features.LONGEST])


@pytest.mark.slow
def test_the_longest_message_is_answered_at_once_and_what_is_longer_costs_nothing_more(matcher: Matcher) -> None:
    asked = [each["text"] for each in rows("asked.csv")]
    long = [" ".join(asked[at : at + 120])[: features.LONGEST] for at in range(0, len(asked) - 120, 25)]
    times = []
    for text in long:
        began = time.process_time()
        matcher.ask(text)
        times.append(time.process_time() - began)

    assert {len(text) for text in long} == {features.LONGEST} == {matching.LONGEST}
    assert np.quantile(times, 0.95) < 0.100, "seconds of processor; 16 ms on an idle machine"
    assert matcher.ask(long[0] + " we are locked in and beaten") == matcher.ask(long[0])


@pytest.mark.slow
def test_the_command_answers_one_line_with_one_object(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "shipped", lambda folder: matcher)
    asked = "вақти регистрация\n\nmen qamalib qoldim, xoʻjayin uradi\n".encode() + b"\xff\xfe broken\n"
    told = CliRunner().invoke(app, ["ask", "-", "--from", "uz", "--to", "RU", "--json"], input=asked)

    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.exit_code == 0
    assert [set(each) == {"language", "results", "danger"} for each in answers] == [True] * 4
    assert [set(result) == {"topic", "score"} for result in answers[0]["results"]] == [True] * 3
    assert answers[0]["results"][0]["topic"] == "registration-russia"
    assert [len(each["results"]) for each in answers] == [3] * 4
    assert [each["danger"] for each in answers] == [False, False, True, False]
    alone = CliRunner().invoke(app, ["ask", "вақти регистрация", "--from", "UZ", "--to", "RU", "--json"])
    assert [json.loads(line) for line in alone.stdout.splitlines()] == [answers[0]]


@pytest.mark.slow
def test_the_command_never_dies_of_what_it_reads(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "shipped", lambda folder: matcher)
    odd = ["", " ", "😀👍🏽🏳️‍🌈", "x" * 100_000, "ж " * 50_000, "a\rb\x0bc\u2028d\x85e", "مرحبا", "\x00", "\u200f\u202e"]
    asked = "\n".join(odd).encode() + b"\n\xc3\x28\xff\xf0\x9f"
    told = CliRunner().invoke(app, ["ask", "-", "--json"], input=asked)

    assert told.exit_code == 0
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(answers) == len(odd) + 1
    assert {tuple(each) for each in answers} == {("language", "results", "danger")}
    assert [each["danger"] for each in answers] == [False] * len(answers)


@pytest.mark.slow
def test_the_command_says_when_it_is_not_sure(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "shipped", lambda folder: matcher)

    doubtful = CliRunner().invoke(app, ["ask", "какая погода завтра"]).stdout
    assert "Not sure" in doubtful
    assert len(doubtful.splitlines()) == 4
    assert "Not sure" not in CliRunner().invoke(app, ["ask", "мне не платят зарплату"]).stdout
