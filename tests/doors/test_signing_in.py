"""Signing in takes two steps, and the keyring opens after the second one only."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.crypto import get_random_string
from pytest_django import Settings
from time_machine import TimeMachineFixture

from komek.foundations import audit, vault
from komek.foundations.accounts import queries
from komek.foundations.audit.models import Entry
from komek.foundations.vault import _argon
from komek.foundations.vault.models import OpenSession
from tests.factories.factors import SECRET, code, give_app, give_codes
from tests.factories.orgs import PASSWORD, Cast, Staff, make_cast, make_member
from tests.factories.processes import elsewhere

pytestmark = pytest.mark.django_db
VALUES = re.compile(r"'[^']*'(::\w+)?|\bNULL\b|\"s\d+_x\d+\"|\b\d+\b")
NEW = "seven other words that nobody would ever guess"


def first_step(client: Client, staff: Staff, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"login": staff.user.email, "password": password, **more})


def second_step(client: Client, digits: str) -> Any:
    return client.post("/sign-in/second-factor/", {"code": digits})


def is_open(client: Client, staff: Staff) -> bool:
    cookie = client.cookies.get(settings.UNLOCK_COOKIE)
    key = client.session.session_key or ""
    return bool(cookie and vault.keyring(staff.user.pk, key, cookie.value))


def test_after_the_password_alone_nobody_is_signed_in_and_the_keyring_is_shut(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = Client()
    answer = first_step(client, cast.aigul)
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/second-factor/"
    assert "_auth_user_id" not in client.session
    assert not is_open(client, cast.aigul)
    assert client.get("/desk/keys/")["Location"].startswith("/sign-in/")
    assert [row.stage for row in OpenSession.objects.filter(user=cast.aigul.user.pk)].count("held") == 1


def test_after_the_second_step_she_is_at_her_desk_with_an_open_keyring(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = Client()
    first_step(client, cast.aigul, next="/desk/keys/")
    answer = second_step(client, code())
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/keys/"
    assert is_open(client, cast.aigul)
    assert client.get("/desk/keys/").status_code == 200
    assert not OpenSession.objects.filter(user=cast.aigul.user.pk, stage="held").exists()


def test_a_wrong_code_opens_nothing_and_is_recorded(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = Client()
    first_step(client, cast.aigul)
    answer = second_step(client, "000000" if code() != "000000" else "111111")
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session
    assert not is_open(client, cast.aigul)
    entry = Entry.objects.get(verb="account.wrong_code")
    assert (entry.object, entry.organisation, entry.actor) == (cast.aigul.user.pk, cast.umit.pk, None)


def test_a_recovery_code_replaces_the_phone_once(cast: Cast) -> None:
    give_app(cast.aigul.user)
    codes = give_codes(cast.aigul.user)
    client = Client()
    first_step(client, cast.aigul)
    assert second_step(client, codes[0]).status_code == 302
    assert is_open(client, cast.aigul)
    other = Client()
    first_step(other, cast.aigul)
    assert second_step(other, codes[0]).status_code == 422


def test_the_wrapping_half_waits_five_minutes_at_most(cast: Cast, time_machine: TimeMachineFixture) -> None:
    give_app(cast.aigul.user)
    client = Client()
    now = timezone.now()
    first_step(client, cast.aigul)
    time_machine.move_to(now + timedelta(minutes=4, seconds=59))
    row = OpenSession.objects.get(user=cast.aigul.user.pk, stage="held")
    assert row.expires - now <= timedelta(minutes=5, seconds=2)
    time_machine.move_to(now + timedelta(minutes=5, seconds=3))
    answer = second_step(client, code(at=(now + timedelta(minutes=5, seconds=3)).timestamp()))
    assert not is_open(client, cast.aigul)
    assert answer["Location"] == "/sign-in/", "allauth's own step has ended too"


def test_a_wrong_password_says_so_and_shows_the_address_but_never_the_password(cast: Cast) -> None:
    client = Client()
    answer = first_step(client, cast.aigul, "not the right words at all")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert cast.aigul.user.email in page
    assert "not the right words" not in page
    assert "do not fit" in page


def test_a_wrong_password_is_recorded_for_a_known_user_and_leaves_no_trace_of_an_unknown_one(cast: Cast) -> None:
    first_step(Client(), cast.aigul, "not the right words at all")
    assert Entry.objects.get(verb="account.wrong_password").object == cast.aigul.user.pk
    Client().post("/sign-in/", {"login": "nobody@example.org", "password": "not the right words at all"})
    assert Entry.objects.filter(verb="account.wrong_password").count() == 1
    entry = Entry.objects.get(verb="account.wrong_address")
    assert (entry.object, entry.actor, entry.organisation, entry.details) == (None, None, audit.HOUSE, {})


def test_an_unknown_address_and_a_wrong_password_read_the_same(cast: Cast) -> None:
    known = first_step(Client(), cast.aigul, "not the right words at all").content.decode()
    unknown = Client().post("/sign-in/", {"login": "nobody@example.org", "password": "not the right words at all"})

    def errors(page: str) -> str:
        return page[page.index("data-error-summary") : page.index("</div>", page.index("data-error-summary"))]

    assert errors(known) == errors(unknown.content.decode())


def test_a_sign_in_costs_one_run_of_argon2_whether_or_not_the_user_exists(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, run = [], _argon.run

    def counted(*given: Any) -> Any:
        runs.append(1)
        return run(*given)

    monkeypatch.setattr(_argon, "run", counted)
    first_step(Client(), cast.aigul)
    assert len(runs) == 1
    first_step(Client(), cast.aigul, "wrong words")
    assert len(runs) == 2
    Client().post("/sign-in/", {"login": "nobody@example.org", "password": PASSWORD})
    assert len(runs) == 3


@contextmanager
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Write down what is done: each statement without its values, each run of Argon2."""
    done: list[str] = []
    run = _argon.run

    def counted(*given: Any) -> Any:
        done.append("argon2")
        return run(*given)

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as seen:
        patch.setattr(_argon, "run", counted)
        yield done
    done += [VALUES.sub("?", each["sql"]).strip() for each in seen.captured_queries]


