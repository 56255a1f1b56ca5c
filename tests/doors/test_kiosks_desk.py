"""The page of kiosks: which was last heard of when, setting one up, taking one away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from komek.foundations.vault import signing
from komek.knowledge.kiosks.actions import note_watch
from komek.knowledge.kiosks.models import Issue, Kiosk, LostKeys
from komek.machine.demo import kiosks as demo
from tests.asked import asked
from tests.factories.orgs import make_member, make_organisation, signed_in

KEY = signing.new_pair()[1].hex()


@pytest.fixture
def keeper(db: None) -> Client:
    return signed_in(make_member(make_organisation("Umit Almaty"), "Ainura", roles=["content_editor"]))


def filled(**more: str) -> dict[str, str]:
    return {"code": "osh", "country": "KG", "key": KEY, "name_en": "Osh airport", "here_ky": "Сол жакта", **more}


def issue(counter: int, days: int = 40) -> None:
    today = timezone.localdate()
    Issue.objects.create(
        counter=counter, edition=3, key=KEY, size=184_000, made_on=today, ends_on=today + timedelta(days=days)
    )


def test_an_empty_page_teaches_how_a_kiosk_begins(keeper: Client) -> None:
    html = keeper.get("/desk/kiosks/").content.decode()
    assert "No kiosk is set up yet" in html
    assert "komek bundle build" in html


def test_a_kiosk_is_set_up_changed_and_taken_away(keeper: Client) -> None:
    assert keeper.post("/desk/kiosks/new/", filled()).status_code == 302
    kiosk = Kiosk.objects.get()
    assert (kiosk.code, kiosk.key, kiosk.here) == ("osh", KEY, {"ky": "Сол жакта"})
    assert "Osh airport, Kyrgyzstan" in keeper.get("/desk/kiosks/").content.decode()
    assert Client().get("/kiosk/osh/").status_code == 200
    form = keeper.get("/desk/kiosks/osh/").content.decode()
    assert "Сол жакта" in form
    assert 'name="code"' not in form, "an address never changes"
    assert keeper.post("/desk/kiosks/osh/", filled(name_ky="Ош")).status_code == 302
    assert Kiosk.objects.get().names == {"en": "Osh airport", "ky": "Ош"}
    assert keeper.post("/desk/kiosks/osh/remove/").status_code == 302
    assert Client().get("/kiosk/osh/").status_code == 404
    assert keeper.get("/desk/kiosks/osh/").status_code == 404


@pytest.mark.parametrize(("field", "value"), [("code", "Ош"), ("key", "12"), ("country", "FR"), ("name_en", "")])
def test_what_cannot_be_right_stands_beside_its_field_and_nothing_typed_is_lost(
    keeper: Client, field: str, value: str
) -> None:
    answer = keeper.post("/desk/kiosks/new/", filled(**{field: value}))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in html or f'href="#id_{field}"' in html
    assert "Сол жакта" in html
    assert not Kiosk.objects.exists()


def test_the_list_says_who_is_alive_who_is_silent_and_what_they_show(keeper: Client) -> None:
    demo.plant()
    issue(2)
    Kiosk.objects.filter(code="osh").update(counter=2)
    LostKeys.objects.create(number=1, keys=[KEY], signed=b"x", taken_on=timezone.localdate())
    html = keeper.get("/desk/kiosks/").content.decode()
    assert html.count("alive") == 1
    assert html.count("silent") == 3
    assert html.count("the newest") == 1
    assert html.count("an older one") == 2
    assert "never" in html
    assert "184 kB" in html
    assert "Lost keys" in html


@pytest.mark.parametrize(("days", "said"), [(40, False), (11, False), (10, True), (0, True), (-1, True)])
def test_a_key_that_ends_soon_is_said_in_time(keeper: Client, days: int, said: bool) -> None:
    issue(1, days)
    html = keeper.get("/desk/kiosks/").content.decode()
    assert ("ends soon" in html) == said
    assert ("it has ended" if days < 0 else f"{days} more day") in html


def test_counter_and_age_of_the_newest_bundle_are_said(keeper: Client) -> None:
    issue(17)
    Issue.objects.update(made_at=timezone.now() - timedelta(hours=3))
    html = keeper.get("/desk/kiosks/").content.decode()
    assert "17 of" in html
    assert "3\xa0hours" in html


def test_whether_a_change_reaches_the_kiosks_by_itself_is_said_and_what_is_in_the_way(keeper: Client) -> None:
    issue(1)
    assert "No content key lies in this house" in keeper.get("/desk/kiosks/").content.decode()
    note_watch(looked_at=timezone.now())
    html = keeper.get("/desk/kiosks/").content.decode()
    assert "by itself" in html
    assert "do not reach" not in html
    note_watch(looked_at=timezone.now() - timedelta(minutes=11))
    assert "see that it runs" in keeper.get("/desk/kiosks/").content.decode()
    for code, words in (("root-online", "A private root key lies beside"), ("unreadable", "it says why")):
        note_watch(looked_at=timezone.now(), refused=code)
        assert words in keeper.get("/desk/kiosks/").content.decode()
    note_watch(looked_at=None)
    assert "No content key lies in this house" in keeper.get("/desk/kiosks/").content.decode()


def test_the_list_asks_no_more_for_twenty_kiosks(keeper: Client) -> None:
    def asked_for(number: int) -> int:
        Kiosk.objects.all().delete()
        Kiosk.objects.bulk_create(
            Kiosk(code=f"place-{each}", country="KG", names={"en": f"Place {each}"}) for each in range(number)
        )
        return asked(keeper, "/desk/kiosks/")

    assert asked_for(20) == asked_for(1) <= 40


def test_the_page_speaks_russian(db: None) -> None:
    staff = make_member(make_organisation("Umit Almaty"), "Ainura", roles=["platform_admin"], language="ru")
    demo.plant()
    issue(1)
    client: Any = signed_in(staff)
    html = client.get("/desk/kiosks/").content.decode()
    for words in ("Киоски", "Аэропорт Оша", "на связи", "молчит", "Новейший пакет", "40 дней", "Возраст пакета"):
        assert words in html
    assert "Открытый ключ киоска" in client.get("/desk/kiosks/new/").content.decode()
