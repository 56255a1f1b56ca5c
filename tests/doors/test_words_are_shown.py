"""What is kept sealed is shown to those who may read it: on its page, and in the copy that belongs to the person."""

import io
import json
import zipfile
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from komek.care import people
from komek.care.cases.actions import life, safety, sharing
from komek.care.cases.models import Case
from komek.doors.desk.cases import shared
from komek.foundations.orgs.models import Organisation
from tests.care.cases.consents import agree, sabr
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, make_member, signed_in

pytestmark = pytest.mark.slow

KEPT = "Call only after nine, the aunt listens."
WHY = "The person came back from the border."


@pytest.fixture
def case(cast: Cast) -> Case:
    Organisation.objects.update(demo=True)
    return make_case(cast.aigul)


def read(client: Client, name: str, **keys: object) -> str:
    return unescape(client.get(reverse(f"desk:{name}", kwargs=keys)).content.decode())


def copied(client: Client, case: Case) -> str:
    answer = client.post(reverse("desk:case-copy", kwargs={"case": case.pk}), {"language": "en"})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return json.dumps(json.loads(archive.read("copy.json")), ensure_ascii=False)


def reopened(cast: Cast, case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate(), due_on=None)
    case.refresh_from_db()
    return life.reopen(case=case, reason=WHY, by=cast.aigul.actor)


def test_the_reason_of_a_reopening_stands_in_the_history_and_in_the_copy(cast: Cast, case: Case) -> None:
    reopened(cast, case)
    assert WHY in read(signed_in(cast.dina), "case-history", case=case.pk)
    assert WHY in copied(signed_in(cast.aigul), case)


def test_the_reason_is_closed_to_whose_keys_do_not_open_it(cast: Cast, case: Case) -> None:
    reopened(cast, case)
    newcomer = make_member(cast.umit, "Timur", roles=["case_worker"])
    page = read(signed_in(newcomer), "case-history", case=case.pk)
    assert "opened the case again" in page
    assert WHY not in page


def test_an_earlier_safety_check_stands_beside_the_next_one_and_in_the_copy(cast: Cast, case: Case) -> None:
    answers = {"alone": "yes", "safe_now": "no"}
    safety.check_safety(case=case, decision="later", answers=answers, words=KEPT, by=cast.aigul.actor)
    page = read(signed_in(cast.dina), "case-safety", case=case.pk)
    assert KEPT in page
    assert "Earlier safety checks" in page
    told = copied(signed_in(cast.aigul), case)
    assert KEPT in told
    assert "Is the place safe where the person is now?" in told


def test_a_safety_check_is_no_business_of_a_receiver(cast: Cast, case: Case) -> None:
    safety.check_safety(case=case, decision="later", answers={}, words=KEPT, by=cast.aigul.actor)
    agree(case, cast.aigul, sabr(cast), "story")
    assert "story" in sharing.read_shared(case=case, by=cast.bakyt.actor)
    assert "safety_checks" in shared.CLOSED_TO_RECEIVERS
    assert KEPT not in read(signed_in(cast.bakyt), "case-shared", case=case.pk)


def test_what_was_said_of_a_refused_interpreter_stands_on_the_page_and_in_the_copy(cast: Cast, case: Case) -> None:
    people.veto_interpreter(person=case.person, name="Зарина", words="from the same village", by=cast.aigul.actor)
    page = read(signed_in(cast.dina), "person", person=case.person_id)
    assert "Зарина" in page
    assert "from the same village" in page
    assert "from the same village" in copied(signed_in(cast.aigul), case)
