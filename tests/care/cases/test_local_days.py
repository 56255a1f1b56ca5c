"""The calendar of an organisation: today is the day where it works, not the day in London."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from komek.care.cases import sharing
from komek.care.cases.actions.consent import expire_consent
from komek.care.cases.models import Case, Consent
from komek.foundations import vault
from komek.foundations.orgs import queries as orgs
from komek.foundations.orgs.models import Organisation
from komek.kernel.errors import WrongState
from komek.kernel.nightly import MINUTELY
from tests.care.cases.consents import POLICE, agree, opens, sabr
from tests.care.cases.pages import words
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, signed_in

NIGHT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
"""Half past two on the 25th in Almaty."""


@pytest.fixture
def night() -> Iterator[None]:
    """Work while it is the 24th by UTC and the 25th in Almaty."""
    with time_machine.travel(NIGHT, tick=True):
        yield


@pytest.fixture
def aigul(night: None, cast: Cast) -> Client:
    """Aigul's browser, unlocked in that night."""
    return signed_in(cast.aigul)


def test_today_in_almaty_is_no_day_in_the_future(aigul: Client, case: Case) -> None:
    said = {"type": "medical", "when": "delivered", "day": "2026-11-25", "quantity": "1", "unit": "time"}
    assert aigul.post(f"/desk/cases/{case.id}/service/", said).status_code == 302
    row = case.services.get()
    assert (row.state, row.delivered_on, row.recorded_on) == ("delivered", date(2026, 11, 25), date(2026, 11, 25))
    tomorrow = aigul.post(f"/desk/cases/{case.id}/service/", said | {"day": "2026-11-26"})
    assert tomorrow.status_code == 422
    assert timezone.get_current_timezone_name() == "UTC", "the zone ends with the request"


def test_a_draft_says_the_time_of_the_clock_on_her_wall(aigul: Client, cast: Cast) -> None:
    ticket = vault.draft_ticket(cast.aigul.user.pk, "person", None)
    answer = aigul.post("/desk/drafts/", {"draft_ticket": ticket, "given": "x"}).json()
    assert (answer["saved"], answer["at"][:3]) == (True, "02:")
    assert "02:3" in words(aigul.get("/desk/drafts/"))


def test_a_consent_ends_in_the_night_after_its_last_day_where_it_was_given(night: None, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.sabr.pk).update(country="GB")
    here = agree(make_case(cast.aigul), cast.aigul, POLICE, "story", expires_on=date(2026, 12, 31))
    there = agree(make_case(cast.bakyt), cast.bakyt, POLICE, "story", expires_on=date(2026, 12, 31))
    Consent.objects.update(given_on=date(2026, 1, 1), expires_on=date(2026, 11, 24))
    MINUTELY["cases.expire_consents"].work()
    states = dict(Consent.objects.values_list("pk", "state"))
    assert (states[here.pk], states[there.pk]) == ("expired", "given")


@pytest.mark.parametrize(("country", "opened"), [("KG", False), ("GB", True), ("US", True)])
def test_a_consent_opens_until_midnight_where_it_was_given_whoever_reads(
    cast: Cast, country: str, opened: bool
) -> None:
    """The giver works in this country, the reader in Kazakhstan; in Almaty it is the 25th already."""
    Organisation.objects.filter(pk=cast.umit.pk).update(country=country)
    Organisation.objects.filter(pk=cast.sabr.pk).update(country="KZ")
    case = make_case(cast.aigul)
    row = agree(case, cast.aigul, sabr(cast), "story", expires_on=timezone.localdate() + timedelta(days=3))
    with time_machine.travel(NIGHT, tick=False):
        Consent.objects.update(given_on=date(2026, 1, 1), expires_on=date(2026, 11, 24))
        for zone in ("Asia/Almaty", "America/Los_Angeles", "UTC"):
            with timezone.override(zone):
                assert Case.objects.filter(sharing.shared_cases(cast.sabr.pk)).exists() is opened
                assert bool(sharing.shared_groups(case, cast.sabr.pk)) is opened
                assert sharing.live_consents(case).exists() is opened
                assert sharing.overdue().exists() is not opened
        if opened:
            with pytest.raises(WrongState):
                expire_consent(consent=row, organisation=cast.umit.pk)
        MINUTELY["cases.expire_consents"].work()
        assert bool(opens(cast.bakyt, case)) is opened, "within a minute the keys are gone too"


def test_a_consent_without_a_last_day_opens_on(cast: Cast) -> None:
    case = make_case(cast.aigul)
    agree(case, cast.aigul, sabr(cast), "story")
    Consent.objects.update(expires_on=None)
    assert sharing.shared_groups(case, cast.sabr.pk) == {"story"}
    assert not sharing.overdue().exists()


def test_who_acts_knows_her_zone(cast: Cast) -> None:
    actor = orgs.actor_for(cast.aigul.user.pk, None, "en")
    assert actor is not None
    assert NIGHT.astimezone(actor.zone).hour == 2