def test_an_unknown_address_costs_the_same_work_as_a_wrong_password(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = {"login": "nobody@example.org", "password": "not the right words at all"}
    with work(monkeypatch) as known:
        first_step(Client(), cast.aigul, "not the right words at all")
    with work(monkeypatch) as unknown:
        Client().post("/sign-in/", nobody)
    assert known == unknown
    assert known.count("argon2") == 1
    assert sum("INSERT INTO audit_entry" in each for each in known) == 1


def test_recovering_for_an_unknown_address_costs_the_same_work_as_wrong_words(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"words": cast.dina.sheet, "new": NEW, "again": NEW}
    with work(monkeypatch) as known:
        assert Client().post("/recover/", {"email": cast.aigul.user.email, **told}).status_code == 422
    with work(monkeypatch) as unknown:
        assert Client().post("/recover/", {"email": "nobody@example.org", **told}).status_code == 422
    assert known == unknown
    assert sum("INSERT INTO audit_entry" in each for each in known) == 1


@pytest.mark.django_db(transaction=True)
def test_a_code_that_one_process_took_is_refused_by_another_as_long_as_it_would_be_right(
    time_machine: TimeMachineFixture,
) -> None:
    cast = make_cast()
    give_app(cast.aigul.user)
    start = time.time() // 30 * 30 + 1
    time_machine.move_to(start, tick=False)
    digits = code(at=start + 30)  # of a clock that goes half a minute fast

    def by_both_steps() -> int:
        client = Client()
        first_step(client, cast.aigul)
        return int(second_step(client, digits).status_code)

    assert elsewhere(by_both_steps) == 302
    assert by_both_steps() == 422
    time_machine.move_to(start + 58, tick=False)
    assert by_both_steps() == 422


@pytest.mark.django_db(transaction=True)
def test_wrong_passwords_are_counted_by_all_processes_together() -> None:
    cast = make_cast()

    def tries(password: str) -> str:
        return str(first_step(Client(), cast.aigul, password).content.decode())

    for _ in range(2):
        assert "do not fit" in elsewhere(lambda: tries("not the right words at all"))
    for _ in range(3):
        assert "do not fit" in tries("not the right words at all")
    assert "Wait five minutes" in elsewhere(lambda: tries(PASSWORD))


def test_when_the_machine_is_busy_the_page_says_when_to_try_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise vault.Busy

    monkeypatch.setattr(_argon, "_place", busy)
    answer = first_step(Client(), cast.aigul)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert PASSWORD not in answer.content.decode()


def test_after_five_wrong_passwords_even_the_right_one_must_wait(cast: Cast) -> None:
    give_app(cast.aigul.user)
    for _ in range(5):
        first_step(Client(), cast.aigul, "wrong words")
    answer = first_step(Client(), cast.aigul)
    assert answer.status_code == 422
    assert "Too many" in answer.content.decode()
    assert first_step(Client(REMOTE_ADDR="10.0.0.7"), cast.dina).status_code == 302


def test_a_user_without_second_factor_can_do_nothing_but_set_one_up(cast: Cast) -> None:
    client = Client()
    first_step(client, cast.aigul)
    assert client.session["_auth_user_id"] == str(cast.aigul.user.pk)
    assert not is_open(client, cast.aigul)
    for path in ("/desk/", "/desk/keys/", "/account/", "/account/password/", "/unlock/", "/account/sessions/"):
        assert client.get(path)["Location"] == f"{queries.SECOND_FACTOR_URL}" + (
            "?next=" + path.replace("/", "%2F") if path.startswith("/desk") else ""
        )
    page = client.get(queries.SECOND_FACTOR_URL)
    assert page.status_code == 200
    assert "second factor" in page.content.decode()


def test_setting_up_the_first_app_opens_the_keyring_and_shows_recovery_codes_once(cast: Cast) -> None:
    client = Client()
    first_step(client, cast.aigul)
    page = client.get("/account/second-factor/app/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    answer = client.post("/account/second-factor/app/", {"code": code(secret)})
    assert answer["Location"] == "/account/second-factor/codes/"
    assert is_open(client, cast.aigul)
    codes = client.get("/account/second-factor/codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert codes.context["unused_codes"][0] in codes.content.decode()
    again = client.get("/account/second-factor/codes/")
    assert set(again.context["unused_codes"]) == {"****"}
    assert client.get("/desk/keys/").status_code == 200
    assert Entry.objects.filter(verb="account.sign_in", actor=cast.aigul.user.pk).count() == 1


def test_a_session_from_before_the_second_factor_is_ended_once_there_is_one(cast: Cast) -> None:
    client = Client()
    first_step(client, cast.aigul)
    give_app(cast.aigul.user, SECRET)
    assert client.get("/account/second-factor/passkey/")["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_the_demo_lets_its_own_accounts_in_with_a_password_alone(cast: Cast, settings: Settings) -> None:
    zarina = make_member(cast.umit, "Zarina", demo=True, circles=["cases"])
    settings.PASSWORD_ALONE_IN_DEMO = True
    client = Client()
    assert first_step(client, zarina)["Location"] == "/desk/"
    assert is_open(client, zarina)
    other = Client()
    first_step(other, cast.aigul)
    assert not is_open(other, cast.aigul), "not every account is of the demo"


def test_outside_the_demo_an_account_of_the_demo_needs_its_second_factor_too(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", demo=True)
    client = Client()
    first_step(client, zarina)
    assert not is_open(client, zarina)
    assert client.get("/desk/keys/")["Location"].startswith(queries.SECOND_FACTOR_URL)


def test_somebody_who_was_removed_cannot_sign_in(cast: Cast) -> None:
    cast.aigul.user.is_active = False
    cast.aigul.user.save()
    assert first_step(Client(), cast.aigul).status_code == 422


def test_the_unlock_cookie_is_hidden_from_scripts_and_other_sites(cast: Cast, settings: Settings) -> None:
    give_app(cast.aigul.user)
    client = Client()
    first_step(client, cast.aigul)
    cookie = client.cookies[settings.UNLOCK_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", "")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    settings.LOOPBACK, settings.UNLOCK_COOKIE = False, "__Host-unlock"
    other = Client()
    first_step(other, cast.aigul)
    cookie = other.cookies["__Host-unlock"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_the_cookie_of_the_password_step_is_in_no_table_and_no_session(cast: Cast, settings: Settings) -> None:
    give_app(cast.aigul.user)
    client = Client()
    first_step(client, cast.aigul)
    value = client.cookies[settings.UNLOCK_COOKIE].value
    assert value not in str(dict(client.session))
    assert cast.aigul.user.email not in str(dict(client.session)), "what was typed is not in the session either"


def test_where_next_is_a_path_of_this_house_only(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = Client()
    first_step(client, cast.aigul, next="https://evil.example/")
    assert second_step(client, code())["Location"] == "/desk/"


def test_nobody_signs_up(cast: Cast) -> None:
    from django.urls import NoReverseMatch, reverse

    for name in ("account_signup", "account_reset_password", "account_email", "mfa_login_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("/accounts/signup/", "/account/signup/", "/sign-up/", f"/sign-in/{get_random_string(5)}/"):
        assert Client().get(path).status_code == 404
