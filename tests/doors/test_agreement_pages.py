"""Pages of consents, bases, approvals and shared cases: what is typed arrives, a stranger gets nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from komek.care.cases.actions.approvals import ask_approval
from komek.care.cases.actions.consent import withdraw_consent
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Approval, ApprovalRule, Case, Consent, LegalBasis
from komek.care.cases.models.consent import Disclosure
from komek.care.cases.queries import agreements
from komek.care.cases.texts import LANGUAGES, texts
from komek.foundations.audit.models import Entry
from komek.foundations.orgs.models import Organisation
from tests.care.cases.consents import MOTIVE, POLICE, agree, decide, opens, sabr
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow


@pytest.fixture
def case(cast: Cast) -> Case:
    Organisation.objects.update(demo=True)
    return make_case(cast.aigul, words="He kept my passport.", needs=("shelter",))


@pytest.fixture
def aigul(cast: Cast) -> Client:
    return signed_in(cast.aigul)


@pytest.fixture
def dina(cast: Cast) -> Client:
    return signed_in(cast.dina)


def url(name: str, **keys: Any) -> str:
    return reverse(f"desk:{name}", kwargs=keys)


def answer(cast: Cast, **said: Any) -> dict[str, Any]:
    return {
        "purpose": "referral_org",
        "recipient": f"organisation:{cast.sabr.pk}",
        "groups": ["identity", "story"],
        "language": "uz",
        "answer": "given",
        "form": "written",
        "giver": "individual",
        **said,
    }


def test_a_yes_typed_on_the_page_opens_the_groups(cast: Cast, case: Case, aigul: Client) -> None:
    page = aigul.get(url("consent-new", case=case.pk))
    assert page.status_code == 200
    assert "what happened to you" in page.content.decode()
    answered = aigul.post(url("consent-new", case=case.pk), answer(cast, words="By phone."))
    assert answered.status_code == 302, answered.content.decode()
    assert opens(cast.bakyt, case) == {"identity", "story"}
    row = Consent.objects.get()
    assert row.expires_on is not None
    assert (row.expires_on - timezone.localdate()).days == 180
    listed = aigul.get(url("consents", case=case.pk)).content.decode()
    assert "Sabr Osh" in listed
    assert "Sabr Osh" in aigul.get(url("case", case=case.pk)).content.decode()
    assert "By phone." in aigul.get(url("consent", consent=row.pk)).content.decode()


def test_a_wrong_answer_loses_nothing(cast: Cast, case: Case, aigul: Client) -> None:
    said = answer(cast, groups=[], witness="Гульнара", recipient="body:police", recipient_name="Офицер")
    page = aigul.post(url("consent-new", case=case.pk), said)
    assert page.status_code == 422
    assert "Гульнара" in page.content.decode()
    assert not Consent.objects.exists()


def test_a_no_needs_no_groups_and_is_shown_next_time(cast: Cast, case: Case, aigul: Client) -> None:
    said = answer(cast, answer="refused", groups=[], recipient="body:police", purpose="law_enforcement")
    assert aigul.post(url("consent-new", case=case.pk), said).status_code == 302
    assert "The person said no before" in aigul.get(url("consent-new", case=case.pk)).content.decode()


def test_the_page_asks_again_only_what_the_person_brings_up(cast: Cast, case: Case, aigul: Client) -> None:
    page = url("consent-new", case=case.pk)
    said = answer(cast, recipient="body:police", purpose="law_enforcement")
    assert aigul.post(page, {**said, "answer": "refused", "groups": []}).status_code == 302
    choices = aigul.get(page).context["form"].fields["purpose"].choices
    assert "law_enforcement" not in [value for value, _label in choices]
    assert [value for value, _label in choices[-1][1]] == ["law_enforcement"]
    again = aigul.post(page, said)
    assert again.status_code == 422
    assert again.context["form"].errors["own_wish"]
    assert aigul.post(page, {**said, "own_wish": "on"}).status_code == 302
    assert "law_enforcement" in [value for value, _label in aigul.get(page).context["form"].fields["purpose"].choices]


def test_second_signatures_stand_in_the_menu_of_those_who_may_sign(cast: Cast, case: Case, dina: Client) -> None:
    address = reverse("desk:signatures")
    decide(case, cast.aigul, POLICE, "story", danger=True)
    assert f'href="{address}"' in dina.get(reverse("desk:cases")).content.decode()
    assert case.number in dina.get(address).content.decode()
    counts = signed_in(cast.charos).get(reverse("desk:home")).content.decode()
    assert address not in counts


def test_the_text_is_shown_in_her_language_before_she_answers(cast: Cast, case: Case, aigul: Client) -> None:
    said = answer(cast, language="tg", look="1")
    page = aigul.post(url("consent-new", case=case.pk), said).content.decode()
    assert texts("tg").say("consent", "title") in page
    assert "draft translation" in page
    last = timezone.localdate() + timedelta(days=180)
    assert texts("tg").say("consent", "until", date=f"{last:%d.%m.%Y}") in page
    assert not Consent.objects.exists()
    part = aigul.post(url("consent-text", case=case.pk), said, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert texts("tg").say("group", "story") in part
    paper = aigul.post(url("consent-text", case=case.pk), said).content.decode()
    assert texts("tg").say("page", "signature") in paper
    assert "draft" not in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_rights_are_printed_in_every_language(aigul: Client, language: str) -> None:
    page = aigul.get(url("client-rights", language=language)).content.decode()
    assert texts(language).lines("rights", "items")[0] in page
    assert aigul.get(url("client-rights", language="xx")).status_code == 404


def test_before_it_is_taken_back_the_page_says_who_saw_what(cast: Cast, case: Case, aigul: Client) -> None:
    row = agree(case, cast.aigul, sabr(cast), "story")
    assert "has opened or been given anything" in aigul.get(url("consent", consent=row.pk)).content.decode()
    signed_in(cast.bakyt).get(url("case-shared", case=case.pk))
    assert "Sabr Osh" in aigul.get(url("consent", consent=row.pk)).content.decode()
    assert aigul.post(url("consent", consent=row.pk), {"reason": "safety"}).status_code == 302
    assert Consent.objects.get().state == "withdrawn"
    assert opens(cast.bakyt, case) == set()


def test_the_receiver_sees_what_was_opened_and_never_more(cast: Cast, case: Case) -> None:
    bakyt = signed_in(cast.bakyt)
    shared = url("case-shared", case=case.pk)
    assert bakyt.get(shared).status_code == 404
    row = agree(case, cast.aigul, sabr(cast), "story")
    page = bakyt.get(shared).content.decode()
    assert "He kept my passport." in page
    assert "Шахноза" not in page
    assert "Closed to you" in page
    assert Entry.objects.filter(verb="case.read_shared", object=case.pk, organisation=cast.sabr.pk).exists()
    agree(case, cast.aigul, sabr(cast), "identity", purpose="share_for_service")
    assert "Шахноза" in bakyt.get(shared).content.decode()
    assert case.number in bakyt.get(url("cases-shared")).content.decode()
    withdraw_consent(consent=row, reason="safety", by=cast.aigul.actor)
    assert "He kept my passport." not in bakyt.get(shared).content.decode()


def test_every_other_page_of_a_shared_case_stays_shut(cast: Cast, case: Case) -> None:
    agree(case, cast.aigul, sabr(cast), "identity", "contact", "story", "medical", "legal", "operational")
    bakyt = signed_in(cast.bakyt)
    for name in ("case", "case-history", "told", "screenings", "consents", "consent-new", "disclose", "basis-new"):
        assert bakyt.get(url(name, case=case.pk)).status_code == 404, name
    assert case.number not in bakyt.get(url("cases")).content.decode()


def test_acting_alone_and_the_second_signature(cast: Cast, case: Case, aigul: Client, dina: Client) -> None:
    said = {
        "basis": "vital_interest",
        "recipient": "body:police",
        "groups": ["contact"],
        "motive": MOTIVE,
        "danger": "on",
    }
    assert aigul.post(url("basis-new", case=case.pk), said).status_code == 302
    row = LegalBasis.objects.get()
    assert row.state == "alone"
    page = aigul.get(url("basis", basis=row.pk)).content.decode()
    assert MOTIVE in page
    assert "A colleague reads it and signs" in page
    assert case.number in dina.get(url("signatures")).content.decode()
    assert case.number in dina.get(url("home")).content.decode()
    assert dina.post(url("basis", basis=row.pk), {"refuse": "1", "words": ""}).status_code == 422
    assert dina.post(url("basis", basis=row.pk), {"sign": "1", "words": "I read it."}).status_code == 302
    assert LegalBasis.objects.get().state == "in_force"
    assert case.number not in dina.get(url("signatures")).content.decode()
    told = {"told_on": timezone.localdate().isoformat()}
    assert aigul.post(url("basis-told", basis=row.pk), told).status_code == 302
    assert aigul.post(url("basis-end", basis=row.pk)).status_code == 302
    assert LegalBasis.objects.get().state == "ended"


def test_a_thin_motive_is_refused_beside_its_field(cast: Cast, case: Case, aigul: Client) -> None:
    said = {"basis": "court_order", "recipient": "body:police", "groups": ["contact"], "motive": "urgent"}
    page = aigul.post(url("basis-new", case=case.pk), said)
    assert page.status_code == 422
    assert "The motive is missing." in page.content.decode()


def test_what_is_passed_on_is_chosen_by_its_ground(cast: Cast, case: Case, aigul: Client) -> None:
    assert "Nothing may be passed on" in aigul.get(url("disclose", case=case.pk)).content.decode()
    row = agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement")
    said = {"ground": str(row.pk), "name": "Офицер Ахметов", "words": "A letter."}
    assert aigul.post(url("disclose", case=case.pk), said).status_code == 302
    assert Disclosure.objects.get().groups == ["story"]
    assert aigul.post(url("disclose", case=case.pk), {"ground": str(uuid4())}).status_code == 422


def test_an_approval_from_question_to_answer(cast: Cast, case: Case, aigul: Client, dina: Client) -> None:
    assert dina.post(url("approval-rules"), {"kinds": ["case_closing", "erasure"]}).status_code == 302
    assert ApprovalRule.objects.count() == 2
    assert dina.post(url("approval-rules"), {"kinds": ["erasure"]}).status_code == 302
    assert agreements.wanted(cast.umit.pk) == {"erasure"}
    said = {"kind": "export", "words": "A ticket home."}
    assert aigul.post(url("approval-new", case=case.pk), said).status_code == 302
    assert aigul.post(url("approval-new", case=case.pk), said).status_code == 422
    row = Approval.objects.get()
    assert "request waits for your decision" in dina.get(url("home")).content.decode()
    assert "A ticket home." in dina.get(url("approval", approval=row.pk)).content.decode()
    assert dina.post(url("approval", approval=row.pk), {"approved": "no", "words": ""}).status_code == 422
    assert dina.post(url("approval", approval=row.pk), {"approved": "yes", "words": "Yes."}).status_code == 302
    assert Approval.objects.get().state == "approved"
    assert "Nothing waits" in dina.get(url("approvals")).content.decode()


def test_a_stranger_gets_404_and_a_colleague_403(cast: Cast, case: Case) -> None:
    consent = agree(case, cast.aigul, Recipient(body="health"), "medical")
    basis = decide(case, cast.aigul, POLICE, "story", basis="court_order")
    approval = ask_approval(case=case, kind="expense", by=cast.aigul.actor)
    pages = [url(name, case=case.pk) for name in ("consents", "consent-new", "basis-new", "disclose", "approval-new")]
    pages += [url("consent", consent=consent.pk), url("basis", basis=basis.pk), url("approval", approval=approval.pk)]
    for staff, status in ((cast.bakyt, 404), (cast.charos, 404), (cast.saule, 403)):
        client = signed_in(staff)
        assert [client.get(page).status_code for page in pages] == [status] * len(pages)
    assert signed_in(cast.saule).get(url("approval-rules")).status_code == 403


def test_what_she_read_is_shown_again_and_a_blank_form_is_printed(cast: Cast, case: Case, aigul: Client) -> None:
    row = agree(case, cast.aigul, sabr(cast), "story", language="kk")
    shown = aigul.get(url("consent-paper", consent=row.pk)).content.decode()
    assert texts("kk").say("group", "story") in shown
    assert "Sabr Osh" in shown
    assert "Consent" in aigul.get(url("blank-consent")).content.decode()
    assert "Consent" in aigul.get(url("case", case=case.pk)).content.decode()
    assert signed_in(cast.bakyt).get(url("consent-paper", consent=row.pk)).status_code == 404
