"""What came with a message goes where it is needed, and goes away with it when its writer erases what she sent."""

from datetime import time

import pytest
from django.core.cache import cache

from komek.care.cases.queries import working
from komek.care.hotline import erasing, queries, sealing
from komek.care.hotline.actions import callers, following, passing_on
from komek.care.hotline.actions.messages import from_message
from komek.care.hotline.actions.writing import take_contact
from komek.care.hotline.models import Caller, Contact
from komek.foundations import audit, inbox, vault
from komek.foundations.audit.models import Entry
from komek.foundations.inbox.models import Message
from komek.foundations.vault.models import FileChunk, GroupKey, IndexRow, SealedFile
from komek.foundations.vault.uploads import from_bytes
from komek.kernel.errors import Hidden, WrongState
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import REACH, reach, take, talk
from tests.factories.orgs import Staff, make_member

VOICE = b"OggS\x00\x02 the employer keeps my passport " * 400
TEXT = "He keeps my passport and pays nothing"
SOURCE = b"somewhere"
ALL_DAY = {"languages": ["uz", "ru"], "weekdays": (1, 2, 3, 4, 5, 6, 7), "begins": time(0), "ends": time(0)}


@pytest.fixture(autouse=True)
def on_duty(line: Line) -> None:
    cache.clear()
    inbox.set_watch(country="RU", by=line.dina.actor, **ALL_DAY)  # type: ignore[arg-type]


def dropped(*, voice: bool = True) -> inbox.Dropped:
    files = [from_bytes("voice.ogg", VOICE)] if voice else []
    return inbox.drop(TEXT, country="RU", language="uz", channel="telegram", source=SOURCE, files=files)


def taken(by: Staff, sent: inbox.Dropped) -> Message:
    return inbox.take(message=inbox.queries.find(by.actor, sent.message), by=by.actor)


def content(file: vault.FileView, by: Staff) -> bytes:
    return b"".join(vault.read_file(file.id, keyring=by.actor.keyring))


def erase(sent: inbox.Dropped) -> None:
    inbox.erase(sent.receipt.first, sent.receipt.second, source=SOURCE)


def finished(line: Line, message: Message, phone: str = REACH.phone) -> Contact:
    """Make a contact of a message and finish it with a number."""
    draft = from_message(message=message, by=line.zarina.actor)
    return take_contact(talk=talk(words=TEXT), reach=reach(phone=phone), contact=draft, by=line.zarina.actor)


def test_a_file_of_a_message_is_opened_on_record_and_by_its_organisation_alone(line: Line) -> None:
    message = taken(line.zarina, dropped())
    (file,) = inbox.open_message(message=message, by=line.zarina.actor).files
    assert (file.kind, file.name, file.size) == ("audio/ogg", "voice.ogg", len(VOICE))
    assert content(inbox.open_file(message=message, file=file.id, by=line.zarina.actor), line.zarina) == VOICE
    entry = audit.history("message", message.pk, organisation=line.cast.umit.pk)[-1]
    assert (entry.verb, entry.objects_seen) == ("inbox.open_file", [file.id])
    with pytest.raises(Hidden):
        inbox.open_file(message=message, file=message.pk, by=line.zarina.actor)
    with pytest.raises(Hidden):
        inbox.open_file(message=message, file=file.id, by=line.bakyt.actor)


def test_nobody_opens_a_file_before_the_message_is_taken(line: Line) -> None:
    sent = dropped()
    message = inbox.queries.find(line.zarina.actor, sent.message)
    with pytest.raises(WrongState):
        inbox.open_file(message=message, file=SealedFile.objects.get().pk, by=line.zarina.actor)


def test_a_voice_goes_to_the_contact_and_to_the_case_with_nothing_done_by_hand(line: Line) -> None:
    contact = finished(line, taken(line.zarina, dropped()))
    (beside,) = sealing.files(contact, by=line.zarina.actor)
    assert content(beside, line.zarina) == VOICE
    assert following.open_file(contact=contact, file=beside.id, by=line.aigul.actor) == beside
    assert audit.history("contact", contact.pk, organisation=contact.organisation)[-1].verb == "contact.open_file"
    case = passing_on.open_case(contact=contact, by=line.aigul.actor)
    ((row, opened),) = working.opened(list(case.files.all()), by=line.aigul.actor)
    assert opened.story["name"] == "voice.ogg"
    assert content(vault.file_view(row.file, keyring=line.aigul.actor.keyring), line.aigul) == VOICE
    assert len({row.file, beside.id}) == 2
    assert SealedFile.objects.count() == 3
    with pytest.raises(Hidden):
        following.open_file(contact=contact, file=row.file, by=line.aigul.actor)


