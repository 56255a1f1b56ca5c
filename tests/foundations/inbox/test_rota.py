"""The chain of a country, a language and an hour; and what is told of it before anything is sent."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from komek.foundations import inbox, places, vault
from komek.foundations.audit.models import Entry
from komek.foundations.inbox.models import Wait, Watch
from komek.foundations.inbox.rota import Rota as WholeRota
from komek.foundations.inbox.rota import chain
from komek.foundations.vault.models import Circle
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from komek.machine.demo import letters
from tests.factories.orgs import make_member, make_organisation
from tests.foundations.inbox.conftest import ALWAYS, Rota

NOON = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
"""A Monday, noon in Almaty; 13:00 in Osh."""


def names(country: str, language: str = "uz", at: datetime = NOON) -> list[str]:
    return [link.name for link in chain(country, language, at)]


def test_who_is_on_duty_comes_by_rank_and_the_fallback_last(rota: Rota) -> None:
    rota.watch(rota.bakyt, rank=1, fallback=True, begins=time(1), ends=time(2))
    rota.watch(rota.dina, rank=5)
    assert names("RU") == ["Umit Almaty", "Sabr Osh"]
    assert names("RU", at=NOON.replace(hour=19, minute=30)) == ["Sabr Osh", "Umit Almaty"], "half past one in Osh"


def test_country_and_language_choose(rota: Rota) -> None:
    rota.watch(rota.dina, "RU", languages=["uz"])
    rota.watch(rota.bakyt, "RU", languages=["ky"], rank=2)
    assert names("RU", "uz-cyrl") == ["Umit Almaty"]
    assert names("RU", "ky") == ["Sabr Osh"]
    assert names("KZ") == []
    assert names("") == ["Umit Almaty"], "who does not say where she is, is read by whoever reads her language"


def test_hours_go_by_the_clock_of_the_organisation(rota: Rota) -> None:
    rota.watch(rota.dina, begins=time(12), ends=time(13))
    rota.watch(rota.bakyt, begins=time(12), ends=time(13), rank=2)
    assert names("RU") == ["Umit Almaty"], "in Osh it is one o'clock already"
    assert inbox.duty("RU", "uz", NOON) == inbox.Duty("Umit Almaty", "KZ", 15)


def test_with_nobody_on_duty_it_is_read_by_those_who_come_later(rota: Rota) -> None:
    rota.watch(rota.dina, weekdays=[5])
    assert inbox.duty("RU", "uz", NOON) is None
    assert inbox.readers("RU", "uz", NOON) == inbox.Duty("Umit Almaty", "KZ", 15, now=False)
    assert inbox.readers("RU", "tk", NOON) == inbox.Duty("Umit Almaty", "KZ", 15, now=False), "better than nobody"
    assert inbox.readers("KZ", "uz", NOON) is None
    assert (inbox.reachable("RU", "uz"), inbox.reachable("KZ", "uz")) == (True, False)


def test_a_hotline_circle_reads_where_there_is_one_and_else_the_circle_of_cases(manned: Rota) -> None:
    kinds = {circle.id: circle.kind for each in (manned.umit, manned.sabr) for circle in vault.circles_in(each.pk)}
    assert [kinds[link.circle] for link in chain("RU", "uz", NOON)] == ["hotline", "cases"]


def test_a_circle_that_lost_a_member_is_passed_over_until_it_is_renewed(manned: Rota) -> None:
    circle = Circle.objects.get(organisation=manned.umit.pk)
    vault.dismiss(circle.pk, manned.dina.user.pk)
    assert names("RU") == ["Sabr Osh"]
    vault.rotate(circle.pk, manned.aigul.keyring)
    assert names("RU") == ["Umit Almaty", "Sabr Osh"]


def test_an_ended_watch_reads_nothing(manned: Rota) -> None:
    watch = Watch.objects.get(organisation=manned.umit.pk)
    inbox.end_watch(watch=watch, by=manned.saule.actor)
    assert names("RU") == ["Sabr Osh"]
    entry = Entry.objects.get(verb="rota.end")
    assert (entry.organisation, entry.actor, entry.object) == (manned.umit.pk, manned.saule.user.pk, watch.pk)
    with pytest.raises(WrongState):
        inbox.end_watch(watch=watch, by=manned.saule.actor)
    with pytest.raises(WrongState):
        manned.watch(manned.saule, watch=watch)


def test_the_usual_time_is_the_median_of_the_last_ones_once_there_are_enough(manned: Rota) -> None:
    for minutes in (5, 10, 50, 60):
        Wait.objects.create(organisation=manned.umit.pk, minutes=minutes)
    assert inbox.duty("RU", "uz", NOON) == inbox.Duty("Umit Almaty", "KZ", 15, ("Sabr Osh",), ("KG",))
    Wait.objects.create(organisation=manned.umit.pk, minutes=40)
    duty = inbox.duty("RU", "uz", NOON)
    assert duty is not None
    assert duty.minutes == 40


def test_who_may_keep_the_rota(rota: Rota) -> None:
    watch = rota.watch(rota.saule)
    entry = Entry.objects.get(verb="rota.set")
    assert (entry.organisation, entry.actor, entry.object) == (rota.umit.pk, rota.saule.user.pk, watch.pk)
    assert entry.details == {"country": "RU", "rank": "1", "minutes": "15"}
    with pytest.raises(Forbidden):
        rota.watch(rota.aigul)
    with pytest.raises(Hidden):
        rota.watch(rota.charos, watch=watch)
    with pytest.raises(Hidden):
        inbox.end_watch(watch=watch, by=rota.bakyt.actor)
    assert list(inbox.queries.watches(rota.aigul.actor)) == [watch]
    assert list(inbox.queries.watches(rota.bakyt.actor)) == []
    with pytest.raises(Hidden):
        inbox.queries.find_watch(rota.bakyt.actor, watch.pk)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("country", "XX"),
        ("languages", ["uz-cyrl"]),
        ("weekdays", []),
        ("weekdays", [0]),
        ("rank", 10),
        ("minutes", 4),
        ("minutes", 1441),
    ],
)
def test_a_watch_that_cannot_be_is_refused(field: str, wrong: object, rota: Rota) -> None:
    with pytest.raises(Invalid) as refused:
        rota.watch(rota.dina, **{"country": "RU", field: wrong})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Watch.objects.exists()


def test_an_organisation_without_a_circle_that_reads_sets_no_watch(db: None) -> None:
    alone = make_member(make_organisation("Alone"), "Alone", roles=["supervisor"])
    with pytest.raises(WrongState):
        inbox.set_watch(
            country="RU", languages=[], weekdays=ALWAYS, begins=time(0), ends=time(0), minutes=15, by=alone.actor
        )


def test_nobody_is_asked_for_a_chain_of_a_country_that_nobody_serves(rota: Rota) -> None:
    assert chain("RU", "uz", timezone.now()) == []


@pytest.mark.parametrize("country", ["UZ", "KG", "TJ", "KZ", "TM", "RU"])
def test_in_the_demo_somebody_is_on_duty_at_every_hour_in_every_language(country: str, rota: Rota) -> None:
    letters.man({"dina": rota.dina.actor, "bakyt": rota.bakyt.actor})
    whole = WholeRota.load()
    for hour in range(0, 168, 7):
        for language in places.LANGUAGES:
            links = whole.chain(country, language, NOON + timedelta(hours=hour))
            assert len(links) == 2
            assert links[0].on_duty


def test_the_messages_of_the_demo_wait_for_its_colleagues(rota: Rota) -> None:
    letters.man({"dina": rota.dina.actor, "bakyt": rota.bakyt.actor})
    letters.write()
    waiting = inbox.queries.waiting(rota.aigul.actor)
    heads = inbox.queries.heads(waiting, by=rota.aigul.actor).values()
    assert sorted(head.channel for head in heads) == ["telegram", "web", "whatsapp"]
    assert [head.danger for head in heads].count(True) == 1
