"""The pages of a person, through the gate: what they show, what they hide, and that nothing typed is lost."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from komek.care import people
from komek.care.people.models import DuplicateLink, Person
from komek.care.people.nouns import Identity, Paper, Tie
from komek.doors.desk import drafts, rooms
from komek.doors.desk.page import PAGES
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.missing import Missing
from komek.kernel.partialdate import PartialDate
from tests.care.people.entries import last_entry, verbs
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow

SECRETS = ("Каримова", "+77012345678", "12 May 1998")


@pytest.fixture
def client(cast: Cast) -> Client:
    """Aigul at her desk."""
    return signed_in(cast.aigul)


def at(name: str, person: Person | None = None, **more: Any) -> str:
    return reverse(f"desk:{name}", kwargs={"person": person.pk, **more} if person else more)


def text(response: Any) -> str:
    return unescape(str(response.content, "utf-8"))


def test_search_shows_an_empty_line_and_never_takes_a_name_from_an_address(client: Client, shakhnoza: Person) -> None:
    answer = client.get(at("search"), {"q": "Каримова"})
    assert answer.status_code == 200
    assert "Шахноза К." not in text(answer)
    assert "person.search" not in verbs()


def test_a_search_shows_who_and_why_and_is_on_record(client: Client, shakhnoza: Person) -> None:
    page = text(client.post(at("search"), {"q": "Shaxnoza Karimova"}))
    assert "Шахноза К." in page
    assert "Same given name in another spelling" in page
    assert "Same surname in another spelling" in page
    assert not any(secret in page for secret in SECRETS)
    assert last_entry().objects_seen == [shakhnoza.pk]


def test_a_search_that_finds_nobody_goes_on_without_typing_again(client: Client) -> None:
    page = text(client.post(at("search"), {"q": "Мадина Юсупова 1999"}))
    assert "Nobody on record fits" in page
    ticket = page.split('search/new/person/"')[1].split('draft_ticket" value="')[1].split('"')[0]
    typed = {"draft_ticket": ticket, "given": "Мадина", "surname": "Юсупова", "born_year": "1999"}
    answer = client.post(at("search-new", form="person"), typed, follow=True)
    form = text(answer)
    assert 'value="Мадина"' in form
    assert 'value="1999"' in form
    assert "%D0" not in answer.redirect_chain[-1][0]


def test_an_unfinished_form_is_not_overwritten_by_a_search(client: Client, cast: Cast) -> None:
    vault.keep_draft(cast.aigul.user.pk, "person", None, b'{"given": ["unfinished"]}')
    ticket = vault.draft_ticket(cast.aigul.user.pk, "person", None)
    page = text(client.post(at("search-new", form="person"), {"draft_ticket": ticket, "given": "x"}, follow=True))
    assert 'value="unfinished"' in page


def test_a_case_number_opens_the_case(client: Client, shakhnoza: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("komek.doors.desk.people.search._case", lambda request, number: shakhnoza.pk)
    answer = client.post(at("search"), {"q": "kz-26-0147"})
    assert answer.headers["Location"] == reverse("desk:case", kwargs={"case": shakhnoza.pk})


def test_the_page_is_veiled_until_the_identity_is_shown(client: Client, shakhnoza: Person, aigul: Actor) -> None:
    people.add_document(person=shakhnoza, paper=Paper(kind="passport", number="AC1234567", state="held"), by=aigul)
    page = text(client.get(at("person", shakhnoza)))
    assert "Шахноза К." in page
    assert "after six" in page
    assert "Passport" in page
    assert "Quick exit" in page
    assert not any(secret in page for secret in (*SECRETS, "AC1234567"))
    assert last_entry().verb == "person.read"


def test_showing_the_identity_is_a_post_and_on_record(client: Client, shakhnoza: Person) -> None:
    assert client.get(at("person-show", shakhnoza)).status_code == 405
    page = text(client.post(at("person-show", shakhnoza)))
    assert "Каримова" in page
    assert "+77012345678" in page
    assert "person.show_identity" in verbs()


def test_a_new_person_is_compared_first_and_registered_when_answered(client: Client, shakhnoza: Person) -> None:
    typed = {"given": "Shaxnoza", "surname": "Karimova", "sex": "female", "education_missing": "declined"}
    answer = client.post(at("person-new"), typed)
    page = text(answer)
    assert answer.status_code == 422
    assert 'value="Shaxnoza"' in page
    assert "Somebody alike is on record already" in page
    client.post(at("person-new"), {**typed, "not_these": [str(shakhnoza.pk)]})
    twin = Person.objects.exclude(pk=shakhnoza.pk).get()
    assert "person.register" in verbs()
    assert twin.registered_on is not None


def test_answers_that_were_not_given_keep_their_reason(client: Client, aigul: Actor) -> None:
    client.post(
        at("person-new"), {"given": "Ойгуль", "born_year": "1990", "born_month": "5", "sex_missing": "declined"}
    )
    told = people.identity(Person.objects.get(), by=aigul)
    assert told == Identity(given="Ойгуль", born=PartialDate(1990, 5), sex=Missing.DECLINED)


def test_correcting_shows_what_is_on_record_and_keeps_what_is_not_on_the_form(
    client: Client, shakhnoza: Person, aigul: Actor
) -> None:
    page = text(client.get(at("person-identity", shakhnoza)))
    assert 'value="Каримова"' in page
    assert "person.show_identity" in verbs()
    typed = {"given": "Шахноза", "surname": "Юсупова", "born_year": "1998", "other_names": "Каримова\n Шоха "}
    client.post(at("person-identity", shakhnoza), typed)
    told = people.identity(shakhnoza_now(shakhnoza), by=aigul)
    assert (told.surname, told.other_names, told.born) == ("Юсупова", ("Каримова", "Шоха"), PartialDate(1998))


def test_telephones_are_written_in_one_form_and_a_wrong_one_is_named_by_its_line(
    client: Client, shakhnoza: Person, aigul: Actor
) -> None:
    wrong = client.post(at("person-contact", shakhnoza), {"phones": "8 701 111 22 33\nno number", "call_when": "late"})
    assert wrong.status_code == 422
    assert "Line 2 is not a telephone number" in text(wrong)
    assert 'value="late"' in text(wrong)
    typed = {"phones": "8 701 111 22 33", "telegram": "@shoha", "languages": ["uzb"], "other_language": "tat"}
    client.post(at("person-contact", shakhnoza), typed)
    told = people.contact(shakhnoza_now(shakhnoza), by=aigul)
    assert (told.phones, told.messengers, told.languages) == (("+77011112233",), {"telegram": "@shoha"}, ("uzb", "tat"))


def test_contact_comes_back_into_its_form(client: Client, shakhnoza: Person) -> None:
    page = text(client.get(at("person-contact", shakhnoza)))
    assert "+77012345678" in page
    assert 'value="after six"' in page


FORMS = {
    "person-document": {"kind": "passport", "number": "AC1234567", "state": "withheld", "withheld_by": "the employer"},
    "person-stay": {"basis": "visa", "expires_on": "2027-01-31", "number_missing": "declined"},
    "person-interview": {"day": "2026-11-02", "language": "uzb", "interpreter": "Малика", "vetting": "vetted"},
    "person-veto": {"name": "Зарина"},
    "person-identity": {"given": "Шахноза"},
    "person-contact": {"call_by": "a woman"},
}


@pytest.mark.parametrize("name", FORMS)
def test_each_page_opens_and_writes_down_what_was_typed(client: Client, shakhnoza: Person, name: str) -> None:
    assert client.get(at(name, shakhnoza)).status_code == 200
    answer = client.post(at(name, shakhnoza), FORMS[name], follow=True)
    assert answer.redirect_chain == [(at("person", shakhnoza), 302)]
    assert "written down" in text(answer) or "refused" in text(answer)


@pytest.mark.parametrize("name", FORMS)
def test_a_draft_comes_back_into_its_form_and_goes_when_it_is_saved(
    client: Client, cast: Cast, shakhnoza: Person, name: str
) -> None:
    ticket = vault.draft_ticket(cast.aigul.user.pk, name, shakhnoza.pk)
    client.post(reverse("desk:drafts"), {**FORMS[name], "draft_ticket": ticket})
    (kept,) = vault.drafts(cast.aigul.keyring, form=name)
    assert drafts.FORMS[name].url(kept.record) == at(name, shakhnoza)
    page = text(client.get(at(name, shakhnoza)))
    assert any(value in page for value in FORMS[name].values())
    client.post(at(name, shakhnoza), FORMS[name])
    assert vault.drafts(cast.aigul.keyring, form=name) == []


def test_a_barred_interpreter_is_named_beside_the_field_and_nothing_typed_is_lost(
    client: Client, shakhnoza: Person
) -> None:
    answer = client.post(at("person-interview", shakhnoza), {**FORMS["person-interview"], "vetting": "barred"})
    assert answer.status_code == 422
    assert "The vetting says so." in text(answer)
    assert 'value="Малика"' in text(answer)


def test_an_ended_document_is_gone_from_the_page(client: Client, shakhnoza: Person, aigul: Actor) -> None:
    row = people.add_document(person=shakhnoza, paper=Paper(kind="passport"), by=aigul)
    client.post(at("person-document-end", shakhnoza, document=row.pk))
    assert "Passport" not in text(client.get(at("person", shakhnoza)))


def test_a_new_relative_is_registered_and_shown_from_both_sides(
    client: Client, shakhnoza: Person, aigul: Actor
) -> None:
    typed = {"given": "Али", "born_year": "2019", "kind": "child", "guardian": "person", "suspect": "no"}
    client.post(at("person-relative", shakhnoza), typed)
    child = Person.objects.exclude(pk=shakhnoza.pk).get()
    assert people.standing(child, by=aigul).guardians == (shakhnoza.pk,)
    (seen,) = people.sheet(shakhnoza, by=aigul).relatives
    assert (seen.other.name, seen.tie.kind) == ("Али", "child")
    page = text(client.get(at("person", child)))
    assert "Mother or father" in page
    assert "The guardian may sign" in page


def test_a_relative_on_record_is_chosen_not_registered_again(client: Client, shakhnoza: Person, aigul: Actor) -> None:
    aunt = people.register_person(identity=Identity(given="Мадина", surname="Юсупова"), by=aigul)
    typed = {"given": "Madina", "surname": "Yusupova", "kind": "aunt_uncle", "guardian": "no", "suspect": "not_asked"}
    page = text(client.post(at("person-relative", shakhnoza), typed))
    assert "Is it one of these?" in page
    assert 'value="Madina"' in page
    client.post(at("person-relative", shakhnoza), {**typed, "who": str(aunt.pk)})
    assert Person.objects.count() == 2
    assert people.sheet(shakhnoza, by=aigul).relatives[0].other.id == aunt.pk


def test_none_of_these_registers_the_relative(client: Client, shakhnoza: Person, aigul: Actor) -> None:
    aunt = people.register_person(identity=Identity(given="Мадина", surname="Юсупова"), by=aigul)
    typed = {"given": "Madina", "surname": "Yusupova", "kind": "sibling", "guardian": "no", "suspect": "not_asked"}
    client.post(at("person-relative", shakhnoza), {**typed, "who": "new", "not_these": [str(aunt.pk)]})
    assert Person.objects.count() == 3


def test_the_end_of_a_tie_is_a_post(client: Client, shakhnoza: Person, aigul: Actor) -> None:
    other = people.register_person(identity=Identity(given="Мадина"), by=aigul)
    row = people.relate(person=shakhnoza, other=other, tie=Tie(kind="friend"), by=aigul)
    client.post(at("person-relation-end", other, relation=row.pk))
    assert not people.sheet(shakhnoza, by=aigul).relatives


def test_two_decide_for_a_child_whose_guardian_may_be_the_suspect(client: Client, cast: Cast, aigul: Actor) -> None:
    child = people.register_person(identity=Identity(given="Али", born=PartialDate(2019)), by=aigul)
    father = people.register_person(identity=Identity(given="Рустам"), by=aigul)
    people.relate(person=child, other=father, tie=Tie(kind="parent", guardian=True, suspect="yes"), by=aigul)
    assert "does not sign" in text(client.get(at("person", child)))
    typed = {"day": "2026-11-02", "words": "with my aunt", "basis": "guardian"}
    refused = client.post(at("person-view", child), typed)
    assert "No guardian can speak for this child." in text(refused)
    client.post(at("person-view", child), {**typed, "basis": "best_interests", "motive": "the father sold her"})
    view = child.views.get()
    assert "second signature is due" in text(client.get(at("person", child)))
    again = client.post(at("person-view-sign", child, view=view.pk))
    assert again.status_code == 409
    signed_in(cast.dina).post(at("person-view-sign", child, view=view.pk))
    assert "signed by Dina" in text(client.get(at("person", child)))


def test_two_files_are_proposed_compared_confirmed_and_parted_again(
    client: Client, cast: Cast, shakhnoza: Person, aigul: Actor
) -> None:
    identity = Identity(given="Shaxnoza", surname="Karimova")
    twin = people.register_person(identity=identity, none_of=[shakhnoza.pk], by=aigul)
    assert "Шахноза К." in text(client.get(at("person-alike", twin)))
    page = text(client.get(at("person-pair", shakhnoza, other=twin.pk)))
    assert "Karimova" in page
    assert "Каримова" in page
    assert "Same surname in another spelling" in page
    assert "person.compare" in verbs()
    client.post(at("person-pair", shakhnoza, other=twin.pk), {"words": "same voice"})
    link = DuplicateLink.objects.get()
    assert client.post(at("person-link", shakhnoza, link=link.pk, step="confirm")).status_code == 409
    dina = signed_in(cast.dina)
    assert "One person: link them" in text(dina.get(at("person-pair", twin, other=shakhnoza.pk)))
    dina.post(at("person-link", shakhnoza, link=link.pk, step="confirm"))
    assert people.linked(shakhnoza) == [twin.pk]
    assert "same voice" in text(client.get(at("person", twin)))
    client.post(at("person-link", twin, link=link.pk, step="end"))
    assert people.linked(shakhnoza) == []
    assert client.post(at("person-link", twin, link=link.pk, step="merge")).status_code == 404
    assert client.get(at("person-pair", twin, other=twin.pk)).status_code == 404


def test_the_history_tells_who_looked(client: Client, shakhnoza: Person) -> None:
    client.post(at("person-show", shakhnoza))
    page = text(client.get(at("person-history", shakhnoza)))
    assert "Aigul" in page
    assert "unveiled the identity" in page
    assert "registered a person" in page


def test_a_copy_for_her_is_a_post_and_on_record(client: Client, shakhnoza: Person) -> None:
    assert client.get(at("person-copy", shakhnoza)).status_code == 405
    assert "+77012345678" in text(client.post(at("person-copy", shakhnoza)))
    assert last_entry().verb == "person.export"


def test_erasing_asks_first_and_gives_a_slip_in_her_language(client: Client, cast: Cast, shakhnoza: Person) -> None:
    assert client.get(at("person-erase", shakhnoza)).status_code == 403
    dina = signed_in(cast.dina)
    assert "Erase for ever" in text(dina.get(at("person-erase", shakhnoza)))
    slip = text(dina.post(at("person-erase", shakhnoza), {"reason": "wish", "language": "ru"}))
    assert 'lang="ru"' in slip
    assert "This person was erased" in text(client.get(at("person", shakhnoza)))


def shakhnoza_now(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


rooms.load()
ROOM = sorted(each.code for each in PAGES if each.code.startswith(("person", "search")))


def keys(name: str, person: Person) -> dict[str, Any]:
    """Fill the route of a page: the person first, then ids of nothing."""
    route = PAGES[name].route
    values: dict[str, Any] = {"person": person.pk, "form": "person", "step": "end"}
    values |= dict.fromkeys(("document", "relation", "view", "link", "other"), person.pk)
    return {key: value for key, value in values.items() if f":{key}>" in route}


@pytest.mark.parametrize("name", ROOM)
def test_strangers_see_nothing_and_colleagues_without_the_role_are_refused(
    cast: Cast, shakhnoza: Person, name: str
) -> None:
    url = reverse(f"desk:{name}", kwargs=keys(name, shakhnoza))
    method = "post" if "GET" not in PAGES[name].methods else "get"
    about_her = "person" in keys(name, shakhnoza)
    assert getattr(signed_in(cast.saule), method)(url).status_code == 403
    assert getattr(signed_in(cast.charos), method)(url).status_code == (404 if about_her else 403)
    if about_her and name != "person-erase":
        assert getattr(signed_in(cast.bakyt), method)(url).status_code == 404


@pytest.mark.parametrize("name", ROOM)
def test_nobody_gets_in_signed_out_or_locked(cast: Cast, shakhnoza: Person, name: str) -> None:
    url = reverse(f"desk:{name}", kwargs=keys(name, shakhnoza))
    assert Client().get(url).headers["Location"].startswith("/sign-in/")
    assert signed_in(cast.aigul, locked=True).get(url).headers["Location"].startswith("/unlock/")


@pytest.mark.parametrize("rows", [1, 12])
def test_the_pages_take_the_same_queries_whatever_is_on_them(
    client: Client, shakhnoza: Person, aigul: Actor, rows: int, django_assert_max_num_queries: Any
) -> None:
    names = ("Алия", "Барно", "Вера", "Гуля", "Дина", "Зоя", "Ирода", "Клара", "Лола", "Мира", "Нора", "Олеся")
    for name in names[:rows]:
        other = people.register_person(identity=Identity(given=name, surname="Каримова"), by=aigul)
        people.relate(person=shakhnoza, other=other, tie=Tie(kind="sibling"), by=aigul)
        people.add_document(person=shakhnoza, paper=Paper(kind="passport", number=f"AC123456{name}"), by=aigul)
    with django_assert_max_num_queries(26):
        client.get(at("person", shakhnoza))
    with django_assert_max_num_queries(20):
        client.post(at("search"), {"q": "Каримова"})


def test_what_was_typed_meets_a_locked_door_and_waits_as_a_draft(cast: Cast, shakhnoza: Person) -> None:
    ticket = vault.draft_ticket(cast.aigul.user.pk, "person-contact", shakhnoza.pk)
    locked = signed_in(cast.aigul, locked=True)
    answer = locked.post(at("person-contact", shakhnoza), {"call_when": "never before ten", "draft_ticket": ticket})
    assert "kept=1" in answer.headers["Location"]
    page = text(signed_in(cast.aigul).get(at("person-contact", shakhnoza)))
    assert 'value="never before ten"' in page


def test_the_desk_speaks_russian(cast: Cast, shakhnoza: Person) -> None:
    client = signed_in(cast.aigul)
    client.cookies["language"] = "ru"
    for name in ("person", "person-identity", "person-contact", "person-relative", "person-view"):
        assert client.get(at(name, shakhnoza)).status_code == 200
