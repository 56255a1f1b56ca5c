"""From a contact to a case: nothing is typed twice, the source is kept, and nobody is registered twice."""

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from komek.care import people
from komek.care.cases.models import Case
from komek.care.cases.queries import reading
from komek.care.hotline import erasing, queries, sealing
from komek.care.hotline.actions import passing_on, since
from komek.care.hotline.actions.writing import begin_contact, finish_contact
from komek.care.hotline.models import Contact
from komek.foundations import audit, vault
from komek.foundations.ledger.models import Fact
from komek.foundations.vault.models import ListLine
from komek.kernel import codes
from komek.kernel.errors import Forbidden, WrongState
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import NUMBER, REACH, TALK, WORDS, reach, take, talk
from tests.factories.orgs import Staff, enter_circle, make_member


def last(contact: Contact) -> str:
    return str(audit.history("contact", contact.pk, organisation=contact.organisation)[-1].verb)


def test_a_case_opens_in_one_act_with_all_that_was_told(line: Line) -> None:
    contact = take(line.zarina, danger=True)
    case = passing_on.open_case(contact=contact, by=line.aigul.actor)
    by = line.aigul.actor
    who, how = people.identity(case.person, by=by), people.contact(case.person, by=by)
    assert (who.given, who.sex, who.citizenships) == ("Nilufar", "female", ("UZ",))
    assert (how.phones, how.safe, how.call_when, how.call_words) == (
        ("+77015550123",),
        "safe_at_times",
        "After six",
        "Say that it is the library",
    )
    assert how.languages == ("uzb",)
    assert reading.intake(case, by=by) == {"needs": ["safety"], "words": WORDS}
    assert reading.short_answers(case, by=by) == {"retention_of_identity_documents": "yes"}
    assert (case.source, case.safety, contact.case, contact.due_on) == ("self", "danger", case, None)
    assert last(contact) == "contact.open_case"
    assert audit.history("case", case.pk, organisation=case.organisation)[-1].verb == "case.carry_screening"
    passed = Fact.objects.get(measure="hotline_to_case")
    assert passed.axes == {"channel": "phone", "source": "self"}


@pytest.mark.parametrize("channel", ["telegram", "web", "kiosk"])
def test_what_came_through_bot_or_kiosk_stays_known_as_such(line: Line, channel: str) -> None:
    case = passing_on.open_case(contact=take(line.aigul, channel=channel), by=line.aigul.actor)
    assert case.source == "bot_or_kiosk"


def test_what_came_of_a_message_stays_known_as_such_whatever_the_channel(line: Line) -> None:
    by = line.aigul.actor
    draft = begin_contact(talk=talk(channel="whatsapp"), reach=REACH, message=uuid4(), by=by)
    assert passing_on.open_case(contact=draft, by=by).source == "bot_or_kiosk"


def test_a_draft_is_finished_on_the_way(line: Line) -> None:
    draft = begin_contact(talk=TALK, reach=REACH, by=line.aigul.actor)
    passing_on.open_case(contact=draft, by=line.aigul.actor)
    draft.refresh_from_db()
    assert draft.state == "final"
    assert Fact.objects.filter(measure="hotline_contact").count() == 1


def test_plain_help_takes_over_no_screening(line: Line) -> None:
    case = passing_on.open_case(contact=take(line.zarina), kind="plain_help", by=line.aigul.actor)
    assert case.kind == "plain_help"
    assert reading.short_answers(case, by=line.aigul.actor) == {}


def test_who_may_be_on_record_already_is_asked_about_first(line: Line) -> None:
    by = line.aigul.actor
    first = passing_on.open_case(contact=take(line.zarina), by=by)
    second = take(line.zarina)
    with pytest.raises(people.Lookalikes) as refused:
        passing_on.open_case(contact=second, by=by)
    assert first.person_id in refused.value.ids
    assert queries.find(by, second.pk).case is None
    hers = passing_on.open_case(contact=second, person=people.find(by, first.person_id), kind="plain_help", by=by)
    assert hers.person_id == first.person_id


