"""Two at once: what its writer erases while a colleague works with it is erased, and nobody waits for nobody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import time
from functools import partial
from time import sleep

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Model

from komek.care import people
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from komek.care.hotline.actions.callers import erase_caller, set_flag
from komek.care.hotline.actions.messages import from_message
from komek.care.hotline.actions.passing_on import open_case
from komek.care.hotline.actions.since import heed
from komek.care.hotline.actions.writing import take_contact
from komek.care.hotline.models import Caller, Contact, LaterWord
from komek.care.people.models import Person
from komek.foundations import inbox
from komek.foundations.inbox.models import Message
from komek.foundations.vault.models import GroupKey
from komek.kernel.errors import DomainError
from tests.care.hotline.conftest import Line, make_line
from tests.care.hotline.told import reach, talk
from tests.together import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ALL_DAY = {"languages": ["uz"], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0)}
TIMES = 3


@pytest.fixture
def line(transactional_db: None) -> Line:
    """Umit Almaty, whose rows each connection sees; a message waits for nobody but its hotline."""
    found = make_line()
    cache.clear()
    inbox.set_watch(country="RU", by=found.dina.actor, **ALL_DAY)  # type: ignore[arg-type]
    return found


def taken(line: Line) -> tuple[inbox.Dropped, Message]:
    sent = inbox.drop("He keeps my passport", country="RU", language="uz", channel="web", source=b"x")
    message = inbox.take(message=inbox.queries.find(line.zarina.actor, sent.message), by=line.zarina.actor)
    return sent, message


def erase(sent: inbox.Dropped) -> None:
    inbox.erase(sent.receipt.first, sent.receipt.second, source=b"y")


def nothing_is_left(sent: inbox.Dropped) -> bool:
    records = [
        sent.message,
        *Contact.objects.values_list("pk", flat=True),
        *Caller.objects.values_list("pk", flat=True),
    ]
    return not GroupKey.objects.filter(record__in=records).exists() and not Contact.objects.exists()


def test_what_is_erased_while_a_contact_is_made_of_it_is_erased(line: Line) -> None:
    by = line.zarina.actor
    for _turn in range(TIMES):
        sent, message = taken(line)
        told = at_once(partial(from_message, message=message, by=by), partial(erase, sent))
        assert told[1] is None, "she is never told no"
        assert isinstance(told[0], Contact | DomainError | Message.DoesNotExist)
        assert nothing_is_left(sent)


def test_what_is_erased_while_it_becomes_a_case_is_either_the_cases_or_gone(line: Line) -> None:
    by = line.aigul.actor
    for turn in range(TIMES):
        sent, message = taken(line)
        draft = from_message(message=message, by=line.zarina.actor)
        how = reach(phone=f"+7 701 555 33 0{turn}", call_me=f"Somebody {turn}")
        contact = take_contact(talk=talk(), reach=how, contact=draft, by=line.zarina.actor)
        told = at_once(partial(open_case, contact=contact, by=by), partial(erase, sent))
        assert told[1] is None
        left = Contact.objects.filter(pk=contact.pk).first()
        assert (left is None) == isinstance(told[0], DomainError)
        assert left is None or left.case == told[0]


def test_a_caller_whose_next_contact_is_finished_meanwhile_stays_with_it_or_is_entered_anew(line: Line) -> None:
    by = line.aigul.actor
    for turn in range(TIMES):
        sent, message = taken(line)
        how = reach(phone=f"+7 701 555 44 0{turn}")
        draft = from_message(message=message, by=line.zarina.actor)
        take_contact(talk=talk(), reach=how, contact=draft, by=line.zarina.actor)
        told = at_once(partial(take_contact, talk=talk(), reach=how, by=by), partial(erase, sent))
        assert told[1] is None
        assert isinstance(told[0], Contact), "nothing that a colleague has typed is lost"
        kept = Contact.objects.get(pk=told[0].pk)
        assert kept.caller is not None
        assert GroupKey.objects.filter(record=kept.caller_id).exists()


def test_who_forgets_a_caller_waits_for_a_writer_who_erases_and_not_the_other_way_round(line: Line) -> None:
    _sent, message = taken(line)
    draft = from_message(message=message, by=line.zarina.actor)
    contact = take_contact(talk=talk(), reach=reach(), contact=draft, by=line.zarina.actor)
    caller = Caller.objects.get()
    record = caller.pk
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Contact.objects.select_for_update().get(pk=contact.pk)  # as erasing does, before it looks at the caller
            told = pool.submit(at_once, partial(erase_caller, caller=caller, by=line.dina.actor))
            until_somebody_waits()
            assert Caller.objects.select_for_update(nowait=True).get().pk == record
        assert told.result(20)[0].record == record
    assert not Caller.objects.exists()


@contextmanager
def erased_while_held(line: Line, held: type[Model]) -> Iterator[None]:
    """Let a writer erase what a case was to read while a row of `held` is locked; the body runs while she waits."""
    open_case(contact=take_contact(talk=talk(), reach=reach(), by=line.aigul.actor), by=line.aigul.actor)
    sent, message = taken(line)
    draft = from_message(message=message, by=line.zarina.actor)
    take_contact(talk=talk(), reach=reach(safe="unsafe"), contact=draft, by=line.zarina.actor)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            held._default_manager.select_for_update(no_key=True).get()
            told = pool.submit(at_once, partial(erase, sent))
            until_somebody_waits()
            yield
        assert told.result(20) == [None]
    assert not LaterWord.objects.exists()
    assert Case.objects.get().due_on == deadlines.next_day(Case.objects.get())


def test_a_writer_who_erases_waits_for_her_caller_before_she_holds_a_case_that_was_told(line: Line) -> None:
    with erased_while_held(line, Caller):  # as who finishes a contact does, before the cases are told
        assert Case.objects.select_for_update(nowait=True).get()


def test_a_writer_who_erases_waits_for_who_works_on_a_case_that_was_told(line: Line) -> None:
    with erased_while_held(line, Case):
        assert LaterWord.objects.exists()


def test_the_same_warning_set_by_two_at_once_stands_once(line: Line) -> None:
    caller = take_contact(talk=talk(), reach=reach(), by=line.zarina.actor).caller
    assert caller is not None
    warn = partial(set_flag, caller=caller, kind="do_not_call", by=line.aigul.actor)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Caller.objects.select_for_update(no_key=True).get(pk=caller.pk)  # as a colleague's verb holds her
            told = pool.submit(at_once, warn)
            until_somebody_waits()
            set_flag(caller=caller, kind="do_not_call", by=line.dina.actor)
        assert told.result(20) == [caller.flags.get()]


def test_a_no_that_a_colleague_writes_into_the_file_is_not_written_over_by_who_read_before(line: Line) -> None:
    by = line.aigul.actor
    case = open_case(contact=take_contact(talk=talk(), reach=reach(safe="safe", when=""), by=by), by=by)
    take_contact(talk=talk(), reach=reach(safe="safe", when="On Sunday"), by=line.zarina.actor)
    take_over = partial(heed, case=case, word=LaterWord.objects.get().pk, take_over=True, by=by)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            person = Person.objects.select_for_update(no_key=True).get()  # as a colleague's verb holds her
            told = pool.submit(at_once, take_over)
            until_somebody_waits()
            no = replace(people.contact(person, by=line.dina.actor), safe="unsafe")
            people.correct_contact(person=person, contact=no, by=line.dina.actor)
        assert isinstance(told.result(20)[0], LaterWord)
    kept = people.contact(Person.objects.get(), by=by)
    assert (kept.safe, kept.call_when) == ("unsafe", "On Sunday")


def test_who_corrects_a_file_waits_for_a_verb_that_holds_her_and_not_the_other_way_round(line: Line) -> None:
    by = line.aigul.actor
    person = open_case(contact=take_contact(talk=talk(), reach=reach(), by=by), by=by).person
    first, second = (replace(people.contact(person, by=by), call_when=when) for when in ("On Sunday", "On Monday"))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get()  # as opening a case for her does
            told = pool.submit(at_once, partial(people.correct_contact, person=person, contact=second, by=by))
            until_somebody_waits()
            people.correct_contact(person=Person.objects.get(), contact=first, by=line.dina.actor)
        assert told.result(20) == [person]
    assert people.contact(Person.objects.get(), by=by).call_when == "On Monday"


def until_somebody_waits() -> None:
    """Look until another connection waits for a lock, ten seconds at most."""
    for _turn in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.1)
    raise AssertionError("nobody waits")
