"""Somebody else came on duty since she was told who reads: she is told first, nobody sees it before, it is not lost."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone

from komek.doors.bots import conversations
from komek.doors.bots.memory import Memory
from komek.foundations import inbox, vault
from komek.foundations.inbox.models import Message, Thread
from komek.kernel.nightly import MINUTELY
from tests.doors.bots.talks import CHAT, NUMBERS, forgets_once, last, numbers, opened, told, writes
from tests.factories.orgs import Staff, make_member, make_organisation
from tests.simulators.server import Fault
from tests.simulators.telegram import TelegramSimulator, codes

pytestmark = pytest.mark.django_db
EVENING = "Read by: Sabr Osh, Kyrgyzstan. Usual waiting time: 40 minutes."
QUESTION = "It is not sent yet, and nobody has seen it."
OTHER = CHAT + 1

Shift = Callable[[], None]


@pytest.fixture
def night(operator: Staff) -> Staff:
    """Give somebody of Sabr Osh, who is not on duty yet."""
    return make_member(
        make_organisation("Sabr Osh", country="KG", demo=True), "Bakyt", roles=["supervisor"], circles=["hotline"]
    )


@pytest.fixture
def shift(operator: Staff, night: Staff) -> Shift:
    """Let Umit Almaty go home and Sabr Osh come."""

    def changed() -> None:
        for watch in inbox.queries.watches(operator.actor):
            inbox.end_watch(watch=watch, by=operator.actor)
        comes(night)

    return changed


def comes(staff: Staff, country: str = "", rank: int = 1) -> None:
    """Let an organisation read at any hour."""
    always = {"languages": [], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0), "minutes": 40}
    inbox.set_watch(country=country, by=staff.actor, rank=rank, **always)  # type: ignore[arg-type]


def opens(sim: TelegramSimulator) -> None:
    """Go where the next text is a message, and be told who reads."""
    sim.tap(CHAT, "person")
    sim.tap(CHAT, "write")
    assert "Read by: Umit Almaty, Kazakhstan" in last(sim)


def memory() -> Memory:
    return conversations.opened("telegram", str(CHAT), timezone.now()).memory


def waiting(*staff: Staff) -> list[int]:
    """Say how many messages wait for each of them."""
    return [len(inbox.queries.waiting(each.actor)) for each in staff]


def is_asked(sim: TelegramSimulator) -> bool:
    """Say whether the newest message asks, names who reads where and how long it takes, and has both buttons."""
    whole = QUESTION in last(sim) and EVENING in last(sim) and "Umit" not in last(sim)
    return whole and codes(sim.sent(CHAT)[-1])[:2] == ["agree", "decline"]


def test_who_left_the_room_open_all_day_is_told_of_the_evening_before_anybody_reads(
    sim: TelegramSimulator, operator: Staff, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    sim.text(CHAT, "They keep my papers")
    assert is_asked(sim)
    assert not NUMBERS.search(last(sim))
    assert waiting(operator, night) == [0, 0]
    assert Message.objects.get().state == "held"

    sim.tap(CHAT, "agree")
    both = numbers(sim)
    assert opened(night).text == "They keep my papers", "she never types it twice"
    sim.text(CHAT, "There are three of us")
    assert last(sim).startswith("Sent."), "she has been told of them by now"
    sim.text(CHAT, both)
    assert "no answer yet" in last(sim)


def test_no_deletes_it_and_her_next_words_are_a_question(
    sim: TelegramSimulator, operator: Staff, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    sim.text(CHAT, "They keep my papers")
    sim.tap(CHAT, "decline")
    assert last(sim) == "It is deleted."
    assert not Message.objects.exists()
    assert not Thread.objects.exists()
    assert memory().onward == ""
    sim.text(CHAT, "my wages")
    assert "WAGES" in last(sim).upper()
    assert waiting(operator, night) == [0, 0]


def test_without_an_answer_it_is_deleted_after_fifteen_minutes_and_what_she_writes_then_is_asked_anew(
    sim: TelegramSimulator, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sim.text(CHAT, "They keep my papers")
        clock.shift(timedelta(minutes=15, seconds=1))
        MINUTELY["inbox.held"].work()
        assert not Message.objects.exists()
        sim.text(CHAT, "There are three of us")
        assert is_asked(sim), "not lost because what it went on under is gone"
        sim.tap(CHAT, "agree")
        assert opened(night).text == "There are three of us"
        assert len(set(NUMBERS.findall(told(sim)))) == 2


def test_a_yes_that_comes_too_late_says_so(sim: TelegramSimulator, night: Staff, shift: Shift) -> None:
    opens(sim)
    shift()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sim.text(CHAT, "They keep my papers")
        clock.shift(timedelta(minutes=15, seconds=1))
        sim.tap(CHAT, "agree")
        assert "Too much time has passed" in last(sim)
        assert waiting(night) == [0]
        sim.text(CHAT, "They keep my papers")
        assert is_asked(sim), "what she writes again is not lost once more"


def test_who_writes_line_by_line_gets_one_pair_of_numbers_for_all_of_it(
    sim: TelegramSimulator, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    for line in ("They keep my papers", "There are three of us", "In Osh"):
        sim.text(CHAT, line)
        assert is_asked(sim)
    sim.media(CHAT, "voice", b"OggS" * 100, caption="the yard")
    assert is_asked(sim)
    assert waiting(night) == [0]
    sim.tap(CHAT, "agree")
    numbers(sim)
    found = inbox.queries.waiting(night.actor)
    assert sorted(each.number for each in found) == [1, 2, 3, 4]
    assert len({each.receipt for each in found}) == 1


def test_going_on_under_the_same_numbers_asks_first_and_gives_no_other_numbers(
    sim: TelegramSimulator, operator: Staff, night: Staff, shift: Shift
) -> None:
    writes(sim, "They keep my papers")
    shift()
    sim.text(CHAT, "There are three of us")
    assert is_asked(sim)
    assert waiting(operator, night) == [1, 0]
    sim.tap(CHAT, "agree")
    assert last(sim).startswith("Sent.")
    assert "goes on to Sabr Osh (Kyrgyzstan), under the same two numbers" in last(sim)
    assert len(NUMBERS.findall(told(sim, 20))) == 2
    (added,) = inbox.queries.waiting(night.actor)
    assert (added.number, added.receipt) == (2, inbox.queries.waiting(operator.actor)[0].receipt)


def test_no_to_going_on_leaves_what_was_sent_before(
    sim: TelegramSimulator, operator: Staff, night: Staff, shift: Shift
) -> None:
    both = writes(sim, "They keep my papers")
    shift()
    sim.text(CHAT, "There are three of us")
    sim.tap(CHAT, "decline")
    assert waiting(operator, night) == [1, 0]
    assert Message.objects.count() == 1
    sim.text(CHAT, both)
    assert "no answer yet" in last(sim)


def test_who_has_taken_it_reads_first_and_she_is_told_so_before(
    sim: TelegramSimulator, operator: Staff, night: Staff
) -> None:
    """Of two who read the second has taken her message: from now on it comes first, as the promise says."""
    comes(night, rank=2)
    sim.tap(CHAT, "person")
    sim.tap(CHAT, "write")
    sim.text(CHAT, "They keep my papers")
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=False):
        (message,) = inbox.queries.waiting(night.actor)
        inbox.take(message=message, by=night.actor)
        sim.text(CHAT, "There are three of us")
        assert QUESTION in last(sim)
        assert f"{EVENING}\n\nIf they do not answer, then: Umit Almaty (Kazakhstan)." in last(sim)
        sim.tap(CHAT, "agree")
        sim.text(CHAT, "In Osh")
        assert last(sim).startswith("Sent."), "and once is enough"
        assert waiting(night) == [2]


def test_danger_and_a_change_of_readers_are_one_question(
    sim: TelegramSimulator, operator: Staff, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    before = len(sim.sent(CHAT))
    sim.text(CHAT, "danger he locks the door")
    assert len(sim.sent(CHAT)) == before + 1
    assert is_asked(sim)
    assert "quietly" not in last(sim)
    sim.tap(CHAT, "agree")
    (message,) = inbox.queries.waiting(night.actor)
    assert inbox.queries.heads([message], by=night.actor)[message.pk].danger


def test_a_yes_lets_those_read_who_were_named_and_names_who_reads_next(
    sim: TelegramSimulator, operator: Staff, night: Staff, shift: Shift
) -> None:
    sim.text(CHAT, "danger he locks the door")
    assert "Read by: Umit Almaty" in last(sim)
    shift()
    sim.tap(CHAT, "agree")
    assert waiting(operator, night) == [1, 0], "she said yes to Umit Almaty, and it is sealed to nobody else"
    first, second = (str(each["text"]) for each in sim.sent(CHAT)[-2:])
    assert "Sabr" not in first
    assert "goes on to Sabr Osh (Kyrgyzstan)" in second
    assert EVENING in second
    sim.text(CHAT, "There are three of us")
    assert last(sim).startswith("Sent.")
    assert waiting(operator, night) == [1, 1]


@pytest.mark.parametrize("where", ["offer", "write"])
def test_a_photo_is_held_too(where: str, sim: TelegramSimulator, night: Staff, shift: Shift) -> None:
    if where == "write":
        opens(sim)
        shift()
        sim.media(CHAT, "voice", b"OggS" * 100)
    else:
        sim.media(CHAT, "voice", b"OggS" * 100)
        assert "Read by: Umit Almaty" in last(sim)
        shift()
        sim.tap(CHAT, "pass")
    assert is_asked(sim)
    sim.tap(CHAT, "agree")
    numbers(sim)
    (file,) = opened(night).files
    assert b"".join(vault.read_file(file.id, keyring=night.keyring)).startswith(b"OggS")


def test_where_she_was_told_nothing_numbers_with_words_ask_first_and_leave_the_chat(
    sim: TelegramSimulator, operator: Staff
) -> None:
    both = writes(sim, "They keep my papers")
    sim.text(OTHER, "/start en_health")
    sim.text(OTHER, f"{both}\nThere are three of us")
    asked = sim.sent(OTHER)[-1]
    assert QUESTION in asked["text"]
    assert "Read by: Umit Almaty, Kazakhstan. Usual waiting time: 15 minutes." in asked["text"]
    assert [chat for chat, _message in sim.deleted] == [OTHER], "her message with the numbers"
    assert waiting(operator) == [1]
    sim.tap(OTHER, "agree")
    assert sim.sent(OTHER)[-1]["text"].startswith("Sent.")
    assert waiting(operator) == [2]
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2]


def test_where_the_same_read_as_she_was_told_nothing_is_asked(
    sim: TelegramSimulator, operator: Staff, night: Staff
) -> None:
    for code in ("person", "where", "from:UZ", "to:RU"):
        sim.tap(CHAT, code)
    opens(sim)
    comes(night, country="TR")
    sim.text(CHAT, "They keep my papers")
    numbers(sim)
    assert waiting(operator) == [1]


def test_who_goes_elsewhere_before_her_yes_comes_back_to_it(sim: TelegramSimulator, night: Staff, shift: Shift) -> None:
    writes(sim, "They keep my papers")
    shift()
    sim.text(CHAT, "There are three of us")
    sim.tap(CHAT, "home")
    sim.text(CHAT, "my wages")
    assert "WAGES" in last(sim).upper()
    sim.tap(CHAT, "agree")
    assert waiting(night) == [1]
    assert len(NUMBERS.findall(told(sim, 20))) == 2


def test_what_is_refused_while_she_is_asked_leaves_the_question_open(
    sim: TelegramSimulator, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    sim.text(CHAT, "They keep my papers")
    sim.text(CHAT, "\u200f")
    assert memory().state.room == "changed"
    sim.tap(CHAT, "agree")
    assert opened(night).text == "They keep my papers"


def test_clearing_lets_go_what_was_held(sim: TelegramSimulator, shift: Shift) -> None:
    opens(sim)
    shift()
    sim.text(CHAT, "They keep my papers")
    sim.text(CHAT, "/clear")
    assert "I have deleted" in last(sim)
    assert not Message.objects.exists()


def test_a_question_that_did_not_go_out_is_asked_and_nothing_is_held_twice(
    sim: TelegramSimulator, night: Staff, shift: Shift
) -> None:
    opens(sim)
    shift()
    sim.fail(Fault(500), on="sendMessage", times=4)
    update = sim.written(CHAT, {"text": "They keep my papers"})
    assert sim.deliver(update) == 503
    assert sim.deliver(update) == 200
    assert is_asked(sim)
    assert Message.objects.count() == 1


def test_a_fault_of_the_database_holds_nothing_twice(
    sim: TelegramSimulator, shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(sim, "They keep my papers")
    shift()
    forgets_once(monkeypatch)
    update = sim.written(CHAT, {"text": "There are three of us"})
    assert sim.deliver(update) == 503
    assert Message.objects.filter(state="held").count() == 0
    assert sim.deliver(update) == 200
    assert is_asked(sim)
    assert Message.objects.filter(state="held").count() == 1


def test_the_talk_keeps_a_mark_of_who_reads_and_no_name_or_word(sim: TelegramSimulator, shift: Shift) -> None:
    opens(sim)
    duty = inbox.readers("", "en", timezone.now())
    assert duty
    assert memory().state.told == duty.mark
    shift()
    sim.text(CHAT, "They keep my papers")
    kept = memory()
    assert kept.state.told == "", "of the evening she has only been asked"
    assert not [each for each in (b"papers", b"Sabr", b"Umit") if each in kept.packed()]
