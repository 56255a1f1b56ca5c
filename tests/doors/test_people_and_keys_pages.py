"""The pages of people and keys: each role sees what it may, acts without JavaScript, and loses nothing typed."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from komek.foundations import vault
from komek.foundations.orgs import queries
from komek.foundations.orgs.models import Invitation, Membership
from tests.factories.book import nothing_told
from tests.factories.orgs import Cast, Staff, make_member, make_organisation, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def circle(cast: Cast) -> queries.CircleState:
    (found,) = queries.circles(cast.umit.pk)
    return found


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# ---- the overview -------------------------------------------------------------------------------------------------


def test_everybody_sees_colleagues_roles_and_who_holds_keys(cast: Cast) -> None:
    page = text(signed_in(cast.aigul), "/desk/keys/")
    assert all(name in page for name in ("Aigul", "Dina", "Saule", "Case worker", "Supervisor", "Cases"))
    assert "Bakyt" not in page
    assert cast.dina.user.email not in page, "addresses are not needed here"


def test_only_an_administrator_sees_how_to_invite_and_remove(cast: Cast) -> None:
    remove = f"/desk/keys/{cast.aigul.membership.id}/remove/"
    assert remove in text(signed_in(cast.saule), "/desk/keys/")
    for staff in (cast.aigul, cast.dina, cast.charos):
        page = text(signed_in(staff), "/desk/keys/")
        assert remove not in page
        assert "/desk/keys/invite/" not in page


def test_only_a_member_of_the_circle_is_asked_to_let_a_newcomer_in(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    Membership.objects.filter(pk=zarina.membership.pk).update(circles=["cases"])
    admit = f"/desk/keys/{zarina.membership.id}/admit/{circle(cast).id}/"
    assert admit in text(signed_in(cast.aigul), "/desk/keys/")
    assert admit not in text(signed_in(cast.saule), "/desk/keys/")
    page = text(signed_in(zarina), "/desk/keys/")
    assert admit not in page
    assert "You wait to be let in" in page


def test_the_page_says_that_the_first_case_waits_for_the_sheets(cast: Cast) -> None:
    assert "Recovery sheets are missing" in text(signed_in(cast.aigul), "/desk/keys/")


def test_an_empty_organisation_says_how_it_begins() -> None:
    empty = make_organisation("Nur Bishkek")
    boss = make_member(empty, "Gulnara", roles=["organisation_admin"])
    assert "No circle yet" in text(signed_in(boss), "/desk/keys/")
    worker = make_member(empty, "Zarina", roles=["case_worker"])
    assert "/desk/keys/circles/new/cases/" in text(signed_in(worker), "/desk/keys/")


# ---- inviting -----------------------------------------------------------------------------------------------------


def test_a_link_is_made_shown_once_and_works(cast: Cast) -> None:
    client = signed_in(cast.saule)
    given = {"email": "zarina@example.org", "roles": ["case_worker"], "circles": ["cases"]}
    page = client.post("/desk/keys/invite/", given).content.decode()
    found = re.search(r"http://testserver(/invitation/[\w-]+/)", page)
    assert found
    assert Client().get(found[1]).status_code == 200
    overview = text(client, "/desk/keys/")
    assert "zarina@example.org" in overview
    assert found[1] not in overview


def test_a_letter_goes_out_where_mail_is_set_up_and_names_neither_organisation_nor_purpose(
    cast: Cast, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    given = {"email": "zarina@example.org", "roles": ["case_worker"]}
    signed_in(cast.saule).post("/desk/keys/invite/", given)
    (letter,) = mail.outbox
    assert letter.to == ["zarina@example.org"]
    assert "/invitation/" in letter.body
    assert not any(word in f"{letter.subject} {letter.body}" for word in ("Umit", "Komek", "traffick", "case"))


def test_a_letter_that_cannot_be_sent_is_no_reason_to_lose_the_link(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.doors.mail.BrokenBackend"
    given = {"email": "zarina@example.org", "roles": ["case_worker"]}
    page = signed_in(cast.saule).post("/desk/keys/invite/", given).content.decode()
    assert "could not be sent" in page
    assert "/invitation/" in page


@pytest.mark.parametrize(
    "wrong",
    [{"email": "no address"}, {"roles": []}, {"roles": ["platform_admin"]}, {"roles": ["me_officer"]}],
)
def test_a_wrong_invitation_says_where_and_keeps_what_was_typed(cast: Cast, wrong: dict[str, object]) -> None:
    given = {"email": "zarina@example.org", "roles": ["case_worker"], "circles": ["cases"]} | wrong
    answer = signed_in(cast.saule).post("/desk/keys/invite/", given)
    assert answer.status_code == 422
    assert f'value="{given["email"]}"' in answer.content.decode()
    assert nothing_told("organisation.invite")


def test_a_link_is_withdrawn_after_a_question(cast: Cast) -> None:
    client = signed_in(cast.saule)
    client.post("/desk/keys/invite/", {"email": "zarina@example.org", "roles": ["case_worker"]})
    link = Invitation.objects.get()
    assert "zarina@example.org" in text(client, f"/desk/keys/invitations/{link.id}/withdraw/")
    assert Invitation.objects.get().state == "open"
    assert client.post(f"/desk/keys/invitations/{link.id}/withdraw/").status_code == 302
    assert Invitation.objects.get().state == "withdrawn"
    assert client.post(f"/desk/keys/invitations/{link.id}/withdraw/").status_code == 409


# ---- roles, leaving, beginning anew ---------------------------------------------------------------------------------


def test_roles_are_changed_on_the_page(cast: Cast) -> None:
    client = signed_in(cast.saule)
    path = f"/desk/keys/{cast.aigul.membership.id}/roles/"
    page = text(client, path)
    assert re.search(r'value="case_worker"[^>]*checked', page)
    answer = client.post(path, {"roles": ["supervisor"], "circles": ["cases"]})
    assert answer["Location"] == "/desk/keys/"
    assert Membership.objects.get(pk=cast.aigul.membership.pk).roles == ["supervisor"]


def test_a_colleague_is_removed_after_a_question_and_a_reason(cast: Cast) -> None:
    client = signed_in(cast.saule)
    path = f"/desk/keys/{cast.aigul.membership.id}/remove/"
    assert "Remove Aigul?" in text(client, path)
    assert client.post(path, {"reason": ""}).status_code == 422
    assert Membership.objects.get(pk=cast.aigul.membership.pk).active
    assert client.post(path, {"reason": "left"})["Location"] == "/desk/keys/"
    assert not Membership.objects.get(pk=cast.aigul.membership.pk).active
    assert client.get(path).status_code == 404


def test_a_refusal_of_the_house_is_shown_on_the_form(cast: Cast) -> None:
    client = signed_in(cast.saule)
    client.post(f"/desk/keys/{cast.aigul.membership.id}/remove/", {"reason": "left"})
    answer = client.post(f"/desk/keys/{cast.dina.membership.id}/remove/", {"reason": "left"})
    assert answer.status_code == 422
    assert "last who can open these files" in answer.content.decode()


def test_somebody_gets_a_link_to_begin_anew(cast: Cast) -> None:
    client = signed_in(cast.saule)
    page = client.post(f"/desk/keys/{cast.aigul.membership.id}/reset/", {"factor_lost": "on"}).content.decode()
    assert "/invitation/" in page
    link = Invitation.objects.get()
    assert (link.purpose, link.factor_lost, link.user) == ("reset", True, cast.aigul.user)


# ---- circles ------------------------------------------------------------------------------------------------------


def test_a_newcomer_is_let_in_with_the_digits_she_reads(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    Membership.objects.filter(pk=zarina.membership.pk).update(circles=["cases"])
    client = signed_in(cast.aigul)
    path = f"/desk/keys/{zarina.membership.id}/admit/{circle(cast).id}/"
    digits = vault.fingerprint(zarina.user.pk)
    page = text(client, path)
    assert digits not in page, "whoever compares must hear them, not read them here"
    wrong = client.post(path, {"fingerprint": "12345 12345"})
    assert wrong.status_code == 422
    assert 'value="12345 12345"' in wrong.content.decode()
    assert client.post(path, {"fingerprint": digits.replace(" ", "")})["Location"] == "/desk/keys/"
    assert zarina.user.pk in circle(cast).members


def test_a_circle_is_made_after_a_question() -> None:
    empty = make_organisation("Nur Bishkek")
    worker = make_member(empty, "Zarina", roles=["case_worker"])
    client = signed_in(worker)
    assert "Make the circle" in text(client, "/desk/keys/circles/new/cases/")
    assert queries.circles(empty.pk) == []
    assert client.post("/desk/keys/circles/new/cases/")["Location"] == "/desk/keys/"
    assert [c.kind for c in queries.circles(empty.pk)] == ["cases"]
    assert client.post("/desk/keys/circles/new/cases/").status_code == 409
    assert client.get("/desk/keys/circles/new/knights/").status_code == 404


def test_new_keys_are_made_and_records_follow_by_a_button_or_by_themselves(cast: Cast) -> None:
    from komek.kernel.ids import new_id

    for _ in range(3):
        vault.create(vault.Record(cast.umit.pk, new_id(), "case"), ["story"], [circle(cast).id])
    client = signed_in(cast.aigul)
    path = f"/desk/keys/circles/{circle(cast).id}/reseal/"
    answer = client.post(f"/desk/keys/circles/{circle(cast).id}/renew/")
    assert answer["Location"] == path
    page = text(client, path)
    assert "3 records left" in page
    assert "hx-post" in page
    assert "<button" in page
    done = client.post(path, {"total": "3"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in done
    assert "Every record is sealed" in done
    assert circle(cast).to_reseal == 0
    assert client.post(path, {"total": "nonsense"}).status_code == 200


# ---- sheets -------------------------------------------------------------------------------------------------------


def test_sheets_are_made_shown_once_confirmed_and_used(cast: Cast) -> None:
    client = signed_in(cast.aigul)
    page = client.post("/desk/keys/sheets/make/", {"shares": "3", "threshold": "2"}).content.decode()
    sheets = [" ".join(re.findall(r"</small> ([a-z]+)</span>", part)) for part in page.split("sheet-of-paper")[1:]]
    codes = re.findall(r'<b class="num">(\d{4})</b>', page)
    assert [len(sheet.split()) for sheet in sheets] == [20, 20, 20]
    assert not any(sheets[0] in text(client, where) for where in ("/desk/keys/", "/desk/keys/sheets/make/"))
    wrong = client.post("/desk/keys/sheets/confirm/", {"codes": " ".join(codes[:2])})
    assert wrong.status_code == 422
    assert signed_in(cast.saule).post("/desk/keys/sheets/confirm/", {"codes": " ".join(codes)}).status_code == 302
    assert queries.may_open_cases(cast.umit.pk)
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    helper = signed_in(zarina)
    few = helper.post("/desk/keys/sheets/use/", {"sheets": sheets[0]})
    assert few.status_code == 422
    assert sheets[0] in few.content.decode(), "words on paper are long to type"
    assert helper.post("/desk/keys/sheets/use/", {"sheets": "\n".join(sheets[1:])})["Location"] == "/desk/keys/"
    assert zarina.user.pk in circle(cast).members


def test_senseless_numbers_of_sheets_are_refused_beside_the_field(cast: Cast) -> None:
    answer = signed_in(cast.aigul).post("/desk/keys/sheets/make/", {"shares": "3", "threshold": "3"})
    assert answer.status_code == 422
    assert "do not make sense" in answer.content.decode()


# ---- who may open which page ----------------------------------------------------------------------------------------

ADMIN_PAGES = (
    "/desk/keys/invite/",
    "/desk/keys/{aigul}/roles/",
    "/desk/keys/{aigul}/remove/",
    "/desk/keys/{aigul}/reset/",
)
KEY_PAGES = (
    "/desk/keys/{aigul}/admit/{circle}/",
    "/desk/keys/circles/new/hotline/",
    "/desk/keys/circles/{circle}/renew/",
    "/desk/keys/circles/{circle}/reseal/",
    "/desk/keys/sheets/make/",
    "/desk/keys/sheets/use/",
)


def statuses(cast: Cast, who: Staff, pages: tuple[str, ...]) -> set[int]:
    client = signed_in(who)
    at = {"aigul": cast.aigul.membership.id, "circle": circle(cast).id}
    return {client.get(page.format(**at)).status_code for page in pages}


def test_pages_of_an_administrator_are_closed_to_colleagues(cast: Cast) -> None:
    assert statuses(cast, cast.saule, ADMIN_PAGES) == {200}
    assert statuses(cast, cast.aigul, ADMIN_PAGES) == {403}
    assert statuses(cast, cast.dina, ADMIN_PAGES) == {403}


def test_pages_of_key_holders_are_closed_to_administrators(cast: Cast) -> None:
    assert statuses(cast, cast.dina, KEY_PAGES) == {200}
    assert statuses(cast, cast.saule, KEY_PAGES) <= {403, 404}


def test_strangers_get_404_for_people_and_circles_of_others(cast: Cast) -> None:
    boss = make_member(cast.sabr, "Nurlan", roles=["organisation_admin"])
    assert statuses(cast, boss, ADMIN_PAGES[1:]) == {404}
    with_ids = tuple(page for page in KEY_PAGES if "{" in page)
    assert statuses(cast, cast.bakyt, with_ids) == {404}
    assert statuses(cast, cast.charos, ADMIN_PAGES[1:] + with_ids) == {404}


def test_a_post_by_hand_does_no_more_than_the_page_would(cast: Cast) -> None:
    at = {"aigul": cast.dina.membership.id, "circle": circle(cast).id}
    client = signed_in(cast.aigul)
    for page in ADMIN_PAGES:
        assert client.post(page.format(**at), {"reason": "left", "roles": ["case_worker"]}).status_code == 403
    boss = signed_in(cast.saule)
    for page in KEY_PAGES:
        assert boss.post(page.format(**at), {"fingerprint": "1"}).status_code in {403, 404}
    assert Membership.objects.get(pk=cast.dina.membership.pk).active
    assert circle(cast).generation == 1
