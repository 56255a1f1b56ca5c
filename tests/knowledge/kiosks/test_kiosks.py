"""Setting a kiosk up and taking it away, its greetings, the notes of bundles that were made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.foundations.audit.models import Entry
from komek.foundations.vault import signing
from komek.kernel.errors import Forbidden, Hidden, Invalid
from komek.knowledge.kiosks import actions, queries
from komek.knowledge.kiosks.bundles import keys
from komek.knowledge.kiosks.models import Kiosk
from komek.knowledge.kiosks.nouns import Revoked
from tests.factories.orgs import Staff, cheap_passwords, make_member, make_organisation
from tests.knowledge.kiosks.makers import TODAY, Maker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
PAIR = signing.new_pair()


@pytest.fixture
def keeper() -> Iterator[Staff]:
    with cheap_passwords():
        yield make_member(make_organisation("Umit Almaty"), "Ainura", roles=["content_editor"])


def setting(**more: object) -> actions.Setting:
    told = {"code": "osh", "country": "KG", "names": {"en": "Osh airport"}, "key": PAIR[1].hex()}
    return actions.Setting(**{**told, **more})  # type: ignore[arg-type]


def greeting(counter: int = 3, said: datetime = NOW, code: str = "osh", key: bytes = PAIR[0], **more: object) -> bytes:
    signature = signing.sign(key, keys.HEARD, actions.greeting(code, counter, said)).hex()
    return json.dumps({"counter": counter, "said": said.isoformat(), "signature": signature, **more}).encode()


def noted(verb: str) -> int:
    """Count how often a verb is on record, with what it was about."""
    return Entry.objects.filter(verb=verb, object__isnull=False).count()


def test_a_kiosk_is_set_up_once_and_changed_afterwards(keeper: Staff) -> None:
    first = actions.set_up(setting=setting(here={"ky": " Сол жакта ", "en": ""}), by=keeper.actor)
    assert (first.here, first.names) == ({"ky": "Сол жакта"}, {"en": "Osh airport"})
    assert noted("kiosk.set_up") == 1
    again = actions.set_up(setting=setting(names={"en": "Osh"}), by=keeper.actor)
    assert (again.pk, queries.places()["osh"].name("ru")) == (first.pk, "Osh")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "Ош"}, "code"),
        ({"code": "a/b"}, "code"),
        ({"country": "FR"}, "country"),
        ({"key": "12"}, "key"),
        ({"names": {"ky": "Ош"}}, "names"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(keeper: Staff, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        actions.set_up(setting=setting(**wrong), by=keeper.actor)
    assert caught.value.field == field
    assert not Kiosk.objects.exists()


def test_a_case_worker_sets_up_nothing(keeper: Staff) -> None:
    other = make_member(make_organisation("Sabr Osh", country="KG"), "Bakyt", roles=["case_worker"])
    with pytest.raises(Forbidden):
        actions.set_up(setting=setting(), by=other.actor)
    kiosk = actions.set_up(setting=setting(), by=keeper.actor)
    for act in (lambda: actions.remove(kiosk=kiosk, by=other.actor), lambda: queries.kiosks(other.actor)):
        with pytest.raises(Forbidden):
            act()


@time_machine.travel(NOW, tick=False)
def test_a_kiosk_that_is_taken_away_is_shown_and_heard_no_more(keeper: Staff) -> None:
    kiosk = actions.set_up(setting=setting(), by=keeper.actor)
    actions.remove(kiosk=kiosk, by=keeper.actor)
    assert noted("kiosk.remove") == 1
    assert queries.kiosks(keeper.actor) == []
    with pytest.raises(Hidden):
        queries.find(keeper.actor, "osh")
    with pytest.raises(Hidden):
        actions.remove(kiosk=kiosk, by=keeper.actor)
    assert Client().post("/kiosk/osh/heard/", greeting(), content_type="application/json").status_code == 403
    assert Client().get("/kiosk/osh/").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_a_greeting_says_when_a_kiosk_was_heard_of_and_what_it_shows(
    keeper: Staff, settings: Settings, tmp_path: Path
) -> None:
    settings.KOMEK_BUNDLES = tmp_path
    actions.set_up(setting=setting(), by=keeper.actor)
    (tmp_path / "bundle-00000004.zip").write_bytes(b"x")
    actions.issue(counter=4, edition=9, certificate=keys.certificate(*_certified()), size=7, made_on=TODAY)
    assert noted("kiosk.issue") == 1
    answer = Client().post("/kiosk/osh/heard/", greeting(), content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"newest": 4})
    kiosk = Kiosk.objects.get()
    assert (kiosk.counter, kiosk.heard_at, kiosk.said_at) == (3, timezone.now(), NOW)
    assert not answer.cookies
    assert actions.next_counter() == 5


WRONG = {
    "nothing": (b"", 422, "malformed"),
    "no JSON": (b"{", 422, "malformed"),
    "a list": (b"[1]", 422, "malformed"),
    "no signature": (b'{"counter": 3, "said": "2026-11-30T09:00:00+00:00"}', 422, "malformed"),
    "a time without a zone": (greeting(said=datetime(2026, 11, 30, 9)), 422, "malformed"),  # noqa: DTZ001
    "a negative counter": (greeting(counter=-1), 422, "malformed"),
    "no number": (greeting().replace(b'"counter": 3', b'"counter": true'), 422, "malformed"),
    "another key": (greeting(key=signing.new_pair()[0]), 403, "nobody"),
    "another counter": (greeting().replace(b'"counter": 3', b'"counter": 8'), 403, "nobody"),
    "signed for another place": (greeting(code="termez"), 403, "nobody"),
    "far ahead": (greeting(said=NOW + timedelta(days=2)), 409, "ahead"),
    "too long": (greeting(more="x" * 2000), 413, "too-large"),
}


@pytest.mark.parametrize("name", WRONG)
@time_machine.travel(NOW, tick=False)
def test_a_wrong_greeting_is_refused_with_its_own_code(keeper: Staff, name: str) -> None:
    actions.set_up(setting=setting(), by=keeper.actor)
    data, status, code = WRONG[name]
    answer = Client().post("/kiosk/osh/heard/", data, content_type="application/json")
    assert (answer.status_code, answer.json()) == (status, {"refused": code})
    assert Kiosk.objects.get().heard_at is None


def test_a_length_that_is_no_number_is_refused_as_one_that_is_too_large() -> None:
    answer = Client().post("/kiosk/osh/heard/", b"{}", content_type="application/json", CONTENT_LENGTH="many")
    assert (answer.status_code, answer.json()) == (413, {"refused": "too-large"})


@time_machine.travel(NOW, tick=False)
def test_a_greeting_is_taken_once(keeper: Staff) -> None:
    actions.set_up(setting=setting(), by=keeper.actor)
    assert Client().post("/kiosk/osh/heard/", greeting(), content_type="application/json").status_code == 200
    for said in (NOW, NOW - timedelta(minutes=15)):
        again = Client().post("/kiosk/osh/heard/", greeting(said=said), content_type="application/json")
        assert (again.status_code, again.json()) == (409, {"refused": "old"})
    later = greeting(said=NOW + timedelta(minutes=15))
    assert Client().post("/kiosk/osh/heard/", later, content_type="application/json").status_code == 200


@time_machine.travel(NOW, tick=False)
def test_of_two_greetings_at_once_the_later_one_stays(keeper: Staff) -> None:
    actions.set_up(setting=setting(), by=keeper.actor)
    later = [greeting(counter=5, said=NOW + timedelta(minutes=15))]

    def meanwhile(execute: Callable[..., object], sql: str, *told: object) -> object:
        if sql.startswith("UPDATE") and later:
            actions.take_greeting("osh", later.pop())
        return execute(sql, *told)

    with connection.execute_wrapper(meanwhile), pytest.raises(actions.Unheard, match="old"):
        actions.take_greeting("osh", greeting(counter=3))
    kiosk = Kiosk.objects.get()
    assert (kiosk.counter, kiosk.said_at) == (5, NOW + timedelta(minutes=15))


def test_a_kiosk_without_a_key_or_that_nobody_knows_is_not_heard(keeper: Staff) -> None:
    actions.set_up(setting=setting(key=""), by=keeper.actor)
    for place in ("osh", "nowhere"):
        answer = Client().post(f"/kiosk/{place}/heard/", greeting(code=place), content_type="application/json")
        assert (answer.status_code, answer.json()) == (403, {"refused": "nobody"})


def test_a_list_of_lost_keys_is_kept_for_later_bundles() -> None:
    maker = Maker()
    signed = maker.revoke(b"\1" * 32, number=3)
    row = actions.take_lost_keys(signed=signed, told=Revoked(3, ((b"\1" * 32).hex(),)))
    assert noted("kiosk.lost_keys") == 1
    assert queries.lost_keys() == row
    assert keys.revoked(maker.root[1], bytes(row.signed)).number == 3


def _certified() -> tuple[bytes, bytes]:
    maker = Maker()
    return maker.root[1], maker.signer().certificate
