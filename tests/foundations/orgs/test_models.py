"""Invariants that the database keeps, whatever the code does."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from komek.foundations.accounts.models import User
from komek.foundations.orgs import rules
from komek.foundations.orgs.models import CIRCLES, ROLE_LABELS, Invitation, Membership, Organisation
from komek.kernel import codes
from komek.kernel.actor import ROLES
from komek.kernel.privacy import Open
from tests.factories.orgs import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": ["queen"]},
        {"roles": []},
        {"circles": ["knights"]},
        {"active": False},
        {"left": "2026-01-01"},
    ],
)
def test_a_membership_that_makes_no_sense_cannot_be_kept(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=cast.aigul.membership.pk).update(**wrong)


def test_nobody_works_in_two_organisations_at_a_time(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(organisation=cast.sabr, user=cast.aigul.user, roles=["case_worker"])


@pytest.mark.parametrize("wrong", [{"name": ""}, {"country": "kz"}, {"country": ""}])
def test_an_organisation_has_a_name_and_a_country(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=cast.umit.pk).update(**wrong)


def test_a_used_link_cannot_keep_an_address(cast: Cast) -> None:
    link = Invitation.objects.create(
        organisation=cast.umit,
        email="zarina@example.org",
        roles=["case_worker"],
        token_hash=b"x" * 32,
        expires=timezone.now(),
        invited_by=cast.saule.user.pk,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=link.pk).update(state="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=link.pk).update(purpose="reset")


@pytest.mark.parametrize("wrong", [{"email": "Aigul@example.org"}, {"email": ""}])
def test_an_address_is_kept_in_small_letters(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.aigul.user.pk).update(**wrong)


def test_every_role_has_a_label_and_every_code_list_exists() -> None:
    assert set(ROLE_LABELS) == set(ROLES)
    assert set(rules.GRANTABLE) == set(ROLES) - {"platform_admin"}
    assert all(set(roles) <= set(ROLES) for _label, roles in CIRCLES.values())
    for model in (Organisation, Membership, Invitation, User):
        for privacy in model.PRIVACY.values():
            if isinstance(privacy, Open) and privacy.codes:
                assert len(codes.get(privacy.codes)) > 0


def test_no_role_that_administers_or_counts_fits_a_circle() -> None:
    for role in ("organisation_admin", "platform_admin", "me_officer", "programme_officer"):
        assert rules.fitting([role]) == []
    assert rules.fitting(["supervisor"]) == list(CIRCLES)


def test_the_kinds_of_organisation_are_those_of_the_law_and_of_care() -> None:
    assert len(codes.get("organisation_type_kz")) == 10
    assert {"ngo", "shelter", "crisis_centre", "hotline"} <= {code.code for code in codes.get("organisation_kind")}
