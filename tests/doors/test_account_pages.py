"""Locking, unlocking, leaving, password, second factor, sessions, forgotten password: through the pages."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from komek.foundations import vault
from tests.factories.book import recorded
from tests.factories.factors import code, give_app
from tests.factories.orgs import OTHER_PASSWORD, PASSWORD, Cast, Staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def is_open(client: Client, staff: Staff) -> bool:
    cookie = client.cookies.get(settings.UNLOCK_COOKIE)
    return bool(cookie and vault.keyring(staff.user.pk, client.session.session_key or "", cookie.value))


def by_both_steps(staff: Staff, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": staff.user.email, "password": password})
    answer = client.post("/sign-in/second-factor/", {"code": code()})
    assert answer.status_code == 302, answer.content.decode()
    return client


# ---- lock and unlock ----------------------------------------------------------------------------------------------


def test_a_locked_session_is_sent_to_unlock_and_comes_back_with_the_password_alone(cast: Cast) -> None:
    client = signed_in(cast.aigul, locked=True)
    answer = client.get("/desk/keys/")
    assert answer["Location"] == "/unlock/?next=%2Fdesk%2Fkeys%2F"
    page = client.get(answer["Location"])
    assert 'name="next" value="/desk/keys/"' in page.content.decode()
    answer = client.post("/unlock/", {"password": PASSWORD, "next": "/desk/keys/"})
    assert answer["Location"] == "/desk/keys/"
    assert is_open(client, cast.aigul)
    assert client.get("/desk/keys/").status_code == 200


def test_a_wrong_password_unlocks_nothing_and_is_not_shown_again(cast: Cast) -> None:
    client = signed_in(cast.aigul, locked=True)
    answer = client.post("/unlock/", {"password": "wrong words again"})
    assert answer.status_code == 422
    assert "wrong words again" not in answer.content.decode()
    assert not is_open(client, cast.aigul)


def test_unlocking_is_tried_ten_times_in_five_minutes_at_most(cast: Cast) -> None:
    client = signed_in(cast.aigul, locked=True)
    for _ in range(10):
        client.post("/unlock/", {"password": "wrong words again"})
    answer = client.post("/unlock/", {"password": PASSWORD})
    assert answer.status_code == 422
    assert not is_open(client, cast.aigul)


def test_the_unlock_page_says_that_what_was_typed_is_safe(cast: Cast) -> None:
    client = signed_in(cast.aigul, locked=True)
    assert "What you typed is safe" in client.get("/unlock/?next=/desk/&kept=1").content.decode()
    assert "What you typed is safe" not in client.get("/unlock/?next=/desk/").content.decode()


def test_locking_shuts_the_keyring_and_leaves_the_session(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    assert client.post("/desk/lock/").status_code == 302
    assert not is_open(client, cast.aigul)
    assert client.session["_auth_user_id"] == str(cast.aigul.user.pk)


def test_a_password_changed_outside_the_vault_leads_to_a_page_that_says_what_to_do(cast: Cast) -> None:
    give_app(cast.aigul.user)
    cast.aigul.user.set_password(OTHER_PASSWORD)
    cast.aigul.user.save()
    client = by_both_steps(cast.aigul, OTHER_PASSWORD)
    assert not is_open(client, cast.aigul)
    answer = client.post("/unlock/", {"password": OTHER_PASSWORD})
    assert answer.status_code == 422
    assert "recovery sheet" in answer.content.decode()
    assert not is_open(client, cast.aigul)


# ---- leaving ------------------------------------------------------------------------------------------------------


def test_signing_out_asks_first_then_shuts_the_keyring_and_ends_the_session(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 200
    assert is_open(client, cast.aigul), "asking ends nothing"
    answer = client.post("/sign-out/")
    assert answer["Location"] == "/staff/"
    assert client.cookies[settings.UNLOCK_COOKIE].value == ""
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/desk/keys/")["Location"].startswith("/sign-in/")


def test_quick_exit_ends_everything_and_shows_something_else(cast: Cast, settings: Settings) -> None:
    settings.KOMEK_EXIT_URL = "https://weather.example/"
    client = signed_in(cast.aigul)
    key = client.session.session_key
    answer = client.post("/exit/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'content="0; url=https://weather.example/"' in page
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "no-store" in answer["Cache-Control"]
    assert "Komek" not in page
    assert not Session.objects.filter(session_key=key).exists()
    assert vault.locks_at(key or "") is None


def test_quick_exit_works_from_a_page_whose_form_has_grown_too_old(cast: Cast) -> None:
    client = signed_in(cast.aigul, client=Client(enforce_csrf_checks=True))
    assert client.post("/exit/").status_code == 200
    assert client.get("/desk/keys/")["Location"].startswith("/sign-in/")
    assert Client().post("/exit/").status_code == 200, "also when nobody is signed in"


# ---- password -----------------------------------------------------------------------------------------------------


def test_a_changed_password_keeps_this_session_open_and_ends_the_others(cast: Cast) -> None:
    give_app(cast.aigul.user)
    other = by_both_steps(cast.aigul)
    client = signed_in(cast.aigul)
    answer = client.post("/account/password/", {"old": PASSWORD, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD})
    assert answer["Location"] == "/account/"
    assert client.get("/desk/keys/").status_code == 200
    assert other.get("/desk/keys/")["Location"].startswith("/sign-in/")
    assert recorded("account.change_password").actor == cast.aigul.user.pk


@pytest.mark.parametrize(
    "given",
    [
        {"old": "wrong", "new": OTHER_PASSWORD, "again": OTHER_PASSWORD},
        {"old": PASSWORD, "new": "qwerty", "again": "qwerty"},
        {"old": PASSWORD, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD + "s"},
        {},
    ],
)
def test_a_password_that_cannot_be_changed_says_where_and_repeats_nothing(cast: Cast, given: dict[str, str]) -> None:
    client = signed_in(cast.aigul)
    answer = client.post("/account/password/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert not any(f'value="{password}"' in page for password in given.values())
    cast.aigul.user.refresh_from_db()
    assert cast.aigul.user.check_password(PASSWORD)


def test_a_locked_keyring_changes_no_password(cast: Cast) -> None:
    client = signed_in(cast.aigul, locked=True)
    given = {"old": PASSWORD, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    assert client.post("/account/password/", given).status_code == 422


def test_a_new_recovery_sheet_is_shown_once_after_the_password(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    assert client.get("/account/sheet/")["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/sheet/"})
    assert client.get("/account/sheet/").status_code == 200
    page = client.post("/account/sheet/").content.decode()
    words = re.findall(r"</small> ([a-z]+)</span>", page)
    assert len(words) == 16
    assert vault.recover(cast.aigul.user.pk, " ".join(words), OTHER_PASSWORD)


# ---- second factor ------------------------------------------------------------------------------------------------


def test_the_last_factor_is_never_taken_off(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = by_both_steps(cast.aigul)
    page = client.get("/account/second-factor/app/remove/")
    assert "only second factor" in page.content.decode()
    client.post("/account/second-factor/app/remove/")
    assert Authenticator.objects.filter(user=cast.aigul.user, type="totp").exists()


def test_a_factor_is_taken_off_when_another_is_there(cast: Cast) -> None:
    give_app(cast.aigul.user)
    passkey = Authenticator.objects.create(
        user=cast.aigul.user, type="webauthn", data={"name": "Passkey 1", "credential": {}}
    )
    client = by_both_steps(cast.aigul)
    client.post("/account/second-factor/app/remove/")
    assert not Authenticator.objects.filter(user=cast.aigul.user, type="totp").exists()
    answer = client.post(f"/account/second-factor/passkey/{passkey.pk}/remove/")
    assert answer["Location"] == "/account/second-factor/"
    assert Authenticator.objects.filter(pk=passkey.pk).exists(), "now it is the last one"


def test_a_passkey_is_offered_at_sign_in_to_who_has_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from allauth.mfa.webauthn.internal import auth

    give_app(cast.aigul.user)
    give_app(cast.dina.user)
    monkeypatch.setattr(auth, "get_credentials", lambda _: [])
    Authenticator.objects.create(user=cast.aigul.user, type="webauthn", data={"name": "Passkey 1", "credential": {}})
    pages = []
    for staff in (cast.aigul, cast.dina):
        client = Client()
        client.post("/sign-in/", {"login": staff.user.email, "password": PASSWORD})
        pages.append(client.get("/sign-in/second-factor/").content.decode())
    assert ["use_passkey" in page for page in pages] == [True, False]
    assert '"request_options"' in pages[0]


def test_what_can_be_taken_off_is_offered_only_when_something_remains(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = by_both_steps(cast.aigul)
    assert "Take it off" not in client.get("/account/second-factor/").content.decode()
    Authenticator.objects.create(user=cast.aigul.user, type="webauthn", data={"name": "Passkey 1", "credential": {}})
    page = client.get("/account/second-factor/").content.decode()
    assert page.count("Take it off") == 2
    assert "Passkey 1" in page


def test_before_the_second_factor_is_changed_the_password_is_asked_and_no_post_is_kept(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = signed_in(cast.aigul)
    answer = client.post("/account/second-factor/codes/new/", {"note": "typed in a hurry"})
    assert answer["Location"] == "/account/confirm/?next=%2Faccount%2Fsecond-factor%2Fcodes%2Fnew%2F"
    assert "typed in a hurry" not in str(dict(client.session))
    wrong = client.post(answer["Location"], {"password": "wrong words"})
    assert "not your password" in wrong.content.decode()
    right = client.post(answer["Location"], {"password": PASSWORD, "next": "/account/second-factor/codes/new/"})
    assert right["Location"] == "/account/second-factor/codes/new/"
    made = client.post("/account/second-factor/codes/new/")
    assert made["Location"] == "/account/second-factor/codes/"
    assert is_open(client, cast.aigul), "asking for the password leaves the keyring as it is"


def test_a_passkey_is_offered_with_what_the_browser_needs(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = by_both_steps(cast.aigul)
    page = client.get("/account/second-factor/passkey/").content.decode()
    assert "creation_options" in page
    assert 'name="name"' not in page, "nobody types a name for a passkey"
    answer = client.post("/account/second-factor/passkey/", {"credential": '{"rawId": "nonsense"}'})
    assert answer.status_code in {200, 422}
    assert not Authenticator.objects.filter(user=cast.aigul.user, type="webauthn").exists()


# ---- sessions -----------------------------------------------------------------------------------------------------


def test_sessions_are_listed_and_the_others_are_ended_with_their_keyrings(cast: Cast) -> None:
    give_app(cast.aigul.user)
    here, there = by_both_steps(cast.aigul), Client()
    there.post("/sign-in/", {"login": cast.aigul.user.email, "password": PASSWORD})
    from django.core.cache import cache

    cache.clear()  # so that the same six digits may be used again in this minute
    there.post("/sign-in/second-factor/", {"code": code()})
    assert UserSession.objects.filter(user=cast.aigul.user).count() == 2
    there_key = there.session.session_key or ""
    assert here.get("/account/sessions/").content.decode().count('role="rowheader"') == 2
    assert here.post("/account/sessions/").status_code == 302
    assert there.get("/desk/keys/")["Location"].startswith("/sign-in/")
    assert vault.locks_at(there_key) is None
    assert here.get("/desk/keys/").status_code == 200


def test_signing_out_everywhere_ends_this_session_too(cast: Cast) -> None:
    give_app(cast.aigul.user)
    client = by_both_steps(cast.aigul)
    answer = client.post("/account/sessions/end/")
    assert answer["Location"] == "/sign-in/"
    assert client.get("/desk/keys/")["Location"].startswith("/sign-in/")
    assert client.get("/account/sessions/end/").status_code in {302, 405}
    assert recorded("account.sign_out_everywhere").actor == cast.aigul.user.pk


def test_the_digits_to_read_aloud_stand_on_one_s_own_page(cast: Cast) -> None:
    page = signed_in(cast.aigul).get("/account/").content.decode()
    assert vault.fingerprint(cast.aigul.user.pk) in page
    assert "Umit Almaty" in page


# ---- every page ---------------------------------------------------------------------------------------------------


def test_every_page_of_an_account_sends_strangers_to_sign_in(cast: Cast) -> None:
    for path in (
        "/account/",
        "/account/password/",
        "/account/sheet/",
        "/account/second-factor/",
        "/account/second-factor/app/",
        "/account/second-factor/passkey/",
        "/account/second-factor/codes/",
        "/account/second-factor/codes/new/",
        "/account/sessions/",
        "/account/confirm/",
        "/unlock/",
    ):
        answer = Client().get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/sign-in/"), path


def test_pages_of_the_door_are_in_no_cache(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    for path in ("/sign-in/", "/account/", "/unlock/", "/recover/", "/account/sessions/"):
        assert "no-store" in client.get(path)["Cache-Control"]
