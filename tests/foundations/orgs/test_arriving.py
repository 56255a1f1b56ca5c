"""The first administrator, a newcomer, somebody who begins anew, a forgotten password, and each sign-in."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from komek.foundations import vault
from komek.foundations.accounts.models import User
from komek.foundations.orgs import actions, queries
from komek.foundations.orgs.models import Invitation, Membership, Organisation
from komek.kernel.errors import Invalid, WrongState
from komek.kernel.ids import new_id
from tests.factories.book import nothing_told, recorded, told
from tests.factories.factors import give_app
from tests.factories.orgs import OTHER_PASSWORD, PASSWORD, Cast, open_keyring, signed_in

pytestmark = pytest.mark.django_db


def set_up(**other: object) -> actions.Accepted:
    given: dict[str, object] = {
        "organisation": new_id(),
        "name": "Nur Bishkek",
        "kind": "ngo",
        "country": "KG",
        "email": "Gulnara@Example.org",
        "person": "Gulnara",
        "password": PASSWORD,
    }
    return actions.setup_organisation(**(given | other))  # type: ignore[arg-type]


def invited(cast: Cast, **other: object) -> Invitation:
    given: dict[str, object] = {"email": "zarina@example.org", "roles": ["case_worker"], "circles": ["cases"]}
    return actions.invite(**(given | other), by=cast.saule.actor).invitation  # type: ignore[arg-type]


def joined(cast: Cast, link: Invitation, **other: object) -> actions.Accepted:
    given: dict[str, object] = {"name": "Zarina", "language": "ru", "password": PASSWORD}
    return actions.accept_invitation(
        invitation=link,
        organisation=cast.umit.pk,
        **(given | other),  # type: ignore[arg-type]
    )


# ---- set up -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_setting_up_makes_an_organisation_with_one_administrator_who_holds_no_circle() -> None:
    made = set_up()
    body = Organisation.objects.get()
    assert (body.name, body.kind, body.country, body.demo) == ("Nur Bishkek", "ngo", "KG", False)
    assert (made.user.email, made.member.roles) == ("gulnara@example.org", ["organisation_admin"])
    assert len(made.sheet.words) == 16
    assert queries.circles(body.pk) == []
    assert open_keyring(made.user, PASSWORD).user == made.user.pk
    entry = recorded("organisation.set_up")
    assert (entry.actor, entry.object, entry.organisation) == (made.user.pk, body.pk, body.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "circus"}, "kind"),
        ({"subject": "circus"}, "subject"),
        ({"password": "Qwerty123!"}, "new"),
        ({"person": "  "}, "name"),
    ],
)
def test_setting_up_with_a_wrong_value_makes_nothing(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        set_up(**wrong)
    assert refusal.value.field == field
    assert not Organisation.objects.exists()
    assert not User.objects.exists()
    assert nothing_told("organisation.set_up")


def test_an_organisation_may_name_its_place_in_the_law_of_kazakhstan() -> None:
    made = set_up(country="KZ", subject="nonprofit_organisation")
    assert made.member.organisation.subject == "nonprofit_organisation"


# ---- join ---------------------------------------------------------------------------------------------------------


def test_a_newcomer_gets_keys_a_sheet_and_no_circle_yet(cast: Cast) -> None:
    link = invited(cast)
    accepted = joined(cast, link)
    assert (accepted.user.email, accepted.user.name, accepted.user.language) == ("zarina@example.org", "Zarina", "ru")
    assert accepted.member.roles == ["case_worker"]
    assert vault.circles_of(accepted.user.pk) == []
    assert [m.membership.pk for m in queries.waiting(cast.umit.pk)] == [accepted.member.pk]
    assert open_keyring(accepted.user, PASSWORD).user == accepted.user.pk
    entry = recorded("organisation.accept_invitation")
    assert (entry.actor, entry.object, entry.organisation) == (accepted.user.pk, accepted.member.pk, cast.umit.pk)


def test_a_used_link_keeps_no_address_and_works_no_more(cast: Cast) -> None:
    link = invited(cast)
    joined(cast, link)
    row = Invitation.objects.get(pk=link.pk)
    assert (row.state, row.email) == ("accepted", "")
    with pytest.raises(WrongState):
        joined(cast, link, name="Somebody Else")
    assert User.objects.filter(name="Somebody Else").count() == 0


def test_an_old_or_withdrawn_link_or_one_of_another_purpose_lets_nobody_join(cast: Cast) -> None:
    withdrawn = invited(cast)
    actions.withdraw_invitation(invitation=withdrawn, by=cast.saule.actor)
    old = invited(cast, email="other@example.org")
    Invitation.objects.filter(pk=old.pk).update(expires=timezone.now() - timedelta(seconds=1))
    reset = actions.reset_member(member=cast.aigul.membership, by=cast.saule.actor).invitation
    for link in (withdrawn, old, reset):
        with pytest.raises(WrongState):
            joined(cast, link)
    assert nothing_told("organisation.accept_invitation")


def test_a_password_that_can_be_guessed_lets_nobody_join(cast: Cast) -> None:
    link = invited(cast)
    for password in ("Password123!", "zarina zarina zarina", "komek2026"):
        with pytest.raises(Invalid):
            joined(cast, link, password=password)
    assert Invitation.objects.get(pk=link.pk).state == "open"


def test_who_has_an_account_joins_nothing_with_the_same_address(cast: Cast) -> None:
    link = invited(cast, email=cast.bakyt.user.email)
    with pytest.raises(WrongState, match="already"):
        joined(cast, link)
    assert Membership.objects.filter(user=cast.bakyt.user, active=True).get().organisation == cast.sabr


def test_who_comes_back_gets_new_keys_and_a_new_second_factor(cast: Cast) -> None:
    give_app(cast.aigul.user)
    before = vault.fingerprint(cast.aigul.user.pk)
    actions.remove_member(member=cast.aigul.membership, reason="left", by=cast.saule.actor)
    accepted = joined(cast, invited(cast, email=cast.aigul.user.email), password=OTHER_PASSWORD)
    assert accepted.user.pk == cast.aigul.user.pk
    assert vault.fingerprint(accepted.user.pk) != before
    assert vault.circles_of(accepted.user.pk) == []
    assert not Authenticator.objects.filter(user=accepted.user).exists()
    assert Membership.objects.filter(user=accepted.user).count() == 2


# ---- begin again --------------------------------------------------------------------------------------------------


def test_who_begins_anew_has_new_keys_stands_outside_and_is_let_in_by_voice(cast: Cast) -> None:
    before = vault.fingerprint(cast.aigul.user.pk)
    client = signed_in(cast.aigul)
    link = actions.reset_member(member=cast.aigul.membership, by=cast.saule.actor).invitation
    sheet = actions.begin_again(invitation=link, new=OTHER_PASSWORD, organisation=cast.umit.pk)
    assert len(sheet.words) == 16
    assert vault.circles_of(cast.aigul.user.pk) == []
    assert client.get("/desk/keys/")["Location"].startswith("/sign-in/")
    after = vault.fingerprint(cast.aigul.user.pk)
    assert after != before
    assert vault.hold(cast.aigul.user.pk, PASSWORD, "x") is None
    (circle,) = queries.circles(cast.umit.pk)
    with pytest.raises(vault.WrongFingerprint):
        actions.admit_to_circle(circle=circle.id, member=cast.aigul.membership, fingerprint=before, by=cast.dina.actor)
    actions.admit_to_circle(circle=circle.id, member=cast.aigul.membership, fingerprint=after, by=cast.dina.actor)
    assert [c.kind for c in queries.circles_held(cast.aigul.user.pk)] == ["cases"]
    assert told(
        "organisation.begin_again", by=cast.aigul.locked, about=cast.aigul.membership.pk, organisation=cast.umit.pk
    )


def test_the_second_factor_begins_anew_only_where_the_administrator_said_so(cast: Cast) -> None:
    give_app(cast.aigul.user)
    give_app(cast.dina.user)
    for staff, lost in ((cast.aigul, False), (cast.dina, True)):
        link = actions.reset_member(member=staff.membership, factor_lost=lost, by=cast.saule.actor).invitation
        actions.begin_again(invitation=link, new=OTHER_PASSWORD, organisation=cast.umit.pk, lost=0)
    assert Authenticator.objects.filter(user=cast.aigul.user).exists()
    assert not Authenticator.objects.filter(user=cast.dina.user).exists()


def test_a_link_to_begin_anew_works_once_and_not_after_she_left(cast: Cast) -> None:
    link = actions.reset_member(member=cast.aigul.membership, by=cast.saule.actor).invitation
    actions.begin_again(invitation=link, new=OTHER_PASSWORD, organisation=cast.umit.pk)
    with pytest.raises(WrongState):
        actions.begin_again(invitation=link, new=PASSWORD, organisation=cast.umit.pk)
    late = actions.reset_member(member=cast.dina.membership, by=cast.saule.actor).invitation
    Membership.objects.filter(pk=cast.dina.membership.pk).update(active=False, left=timezone.now().date())
    with pytest.raises(WrongState):
        actions.begin_again(invitation=late, new=PASSWORD, organisation=cast.umit.pk)


def test_when_nobody_is_left_inside_the_sheets_of_the_organisation_open_the_files_to_her(cast: Cast) -> None:
    sheets = actions.make_recovery_sheets(threshold=2, shares=3, by=cast.aigul.actor)
    actions.confirm_recovery_sheets(codes=[sheet.code for sheet in sheets], by=cast.aigul.actor)
    actions.remove_member(member=cast.dina.membership, reason="left", by=cast.saule.actor)
    link = actions.reset_member(member=cast.aigul.membership, by=cast.saule.actor).invitation
    actions.begin_again(invitation=link, new=OTHER_PASSWORD, organisation=cast.umit.pk)
    (circle,) = queries.circles(cast.umit.pk)
    assert circle.members == frozenset()
    cast.aigul.password = OTHER_PASSWORD
    actions.recover_with_sheets(sheets=[" ".join(s.words) for s in sheets[:2]], by=cast.aigul.refresh().actor)
    (circle,) = queries.circles(cast.umit.pk)
    assert circle.members == {cast.aigul.user.pk}


# ---- forgotten password -------------------------------------------------------------------------------------------


def test_the_recovery_sheet_sets_a_new_password_and_keeps_her_in_her_circles(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    digits = vault.fingerprint(cast.aigul.user.pk)
    sheet = actions.recover_account(email=cast.aigul.user.email.upper(), words=cast.aigul.sheet, new=OTHER_PASSWORD)
    assert " ".join(sheet.words) != cast.aigul.sheet, "the old sheet is void"
    assert client.get("/desk/keys/")["Location"].startswith("/sign-in/")
    assert vault.hold(cast.aigul.user.pk, PASSWORD, "x") is None
    cast.aigul.user.refresh_from_db()
    assert cast.aigul.user.check_password(OTHER_PASSWORD)
    assert open_keyring(cast.aigul.user, OTHER_PASSWORD).user == cast.aigul.user.pk
    assert vault.fingerprint(cast.aigul.user.pk) == digits
    assert [c.kind for c in queries.circles_held(cast.aigul.user.pk)] == ["cases"]
    assert told("account.recover", by=None, about=cast.aigul.user.pk, organisation=cast.umit.pk)
    with pytest.raises(vault.WrongSheet):
        actions.recover_account(email=cast.aigul.user.email, words=cast.aigul.sheet, new=PASSWORD)


def test_wrong_words_and_an_unknown_address_are_refused_alike(cast: Cast) -> None:
    refused = []
    for email, words in [
        (cast.aigul.user.email, cast.dina.sheet),
        (cast.aigul.user.email, "no such words"),
        ("nobody@example.org", cast.aigul.sheet),
    ]:
        with pytest.raises(vault.WrongSheet) as refusal:
            actions.recover_account(email=email, words=words, new=OTHER_PASSWORD)
        refused.append(str(refusal.value))
    assert len(set(refused)) == 1
    assert vault.hold(cast.aigul.user.pk, PASSWORD, "x") is not None


def test_only_who_has_the_words_is_told_that_her_new_password_is_weak(cast: Cast) -> None:
    refused = []
    for email in (cast.aigul.user.email, "nobody@example.org"):
        with pytest.raises(vault.WrongSheet) as refusal:
            actions.recover_account(email=email, words=cast.dina.sheet, new="qwerty")
        refused.append((refusal.value.field, str(refusal.value)))
    assert len(set(refused)) == 1
    assert recorded("account.wrong_words").object == cast.aigul.user.pk
    assert told("account.wrong_words", by=None, about=cast.aigul.user.pk, organisation=cast.umit.pk)


def test_a_weak_new_password_is_refused_before_the_sheet_is_used_up(cast: Cast) -> None:
    with pytest.raises(Invalid):
        actions.recover_account(email=cast.aigul.user.email, words=cast.aigul.sheet, new="qwerty")
    actions.recover_account(email=cast.aigul.user.email, words=cast.aigul.sheet, new=OTHER_PASSWORD)


# ---- who acts -----------------------------------------------------------------------------------------------------


def test_an_actor_knows_organisation_roles_language_and_keyring(cast: Cast) -> None:
    actor = queries.actor_for(cast.aigul.user.pk, cast.aigul.keyring, "ru")
    assert actor is not None
    assert (actor.user, actor.organisation, actor.language) == (cast.aigul.user.pk, cast.umit.pk, "ru")
    assert actor.roles == {"case_worker"}
    assert actor.keyring is cast.aigul.keyring
    assert not actor.demo


def test_who_belongs_nowhere_acts_as_nobody(cast: Cast) -> None:
    stray = User.objects.create(email="stray@example.org", name="Stray")
    assert queries.actor_for(stray.pk, None, "en") is None


def test_signing_in_and_wrong_tries_are_told_in_the_chain_of_the_organisation(cast: Cast) -> None:
    actions.note_sign_in(by=cast.aigul.actor)
    actions.note_wrong_password(email=cast.aigul.user.email.upper())
    actions.note_wrong_code(user=cast.aigul.user)
    about = cast.aigul.user.pk
    assert told("account.sign_in", by=cast.aigul.actor, about=about, organisation=cast.umit.pk)
    assert told("account.wrong_password", by=None, about=about, organisation=cast.umit.pk)
    assert told("account.wrong_code", by=None, about=about, organisation=cast.umit.pk)
    actions.note_wrong_password(email="nobody@example.org")
    assert recorded("account.wrong_password").object == about