def test_in_the_file_of_a_person_on_record_stands_how_she_may_be_reached_by_now(line: Line) -> None:
    by = line.aigul.actor
    first = passing_on.open_case(contact=take(line.zarina), by=by)
    person = people.find(by, first.person_id)

    def again(contact: Contact) -> people.Contact:
        passing_on.open_case(contact=contact, person=person, kind="plain_help", by=by)
        return people.contact(people.find(by, person.pk), by=by)

    told = reach(phone="8 701 555 77 77", safe="unsafe", when="Never at home", words="", call_me="Somebody else")
    how = again(take(line.zarina, how=told, language="rus"))
    assert (how.phones, how.languages) == (("+77015557777", "+77015550123"), ("uzb", "rus"))
    assert (how.safe, how.call_when, how.call_words) == ("unsafe", "Never at home", REACH.words)
    assert people.identity(person, by=by).given == "Nilufar", "who she is stays as it stands there"
    how = again(take(line.zarina, how=reach(phone="@nilufar_99", safe="safe", when="", words=""), channel="telegram"))
    assert (how.safe, how.messengers) == ("unsafe", {"telegram": "@nilufar_99"}), "a no stays a no"
    again(take(line.zarina, how=reach(phone="", safe="unknown", when="", words=""), language=""))
    entries = audit.history("person", person.pk, organisation=by.organisation)
    corrected = [entry.actor for entry in entries if entry.verb == "person.correct_contact"]
    assert corrected == [by.user, by.user], "who says nothing new changes nothing"


OTHERS = [each.code for each in codes.get("hotline_caller") if each.code != "victim"]


@pytest.mark.parametrize("caller", OTHERS)
def test_whoever_else_calls_about_a_person_on_record_loosens_nothing_in_her_file(line: Line, caller: str) -> None:
    by = line.aigul.actor
    person = passing_on.open_case(contact=take(line.zarina), by=by).person
    free = reach(phone="8 701 555 77 77", safe="safe", when="Any time", words="Ask for Nilufar")
    passing_on.open_case(contact=take(line.zarina, how=free, caller=caller), person=person, kind="plain_help", by=by)
    how = people.contact(people.find(by, person.pk), by=by)
    assert how.phones == ("+77015550123", "+77015557777"), "her own number is called first"
    assert (how.safe, how.call_when, how.call_words) == (REACH.safe, REACH.when, REACH.words)


def test_a_no_that_somebody_else_says_stands_in_her_file_beside_her_own_words(line: Line) -> None:
    by = line.aigul.actor
    person = passing_on.open_case(contact=take(line.zarina), by=by).person
    no = reach(phone="8 701 555 77 77", safe="watched", when="Never at home", words="Say that it is the school")
    passing_on.open_case(contact=take(line.zarina, how=no, caller="family"), person=person, kind="plain_help", by=by)
    how = people.contact(people.find(by, person.pk), by=by)
    assert (how.safe, how.call_when, how.call_words) == ("watched", "After six / Never at home", REACH.words)


def test_she_may_be_said_to_be_another(line: Line) -> None:
    by = line.aigul.actor
    first = passing_on.open_case(contact=take(line.zarina), by=by)
    other = passing_on.open_case(contact=take(line.zarina), none_of=[first.person_id], by=by)
    assert other.person_id != first.person_id


def test_a_contact_becomes_one_case_and_no_more(line: Line) -> None:
    contact = take(line.zarina)
    passing_on.open_case(contact=contact, by=line.aigul.actor)
    for act in (passing_on.open_case, passing_on.hand_over):
        with pytest.raises(WrongState):
            act(contact=contact, by=line.aigul.actor)
    assert Case.objects.count() == 1


@pytest.fixture
def kamila(line: Line) -> Staff:
    """A case worker who is not at the hotline."""
    return make_member(line.cast.umit, "Kamila", roles=["case_worker"], circles=["cases"])


def test_an_operator_opens_no_case_but_passes_the_contact_on(line: Line, kamila: Staff) -> None:
    contact = take(line.zarina)
    with pytest.raises(Forbidden):
        passing_on.open_case(contact=contact, by=line.zarina.actor)
    assert sealing.talks([contact], by=kamila.actor) == [None]
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    assert last(contact) == "contact.hand_over"
    assert contact.handed_on == timezone.localdate()
    assert list(queries.handed_over(kamila.actor)) == [contact]
    case = passing_on.open_case(contact=queries.find(kamila.actor, contact.pk), by=kamila.actor)
    assert reading.intake(case, by=kamila.actor)["words"] == WORDS
    assert list(queries.handed_over(kamila.actor)) == []


