"""A forgotten password, a newcomer's link, a link to begin anew: pages for somebody who is not signed in."""

import re
from typing import Any

import pytest
from django.test import Client

from komek.foundations import vault
from komek.foundations.accounts.models import User
from komek.foundations.audit.models import Entry
from komek.foundations.orgs import actions, queries
from komek.foundations.orgs.models import Invitation, Organisation
from tests.doors.test_account_pages import by_both_steps
from tests.factories.cases import make_case
from tests.factories.factors import give_app
from tests.factories.orgs import OTHER_PASSWORD, PASSWORD, Cast, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


# ---- forgotten password -------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_with_the_sheet(cast: Cast) -> None:
    client = Client()
    given = {
        "email": cast.aigul.user.email,
        "words": cast.aigul.sheet.upper(),
        "new": OTHER_PASSWORD,
        "again": OTHER_PASSWORD,
    }
    answer = client.post("/recover/", given)
    assert answer.status_code == 200
    assert "Your new password is set" in answer.content.decode()
    give_app(cast.aigul.user)
    cast.aigul.password = OTHER_PASSWORD
    assert by_both_steps(cast.aigul, OTHER_PASSWORD).get("/desk/keys/").status_code == 200


def test_recovering_shows_the_new_sheet_once(cast: Cast) -> None:
    given = {"email": cast.aigul.user.email, "words": cast.aigul.sheet, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    page = Client().post("/recover/", given).content.decode()
    words = re.findall(r"</small> ([a-z]+)</span>", page)
    assert len(words) == 16
    assert vault.recover(cast.aigul.user.pk, " ".join(words), PASSWORD)


def test_wrong_words_and_an_unknown_address_look_the_same_and_lose_nothing_typed(cast: Cast) -> None:
    pages = []
    for email in (cast.aigul.user.email, "nobody@example.org"):
        given = {"email": email, "words": cast.dina.sheet, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
        answer = Client().post("/recover/", given)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert cast.dina.sheet in page, "words on paper are long to type"
        assert OTHER_PASSWORD not in page
        pages.append(page.replace(email, ""))
    without_token = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page) for page in pages]
    assert without_token[0] == without_token[1]


def test_words_are_tried_five_times_an_hour_for_an_account(cast: Cast) -> None:
    given = {"email": cast.aigul.user.email, "words": cast.dina.sheet, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    for _ in range(5):
        Client().post("/recover/", given)
    answer = Client().post("/recover/", given | {"words": cast.aigul.sheet})
    assert answer.status_code == 422
    assert "Too many" in answer.content.decode()


# ---- invitations --------------------------------------------------------------------------------------------------


def link_for(cast: Cast) -> str:
    sent = actions.invite(email="zarina@example.org", roles=["case_worker"], circles=["cases"], by=cast.saule.actor)
    return f"/invitation/{sent.token}/"


def test_a_newcomer_joins_and_sees_her_sheet_once(cast: Cast) -> None:
    where = link_for(cast)
    page = Client().get(where).content.decode()
    assert "Umit Almaty" in page
    assert "zarina@example.org" in page
    given = {"name": "Zarina", "language": "ru", "new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    answer = Client().post(where, given)
    words = re.findall(r"</small> ([a-z]+)</span>", answer.content.decode())
    zarina = User.objects.get(email="zarina@example.org")
    assert len(words) == 16
    assert (zarina.name, zarina.language) == ("Zarina", "ru")
    assert vault.recover(zarina.pk, " ".join(words), PASSWORD)
    assert Client().get(where).status_code == 404
    assert Entry.objects.filter(verb="organisation.accept_invitation", actor=zarina.pk).count() == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"new": "qwerty", "again": "qwerty"}, {"again": "other"}, {"language": "xx"}]
)
def test_a_wrong_value_keeps_the_link_open_and_what_was_typed(cast: Cast, wrong: dict[str, str]) -> None:
    where = link_for(cast)
    given = {"name": "Zarina", "language": "ru", "new": OTHER_PASSWORD, "again": OTHER_PASSWORD} | wrong
    answer = Client().post(where, given)
    assert answer.status_code == 422
    assert ('value="Zarina"' in answer.content.decode()) == bool(given["name"])
    assert Invitation.objects.get().state == "open"


def test_somebody_begins_anew_through_her_link(cast: Cast) -> None:
    sent = actions.reset_member(member=cast.aigul.membership, by=cast.saule.actor)
    page = Client().get(f"/invitation/{sent.token}/").content.decode()
    assert "Begin anew" in page
    assert 'name="name"' not in page
    answer = Client().post(f"/invitation/{sent.token}/", {"new": OTHER_PASSWORD, "again": OTHER_PASSWORD})
    assert len(re.findall(r"</small> ([a-z]+)</span>", answer.content.decode())) == 16
    assert queries.circles_held(cast.aigul.user.pk) == []


def test_the_last_who_holds_the_keys_types_how_many_files_are_lost(cast: Cast) -> None:
    Organisation.objects.update(demo=True)
    make_case(cast.bakyt)
    admin = make_member(cast.sabr, "Nurlan", roles=["organisation_admin"])
    sent = actions.reset_member(member=cast.bakyt.membership, by=admin.actor)
    where, typed = f"/invitation/{sent.token}/", {"new": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    page = Client().get(where).content.decode()
    assert "for ever: 2." in page, "the person and the case"
    for wrong in ({}, {"lost": "1"}):
        assert Client().post(where, typed | wrong).status_code == 422
        assert [circle.kind for circle in queries.circles_held(cast.bakyt.user.pk)] == ["cases"]
    assert Client().post(where, typed | {"lost": "2"}).status_code == 200
    assert queries.circles_held(cast.bakyt.user.pk) == []


@pytest.mark.parametrize("token", ["x", "a" * 43, "..", "%00"])
def test_a_link_that_never_was_says_the_same_as_an_old_one(db: None, token: str) -> None:
    answer: Any = Client().get(f"/invitation/{token}/")
    assert answer.status_code == 404