def test_who_works_on_cases_alone_gets_the_file_when_the_contact_is_passed_on(line: Line) -> None:
    worker = make_member(line.cast.umit, "Gulnara", roles=["case_worker"], circles=["cases"])
    contact = finished(line, taken(line.zarina, dropped()))
    assert sealing.files(contact, by=worker.actor) == []
    passing_on.hand_over(contact=contact, by=line.zarina.actor)
    (file,) = sealing.files(contact, by=worker.actor)
    assert content(file, worker) == VOICE
    case = passing_on.open_case(contact=queries.find(worker.actor, contact.pk), by=worker.actor)
    assert case.files.count() == 1


def test_what_the_writer_erases_is_erased_at_the_hotline_too(line: Line) -> None:
    sent = dropped()
    contact = finished(line, taken(line.zarina, sent))
    caller = contact.caller
    assert caller is not None
    entries = Entry.objects.count()
    erase(sent)
    assert not Contact.objects.exists()
    assert not Caller.objects.exists()
    assert not GroupKey.objects.filter(record__in=[contact.pk, caller.pk]).exists()
    assert not IndexRow.objects.filter(record=caller.pk).exists()
    assert not SealedFile.objects.exists()
    assert not FileChunk.objects.exists()
    assert Entry.objects.count() == entries, "no entry says at what second she did it"
    row = Message.objects.get()
    assert (row.state, row.contact) == ("erased", contact.pk), "what became of it can be told"


def test_a_draft_goes_as_well_and_another_writers_contact_stays(line: Line) -> None:
    one, other = dropped(voice=False), dropped(voice=False)
    for sent in (one, other):
        from_message(message=taken(line.zarina, sent), by=line.zarina.actor)
    erase(one)
    assert [row.message for row in Contact.objects.all()] == [other.message]


def test_a_contact_that_a_case_came_of_stays_with_the_case(line: Line) -> None:
    sent = dropped()
    contact = finished(line, taken(line.zarina, sent))
    case = passing_on.open_case(contact=contact, by=line.aigul.actor)
    erase(sent)
    assert sealing.talk(Contact.objects.get(), by=line.aigul.actor).words == TEXT
    assert case.files.count() == 1


def test_a_caller_on_whom_something_else_rests_stays(line: Line) -> None:
    take(line.zarina)
    sent = dropped(voice=False)
    contact = finished(line, taken(line.zarina, sent))
    erase(sent)
    assert Caller.objects.get() == contact.caller
    warned = dropped(voice=False)
    other = finished(line, taken(line.zarina, warned), phone="+7 701 555 99 99")
    assert other.caller is not None
    callers.set_flag(caller=other.caller, kind="do_not_call", by=line.zarina.actor)
    erase(warned)
    assert Caller.objects.filter(pk=other.caller.pk).exists(), "colleagues still need the warning"


def test_an_error_of_the_hotline_leaves_everything_as_it_was(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = dropped()
    finished(line, taken(line.zarina, sent))
    monkeypatch.setattr(erasing, "erase_contacts", broken)
    with pytest.raises(RuntimeError):
        erase(sent)
    assert inbox.read(sent.receipt.first, sent.receipt.second, source=SOURCE).state == "taken"


def broken(*_of: object) -> int:
    raise RuntimeError


def test_no_contact_is_made_of_what_is_erased_while_it_is_read(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = dropped(voice=False)
    message = taken(line.zarina, sent)
    letter = inbox.open_message(message=message, by=line.zarina.actor)

    def opened(**_of: object) -> inbox.Letter:
        erase(sent)
        return letter

    monkeypatch.setattr(inbox, "open_message", opened, raising=False)
    with pytest.raises(WrongState):
        from_message(message=message, by=line.zarina.actor)
    assert not Contact.objects.exists()
