"""The eleven signs beside a contact: yes, no, declined, and not asked, which is what an untouched sign is."""

import html
import re

import pytest
from django.test import Client

from komek.care.cases.models import Case
from komek.care.cases.queries import reading
from komek.care.hotline import sealing
from komek.care.hotline.actions import writing
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import questions
from komek.foundations import vault
from komek.kernel import codes
from tests.access.forms import Field, forms
from tests.care.cases.pages import words
from tests.care.hotline.conftest import Line
from tests.care.hotline.conftest import line as line  # noqa: PLC0414 - the fixture
from tests.care.hotline.told import REACH, talk
from tests.doors.test_hotline_pages import SAID
from tests.factories.orgs import signed_in

pytestmark = pytest.mark.slow

NEW = "/desk/hotline/new/"
TYPED = {name: said for name, said in SAID.items() if not name.startswith("sign_")}
ANSWERS = {"isolation": "yes", "debt_bondage": "yes", "deception": "no", "withholding_of_wages": "declined"}
POSTED = {f"sign_{code}": answer for code, answer in ANSWERS.items()}


@pytest.fixture
def zarina(line: Line) -> Client:
    return signed_in(line.zarina)


def only() -> Contact:
    return Contact.objects.get()


def held(line: Line) -> dict[str, str]:
    """Give the answers that the contact holds."""
    return dict(sealing.talk(only(), by=line.aigul.actor).signs)


def draft_url() -> str:
    return f"/desk/hotline/contact/{only().pk}/draft/"


def asked(page: str) -> dict[str, Field]:
    """Give the signs of a page, by their codes."""
    (form,) = [each for each in forms(page) if "safe" in each.fields]
    return {name.removeprefix("sign_"): each for name, each in form.fields.items() if name.startswith("sign_")}


def test_every_sign_may_be_answered_in_four_ways_and_an_untouched_one_was_not_asked(line: Line, zarina: Client) -> None:
    signs = asked(zarina.get(NEW).content.decode())
    assert list(signs) == questions()
    assert len(signs) == 11
    for code, field in signs.items():
        assert (field.kind, field.options) == ("radio", ["yes", "no", "declined", "not_asked"]), code
        assert field.chosen == ["not_asked"], code
    zarina.post(NEW, {**TYPED, **{f"sign_{code}": field.chosen[0] for code, field in signs.items()}, "act": "finish"})
    assert held(line) == {}


def test_every_answer_has_its_word_beside_it_in_a_group_named_by_the_sign(zarina: Client) -> None:
    page = zarina.get(NEW).content.decode()
    label = html.escape(str(codes.get("ilo:ilo_forced_labour_11")["isolation"].label))
    (group,) = re.findall(rf"<fieldset[^>]*><legend>{label}</legend>(.*?)</fieldset>", page, re.DOTALL)
    told = re.findall(r'<label for="(\w+)".*?<input[^>]*value="(\w+)"[^>]*id="(\w+)"[^>]*>([^<]+)<', group)
    assert [(value, word) for _for, value, _id, word in told] == [
        ("yes", "Yes"),
        ("no", "No"),
        ("declined", "Declined"),
        ("not_asked", "Not asked"),
    ]
    assert all(goes_to == here for goes_to, _value, here, _word in told)


def test_no_and_declined_are_kept_beside_yes_and_stand_apart_on_the_page(line: Line, zarina: Client) -> None:
    answer = zarina.post(NEW, {**TYPED, **POSTED, "act": "finish"})
    assert held(line) == ANSWERS
    page = words(zarina.get(answer.headers["Location"]))
    label = {code: str(codes.get("ilo:ilo_forced_labour_11")[code].label) for code in ANSWERS}
    assert f"Signs that were heard {label['isolation']}, {label['debt_bondage']} " in page
    assert f"Signs answered with no {label['deception']} " in page
    assert f"Signs where the answer was declined {label['withholding_of_wages']} " in page


def test_a_draft_comes_again_with_every_answer_and_says_how_many(line: Line, zarina: Client) -> None:
    assert " answered" not in words(zarina.get(NEW))
    zarina.post(NEW, {**TYPED, **POSTED, "act": "keep"})
    page = zarina.get(draft_url())
    assert {code: field.chosen for code, field in asked(page.content.decode()).items()} == {
        code: [ANSWERS.get(code, "not_asked")] for code in questions()
    }
    assert "4 answered" in words(page)
    zarina.post(draft_url(), {**TYPED, **POSTED, "sign_isolation": "not_asked", "sign_deception": "yes", "act": "keep"})
    assert held(line) == {"debt_bondage": "yes", "deception": "yes", "withholding_of_wages": "declined"}
    zarina.post(draft_url(), {**TYPED, "act": "finish"})
    assert (only().state, held(line)) == ("final", {})


def test_an_answer_that_the_page_does_not_offer_stays_in_a_draft(line: Line, zarina: Client) -> None:
    told = talk(signs={"isolation": "unknown", "deception": "no"})
    writing.begin_contact(talk=told, reach=REACH, by=line.zarina.actor)
    assert asked(zarina.get(draft_url()).content.decode())["isolation"].chosen == ["not_asked"]
    zarina.post(draft_url(), {**TYPED, "act": "keep"})
    assert held(line) == {"isolation": "unknown"}
    zarina.post(draft_url(), {**TYPED, "sign_isolation": "no", "act": "finish"})
    assert held(line) == {"isolation": "no"}


def test_what_was_answered_survives_a_shut_keyring(line: Line, zarina: Client) -> None:
    (form,) = [each for each in forms(zarina.get(NEW).content.decode()) if "safe" in each.fields]
    vault.lock(zarina.session.session_key or "")
    untouched = {f"sign_{code}": "not_asked" for code in questions()}
    zarina.post(NEW, {**TYPED, **untouched, **POSTED, "draft_ticket": form.fields["draft_ticket"].value})
    signs = asked(signed_in(line.zarina, client=zarina).get(NEW).content.decode())
    assert {code: field.chosen for code, field in signs.items()} == {
        code: [ANSWERS.get(code, "not_asked")] for code in questions()
    }


def test_looking_something_up_keeps_the_answers_and_a_forged_one_opens_the_list(zarina: Client) -> None:
    page = zarina.post(NEW, {**TYPED, **POSTED, "act": "look"}).content.decode()
    assert asked(page)["withholding_of_wages"].chosen == ["declined"]
    assert '<details class="card pad signs more">' in page
    refused = zarina.post(NEW, {**TYPED, **POSTED, "sign_isolation": "perhaps", "act": "finish"})
    assert refused.status_code == 422
    assert '<details class="card pad signs more" open>' in refused.content.decode()
    assert not Contact.objects.exists()


def test_every_answer_goes_on_to_the_screening_of_the_case(line: Line, zarina: Client) -> None:
    zarina.post(NEW, {**TYPED, **POSTED, "act": "finish"})
    signed_in(line.aigul).post(f"/desk/hotline/contact/{only().pk}/case/", {"kind": "full"})
    assert reading.short_answers(Case.objects.get(), by=line.aigul.actor) == ANSWERS
