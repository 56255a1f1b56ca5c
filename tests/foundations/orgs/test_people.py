"""Inviting, changing roles, removing, letting begin anew: who may, who may not, wrong state, what is recorded."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.utils import timezone

from komek.foundations import vault
from komek.foundations.accounts.models import User
from komek.foundations.orgs import actions, queries, rules
from komek.foundations.orgs.actions.people import remove_again
from komek.foundations.orgs.models import Invitation, Membership
from komek.foundations.vault import erasure
from komek.kernel.actor import ROLES
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.factories.book import nothing_told, recorded, told
from tests.factories.orgs import Cast, Staff, make_member, signed_in

pytestmark = pytest.mark.django_db


def member(staff: Staff) -> Membership:
    return Membership.objects.get(pk=staff.membership.pk)


# ---- invite -------------------------------------------------------------------------------------------------------


def test_an_administrator_invites_and_it_is_recorded_without_the_address(cast: Cast) -> None:
    sent = actions.invite(email=" Zarina@Example.org ", roles=["case_worker"], circles=["cases"], by=cast.saule.actor)
    link = sent.invitation
    assert (link.email, link.roles, link.circles, link.state) == (
        "zarina@example.org",
        ["case_worker"],
        ["cases"],
        "open",
    )
    assert told("organisation.invite", by=cast.saule.actor, about=link.id, organisation=cast.umit.pk)
    assert "zarina" not in str(recorded("organisation.invite").details)


def test_the_token_of_a_link_is_kept_as_a_hash_only(cast: Cast) -> None:
    sent = actions.invite(email="zarina@example.org", roles=["case_worker"], by=cast.saule.actor)
    row = Invitation.objects.filter(pk=sent.invitation.pk).values().get()
    assert sent.token not in str(row)
    assert sent.token.encode() not in bytes(row["token_hash"])
    found = queries.open_invitation(sent.token)
    assert found is not None
    assert found.pk == sent.invitation.pk
    assert queries.open_invitation(sent.token + "x") is None


@pytest.mark.parametrize("who", ["aigul", "dina", "bakyt", "charos"])
def test_nobody_else_invites(cast: Cast, who: str) -> None:
    staff: Staff = getattr(cast, who)
    with pytest.raises(Forbidden):
        actions.invite(email="zarina@example.org", roles=["case_worker"], by=staff.actor)
    assert not Invitation.objects.exists()
    assert nothing_told("organisation.invite")


def test_nobody_becomes_a_platform_administrator_by_invitation(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.invite(email="zarina@example.org", roles=["platform_admin"], by=cast.saule.actor)
    assert refusal.value.field == "roles"


def test_a_role_that_opens_no_files_is_invited_into_no_circle(cast: Cast) -> None:
    for role in ("organisation_admin", "me_officer", "programme_officer"):
        with pytest.raises(Invalid) as refusal:
            actions.invite(email="zarina@example.org", roles=[role], circles=["cases"], by=cast.saule.actor)
        assert refusal.value.field == "circles"


def test_a_second_link_to_an_address_ends_the_first(cast: Cast) -> None:
    first = actions.invite(email="zarina@example.org", roles=["case_worker"], by=cast.saule.actor)
    second = actions.invite(email="ZARINA@example.org", roles=["lawyer"], by=cast.saule.actor)
    assert queries.open_invitation(first.token) is None
    assert queries.open_invitation(second.token) is not None


def test_a_colleague_is_not_invited_again(cast: Cast) -> None:
    with pytest.raises(WrongState):
        actions.invite(email=cast.aigul.user.email, roles=["case_worker"], by=cast.saule.actor)


def test_a_link_ends_after_a_week(cast: Cast) -> None:
    sent = actions.invite(email="zarina@example.org", roles=["case_worker"], by=cast.saule.actor)
    Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert queries.open_invitation(sent.token) is None
    assert list(queries.open_invitations(cast.umit.pk)) == []


def test_a_withdrawn_link_works_no_more_and_keeps_no_address(cast: Cast) -> None:
    sent = actions.invite(email="zarina@example.org", roles=["case_worker"], by=cast.saule.actor)
    actions.withdraw_invitation(invitation=sent.invitation, by=cast.saule.actor)
    assert queries.open_invitation(sent.token) is None
    assert Invitation.objects.get().email == ""
    assert told(
        "organisation.withdraw_invitation",
        by=cast.saule.actor,
        about=sent.invitation.id,
        organisation=cast.umit.pk,
    )
    with pytest.raises(WrongState):
        actions.withdraw_invitation(invitation=sent.invitation, by=cast.saule.actor)


def test_an_administrator_elsewhere_does_not_even_see_the_link(cast: Cast) -> None:
    sent = actions.invite(email="zarina@example.org", roles=["case_worker"], by=cast.saule.actor)
    boss = make_member(cast.sabr, "Nurlan", roles=["organisation_admin"])
    with pytest.raises(Hidden):
        actions.withdraw_invitation(invitation=sent.invitation, by=boss.actor)
    with pytest.raises(Forbidden):
        actions.withdraw_invitation(invitation=sent.invitation, by=cast.aigul.actor)


# ---- roles --------------------------------------------------------------------------------------------------------


def test_roles_are_changed_and_recorded(cast: Cast) -> None:
    actions.change_roles(
        member=member(cast.aigul), roles=["supervisor", "case_worker"], circles=["cases"], by=cast.saule.actor
    )
    assert member(cast.aigul).roles == ["case_worker", "supervisor"]
    assert told(
        "organisation.change_roles",
        by=cast.saule.actor,
        about=cast.aigul.membership.id,
        organisation=cast.umit.pk,
    )
    assert recorded("organisation.change_roles").details == {"case_worker": "yes", "supervisor": "yes"}


def test_somebody_may_be_given_every_role_at_once(cast: Cast) -> None:
    everything = [role for role in ROLES if role in rules.GRANTABLE]
    actions.change_roles(member=member(cast.aigul), roles=everything, circles=["cases"], by=cast.saule.actor)
    assert set(recorded("organisation.change_roles").details) == set(everything)


def test_a_role_without_files_takes_the_circle_away_at_once(cast: Cast) -> None:
    actions.change_roles(member=member(cast.aigul), roles=["me_officer"], by=cast.saule.actor)
    assert vault.circles_of(cast.aigul.user.pk) == []
    (circle,) = queries.circles(cast.umit.pk)
    assert circle.needs_generation
    assert circle.members == {cast.dina.user.pk}


def test_a_new_circle_waits_for_its_members(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    actions.change_roles(member=member(zarina), roles=["case_worker"], circles=["cases"], by=cast.saule.actor)
    assert vault.circles_of(zarina.user.pk) == [], "an administrator lets nobody in"
    assert [m.membership.pk for m in queries.waiting(cast.umit.pk)] == [zarina.membership.pk]


def test_the_only_administrator_stays_one(cast: Cast) -> None:
    with pytest.raises(WrongState):
        actions.change_roles(member=member(cast.saule), roles=["case_worker"], by=cast.saule.actor)
    other = make_member(cast.umit, "Zarina", roles=["organisation_admin"])
    actions.change_roles(member=member(cast.saule), roles=["case_worker"], by=other.actor)
    assert member(cast.saule).roles == ["case_worker"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(cast: Cast) -> None:
    other = make_member(cast.umit, "Zarina", roles=["organisation_admin"])
    mine, hers = cast.saule.actor, other.actor

    def remove_saule() -> str:
        try:
            actions.remove_member(member=member(cast.saule), reason="left", by=hers)
        except WrongState:
            return "refused"
        finally:
            connection.close()
        return "removed"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.remove_member(member=member(other), reason="left", by=mine)
            second = pool.submit(remove_saule)
            time.sleep(0.5)
        assert second.result() == "refused"
    assert member(cast.saule).active


@pytest.mark.parametrize(("who", "error"), [("aigul", Forbidden), ("dina", Forbidden), ("bakyt", Hidden)])
def test_nobody_else_changes_roles(cast: Cast, who: str, error: type[Exception]) -> None:
    staff: Staff = getattr(cast, who)
    with pytest.raises(error):
        actions.change_roles(member=member(cast.aigul), roles=["supervisor"], by=staff.actor)
    assert member(cast.aigul).roles == ["case_worker"]


# ---- remove -------------------------------------------------------------------------------------------------------


def test_who_is_removed_loses_keys_sessions_and_sign_in_at_once(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    assert client.get("/desk/keys/").status_code == 200
    UserSession.objects.create(
        user=cast.aigul.user, ip="127.0.0.1", session_key=client.session.session_key or "", user_agent="test"
    )
    actions.remove_member(member=member(cast.aigul), reason="left", by=cast.saule.actor)
    assert vault.circles_of(cast.aigul.user.pk) == []
    assert client.get("/desk/keys/")["Location"].startswith("/sign-in/")
    assert not UserSession.objects.filter(user=cast.aigul.user).exists()
    cast.aigul.user.refresh_from_db()
    assert not cast.aigul.user.is_active
    row = member(cast.aigul)
    assert (row.active, row.circles) == (False, [])
    assert row.left is not None
    assert queries.actor_for(cast.aigul.user.pk, None, "en") is None


def test_a_removal_marks_the_circle_for_a_new_generation_and_is_recorded(cast: Cast) -> None:
    actions.remove_member(member=member(cast.aigul), reason="left", by=cast.saule.actor)
    (circle,) = queries.circles(cast.umit.pk)
    assert circle.needs_generation
    assert told(
        "organisation.remove_member",
        by=cast.saule.actor,
        about=cast.aigul.membership.id,
        organisation=cast.umit.pk,
    )
    assert recorded("organisation.remove_member").details == {"reason": "left"}


def test_a_removed_colleague_stays_removed_when_an_older_backup_is_restored(cast: Cast) -> None:
    gone = member(cast.aigul)
    actions.remove_member(member=gone, reason="left", by=cast.saule.actor)
    Membership.objects.filter(pk=gone.pk).update(active=True, left=None, circles=["cases"])  # as the backup had it
    User.objects.filter(pk=gone.user_id).update(is_active=True)
    erasure.prepare()
    erasure.flush()
    for _turn in (1, 2):
        remove_again(erasure.replay().ended)
        row = member(cast.aigul)
        assert (row.active, row.left, row.circles) == (False, timezone.now().date(), [])
        assert not User.objects.get(pk=gone.user_id).is_active
    for staff in (cast.dina, cast.saule, cast.bakyt):
        assert queries.membership_of(staff.user.pk) is not None


def test_who_came_back_before_the_backup_is_not_removed_again(cast: Cast) -> None:
    actions.remove_member(member=member(cast.aigul), reason="left", by=cast.saule.actor)
    User.objects.filter(pk=cast.aigul.user.pk).update(is_active=True)
    back = Membership.objects.create(organisation=cast.umit, user=cast.aigul.user, roles=["case_worker"])
    erasure.prepare()
    erasure.flush()
    remove_again(erasure.replay().ended)
    assert queries.membership_of(cast.aigul.user.pk) == back


def test_the_next_member_who_unlocks_renews_the_circle(cast: Cast) -> None:
    actions.remove_member(member=member(cast.aigul), reason="left", by=cast.saule.actor)
    assert cast.dina.refresh().keyring
    (circle,) = queries.circles(cast.umit.pk)
    assert (circle.generation, circle.needs_generation) == (2, False)


def test_a_removal_names_a_reason_from_the_list(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.remove_member(member=member(cast.aigul), reason="she was rude", by=cast.saule.actor)
    assert refusal.value.field == "reason"
    assert member(cast.aigul).active


def test_nobody_removes_herself_and_not_the_last_administrator(cast: Cast) -> None:
    with pytest.raises(WrongState):
        actions.remove_member(member=member(cast.saule), reason="left", by=cast.saule.actor)
    zarina = make_member(cast.umit, "Zarina", roles=["organisation_admin"])
    actions.remove_member(member=member(cast.saule), reason="left", by=zarina.actor)
    assert not member(cast.saule).active


def test_the_last_who_can_open_the_files_is_not_removed_without_sheets(cast: Cast) -> None:
    actions.remove_member(member=member(cast.aigul), reason="left", by=cast.saule.actor)
    with pytest.raises(vault.LastMember):
        actions.remove_member(member=member(cast.dina), reason="left", by=cast.saule.actor)
    assert member(cast.dina).active
    sheets = actions.make_recovery_sheets(threshold=2, shares=3, by=cast.dina.refresh().actor)
    actions.confirm_recovery_sheets(codes=[sheet.code for sheet in sheets], by=cast.saule.actor)
    actions.remove_member(member=member(cast.dina), reason="left", by=cast.saule.actor)
    assert not member(cast.dina).active


def test_who_has_left_is_not_removed_twice(cast: Cast) -> None:
    actions.remove_member(member=member(cast.aigul), reason="left", by=cast.saule.actor)
    with pytest.raises(WrongState):
        actions.remove_member(member=member(cast.aigul), reason="left", by=cast.saule.actor)


@pytest.mark.parametrize(("who", "error"), [("aigul", Forbidden), ("dina", Forbidden), ("bakyt", Hidden)])
def test_nobody_else_removes(cast: Cast, who: str, error: type[Exception]) -> None:
    staff: Staff = getattr(cast, who)
    with pytest.raises(error):
        actions.remove_member(member=member(cast.dina), reason="left", by=staff.actor)
    assert member(cast.dina).active


# ---- reset --------------------------------------------------------------------------------------------------------


def test_a_reset_gives_a_link_and_changes_nothing_yet(cast: Cast) -> None:
    sent = actions.reset_member(member=member(cast.aigul), by=cast.saule.actor)
    assert sent.invitation.purpose == "reset"
    assert [c.kind for c in queries.circles_held(cast.aigul.user.pk)] == ["cases"]
    assert cast.aigul.refresh().user.is_active
    assert told(
        "organisation.reset_member", by=cast.saule.actor, about=cast.aigul.membership.id, organisation=cast.umit.pk
    )


@pytest.mark.parametrize(("who", "error"), [("aigul", Forbidden), ("dina", Forbidden), ("bakyt", Hidden)])
def test_nobody_else_resets(cast: Cast, who: str, error: type[Exception]) -> None:
    staff: Staff = getattr(cast, who)
    with pytest.raises(error):
        actions.reset_member(member=member(cast.dina), by=staff.actor)


def test_nobody_resets_herself(cast: Cast) -> None:
    with pytest.raises(WrongState):
        actions.reset_member(member=member(cast.saule), by=cast.saule.actor)


# ---- reading ------------------------------------------------------------------------------------------------------


def test_members_are_listed_with_the_same_number_of_queries_for_one_and_for_twenty(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        assert len(queries.members(cast.umit.pk)) == 3
    for number in range(17):
        make_member(cast.umit, f"Zarina{number}", roles=["case_worker"])
    with CaptureQueriesContext(connection) as many:
        assert len(queries.members(cast.umit.pk)) == 20
    assert len(few) == len(many) <= 6


def test_an_organisation_sees_its_own_people_only(cast: Cast) -> None:
    assert {m.name for m in queries.members(cast.umit.pk)} == {"Aigul", "Dina", "Saule"}
    assert {m.name for m in queries.members(cast.sabr.pk)} == {"Bakyt"}
