"""Pure rules of the hotline, held to over anything that may be given."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from komek.care import people
from komek.care.hotline import rules
from komek.care.hotline.nouns import Calling, Known, Reach, Talk
from komek.kernel import codes
from komek.kernel.missing import Missing

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
LISTS = st.sampled_from(["hotline_language", "hotline_country", "origin"])


@given(LISTS, st.text(max_size=6))
def test_whatever_is_said_the_ledger_hears_a_code_of_its_list(name: str, said: str) -> None:
    assert rules.coarse(name, said) in codes.get(name)


@given(st.integers(-3000, 3000))
def test_one_may_write_freely_for_a_day_at_most_and_never_less_than_nothing(minutes: int) -> None:
    heard = NOW - timedelta(minutes=minutes)
    left = rules.whatsapp_left(Talk(channel="whatsapp", heard=heard), NOW)
    assert left is not None
    assert timedelta() <= left <= timedelta(hours=24)
    assert (left == timedelta()) == (minutes >= 24 * 60)


def test_the_day_of_the_messenger_is_no_question_on_the_telephone() -> None:
    assert rules.whatsapp_left(Talk(channel="phone", heard=NOW), NOW) is None
    assert rules.whatsapp_left(Talk(channel="whatsapp"), NOW) is None


@given(st.sampled_from([each.code for each in codes.get("contact_safety")]), st.booleans())
def test_a_flag_of_danger_always_forbids_the_call(safe: str, flagged: bool) -> None:
    flags = ("care", "do_not_call") if flagged else ("care",)
    assert rules.may_call(Calling(Reach(safe=safe), flags)) == (safe not in {"unsafe", "watched"} and not flagged)
    assert not rules.may_call(Calling(Reach(safe=safe), flags, closed=True)), "nobody calls on an old word"


SAFE = st.sampled_from([each.code for each in codes.get("contact_safety")])


@given(SAFE, SAFE)
def test_the_latest_word_about_calling_holds_and_a_no_stays_a_no(own: str, latest: str) -> None:
    by_now = rules.by_now(Reach(safe=own, phone="1", when="After six"), Known(safe=latest, when="On Sunday"))
    closed = {own, latest} & {"unsafe", "watched"}
    assert rules.may_call(Calling(by_now)) == (not closed)
    assert (by_now.phone, by_now.when) == ("1", "On Sunday")
    if not closed and latest != "unknown":
        assert by_now.safe == latest


@given(
    st.sampled_from([each.code for each in codes.get("contact_safety")]),
    st.sampled_from(["", "  ", "After six"]),
    st.sampled_from(["", "Say that it is the library"]),
)
def test_only_who_bounds_calling_back_has_said_how_to_call(safe: str, when: str, words: str) -> None:
    said = rules.says_how_to_call(Reach(safe=safe, when=when, words=words, phone="+77010000001"))
    assert said == (safe not in ("safe", "unknown") or bool(when.strip()) or bool(words))


NUMBERS = st.lists(st.sampled_from(["+77010000001", "+77010000002", "+77010000003"]), unique=True).map(tuple)
REACHED = st.builds(
    people.Contact,
    phones=st.one_of(st.just(Missing.DECLINED), NUMBERS.filter(bool)),
    safe=st.one_of(st.just(Missing.DECLINED), SAFE),
    call_when=st.sampled_from(["", "After six", "On Sunday"]),
    call_words=st.sampled_from(["", "Say that it is the library", "Say that it is the school"]),
)


@given(REACHED, REACHED)
def test_what_a_person_on_record_says_now_loses_nothing_and_never_opens_what_is_closed(
    held: people.Contact, told: people.Contact
) -> None:
    by_now = rules.reached_by_now(held, told, her_own=True)
    had, now, both = (people.known(each.phones) or () for each in (held, told, by_now))
    assert both[: len(now)] == now
    assert set(both) == {*had, *now}
    assert by_now.call_when == (told.call_when or held.call_when)
    assert (by_now.safe in rules.UNSAFE) == bool({held.safe, told.safe} & rules.UNSAFE)
    if held.safe not in rules.UNSAFE and told.safe not in ("unknown", Missing.DECLINED):
        assert by_now.safe == told.safe
    elif told.safe not in rules.UNSAFE:
        assert by_now.safe == held.safe


FREEDOM = {"unsafe": 0, "watched": 0, "safe_at_times": 1, "no_messages": 1, "others_answer": 1}


@given(REACHED, REACHED)
def test_what_others_say_of_a_person_on_record_never_loosens_how_she_may_be_called(
    held: people.Contact, told: people.Contact
) -> None:
    by_now = rules.reached_by_now(held, told, her_own=False)
    had, now, both = (people.known(each.phones) or () for each in (held, told, by_now))
    assert both[: len(had)] == had
    assert set(both) == {*had, *now}
    free, said, kept = (FREEDOM.get(str(each.safe), 2) for each in (held, told, by_now))
    assert kept == min(free, said)
    assert by_now.safe == (told.safe if said < free else held.safe)
    assert held.call_when in by_now.call_when
    assert held.call_words in ("", by_now.call_words)
    if said < free:
        assert told.call_when in by_now.call_when, "a new bound is read together with its times"
    elif said > free:
        assert (by_now.call_when, by_now.call_words) == (held.call_when, held.call_words)


@given(
    st.sampled_from([each.code for each in codes.get("hotline_caller")]),
    st.sampled_from([each.code for each in codes.get("hotline_channel")]),
    st.booleans(),
)
def test_who_sent_the_person_is_always_a_source_that_a_case_knows(caller: str, channel: str, message: bool) -> None:
    source = rules.source_of(Talk(caller=caller, channel=channel), by_message=message)
    assert source in codes.get("referral_source")
    machine = message or channel in {"telegram", "web", "kiosk"}
    assert (source == "bot_or_kiosk") == machine


@pytest.mark.parametrize(
    ("written", "kind", "form"),
    [
        ("8 701 555 01 23", "phone", "+77015550123"),
        ("+7 (701) 555-01-23", "phone", "+77015550123"),
        ("@Nilufar", "handle", "@nilufar"),
    ],
)
def test_a_number_is_found_however_it_is_written(written: str, kind: str, form: str) -> None:
    assert rules.forms(written, "KZ") == {kind: frozenset({form})}


@pytest.mark.parametrize("nothing", ["", "  ", "12"])
def test_what_is_too_short_finds_nobody(nothing: str) -> None:
    assert rules.forms(nothing, "KZ") == {}


def test_the_first_level_of_categories_is_read_from_the_list() -> None:
    assert rules.parents(("unpaid_wages", "offer_check", "entry_ban", "other")) == ("work", "papers", "other")


def test_every_second_level_of_the_categories_has_a_first() -> None:
    listed = codes.get("hotline_category")
    tops = {each.code for each in listed if not each.broader}
    assert {each.broader for each in listed if each.broader} <= tops
    assert len(tops) == 7
