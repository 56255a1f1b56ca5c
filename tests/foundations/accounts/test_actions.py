"""What a user does with her own account: who may, wrong state, what is recorded."""

import pytest
from allauth.usersessions.models import UserSession
from pytest_django import Settings

from komek.foundations import vault
from komek.foundations.accounts import actions, queries
from komek.foundations.accounts.checks import no_password_only_account
from komek.foundations.accounts.models import User
from komek.foundations.vault.models import OpenSession
from komek.kernel.errors import Invalid
from tests.factories.book import nothing_told, recorded, told
from tests.factories.factors import give_app, give_codes
from tests.factories.orgs import OTHER_PASSWORD, PASSWORD, Cast, make_member, open_keyring, signed_in

pytestmark = pytest.mark.django_db


def test_a_changed_password_opens_the_same_keys_and_the_old_one_none(cast: Cast) -> None:
    digits = vault.fingerprint(cast.aigul.user.pk)
    actions.change_password(old=PASSWORD, new=OTHER_PASSWORD, by=cast.aigul.actor)
    cast.aigul.user.refresh_from_db()
    assert cast.aigul.user.check_password(OTHER_PASSWORD)
    assert vault.hold(cast.aigul.user.pk, PASSWORD, "x") is None
    assert open_keyring(cast.aigul.user, OTHER_PASSWORD)
    assert vault.fingerprint(cast.aigul.user.pk) == digits
    assert [circle.kind for circle in vault.circles_of(cast.aigul.user.pk)] == ["cases"]
    assert told("account.change_password", by=cast.aigul.actor, about=cast.aigul.user.pk, organisation=cast.umit.pk)


def test_a_changed_password_costs_two_runs_one_to_check_and_one_to_wrap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from komek.foundations.vault import _argon

    runs, run = [], _argon.run

    def counted(*given: object) -> object:
        runs.append(1)
        return run(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(_argon, "run", counted)
    actions.change_password(old=PASSWORD, new=OTHER_PASSWORD, by=cast.aigul.actor)
    assert len(runs) == 2


@pytest.mark.parametrize(("old", "new", "field"), [("wrong words", OTHER_PASSWORD, "old"), (PASSWORD, "qwerty", "new")])
def test_a_wrong_old_or_a_weak_new_password_changes_nothing(cast: Cast, old: str, new: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.change_password(old=old, new=new, by=cast.aigul.actor)
    assert refusal.value.field == field
    assert open_keyring(cast.aigul.user, PASSWORD)
    assert nothing_told("account.change_password")


def test_a_locked_keyring_changes_no_password_and_gives_no_sheet(cast: Cast) -> None:
    with pytest.raises(vault.KeyringLocked):
        actions.change_password(old=PASSWORD, new=OTHER_PASSWORD, by=cast.aigul.locked)
    with pytest.raises(vault.KeyringLocked):
        actions.new_sheet(by=cast.aigul.locked)


def test_a_new_sheet_ends_the_old_one(cast: Cast) -> None:
    sheet = actions.new_sheet(by=cast.aigul.actor)
    with pytest.raises(vault.WrongSheet):
        vault.recover(cast.aigul.user.pk, cast.aigul.sheet, OTHER_PASSWORD)
    vault.recover(cast.aigul.user.pk, " ".join(sheet.words), OTHER_PASSWORD)
    assert told("account.new_sheet", by=cast.aigul.actor, about=cast.aigul.user.pk, organisation=cast.umit.pk)


def test_signing_out_everywhere_ends_sessions_and_shuts_keyrings_of_the_actor_alone(cast: Cast) -> None:
    clients = [signed_in(cast.aigul), signed_in(cast.aigul), signed_in(cast.dina)]
    for client, staff in zip(clients, (cast.aigul, cast.aigul, cast.dina), strict=True):
        key = client.session.session_key or ""
        UserSession.objects.create(user=staff.user, ip="127.0.0.1", session_key=key, user_agent="test")
    assert actions.sign_out_everywhere(by=cast.aigul.actor) == 2
    assert [client.get("/desk/keys/").status_code for client in clients] == [302, 302, 200]
    assert not OpenSession.objects.filter(user=cast.aigul.user.pk).exists()
    about = cast.aigul.user.pk
    assert told("account.sign_out_everywhere", by=cast.aigul.actor, about=about, organisation=cast.umit.pk)
    assert recorded("account.sign_out_everywhere").details == {"sessions": "2"}


def test_a_password_changed_outside_the_vault_signs_in_to_a_locked_account(cast: Cast) -> None:
    cast.aigul.user.set_password(OTHER_PASSWORD)
    cast.aigul.user.save()
    assert vault.lost_key(cast.aigul.user.pk, cast.aigul.user.password)


def test_recovery_codes_alone_are_no_second_factor(cast: Cast) -> None:
    give_codes(cast.aigul.user)
    assert not queries.has_second_factor(cast.aigul.user)
    give_app(cast.aigul.user)
    assert queries.has_second_factor(cast.aigul.user)


def test_outside_the_demo_a_check_finds_accounts_that_open_with_a_password_alone(
    cast: Cast, settings: Settings
) -> None:
    settings.PASSWORD_ALONE_IN_DEMO = False
    assert no_password_only_account(databases=["default"]) == []
    make_member(cast.umit, "Zarina", demo=True)
    (error,) = no_password_only_account(databases=["default"])
    assert error.id == "accounts.E001"
    assert no_password_only_account(databases=[]) == []
    settings.PASSWORD_ALONE_IN_DEMO = True
    assert no_password_only_account(databases=["default"]) == []


def test_an_external_database_never_lets_a_password_alone_in() -> None:
    """The setting itself: an address of a database from outside switches the demo's sign-in off."""
    import os
    import subprocess
    import sys

    ask = "from komek.settings import security; print(security.PASSWORD_ALONE_IN_DEMO)"
    said = []
    for url in ("", "postgresql://elsewhere/komek"):
        environment = os.environ | {"KOMEK_DEMO": "1", "KOMEK_DATABASE_URL": url, "KOMEK_DATABASE_OWNER_URL": url}
        run = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
        said.append(run.stdout.strip())
    assert said == ["True", "False"]


def test_users_are_found_by_address_whatever_its_case_and_only_while_active(cast: Cast) -> None:
    assert queries.by_email(f" {cast.aigul.user.email.upper()} ") == cast.aigul.user
    assert User.objects.get_by_natural_key(cast.aigul.user.email.upper()) == cast.aigul.user
    assert queries.names({cast.aigul.user.pk}) == {cast.aigul.user.pk: "Aigul"}
    User.objects.filter(pk=cast.aigul.user.pk).update(is_active=False)
    assert queries.by_email(cast.aigul.user.email) is None
