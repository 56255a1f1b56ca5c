"""Pages of the time that files are kept: the list, one file, the rules, and what stands on the page of the day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from komek.care.cases.models import Case, RetentionNotice, RetentionRule
from komek.care.cases.retention import queries
from komek.care.cases.texts import texts
from komek.care.people.models import Person
from komek.foundations.audit.models import Entry
from komek.foundations.orgs.models import Organisation
from komek.kernel.nightly import NIGHTLY
from komek.kernel.periods import months_later
from tests.asked import asked
from tests.care.cases.pages import words
from tests.factories.cases import make_case, make_person
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow

LIST, RULES = "/desk/retention/", "/desk/retention/rules/"


@pytest.fixture
def case(cast: Cast) -> Case:
    """A file that was closed seventy months ago, and was listed in the night."""
    Organisation.objects.update(demo=True)
    case = make_case(cast.aigul, words="He kept my passport.")
    long_ago = months_later(timezone.localdate(), -70)
    Case.objects.update(state="closed", opened_on=long_ago, closed_on=long_ago, due_on=None)
    NIGHTLY["cases.retention"].work()
    return Case.objects.select_related("person").get(pk=case.pk)


@pytest.fixture
def dina(cast: Cast) -> Client:
    return signed_in(cast.dina)


def url(case: Case) -> str:
    return f"{LIST}{case.person_id}/"


def test_the_list_names_numbers_and_nobody(cast: Cast, case: Case, dina: Client) -> None:
    page = words(dina.get(LIST))
    assert case.number in page
    assert "Closed files" in page
    assert "Алимова" not in page
    assert "1 file waits to be erased" in words(dina.get("/desk/"))
    assert "waits to be erased" not in words(signed_in(cast.aigul).get("/desk/"))
    assert case.number not in words(dina.get(RULES))


def test_opening_the_page_of_one_file_is_on_record(case: Case, cast: Cast, dina: Client) -> None:
    page = words(dina.get(url(case)))
    assert case.number in page
    assert "What goes for ever" in page
    entry = Entry.objects.filter(verb="person.read").order_by("sequence").last()
    assert entry is not None
    assert (entry.actor, entry.object) == (cast.dina.user.pk, case.person_id)


def test_a_supervisor_confirms_once_she_has_read_what_goes(case: Case, dina: Client) -> None:
    assert dina.post(url(case), {"decision": "erase"}).status_code == 422
    assert not Person.objects.get().erased
    answer = dina.post(url(case), {"decision": "erase", "sure": "on"}, follow=True)
    assert "The file is erased" in words(answer)
    assert Person.objects.get().erased
    assert "Nothing waits" in words(dina.get(LIST))
    assert "This file is erased" in words(dina.get(url(case)))
    assert texts("kk").say("erased", "title") in words(dina.get(url(case), {"language": "kk"})), "the slip, for her"
    assert dina.get(f"/desk/cases/{case.pk}/slip/").status_code == 200


def test_a_file_is_kept_longer_and_its_reason_is_read_again(case: Case, dina: Client) -> None:
    until = timezone.localdate() + timedelta(days=400)
    said = {"decision": "keep", "until": until.isoformat(), "words": "The court asked."}
    for missing in ("until", "words"):
        answer = dina.post(url(case), said | {missing: ""})
        assert answer.status_code == 422
        assert ("The court asked." in words(answer)) == (missing == "until"), "nothing typed is lost"
    assert dina.post(url(case), said | {"until": "2001-01-01"}).status_code == 422
    answer = dina.post(url(case), said, follow=True)
    assert "The court asked." in words(answer)
    assert "Kept longer" in words(dina.get(LIST))
    assert RetentionNotice.objects.get().kept_until == until
    assert dina.post(url(case), {"decision": "erase", "sure": "on"}).status_code == 422
    assert not Person.objects.get().erased


def test_a_file_in_work_can_be_kept_longer_and_not_erased(cast: Cast, dina: Client) -> None:
    Organisation.objects.update(demo=True)
    case = make_case(cast.aigul)
    assert url(case) in dina.get(f"/desk/cases/{case.pk}/").content.decode()
    page = words(dina.get(url(case)))
    assert "the time of this file is not over" in page
    assert "Erase it for ever" not in page
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert dina.post(url(case), {"until": until, "words": "A claim."}).status_code == 302
    assert list(queries.kept(cast.umit.pk, timezone.localdate())) == [RetentionNotice.objects.get()]


def test_a_rule_is_changed_by_one_or_by_two(cast: Cast, dina: Client) -> None:
    saule = signed_in(cast.saule)
    page = words(saule.get(RULES))
    assert "to be confirmed by your organisation's lawyer" in page
    longer = {"kind": "closed_file", "months": "72", "action": "ask", "basis": "law"}
    assert "The rule is in force." in words(saule.post(RULES, longer, follow=True))
    assert saule.post(RULES, longer).status_code == 422
    assert saule.post(RULES, longer | {"months": "0"}).status_code == 422
    sooner = longer | {"months": "36", "action": "at_once"}
    assert "a second person has to agree" in words(saule.post(RULES, sooner, follow=True))
    row = RetentionRule.objects.get()
    assert (row.months, row.next_months) == (72, 36)
    where = f"{RULES}{row.pk}/"
    assert where not in saule.get("/desk/").content.decode(), "she proposed it herself"
    assert saule.post(where, {"agreed": "yes", "seen": row.proposal}).status_code == 403
    assert where in dina.get("/desk/").content.decode()
    assert "36" in words(dina.get(where))
    assert dina.post(where, {}).status_code == 422
    unseen = dina.post(where, {"agreed": "yes", "seen": "12|ask|law"})
    assert (unseen.status_code, "changed while you read" in words(unseen)) == (422, True)
    assert row.proposal in unseen.content.decode(), "the page now shows what stands there"
    assert dina.post(where, {"agreed": "yes", "seen": row.proposal}).status_code == 302
    row.refresh_from_db()
    assert (row.months, row.action) == (36, "at_once")
    late = dina.post(where, {"agreed": "no"})
    assert (late.status_code, "This was decided already." in words(late)) == (422, True)
    assert "nothing waits" in words(dina.get(where))


def test_a_case_worker_and_a_stranger_stay_outside(cast: Cast, case: Case) -> None:
    aigul, bakyt = signed_in(cast.aigul), signed_in(cast.bakyt)
    assert [aigul.get(each).status_code for each in (LIST, RULES, url(case))] == [403, 403, 403]
    assert bakyt.get(url(case)).status_code == 404


def test_a_longer_list_asks_the_database_no_more_often(cast: Cast, case: Case, dina: Client) -> None:
    one = asked(dina, LIST)
    for _more in range(4):
        make_case(cast.aigul, person=make_person(cast.aigul))
    Case.objects.update(state="closed", opened_on=case.opened_on, closed_on=case.closed_on, due_on=None)
    NIGHTLY["cases.retention"].work()
    assert queries.waiting(cast.umit.pk).count() == 5
    assert asked(dina, LIST) <= one
