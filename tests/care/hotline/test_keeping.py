"""Rules of how long the hotline keeps what it knows, notes between shifts, and the night that needs no key."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db.models import QuerySet
from django.utils import timezone

from komek.care.hotline import queries
from komek.care.hotline.actions import callers, keeping, passing_on, shifts
from komek.care.hotline.models import Caller, Contact, KeepRule, ShiftNote
from komek.care.hotline.nightly import forget_what_is_over
from komek.foundations.audit.models import Entry
from komek.foundations.vault.models import GroupKey, IndexRow
from komek.kernel import nightly
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import take

LATE = timedelta(days=25 * 31)


def said(verb: str) -> list[dict[str, str]]:
    return list(Entry.objects.filter(verb=verb).order_by("sequence").values_list("details", flat=True))


def test_until_somebody_decides_the_times_of_the_house_hold(line: Line) -> None:
    rules = {rule.kind: rule.months for rule in queries.keep_rules(line.cast.umit.pk)}
    assert rules == {"contact": 24, "caller": 6}


def test_a_longer_time_holds_at_once_and_a_shorter_one_waits_for_a_second_person(line: Line) -> None:
    rule = keeping.set_rule(kind="contact", months=36, by=line.saule.actor)
    assert (rule.months, rule.next_months) == (36, None)
    rule = keeping.set_rule(kind="contact", months=12, by=line.saule.actor)
    assert (rule.months, rule.next_months) == (36, 12)
    with pytest.raises(Forbidden):
        keeping.decide_rule(rule=rule, agreed=True, seen=12, by=line.saule.actor)
    with pytest.raises(WrongState):
        keeping.decide_rule(rule=rule, agreed=True, seen=6, by=line.dina.actor)
    keeping.decide_rule(rule=rule, agreed=True, seen=12, by=line.dina.actor)
    assert (rule.months, rule.next_months, rule.set_by) == (12, None, line.dina.user.pk)
    assert [each["waits"] for each in said("keep.set")] == ["no", "yes"]
    assert len(said("keep.decide")) == 1


def test_a_proposal_may_be_refused_and_is_decided_once(line: Line) -> None:
    rule = keeping.set_rule(kind="caller", months=2, by=line.dina.actor)
    keeping.decide_rule(rule=rule, agreed=False, seen=2, by=line.saule.actor)
    assert (rule.months, rule.next_months) == (6, None)
    with pytest.raises(WrongState):
        keeping.decide_rule(rule=rule, agreed=True, seen=2, by=line.saule.actor)


def test_who_keeps_no_rules_makes_none_and_a_stranger_sees_none(line: Line) -> None:
    with pytest.raises(Forbidden):
        keeping.set_rule(kind="contact", months=12, by=line.zarina.actor)
    rule = keeping.set_rule(kind="contact", months=30, by=line.saule.actor)
    assert queries.find_rule(line.dina.actor, rule.pk) == rule
    for stranger in (line.bakyt, line.zarina):
        with pytest.raises(Hidden):
            queries.find_rule(stranger.actor, rule.pk)


@pytest.mark.parametrize(
    ("field", "wrong"), [("kind", ("case", 12)), ("months", ("contact", 0)), ("months", ("caller", 121))]
)
def test_a_rule_is_of_the_list_and_in_reason(line: Line, field: str, wrong: tuple[str, int]) -> None:
    with pytest.raises(Invalid) as refused:
        keeping.set_rule(kind=wrong[0], months=wrong[1], by=line.saule.actor)
    assert refused.value.field == field
    assert not KeepRule.objects.exists()


def test_the_night_erases_what_is_over_without_a_key_and_keeps_what_became_a_case(line: Line) -> None:
    gone, became = take(line.zarina), take(line.zarina)
    passing_on.open_case(contact=became, by=line.aigul.actor)
    caller = gone.caller_id
    assert caller is not None
    with time_machine.travel(timezone.now() + LATE, tick=False):
        forget_what_is_over()
        forget_what_is_over()
    assert list(Contact.objects.values_list("pk", flat=True)) == [became.pk]
    assert not Caller.objects.exists()
    assert not GroupKey.objects.filter(record__in=[gone.pk, caller]).exists()
    assert not IndexRow.objects.filter(record=caller).exists()
    assert (len(said("contact.expire")), len(said("caller.expire"))) == (1, 1)


def test_the_night_erases_nothing_a_day_early(line: Line) -> None:
    take(line.zarina)
    today = timezone.localdate()
    last = date(today.year + 2, today.month, min(today.day, 28)) - timedelta(days=1)
    with time_machine.travel(timezone.now() + (last - today), tick=False):
        keeping.go_round(line.cast.umit.pk)
    assert Contact.objects.count() == 1


def test_a_caller_with_a_warning_that_still_stands_is_kept(line: Line) -> None:
    caller = take(line.zarina).caller
    assert caller is not None
    until = timezone.localdate() + timedelta(days=300)
    callers.set_flag(caller=caller, kind="do_not_call", until=until, by=line.zarina.actor)
    with time_machine.travel(timezone.now() + timedelta(days=250), tick=False):
        keeping.go_round(line.cast.umit.pk)
    assert Caller.objects.count() == 1


def test_what_is_needed_again_while_the_night_goes_round_is_kept(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = take(line.zarina)
    caller = contact.caller
    each = nightly.each

    def meanwhile(code: str, rows: QuerySet[Contact], work: Callable[[Contact], object]) -> int:
        """Let colleagues work between the list of the night and the turn of a row."""
        assert len(rows) == 1, "its time is over"
        if code == "hotline.contacts":
            passing_on.open_case(contact=queries.find(line.aigul.actor, contact.pk), by=line.aigul.actor)
        else:
            take(line.zarina)
        return each(code, rows, work)

    monkeypatch.setattr(nightly, "each", meanwhile)
    with time_machine.travel(timezone.now() + LATE, tick=False):
        keeping.go_round(line.cast.umit.pk)
    assert Contact.objects.get(pk=contact.pk).case is not None
    assert Caller.objects.get() == caller


def test_a_shift_leaves_a_note_that_the_next_one_reads(line: Line) -> None:
    note = shifts.write_note(words="The bus from Osh comes at six.", by=line.zarina.actor)
    assert bytes(note.note).find(b"Osh") == -1
    notes = list(queries.shift_notes(line.aigul.actor))
    assert shifts.read_notes(notes=notes, by=line.aigul.actor) == [(note, "The bus from Osh comes at six.")]
    assert {each.verb for each in Entry.objects.filter(verb__startswith="shift.")} == {"shift.write", "shift.read"}
    assert list(queries.shift_notes(line.bakyt.actor)) == []
    assert list(queries.shift_notes(line.saule.actor)) == []
    with pytest.raises(Invalid):
        shifts.write_note(words=" ", by=line.zarina.actor)
    with pytest.raises(Forbidden):
        shifts.write_note(words="A word", by=line.saule.actor)


def test_notes_between_shifts_end_after_sixty_days(line: Line) -> None:
    shifts.write_note(words="The bus comes at six.", by=line.zarina.actor)
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        keeping.go_round(line.cast.umit.pk)
        assert ShiftNote.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        keeping.go_round(line.cast.umit.pk)
    assert not ShiftNote.objects.exists()
    assert said("hotline.clear") == [{"flags": "0", "notes": "1"}]
