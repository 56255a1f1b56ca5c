"""Notes that stay, files that are sealed, tasks that are done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from komek.care.cases import sealing
from komek.care.cases.actions import notes
from komek.care.cases.models import Case, CaseFile
from komek.care.cases.queries import deadlines
from komek.foundations import vault
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.records import last_entry
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("group", ["story", "medical", "legal"])
def test_a_note_is_sealed_under_the_key_of_its_group(case: Case, cast: Cast, group: str) -> None:
    note = notes.write_note(case=case, words="She slept well", group=group, by=cast.aigul.actor)
    filled = {name for name in ("story", "medical", "legal") if bytes(getattr(note, name))}
    assert filled == {group}
    assert sealing.opened(note, group, by=cast.dina.actor) == {"words": "She slept well"}
    entry = last_entry("note.write")
    assert (entry.object, list(entry.objects_seen), entry.details) == (case.id, [note.id], {"group": group})


def test_a_correction_names_the_earlier_note_and_both_stay(case: Case, cast: Cast) -> None:
    first = notes.write_note(case=case, words="Her brother", by=cast.aigul.actor)
    second = notes.write_note(case=case, words="Her cousin", replaces=first, by=cast.dina.actor)
    assert second.replaces_id == first.id
    assert sealing.opened(first, "story", by=cast.aigul.actor) == {"words": "Her brother"}
    with pytest.raises(WrongState, match="corrected already"):
        notes.write_note(case=case, words="Her uncle", replaces=first, by=cast.aigul.actor)


def test_an_empty_note_is_refused_at_its_field(case: Case, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        notes.write_note(case=case, words="  ", by=cast.aigul.actor)
    assert refused.value.field == "words"


def upload(client: Client, case: Case, content: bytes, name: str = "letter.txt") -> CaseFile:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    answer = client.post(
        reverse("desk:files", kwargs={"case": case.id}),
        {"upload": SimpleUploadedFile(name, content), "words": "A letter", "group": "legal"},
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return case.files.latest("added_at")


def test_a_file_goes_in_sealed_and_comes_out_whole(case: Case, cast: Cast) -> None:
    client, content = signed_in(cast.aigul), b"Dear friend, " * 5000
    row = upload(client, case, content)
    assert last_entry("file.add").object == case.id
    answer = client.get(reverse("desk:file", kwargs={"file": row.id}))
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert "letter.txt" in answer["Content-Disposition"]
    assert last_entry("file.open").actor == cast.aigul.user.pk
    from django.apps import apps  # noqa: PLC0415

    chunks = apps.get_model("vault", "FileChunk").objects.all()
    assert chunks
    assert not any(b"friend" in bytes(chunk.sealed if hasattr(chunk, "sealed") else chunk.data) for chunk in chunks)


def test_a_removed_file_can_be_opened_by_nobody(case: Case, cast: Cast) -> None:
    client = signed_in(cast.aigul)
    row = upload(client, case, b"A contract")
    client.post(reverse("desk:file-remove", kwargs={"file": row.id}))
    row.refresh_from_db()
    assert row.removed_at is not None
    assert last_entry("file.remove").object == case.id
    with pytest.raises(WrongState):
        notes.open_file(row=row, by=cast.aigul.actor)
    with pytest.raises(vault.NotEntitled):
        b"".join(vault.read_file(row.file, keyring=cast.aigul.actor.keyring))


def test_a_stranger_gets_no_file(case: Case, cast: Cast) -> None:
    row = upload(signed_in(cast.aigul), case, b"A contract")
    assert signed_in(cast.bakyt).get(reverse("desk:file", kwargs={"file": row.id})).status_code == 404


def test_a_task_is_due_until_it_is_done(case: Case, cast: Cast) -> None:
    due = timezone.localdate() + timedelta(days=2)
    task = notes.set_task(case=case, kind="contact_person", due_on=due, words="Call", by=cast.aigul.actor)
    assert last_entry("task.set").details == {"kind": "contact_person"}
    assert (due, "task") in {(each.on, each.page) for each in deadlines.of(case)}
    notes.finish_task(task=task, by=cast.dina.actor)
    assert last_entry("task.done").actor == cast.dina.user.pk
    assert "task" not in {each.page for each in deadlines.of(case)}
    with pytest.raises(WrongState, match="done already"):
        notes.finish_task(task=task, by=cast.aigul.actor)


def test_strangers_and_those_without_the_role_write_nothing(case: Case, cast: Cast) -> None:
    with pytest.raises(Hidden):
        notes.write_note(case=case, words="Hello", by=cast.bakyt.actor)
    with pytest.raises(Forbidden):
        notes.write_note(case=case, words="Hello", by=cast.saule.actor)
    with pytest.raises(Hidden):
        notes.set_task(case=case, kind="other", due_on=timezone.localdate(), words="", by=cast.bakyt.actor)
