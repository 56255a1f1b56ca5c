"""Whoever opens a page of a case is on record as its reader: the list for the person is complete."""

import pytest
from django.urls import reverse
from django.utils import timezone

from komek.care import people
from komek.care.cases.actions import approvals, exporting, notes, safety, screening
from komek.care.cases.models import Case
from komek.care.cases.models.ending import FollowUp
from komek.doors.desk.page import PAGES
from komek.foundations.audit.models import Entry
from komek.foundations.orgs.models import Organisation
from tests.care.cases.consents import POLICE, agree, decide, sabr
from tests.factories.cases import make_case, make_person
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow

OF_THE_CASE = [
    "case",
    "notes",
    "files",
    "legal",
    "assessments",
    "plan",
    "told",
    "screenings",
    "case-decision",
    "consents",
    "consent-new",
    "basis-new",
    "disclose",
    "follow-ups",
    "approval-new",
    "case-copy",
    "case-print",
    "case-erase",
    "hand-over",
    "case-safety",
    "task-new",
    "case-danger",
    "case-history",
]


@pytest.fixture
def case(cast: Cast) -> Case:
    Organisation.objects.update(demo=True)
    case = make_case(cast.aigul, words="He kept my passport.")
    safety.check_safety(case=case, decision="go_on", answers={}, by=cast.aigul.actor)
    return case


def rows_of(cast: Cast, case: Case) -> dict[str, str]:
    """Make one row of each kind; gives the addresses of their pages."""
    by = cast.aigul.actor
    look = FollowUp.objects.create(
        organisation=case.organisation, case=case, point="month_1", due_on=timezone.localdate()
    )
    talk = screening.begin_screening(case=case, instrument="ilo_labour_adult", by=by)
    rows = {
        "note": ("note", notes.write_note(case=case, words="She called.", group="story", by=by)),
        "consent": ("consent", agree(case, cast.aigul, sabr(cast), "identity")),
        "consent-paper": ("consent", agree(case, cast.aigul, sabr(cast), "story")),
        "basis": ("basis", decide(case, cast.aigul, POLICE, "story", danger=True)),
        "approval": ("approval", approvals.ask_approval(case=case, kind="case_closing", by=by)),
        "task": (
            "task",
            notes.set_task(case=case, kind="contact_person", due_on=timezone.localdate(), words="", by=by),
        ),
        "follow-up": ("follow_up", look),
        "screening-result": ("screening", screening.finish_screening(screening=talk, by=by)),
    }
    return {page: reverse(f"desk:{page}", kwargs={key: row.pk}) for page, (key, row) in rows.items()}


def test_every_page_of_a_case_leaves_its_reader(cast: Cast, case: Case) -> None:
    dina = signed_in(cast.dina)
    pages = {page: reverse(f"desk:{page}", kwargs={"case": case.pk}) for page in OF_THE_CASE}
    read = Entry.objects.filter(verb="case.read", actor=cast.dina.user.pk, object=case.pk)
    for page, address in {**pages, **rows_of(cast, case)}.items():
        before = read.count()
        assert dina.get(address).status_code == 200, page
        assert read.count() == before + 1, page
    told = exporting.list_readers(case=case, by=cast.aigul.actor)
    assert "read your file" in {each.plain for each in told if each.actor == cast.dina.user.pk}


OF_THE_PERSON = [
    "person",
    "person-history",
    "person-identity",
    "person-contact",
    "person-document",
    "person-stay",
    "person-interview",
    "person-veto",
    "person-relative",
    "person-view",
    "person-alike",
    "person-erase",
]


def test_every_page_of_a_person_leaves_its_reader(cast: Cast, case: Case) -> None:
    dina = signed_in(cast.dina)
    read = Entry.objects.filter(verb="person.read", actor=cast.dina.user.pk, object=case.person_id)
    listed = {each.code for each in PAGES if each.code.startswith("person") and "GET" in each.methods}
    assert listed == {*OF_THE_PERSON, "person-new", "person-pair"}, "a page of a person that is not tried here"
    pages = {page: reverse(f"desk:{page}", kwargs={"person": case.person_id}) for page in OF_THE_PERSON}
    other = make_person(cast.aigul)
    pages["person-pair"] = reverse("desk:person-pair", kwargs={"person": case.person_id, "other": other.pk})
    for page, address in pages.items():
        before = read.count()
        assert dina.get(address).status_code == 200, page
        assert read.count() == before + 1, page
    told = exporting.list_readers(case=case, by=cast.aigul.actor)
    assert "opened your page, or one that shows your name" in {
        each.plain for each in told if each.actor == cast.dina.user.pk
    }


def test_the_entry_names_everybody_whose_name_stands_on_the_page(cast: Cast, case: Case) -> None:
    mother = make_person(cast.aigul)
    people.relate(person=case.person, other=mother, tie=people.Tie("parent"), by=cast.aigul.actor)
    signed_in(cast.dina).get(reverse("desk:person", kwargs={"person": case.person_id}))
    entry = Entry.objects.get(verb="person.read", actor=cast.dina.user.pk)
    assert (entry.object, entry.objects_seen) == (case.person_id, [mother.pk])
    signed_in(cast.dina).get(reverse("desk:person-stay", kwargs={"person": case.person_id}))
    assert Entry.objects.filter(verb="person.read", object=case.person_id).order_by("sequence").last() != entry
    assert Entry.objects.filter(verb="person.read", objects_seen__contains=[mother.pk]).count() == 1


def test_sending_a_form_is_no_reading(cast: Cast, case: Case) -> None:
    client = signed_in(cast.dina)
    client.post(reverse("desk:notes", kwargs={"case": case.pk}), {"words": "She called.", "group": "story"})
    assert not Entry.objects.filter(verb="case.read", actor=cast.dina.user.pk).exists()
