"""After a case came of a caller her newer word about calling back reaches the case: its team, its worker, its file."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from komek.care import people
from komek.care.cases.actions import ending, life
from komek.care.cases.actions import erasing as of_cases
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.care.hotline import erasing, queries, sealing
from komek.care.hotline.actions import callers, keeping, passing_on, since
from komek.care.hotline.actions.writing import begin_contact
from komek.care.hotline.models import Contact, LaterWord
from komek.foundations import audit, notify
from komek.foundations.notify.models import Notice
from komek.kernel.errors import Forbidden, Hidden, WrongState
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import REACH, take, talk
from tests.care.hotline.told import reach as reached
from tests.factories.orgs import Staff, make_member

TASK = "Read what the caller has said since about calling back"
NO = reached(safe="unsafe", when="", words="")
SILENT = reached(safe="safe", when="", words="")


@pytest.fixture
def kamila(line: Line) -> Staff:
    """The worker of the case. She is not at the hotline."""
    return make_member(line.cast.umit, "Kamila", roles=["case_worker"], circles=["cases"])


@pytest.fixture
def case(line: Line, kamila: Staff) -> Case:
    """A case that Kamila opened from a contact in which calling was said to be safe."""
    contact = take(line.zarina, how=SILENT)
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    return passing_on.open_case(contact=queries.find(kamila.actor, contact.pk), by=kamila.actor)


def waits(case: Case, by: Staff) -> list[Any]:
    return [how for _row, how in queries.said_since([case], by=by.actor)]


def verbs(contact: Contact) -> list[str]:
    return [entry.verb for entry in audit.history("contact", contact.pk, organisation=contact.organisation)]


def test_a_later_no_reaches_the_worker_of_the_case_whose_keys_do_not_open_the_hotline(
    line: Line, kamila: Staff, case: Case
) -> None:
    assert deadlines.of(case)[0].text != TASK
    before = list(Notice.objects.values_list("pk", flat=True))
    later = take(line.zarina, how=NO)
    assert [how.safe for how in waits(case, kamila)] == ["unsafe"]
    assert sealing.talk(later, by=kamila.actor).words, "the contact itself opens to her"
    task = next(each for each in deadlines.of(case) if each.text == TASK)
    assert (task.on, task.page, task.keys) == (timezone.localdate(), "case-since", (("case", case.pk),))
    case.refresh_from_db()
    assert case.due_on == timezone.localdate()
    entry = next(
        each
        for each in audit.history("contact", later.pk, organisation=case.organisation)
        if each.verb == "contact.tell_cases"
    )
    assert (entry.actor, entry.objects_seen) == (line.zarina.user.pk, [case.pk])
    (notice,) = Notice.objects.filter(user=kamila.user.pk).exclude(pk__in=before)
    assert (notice.kind, notice.link) == ("contact", "/desk/cases/"), "neither whose case nor what was said"


@pytest.mark.parametrize("how", [{"when": "On Sunday"}, {"words": "Say that it is the school"}, {"safe": "watched"}])
def test_also_when_and_with_which_words_reach_it(line: Line, kamila: Staff, case: Case, how: dict[str, str]) -> None:
    take(line.zarina, how=reached(**{"safe": "unknown", "when": "", "words": "", **how}))
    (said,) = waits(case, kamila)
    assert {name: getattr(said, name) for name in how} == how


def test_who_says_nothing_of_it_or_is_another_caller_gives_the_team_nothing_more_to_read(
    line: Line, kamila: Staff, case: Case
) -> None:
    others = [
        take(line.zarina, how=SILENT),
        take(line.zarina, how=reached(phone="+7 701 555 77 77", safe="unsafe")),
        take(line.zarina, how=reached(phone="", safe="unsafe")),
        take(line.zarina, how=NO, outcomes=("wrong_number",)),
    ]
    assert waits(case, kamila) == []
    assert sealing.talks(others, by=kamila.actor) == [None] * 4
    assert all("contact.tell_cases" not in verbs(each) for each in others)


def test_a_draft_says_nothing_before_it_is_finished(line: Line, kamila: Staff, case: Case) -> None:
    begin_contact(talk=talk(), reach=NO, by=line.zarina.actor)
    assert waits(case, kamila) == []


def test_taken_over_it_stands_in_the_file_and_the_warning_ends(line: Line, kamila: Staff, case: Case) -> None:
    later = take(line.zarina, how=reached(safe="unsafe", when="Never at home"))
    ((row, _how),) = queries.said_since([case], by=kamila.actor)
    since.heed(case=case, word=row.pk, take_over=True, by=kamila.actor)
    how = people.contact(people.find(kamila.actor, case.person_id), by=kamila.actor)
    assert (how.safe, how.call_when, how.call_words) == ("unsafe", "Never at home", REACH.words)
    assert waits(case, kamila) == []
    assert TASK not in [each.text for each in deadlines.of(case)]
    row.refresh_from_db()
    assert (row.read_on, row.read_by) == (timezone.localdate(), kamila.user.pk)
    assert verbs(later)[-1] == "contact.heed"


def test_read_only_the_file_stays(line: Line, kamila: Staff, case: Case) -> None:
    take(line.zarina, how=NO)
    ((row, _how),) = queries.said_since([case], by=kamila.actor)
    since.heed(case=case, word=row.pk, by=kamila.actor)
    assert people.contact(people.find(kamila.actor, case.person_id), by=kamila.actor).safe == "safe"
    for word in (row.pk, uuid4(), None):
        with pytest.raises(WrongState):
            since.heed(case=case, word=word, by=kamila.actor)


def test_a_word_is_laid_aside_on_its_own_case_only_and_by_its_team(line: Line, kamila: Staff, case: Case) -> None:
    other = passing_on.open_case(
        contact=take(line.aigul, how=reached(phone="+7 701 555 77 77")), none_of=[case.person_id], by=line.aigul.actor
    )
    take(line.zarina, how=NO)
    ((row, _how),) = queries.said_since([case], by=kamila.actor)
    with pytest.raises(WrongState):
        since.heed(case=other, word=row.pk, by=kamila.actor)
    lawyer = make_member(line.cast.umit, "Laura", roles=["lawyer"], circles=["cases"])
    assert [how.safe for how in waits(case, lawyer)] == ["unsafe"], "she may call too"
    for nobody in (lawyer, line.zarina):
        with pytest.raises(Forbidden):
            since.heed(case=case, word=row.pk, by=nobody.actor)


def test_a_worker_of_another_organisation_sees_nothing(line: Line, case: Case) -> None:
    take(line.zarina, how=NO)
    assert waits(case, line.cast.bakyt) == []
    ((row, _how),) = queries.said_since([case], by=line.dina.actor)
    with pytest.raises(Hidden):
        since.heed(case=case, word=row.pk, by=line.cast.bakyt.actor)


def test_what_becomes_a_case_of_the_same_person_is_in_her_file_at_once(line: Line, case: Case) -> None:
    by = line.aigul.actor
    draft = begin_contact(talk=talk(), reach=NO, by=by)
    passing_on.open_case(contact=draft, person=people.find(by, case.person_id), kind="plain_help", by=by)
    assert waits(case, line.aigul) == []
    assert LaterWord.objects.get().read_by == by.user
    assert people.contact(people.find(by, case.person_id), by=by).safe == "unsafe"


def test_what_becomes_a_case_of_somebody_else_still_waits(line: Line, case: Case) -> None:
    passing_on.open_case(contact=take(line.aigul, how=NO), none_of=[case.person_id], by=line.aigul.actor)
    assert [how.safe for how in waits(case, line.aigul)] == ["unsafe"]


def test_a_caller_who_is_forgotten_leaves_the_warning(line: Line, kamila: Staff, case: Case) -> None:
    later = take(line.zarina, how=NO)
    assert later.caller is not None
    callers.erase_caller(caller=later.caller, by=line.zarina.actor)
    assert [how.safe for how in waits(case, kamila)] == ["unsafe"]


def test_an_erased_contact_takes_its_warning_and_the_task_along(line: Line, kamila: Staff, case: Case) -> None:
    before = case.due_on
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate())
    later = take(line.zarina, how=NO)
    passing_on.erase_contact(contact=later, by=line.zarina.actor)
    assert waits(case, kamila) == []
    case.refresh_from_db()
    assert case.due_on == deadlines.next_day(case)
    assert before is None or case.due_on == before


def test_what_ends_by_the_calendar_takes_its_warning_along(line: Line, kamila: Staff, case: Case) -> None:
    take(line.zarina, how=NO)
    with time_machine.travel(timezone.now() + timedelta(days=800)):
        keeping.go_round(case.organisation)
    assert not LaterWord.objects.exists()
    assert Contact.objects.get().case_id == case.pk, "what the case came of stays with it"
    case.refresh_from_db()
    assert case.due_on == deadlines.next_day(case)


def test_the_file_takes_the_warnings_of_its_cases_along(line: Line, case: Case) -> None:
    take(line.zarina, how=NO)
    erasing.erase(case.person, None)
    assert not LaterWord.objects.exists()


def erase_the_case_alone(line: Line, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    of_cases.erase_case(case=Case.objects.select_related("person").get(pk=case.pk), by=line.dina.actor)


def test_a_case_that_is_erased_alone_takes_its_warnings_along_and_gets_no_new_ones(line: Line, case: Case) -> None:
    later = take(line.zarina, how=NO)
    stale = queries.cases_of_caller(later)
    erase_the_case_alone(line, case)
    assert stale == [case]
    assert not LaterWord.objects.exists()
    again = take(line.zarina, how=NO)
    assert queries.cases_of_caller(again) == []
    since.tell_cases(contact=again, cases=stale, by=line.zarina.actor)
    assert not LaterWord.objects.exists(), "nor where the case was looked for before it was erased"
    assert Case.objects.get(pk=case.pk).due_on is None
    assert Contact.objects.get(case=case).caller_id == again.caller_id, "what it came of stays with the person"


@pytest.mark.parametrize("room", [erasing, of_cases])
def test_a_warning_that_a_backup_brings_back_to_an_erased_case_is_taken_away_again(
    line: Line, case: Case, room: Any
) -> None:
    later = take(line.zarina, how=NO)
    (row,) = LaterWord.objects.all()
    erase_the_case_alone(line, case)
    row.save(force_insert=True)
    room.forget_again([case.pk])
    assert not LaterWord.objects.exists()
    assert Contact.objects.filter(pk=later.pk).exists(), "the later contact was not erased"


def test_a_warning_that_a_backup_brings_back_with_an_erased_contact_reminds_nobody(line: Line, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(safety="go_on", safety_at=timezone.now())
    later = take(line.zarina, how=NO)
    assert Case.objects.get(pk=case.pk).due_on == timezone.localdate()
    erasing.forget_again([later.pk])
    assert not LaterWord.objects.exists()
    assert Case.objects.get(pk=case.pk).due_on is None


def test_a_closed_case_is_warned_too_for_one_looks_back(line: Line, kamila: Staff, case: Case) -> None:
    life.start_closing(case=case, by=kamila.actor)
    ending.close_case(case=case, ending=ending.Ending("goals_met", plan_handed_over=True), by=kamila.actor)
    take(line.zarina, how=NO)
    assert TASK in [each.text for each in deadlines.of(Case.objects.get(pk=case.pk))]


def test_one_contact_warns_a_case_once(line: Line, case: Case) -> None:
    later = take(line.zarina, how=NO)
    with pytest.raises(IntegrityError), transaction.atomic():
        LaterWord.objects.create(organisation=case.organisation, contact=later, case=case, told_on=timezone.localdate())


def test_all_or_nothing(line: Line, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_given: Any, **_named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(notify, "tell", breaks, raising=False)
    draft = begin_contact(talk=talk(), reach=NO, by=line.zarina.actor)
    with pytest.raises(RuntimeError):
        passing_on.hand_over(contact=draft, by=line.zarina.actor)
    assert Contact.objects.get(pk=draft.pk).state == "draft"
    assert not LaterWord.objects.exists()
