"""Whoever opens a page of a case is on record as its reader: the list for the person is complete."""

import pytest
from django.urls import reverse
from django.utils import timezone

from komek.care.cases.actions import approvals, exporting, notes, safety, screening
from komek.care.cases.models import Case
from komek.care.cases.models.ending import FollowUp
from komek.foundations.audit.models import Entry
from komek.foundations.orgs.models import Organisation
from tests.care.cases.consents import POLICE, agree, decide, sabr
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, signed_in

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


def test_sending_a_form_is_no_reading(cast: Cast, case: Case) -> None:
    client = signed_in(cast.dina)
    client.post(reverse("desk:notes", kwargs={"case": case.pk}), {"words": "She called.", "group": "story"})
    assert not Entry.objects.filter(verb="case.read", actor=cast.dina.user.pk).exists()
