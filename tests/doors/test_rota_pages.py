"""Pages of the rota: who reads when, for whom, in which languages; set, changed and ended by those who keep it."""

from datetime import time

import pytest
from django.test import Client
from django.utils import timezone

from komek.doors.desk.rota.week import DAY, Bar, week
from komek.foundations.inbox.models import Watch
from tests.asked import asked
from tests.care.cases.pages import words
from tests.factories.orgs import signed_in
from tests.foundations.inbox.conftest import Rota, calm, manned, rota

__all__ = ["calm", "manned", "rota"]

pytestmark = pytest.mark.slow
URL = "/desk/rota/"
SAID = {
    "country": "KZ",
    "languages": ["uz", "kk"],
    "weekdays": ["1", "2"],
    "begins": "22:00",
    "ends": "06:00",
    "minutes": "20",
    "rank": "1",
}


@pytest.fixture
def dina(rota: Rota) -> Client:
    return signed_in(rota.dina)


def test_a_supervisor_sets_changes_and_ends_a_watch(rota: Rota, dina: Client) -> None:
    assert "Your organisation reads no messages yet" in words(dina.get(URL))
    assert "The watch is set." in words(dina.post(f"{URL}new/", SAID, follow=True))
    watch = Watch.objects.get()
    assert (watch.organisation, watch.country, watch.languages) == (rota.umit.pk, "KZ", ["kk", "uz"])
    page = words(dina.get(URL))
    assert "Kazakhstan" in page
    assert "22:00 – 06:00" in page
    changed = dina.post(f"{URL}{watch.pk}/", SAID | {"begins": "00:00", "ends": "00:00", "fallback": "on"}, follow=True)
    assert "day and night" in words(changed)
    assert "also at other hours" in words(changed)
    assert "The watch has ended." in words(dina.post(f"{URL}{watch.pk}/end/", follow=True))
    assert "Your organisation reads no messages yet" in words(dina.get(URL))


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "XX"},
        {"languages": ["martian"]},
        {"weekdays": []},
        {"weekdays": ["8"]},
        {"begins": "25:00"},
        {"ends": ""},
        {"minutes": "4"},
        {"minutes": "1441"},
        {"rank": "0"},
    ],
)
def test_a_wrong_watch_is_refused_beside_its_field_and_nothing_is_lost(wrong: dict[str, object], dina: Client) -> None:
    answer = dina.post(f"{URL}new/", {**SAID, **wrong})
    assert answer.status_code == 422
    field = next(iter(wrong))
    assert answer.context["form"].errors.keys() == {field}
    assert 'value="20"' in answer.content.decode() or field == "minutes"
    assert not Watch.objects.exists()


def test_an_organisation_without_a_circle_is_told_what_is_missing(rota: Rota) -> None:
    from tests.factories.orgs import make_member, make_organisation

    alone = make_member(make_organisation("Alone"), "Alone", roles=["supervisor"])
    answer = signed_in(alone).post(f"{URL}new/", SAID)
    assert answer.status_code == 422
    assert "no circle that could read messages" in words(answer)


def test_the_page_says_who_reads_now_from_every_organisation(manned: Rota, dina: Client) -> None:
    page = words(dina.get(URL))
    assert "Umit Almaty" in page
    assert "Sabr Osh" in page
    assert page.index("Umit Almaty") < page.index("Sabr Osh")
    in_three_days = (timezone.now().isoweekday() + 2) % 7 + 1
    Watch.objects.update(weekdays=[in_three_days], begins=time(1), ends=time(2))
    assert "nobody on duty" in words(dina.get(URL))


def test_a_circle_that_waits_for_its_renewal_is_shown(manned: Rota, dina: Client) -> None:
    from komek.foundations.vault.models import Circle

    assert "No message can be sealed to you now." not in words(dina.get(URL))
    Circle.objects.filter(organisation=manned.umit.pk).update(needs_generation=True)
    assert "No message can be sealed to you now." in words(dina.get(URL))


def test_an_operator_reads_the_rota_and_changes_nothing(manned: Rota) -> None:
    aigul, charos = signed_in(manned.aigul), signed_in(manned.charos)
    watch = Watch.objects.get(organisation=manned.umit.pk)
    assert aigul.get(URL).status_code == 200
    assert "New watch" not in words(aigul.get(URL))
    assert [aigul.get(f"{URL}new/").status_code, aigul.post(f"{URL}{watch.pk}/end/").status_code] == [403, 403]
    assert [charos.get(f"{URL}{watch.pk}/").status_code, charos.post(f"{URL}{watch.pk}/end/").status_code] == [404, 404]
    assert "Umit Almaty" not in words(charos.get(URL))


def test_a_longer_rota_asks_the_database_no_more_often(manned: Rota, dina: Client) -> None:
    one = asked(dina, URL)
    for country in ("KZ", "UZ", "TJ", "TM", "KG"):
        for rank in (1, 2, 3, 4):
            manned.watch(manned.dina, country, rank=rank)
    assert asked(dina, URL) <= one


def test_a_watch_over_midnight_is_drawn_on_two_days() -> None:
    lines = week(
        [Watch(weekdays=[7], begins=time(22), ends=time(6)), Watch(weekdays=[2], begins=time(0), ends=time(0))]
    )
    assert [line.bars for line in lines] == [(Bar(0, 360),), (Bar(0, DAY),), (), (), (), (), (Bar(1320, 120),)]
    assert week([Watch(weekdays=[1], begins=time(9), ends=time(0), fallback=True)])[0].bars == (
        Bar(0, DAY, quiet=True),
        Bar(540, 900),
    )
