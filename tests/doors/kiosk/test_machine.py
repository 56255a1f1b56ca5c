"""A machine in an airport: the same screens out of a bundle, without database and network, for as long as it takes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings

from komek.doors.kiosk import source
from komek.knowledge import guide
from komek.knowledge.guide import content
from komek.knowledge.guide import speech as words_of
from komek.knowledge.kiosks.bundles import keys
from komek.knowledge.kiosks.bundles.building import build
from komek.knowledge.kiosks.bundles.keeping import Folder
from komek.knowledge.kiosks.bundles.refusals import REASONS
from tests.doors.kiosk.conftest import Machine, Use
from tests.doors.kiosk.test_screens import two_lines
from tests.knowledge.kiosks.makers import SOUND, TODAY, days, told, with_sound

NOON = "12:00:00+00:00"


def at(number: int) -> time_machine.travel:
    """Let it be so many days after the bundle was made."""
    return time_machine.travel(f"{days(number)} {NOON}", tick=False)


def body(html: str) -> str:
    """Take out of a screen what may differ between the house and a machine: codes and the line about its day."""
    html = re.sub(r'(<div role="img"[^>]*>).*?</div>', r"\1</div>", html, flags=re.DOTALL)
    return re.sub(r'<p class="saved">.*?</p>\n', "", html).strip()


def of_the_house(path: str) -> str:
    """Open a screen as the house shows it."""
    with override_settings(KIOSK_FOLDER="", ROOT_URLCONF="komek.urls"):
        clear_url_caches()
        answer = Client().get(f"/kiosk/osh/{path}")
        assert answer.status_code == 200
    clear_url_caches()
    return str(answer.content.decode())


@pytest.mark.parametrize("language", words_of.spoken())
def test_a_machine_shows_what_the_house_shows(
    machine: Machine, language: str, edition: Use, settings: Settings
) -> None:
    settings.KOMEK_SITE_NAME, settings.KOMEK_SITE_HOTLINE = "Safe journey", "+996 312 000 000"
    shipped = content.shipped(demo=True)
    edition(replace(shipped, contacts=dict(sorted(shipped.contacts.items()))))  # as the tables of the house give them
    machine.folder.install(machine.maker.bundle(), TODAY)
    words = guide.words(language)
    paths = ("", "RU/", "RU/more/2/", "RU/registration-russia/", "RU/health/?from=UZ", "person/?at=RU", "passport/")
    with at(0):
        for path in (f"{language}/{each}" for each in paths):
            shown = machine.get(path)
            assert body(shown) == body(of_the_house(path)), path
            assert words.say("kiosk", "old", date=words.day(TODAY)) in shown
        answer = guide.answer(shipped, "registration-russia", guide.Reader(language, "KG", "RU"), TODAY)
        assert answer.lead
        html = machine.get(f"{language}/RU/registration-russia/")
        assert all(line in html for line in (answer.lead.text.splitlines()[0], answer.title))


@pytest.mark.django_db(databases=[])
def test_a_machine_asks_no_database(machine: Machine) -> None:
    """Any question to a database would fail here."""
    machine.folder.install(machine.maker.bundle(), TODAY)
    for path in ("", "ky/", "ky/RU/", "ky/RU/health/", "ky/person/", "ky/still/", "ky/passport/", "worker.js"):
        assert machine.client.get(f"/kiosk/osh/{path}").status_code == 200


def test_its_rooms_open_under_the_settings_of_an_airport() -> None:
    """Where no table is, nothing may ask for one while it starts."""
    start = "import django; django.setup(); import komek.doors.kiosk.alone, komek.machine.airport; print('open')"
    done = subprocess.run(
        [sys.executable, "-c", start],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "komek.settings.airport", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == ("open\n", "")


def test_thirty_days_without_a_network_it_works_and_says_its_date(machine: Machine) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    with at(30):
        html = machine.get("ru/RU/registration-russia/")
    words = guide.words("ru")
    assert words.say("kiosk", "old", date=words.day(TODAY)) in html
    assert 'class="old"' not in html


@pytest.mark.parametrize("language", ["en", "ru", "ky", "uz", "uz-cyrl"])
def test_past_sixty_days_its_age_stands_on_top(machine: Machine, language: str) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    words = guide.words(language)
    for number, on_top in ((60, False), (61, True), (400, True)):
        with at(number):
            for path in (f"{language}/", f"{language}/person/", f"{language}/RU/health/"):
                html = machine.get(path)
                assert (words.say("kiosk", "too_old", count=60) in html) == on_top, (number, path)
                assert words.day(TODAY) in html
    with at(61):
        assert html.index('class="old"') < html.index("<main")


def test_a_clock_that_has_stopped_is_never_before_the_bundle(machine: Machine) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    with time_machine.travel("1970-01-02 00:00:00+00:00", tick=False):
        html = machine.get("ru/RU/registration-russia/")
    assert guide.words("ru").day(TODAY) in html
    assert 'class="old"' not in html


def test_a_clock_that_has_stopped_closes_no_line(machine: Machine) -> None:
    """At that hour of 1970 nobody answers; which hour it is nobody here knows."""
    machine.folder.install(machine.maker.bundle(edition=two_lines()), TODAY)
    with time_machine.travel(f"{TODAY} 20:00:00+00:00", tick=False):
        assert "Closed now" in machine.get("en/person/")
    with time_machine.travel("1970-01-05 20:00:00+00:00", tick=False):
        assert "Closed now" not in machine.get("en/person/")


def test_a_newer_bundle_is_shown_once_it_is_there(machine: Machine) -> None:
    machine.folder.install(machine.maker.bundle(1), TODAY)
    topic = content.shipped(demo=True).topics["health"]
    texts = MappingProxyType({"en": guide.nouns.Words("A newer title", draft=False)})
    blocks = tuple(replace(each, texts=texts) if each.kind == "title" else each for each in topic.blocks)
    newer = replace(content.shipped(demo=True), number=2, topics={"health": replace(topic, blocks=blocks)})
    assert "A newer title" not in machine.get("en/RU/")
    machine.folder.install(machine.maker.bundle(2, edition=newer), TODAY)
    assert "A newer title" in machine.get("en/RU/")


def test_the_words_of_the_bundle_are_spoken(machine: Machine) -> None:
    words_of.bring({"ky": replace(guide.words("ky"), sections={"kiosk": {"touch": "Ушул жерди басыңыз"}})})
    data = machine.maker.bundle()
    words_of.bring({})
    assert "Ушул жерди басыңыз" not in guide.words("ky").say("kiosk", "touch")
    machine.folder.install(data, TODAY)
    assert "Ушул жерди басыңыз" in machine.get()


def test_a_spoilt_bundle_is_passed_over(machine: Machine) -> None:
    machine.folder.install(machine.maker.bundle(1, made_on=TODAY), TODAY)
    machine.folder.install(machine.maker.bundle(2, made_on=days(5)), days(5))
    newest = machine.folder.bundles()[0]
    newest.write_bytes(newest.read_bytes()[:-100])
    with at(6):
        assert guide.words("ru").day(TODAY) in machine.get("ru/")


def test_without_a_bundle_that_is_right_it_says_what_to_do(machine: Machine) -> None:
    answer = machine.client.get("/kiosk/osh/")
    assert answer.status_code == 503
    assert b"no bundle in this folder" in answer.content


def test_every_other_address_leads_to_the_first_screen(machine: Machine) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    for path in ("/", "/desk/", "/kiosk/nowhere/", "/kiosk/osh/ru/RU/nothing/", "/kiosk/osh/heard/", "/sign-in/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/kiosk/osh/"), path


def test_a_recording_is_heard_out_of_the_bundle(machine: Machine) -> None:
    machine.folder.install(build(told(with_sound()), machine.maker.signer(), 1, TODAY), TODAY)
    assert 'id="listen"' in machine.get("uz/RU/registration-russia/")
    answer = machine.client.get("/kiosk/osh/uz/sound/registration.uz.ogg")
    assert (answer.status_code, answer.content) == (200, SOUND)


def test_one_changed_deadline_is_in_the_next_bundle_in_every_language(machine: Machine) -> None:
    shipped = content.shipped(demo=True)
    facts = tuple(
        replace(each, value="11", claims=())
        if each.key == "ru.registration.stay" and each.nationality == "UZ"
        else each
        for each in shipped.facts
    )
    machine.folder.install(machine.maker.bundle(1), TODAY)
    pages = {each: machine.get(f"{each}/RU/registration-russia/?from=UZ") for each in words_of.spoken()}
    machine.folder.install(machine.maker.bundle(2, edition=replace(shipped, facts=facts)), TODAY)
    for language, before in pages.items():
        after = machine.get(f"{language}/RU/registration-russia/?from=UZ")
        unit = next(each.unit for each in facts if each.key == "ru.registration.stay" and each.value == "11")
        assert guide.words(language).value("11", unit) in after, language
        assert guide.words(language).value("11", unit) not in before, language


def test_it_bears_the_name_of_the_house_and_its_line(machine: Machine) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    html = machine.get("ru/person/")
    assert "<title>Safe journey</title>" in html
    assert html.index("+996 312 000 000") < html.index("112")


def test_it_is_never_too_old_to_be_shown(machine: Machine) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    with time_machine.travel(f"{TODAY + timedelta(days=3650)} {NOON}", tick=False):
        assert guide.words("ru").day(TODAY) in machine.get("ru/")


def test_a_list_of_lost_keys_counts_for_what_is_shown_already(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    machine.get("ru/")
    monkeypatch.setattr(source, "LOOKED_EVERY", -1)
    assert machine.client.get("/kiosk/osh/ru/").status_code == 200
    lost = machine.maker.key[1].hex()
    machine.folder.take_list(keys.revoke(machine.maker.root[0], (lost,), 1))
    assert machine.client.get("/kiosk/osh/ru/").status_code == 503, "without a restart"


def test_a_bundle_that_spoils_on_the_disk_does_not_darken_the_screen(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    machine.get("ru/")
    monkeypatch.setattr(source, "LOOKED_EVERY", -1)
    machine.folder.bundles()[0].write_bytes(b"spoilt")
    assert machine.client.get("/kiosk/osh/ru/").status_code == 200


def test_a_bundle_that_knows_this_place_no_more_leads_nobody_in_circles(machine: Machine) -> None:
    """Its first screen would lead to itself. A fault lets the browser go on from the screens it has kept."""
    shipped = told()
    elsewhere = replace(shipped, places=tuple(each for each in shipped.places if each.code != "osh"))
    machine.folder.install(machine.maker.bundle(1), TODAY)
    assert machine.client.get("/kiosk/osh/").status_code == 200
    machine.folder.install(build(elsewhere, machine.maker.signer(), 2, TODAY), TODAY)
    source.forget()
    for path in ("/kiosk/osh/", "/kiosk/osh/ru/person/"):
        answer = machine.client.get(path)
        assert (answer.status_code, answer.content.decode()) == (503, REASONS["no-place"].says)
    assert machine.client.get("/anything/").headers["Location"] == "/kiosk/osh/"


def test_a_bundle_that_is_tidied_away_while_it_is_looked_at_stops_no_screen(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.folder.install(machine.maker.bundle(), TODAY)
    machine.get("ru/")
    monkeypatch.setattr(source, "LOOKED_EVERY", -1)
    monkeypatch.setattr(Folder, "bundles", lambda self: [self.path / "bundle-00000009.zip"])
    assert machine.client.get("/kiosk/osh/ru/").status_code == 200
