"""What is over is forgotten at night; a second run changes nothing."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from komek.foundations.accounts.nightly import forget_old_sessions
from komek.foundations.orgs import actions
from komek.foundations.orgs.models import Invitation
from komek.foundations.orgs.nightly import forget_old_links
from komek.kernel.nightly import NIGHTLY
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.django_db


def test_sessions_that_are_over_leave_neither_browser_nor_address(cast: Cast) -> None:
    old, fresh = signed_in(cast.aigul), signed_in(cast.dina)
    for client, staff in ((old, cast.aigul), (fresh, cast.dina)):
        key = client.session.session_key or ""
        UserSession.objects.create(user=staff.user, ip="127.0.0.1", session_key=key, user_agent="test")
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now() - timedelta(hours=1))
    for _ in range(2):
        forget_old_sessions()
        assert [row.user for row in UserSession.objects.all()] == [cast.dina.user]
    assert fresh.get("/desk/keys/").status_code == 200


def test_a_link_that_nobody_used_keeps_no_address(cast: Cast) -> None:
    actions.invite(email="zarina@example.org", roles=["case_worker"], by=cast.saule.actor)
    actions.invite(email="gulnara@example.org", roles=["case_worker"], by=cast.saule.actor)
    Invitation.objects.filter(email="zarina@example.org").update(expires=timezone.now())
    for _ in range(2):
        forget_old_links()
        assert sorted(Invitation.objects.values_list("email", "state")) == [
            ("", "withdrawn"),
            ("gulnara@example.org", "open"),
        ]


def test_both_duties_are_known_to_the_worker() -> None:
    assert "accounts.sessions" in NIGHTLY
    assert "orgs.invitations" in NIGHTLY
