"""Handing over inside the organisation: to a colleague who works on cases and whose keys open this one."""

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from komek.care.cases.actions.handing_over import reassign, set_deputy
from komek.care.cases.models import Case
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.cases.records import last_entry
from tests.factories.orgs import Cast, make_member


def test_another_worker_takes_the_case(cast: Cast, case: Case) -> None:
    reassign(case=case, worker=cast.dina.user.pk, by=cast.aigul.actor)
    assert Case.objects.get().worker == cast.dina.user.pk
    entry = last_entry("case.reassign")
    assert (entry.actor, entry.object, entry.organisation) == (cast.aigul.user.pk, case.pk, cast.umit.pk)
    assert entry.details == {"before": str(cast.aigul.user.pk), "after": str(cast.dina.user.pk)}


def test_a_deputy_is_named_and_ends(cast: Cast, case: Case) -> None:
    set_deputy(case=case, deputy=cast.dina.user.pk, by=cast.aigul.actor)
    assert Case.objects.get().deputy == cast.dina.user.pk
    with pytest.raises(WrongState):
        set_deputy(case=case, deputy=cast.dina.user.pk, by=cast.aigul.actor)
    set_deputy(case=case, deputy=None, by=cast.aigul.actor)
    assert Case.objects.get().deputy is None
    assert last_entry("case.deputise").details == {"after": "nobody"}


def test_a_deputy_who_takes_over_is_deputy_no_more(cast: Cast, case: Case) -> None:
    set_deputy(case=case, deputy=cast.dina.user.pk, by=cast.aigul.actor)
    reassign(case=case, worker=cast.dina.user.pk, by=cast.aigul.actor)
    assert Case.objects.get().deputy is None


def test_only_to_an_active_colleague_who_works_on_cases(cast: Cast, case: Case) -> None:
    gone = make_member(cast.umit, "Gone", circles=["cases"])
    gone.membership.active, gone.membership.left = False, timezone.localdate()
    gone.membership.save()
    strangers: list[UUID] = [uuid4(), cast.bakyt.user.pk, cast.saule.user.pk, gone.user.pk]
    for user in strangers:
        with pytest.raises(Invalid):
            reassign(case=case, worker=user, by=cast.aigul.actor)
        with pytest.raises(Invalid):
            set_deputy(case=case, deputy=user, by=cast.aigul.actor)


def test_not_to_her_whose_keys_do_not_open_it_yet(cast: Cast, case: Case) -> None:
    new = make_member(cast.umit, "New")
    with pytest.raises(Invalid, match="do not open the case yet"):
        reassign(case=case, worker=new.user.pk, by=cast.aigul.actor)


def test_not_to_herself(cast: Cast, case: Case) -> None:
    with pytest.raises(WrongState):
        reassign(case=case, worker=cast.aigul.user.pk, by=cast.aigul.actor)
    with pytest.raises(Invalid):
        set_deputy(case=case, deputy=cast.aigul.user.pk, by=cast.aigul.actor)


def test_who_may_not(cast: Cast, case: Case) -> None:
    for staff, error in ((cast.bakyt, Hidden), (cast.saule, Forbidden)):
        with pytest.raises(error):
            reassign(case=case, worker=cast.dina.user.pk, by=staff.actor)
        with pytest.raises(error):
            set_deputy(case=case, deputy=cast.dina.user.pk, by=staff.actor)