def test_a_case_opens_although_the_callers_last_word_is_closed_to_the_worker(line: Line, kamila: Staff) -> None:
    contact = take(line.zarina)
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    assert contact.caller is not None
    ours = next(each.id for each in vault.circles_in(contact.organisation) if each.kind == "cases")
    vault.withdraw(contact.caller.sealed_record, since.CALLER_WORDS, ours)
    case = passing_on.open_case(contact=queries.find(kamila.actor, contact.pk), by=kamila.actor)
    assert people.contact(case.person, by=kamila.actor).safe == REACH.safe, "what this contact itself says is known"


def test_a_draft_is_finished_when_it_is_passed_on(line: Line) -> None:
    draft = begin_contact(talk=TALK, reach=REACH, by=line.zarina.actor)
    passing_on.hand_over(contact=draft, by=line.zarina.actor)
    assert draft.state == "final"


def test_without_a_team_of_cases_nothing_is_passed_on(line: Line) -> None:
    lone = make_member(line.cast.counting, "Lola", roles=["hotline_operator"], circles=["hotline"])
    contact = take(lone)
    with pytest.raises(WrongState):
        passing_on.hand_over(contact=contact, by=lone.actor)
    contact.refresh_from_db()
    assert contact.handed_on is None


def written(record: UUID) -> int:
    """Say how often the list of the erased names a record."""
    return ListLine.objects.filter(list="erased", line__record=str(record)).count()


def test_a_contact_is_erased_on_wish_and_one_with_a_case_goes_with_the_file(line: Line) -> None:
    wished, became = take(line.zarina, how=REACH), take(line.zarina)
    record = wished.pk
    erased = passing_on.erase_contact(contact=wished, by=line.zarina.actor)
    assert written(record) == 1
    assert erased.complete_on > erased.on
    assert not Contact.objects.filter(pk=record).exists()
    assert audit.history("contact", record, organisation=line.cast.umit.pk)[-1].verb == "contact.erase"
    passing_on.open_case(contact=became, by=line.aigul.actor)
    with pytest.raises(WrongState):
        passing_on.erase_contact(contact=became, by=line.zarina.actor)


def test_she_is_told_what_the_hotline_holds_and_it_is_erased_with_her_file(line: Line) -> None:
    contact = take(line.zarina)
    case = passing_on.open_case(contact=contact, by=line.aigul.actor)
    (section,) = erasing.export(case.person, line.aigul.actor)
    told = " ".join(str(each.value) for each in section.lines)
    for words in (WORDS, NUMBER, "After six", "Unpaid wages"):
        assert words in told
    assert erasing.erase(case.person, None) == 1
    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert vault.readers(contact.sealed_record) == {}


def test_what_a_backup_brings_back_of_the_erased_is_taken_away_again(line: Line) -> None:
    gone, stays = take(line.zarina), take(line.zarina)
    erasing.forget_again([gone.pk, gone.caller_id])  # type: ignore[list-item]
    assert list(Contact.objects.all()) == [stays]
    assert queries.callers_at(NUMBER, by=line.zarina.actor) == []


def test_a_number_that_is_a_messenger_name_is_kept_as_such(line: Line) -> None:
    draft = begin_contact(talk=talk(channel="telegram"), reach=reach(phone="@nilufar_99"), by=line.aigul.actor)
    finish_contact(contact=draft, by=line.aigul.actor)
    case = passing_on.open_case(contact=draft, by=line.aigul.actor)
    assert people.contact(case.person, by=line.aigul.actor).messengers == {"telegram": "@nilufar_99"}


def test_the_circle_of_the_hotline_alone_reads_no_case(line: Line) -> None:
    case = passing_on.open_case(contact=take(line.zarina), by=line.aigul.actor)
    enter = case.sealed_record
    assert not vault.entitled(enter, "story", line.zarina.user.pk)
    enter_circle(line.zarina, "cases")
    assert vault.entitled(enter, "story", line.zarina.user.pk)


def test_a_colleague_whose_page_is_older_opens_no_second_case(line: Line) -> None:
    by = line.aigul.actor
    contact = take(line.zarina)
    older = [queries.find(by, contact.pk) for _each in range(3)]
    case = passing_on.open_case(contact=contact, by=by)
    with pytest.raises(WrongState):
        passing_on.open_case(contact=older[0], none_of=[case.person_id], by=by)
    with pytest.raises(WrongState):
        passing_on.hand_over(contact=older[1], by=by)
    with pytest.raises(WrongState):
        passing_on.erase_contact(contact=older[2], by=line.dina.actor)
    assert Case.objects.get() == Contact.objects.get().case == case
