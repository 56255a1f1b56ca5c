"""The pages of a case, as a browser without JavaScript sees them: from the intake to the history."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from komek.care import people
from komek.care.cases.actions import identification, safety, screening, services
from komek.care.cases.actions.identification import Grounds
from komek.care.cases.actions.services import Help
from komek.care.cases.models import Case, Screening, TraffickingEvent
from komek.care.cases.queries import reading
from komek.doors.desk.page import PAGES
from tests.care.cases.pages import actions, chosen, in_order, links, typed, words
from tests.care.cases.records import last_entry
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow

INTAKE = {
    "name": "Шахноза Алимова",
    "sex": "female",
    "born_year": "1999",
    "language": "uzb",
    "citizenship": "UZ",
    "phone": "+7 701 123 45 67",
    "call_back": "yes",
    "call_words": "after six, ask for a cousin",
    "place": "KZ-75",
    "source": "self",
    "needs": ["shelter"],
    "words": "Two nights outside.",
    "kind": "full",
}


@pytest.fixture
def aigul(cast: Cast) -> Client:
    """Aigul's browser, unlocked."""
    return signed_in(cast.aigul)


@pytest.fixture
def at(case: Case) -> str:
    """The address of the case that Aigul has just opened."""
    return f"/desk/cases/{case.id}/"


def test_an_intake_has_at_most_twelve_fields_and_none_about_police(aigul: Client) -> None:
    page = aigul.get("/desk/cases/intake/")
    assert len(page.context["form"].fields) == 12
    assert page.status_code == 200
    for word in ("police case", "proceedings", "testimony", "criminal"):
        assert word not in words(page).lower()


def test_an_intake_opens_a_case_and_the_name_is_in_no_address(aigul: Client, cast: Cast) -> None:
    answer = aigul.post("/desk/cases/intake/", INTAKE)
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.id}/")
    by = cast.aigul.actor
    identity, contact = people.identity(case.person, by=by), people.contact(case.person, by=by)
    assert (identity.given, identity.surname, identity.citizenships) == ("Шахноза", "Алимова", ("UZ",))
    assert (contact.phones, contact.safe, contact.call_words) == (("+77011234567",), "safe", INTAKE["call_words"])
    page = aigul.get(answer["Location"])
    assert "Шахноза А." in words(page)
    assert "Алимова" not in typed(page)
    assert "Two nights outside." in words(page)


def test_an_intake_may_be_empty_but_for_the_place_and_who_sent_her(aigul: Client) -> None:
    answer = aigul.post("/desk/cases/intake/", {"place": "KZ", "source": "ngo"})
    assert answer.status_code == 302
    assert "No name yet" in words(aigul.get(answer["Location"]))


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(aigul: Client) -> None:
    answer = aigul.post("/desk/cases/intake/", {**INTAKE, "born_day": "31", "born_month": "2", "source": ""})
    assert answer.status_code == 422
    assert not Case.objects.exists()
    page = typed(answer)
    assert "This date does not exist." in page
    for kept in ("Шахноза Алимова", "+7 701 123 45 67", "after six, ask for a cousin", "Two nights outside."):
        assert kept in page
    assert chosen(answer, "needs") == ["shelter"]
    assert chosen(answer, "call_back") == ["yes"]


def test_somebody_on_record_is_shown_with_reasons_before_a_second_file_is_made(aigul: Client) -> None:
    aigul.post("/desk/cases/intake/", INTAKE)
    first = Case.objects.get().person_id
    again = {**INTAKE, "name": "Shahnoza Alimova"}
    answer = aigul.post("/desk/cases/intake/", again)
    assert answer.status_code == 422
    assert "Somebody much like this person is on record already" in words(answer)
    assert f"/desk/cases/intake/{first}/" in links(answer)
    assert "Two nights outside." in typed(answer)
    answer = aigul.post("/desk/cases/intake/", {**again, "not_these": [str(first), "nonsense"]})
    assert answer.status_code == 302
    assert Case.objects.exclude(person=first).count() == 1


def test_for_somebody_on_record_only_the_case_is_asked(aigul: Client) -> None:
    aigul.post("/desk/cases/intake/", INTAKE)
    first = Case.objects.get()
    address = f"/desk/cases/intake/{first.person_id}/"
    page = aigul.get(address)
    assert set(page.context["form"].fields) == {"place", "source", "needs", "words"}
    assert first.number in words(page)
    answer = aigul.post(address, {"place": "KZ-75", "source": "self", "kind": "plain_help"})
    second = Case.objects.get(pk=answer["Location"].split("/")[-2])
    assert (second.person_id, second.kind) == (first.person_id, "plain_help")


def test_plain_help_is_one_page_with_the_service_form_and_without_stages(aigul: Client) -> None:
    answer = aigul.post("/desk/cases/intake/", {**INTAKE, "kind": "plain_help"})
    page = aigul.get(answer["Location"])
    assert "Record a service" in words(page)
    assert "Begin the screening" not in words(page)
    assert "Who the person is to us" not in words(page)
    aigul.post(f"{answer['Location']}service/", service(type="wage_recovery"))
    assert "Recovery of wages : delivered" in words(aigul.get(answer["Location"]))
    aigul.post(f"{answer['Location']}step/widen/")
    full = words(aigul.get(answer["Location"]))
    assert "Begin the screening" in full
    assert "Recovery of wages : delivered" in full


def test_reading_the_file_is_recorded_and_the_identity_is_unveiled_by_a_press(
    aigul: Client, case: Case, at: str
) -> None:
    assert "Алимова" not in typed(aigul.get(at))
    assert last_entry("case.read").object == case.id
    assert aigul.get(f"{at}identity/").status_code == 405
    page = aigul.post(f"{at}identity/")
    assert "Алимова Шахноза" in words(page)
    assert last_entry("case.show_identity").object == case.id
    assert last_entry("person.show_identity").object == case.person_id


def test_the_buttons_are_those_of_the_table_and_lead_on(aigul: Client, at: str) -> None:
    steps = {each for each in actions(aigul.get(at)) if "/step/" in each}
    names = ("start_screening", "start_assessment", "start_work", "start_closing")
    assert steps == {f"{at}step/{step}/" for step in names}
    answer = aigul.post(f"{at}step/start_assessment/", follow=True)
    assert "The case now stands at: Assessment." in words(answer)
    refused = aigul.post(f"{at}step/start_screening/")
    assert refused.status_code == 409
    assert "It stands at: Assessment." in refused.content.decode()
    assert aigul.post(f"{at}step/fly/").status_code == 404


def test_before_the_safety_check_the_screening_page_offers_no_instrument(aigul: Client, at: str) -> None:
    page = aigul.get(f"{at}screening/")
    assert "First the safety check" in words(page)
    assert "Begin to ask" not in words(page)
    assert aigul.post(f"{at}screening/", {"instrument": "ilo_labour_adult"}).status_code == 409


def test_a_safety_check_with_a_no_does_not_lead_to_the_questions(aigul: Client, at: str) -> None:
    said = {"alone": "no", "safe_now": "yes", "safe_channel": "yes", "call_back": "yes", "words": "brother near"}
    answer = aigul.post(f"{at}safety/", {**said, "decision": "go_on"})
    assert answer.status_code == 422
    assert "It is not safe to talk now." in words(answer)
    assert "brother near" in typed(answer)
    assert aigul.post(f"{at}safety/", {**said, "decision": "later"})["Location"] == at


def test_every_page_of_a_talk_has_danger_now_and_the_emergency_numbers(aigul: Client, at: str) -> None:
    for page in talk(aigul, at):
        assert f"{at}danger/" in actions(page)
        assert "112" in words(page)
        assert "Nobody of us has dialled these numbers." in words(page)


def test_danger_now_marks_the_case_and_shows_whom_to_call(aigul: Client, case: Case, at: str) -> None:
    page = aigul.post(f"{at}danger/")
    assert "The case is marked: danger now" in words(page)
    assert Case.objects.get(pk=case.pk).safety == "danger"
    assert "Danger now" in words(aigul.get("/desk/cases/"))


def test_a_screening_goes_page_by_page_keeps_answers_and_ends_with_a_decision(
    aigul: Client, cast: Cast, case: Case, at: str
) -> None:
    for _page in talk(aigul, at):
        pass
    row = Screening.objects.get()
    assert reading.answers(row, by=cast.aigul.actor)["answers"] == {"d4_hours": "yes", "d4_low_salary": "yes"}
    page = aigul.get(f"/desk/cases/screening/{row.id}/page/d4/")
    assert chosen(page, "d4_hours") == ["yes"]
    assert chosen(page, "d4_hazardous") == ["not_asked"]
    result = aigul.get(f"/desk/cases/screening/{row.id}/result/")
    assert "Labour-rights case" in words(result)
    assert "A person decides" in words(result)
    answer = aigul.post(f"/desk/cases/screening/{row.id}/finish/")
    assert answer["Location"] == f"{at}decision/"
    assert aigul.get(f"/desk/cases/screening/{row.id}/")["Location"].endswith("/result/")
    aigul.post(f"{at}decision/", decision("presume", basis="screening"))
    assert case.decisions.get().instrument == "ilo_labour_adult@2009"


def test_what_the_short_screen_told_stands_beside_the_long_question(aigul: Client, cast: Cast, case: Case) -> None:
    by = cast.aigul.actor
    safety.check_safety(case=case, decision="go_on", answers={}, by=by)
    short = screening.begin_screening(case=case, instrument="ilo_forced_labour_11", by=by)
    screening.answer(screening=short, answers={"debt_bondage": "yes", "excessive_overtime": "yes"}, by=by)
    long = screening.begin_screening(case=case, instrument="ilo_labour_adult", by=by)
    page = aigul.get(f"/desk/cases/screening/{long.id}/page/d2/")
    assert "Told already: yes to “Debt bondage”." in words(page)
    assert chosen(aigul.get(f"/desk/cases/screening/{long.id}/page/d4/"), "d4_hours") == ["yes"]


def test_a_negative_is_read_and_signed_by_a_second_person(aigul: Client, cast: Cast, case: Case, at: str) -> None:
    answer = aigul.post(f"{at}decision/", decision("propose_no_indicators", words="Works freely."), follow=True)
    assert "waits for a second signature" in words(answer)
    own = aigul.get(f"{at}signature/")
    assert "A colleague signs it." in words(own)
    assert "Sign as the second person" not in words(own)
    assert aigul.post(f"{at}signature/").status_code == 409
    dina = signed_in(cast.dina)
    page = dina.get(f"{at}signature/")
    assert "Works freely." in words(page)
    assert dina.post(f"{at}signature/").status_code == 302
    assert Case.objects.get(pk=case.pk).identification == "screened_no_indicators"
    assert dina.get(f"{at}signature/").status_code == 409


def test_a_decision_without_reasons_comes_back_with_what_was_typed(
    aigul: Client, cast: Cast, case: Case, at: str
) -> None:
    identification.presume(case=case, grounds=Grounds("conversation"), by=cast.aigul.actor)
    answer = aigul.post(f"{at}decision/", decision("identify", words="", authority="Committee of Almaty"))
    assert answer.status_code == 422
    assert "The reasons are missing." in words(answer)
    assert "Committee of Almaty" in typed(answer)


def test_only_the_decisions_that_are_open_now_are_offered(aigul: Client, at: str) -> None:
    page = aigul.get(f"{at}decision/")
    assert "Record as a potential victim" in words(page)
    assert "Record an official identification" not in words(page)
    assert "We have talked" in words(page)
    answer = aigul.post(f"{at}decision/", decision("note_official", body="police"))
    assert answer.status_code == 422


def test_the_person_withdraws_by_one_press(aigul: Client, case: Case, at: str) -> None:
    assert aigul.post(f"{at}withdrawn/").status_code == 302
    assert Case.objects.get(pk=case.pk).identification == "withdrawn"


PARTS: dict[str, dict[str, str | list[str]]] = {
    "recruitment": {"acts_receipt": "yes", "relations": ["friend"], "methods": ["family"], "apps": ["telegram"]},
    "forms": {"forms_forced_labour": "yes", "sexual_pornography": "no", "sectors": ["construction"], "apps": ["olx"]},
    "control": {"means_debt_bondage": "yes", "means_threats": "unknown"},
    "extent": {"months": "7", "age_missing": "declined", "country": "KZ", "country_basis": "screening_place"},
    "perpetrators": {"p1_role": "recruiter", "p1_sex": "male", "p2_age": "30_38", "p3_area": "KZ"},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_what_happened_is_kept_and_shown_again(aigul: Client, at: str, part: str) -> None:
    address = f"{at}told/{part}/"
    said = {**PARTS[part], "words": "<b>кирпичный завод</b>"}
    assert aigul.post(address, said).status_code == 302
    page = aigul.get(address)
    initial = page.context["form"].initial
    for field, value in PARTS[part].items():
        shown = "declined" if field.endswith("_missing") else value
        kept = initial[field.removesuffix("_missing")]
        assert str(getattr(kept, "value", kept)) == str(shown)
    if part != "extent":
        assert "<b>кирпичный завод</b>" in typed(page)
        assert "<b>" not in page.content.decode().split("<textarea")[1].split("</textarea>")[0]
    assert "written down" in words(aigul.get(f"{at}told/"))


def test_what_the_screening_told_is_shown_in_what_happened_and_not_asked_again(
    aigul: Client, cast: Cast, case: Case, at: str
) -> None:
    by = cast.aigul.actor
    safety.check_safety(case=case, decision="go_on", answers={}, by=by)
    row = screening.begin_screening(case=case, instrument="ilo_labour_adult", by=by)
    screening.answer(screening=row, answers={"d5_documents": "yes"}, acts={"harbouring": "yes"}, by=by)
    assert chosen(aigul.get(f"{at}told/control/"), "means_withholds_documents") == ["yes"]
    assert chosen(aigul.get(f"{at}told/recruitment/"), "acts_harbouring") == ["yes"]
    aigul.post(f"{at}told/control/", {"means_withholds_documents": "no"})
    assert chosen(aigul.get(f"{at}told/control/"), "means_withholds_documents") == ["no"]


def test_a_draft_of_one_page_of_a_talk_is_not_shown_on_another(aigul: Client, cast: Cast, case: Case) -> None:
    by = cast.aigul.actor
    safety.check_safety(case=case, decision="go_on", answers={}, by=by)
    row = screening.begin_screening(case=case, instrument="ilo_labour_adult", by=by)
    screening.answer(screening=row, answers={"d2_violence": "yes"}, by=by)
    pages = f"/desk/cases/screening/{row.id}/page/"
    ticket = aigul.get(f"{pages}d1/").context["form"].draft.ticket
    assert aigul.post("/desk/drafts/", {"draft_ticket": ticket, "d1_wages": "yes"}).json()["saved"]
    assert chosen(aigul.get(f"{pages}d1/"), "d1_wages") == ["yes"]
    assert chosen(aigul.get(f"{pages}d2/"), "d2_violence") == ["yes"]
    aigul.post(f"{pages}d1/", {"d1_wages": "no"})
    assert chosen(aigul.get(f"{pages}d1/"), "d1_wages") == ["no"]


def test_what_was_typed_while_the_files_were_locked_is_kept(aigul: Client, at: str) -> None:
    ticket = aigul.get(f"{at}service/").context["form"].draft.ticket
    aigul.post("/desk/lock/")
    answer = aigul.post(f"{at}service/", {**service(words="ward 5"), "draft_ticket": ticket})
    assert answer["Location"].startswith("/unlock/")
    assert "kept=1" in answer["Location"]


def test_an_empty_part_is_kept_as_not_asked(aigul: Client, at: str) -> None:
    for part in PARTS:
        assert aigul.post(f"{at}told/{part}/", {}).status_code == 302


def test_a_place_and_time_is_written_corrected_and_taken_back(aigul: Client, case: Case, at: str) -> None:
    said = {"kind": "exploitation", "where": "KZ-61", "place": "Сарыағаш", "began_year": "2025", "words": "kiln"}
    assert aigul.post(f"{at}event/", said)["Location"] == f"{at}told/"
    row = TraffickingEvent.objects.get()
    overview = words(aigul.get(f"{at}told/"))
    assert "Exploitation" in overview
    assert "Сарыағаш" in overview
    address = f"/desk/cases/event/{row.id}/"
    assert 'value="Сарыағаш"' in typed(aigul.get(address))
    aigul.post(address, {**said, "place": "Шардара"})
    assert "Шардара" in words(aigul.get(f"{at}told/"))
    wrong = aigul.post(address, {**said, "began_year": "nineteen"})
    assert wrong.status_code == 422
    assert "nineteen" in typed(wrong)
    assert aigul.post(f"{address}drop/").status_code == 302
    assert not TraffickingEvent.objects.exists()


def test_a_service_is_recorded_from_the_head_of_the_file(aigul: Client, at: str) -> None:
    assert f"{at}service/" in links(aigul.get(at))
    assert aigul.post(f"{at}service/", service(cost="4500", currency="KZT", provider="Red Crescent")).status_code == 302
    told = words(aigul.get(at))
    assert "Medical care : delivered" in told
    assert "Red Crescent" in told


def test_a_wrong_service_comes_back_with_what_was_typed(aigul: Client, at: str) -> None:
    wrong = service(cost="4500", currency="", provider="Red Crescent", words="ward 5")
    answer = aigul.post(f"{at}service/", wrong)
    assert answer.status_code == 422
    assert "A cost needs an amount and a currency." in words(answer)
    assert "Red Crescent" in typed(answer)
    assert "ward 5" in typed(answer)


def test_a_planned_service_is_offered_delivered_and_disputed(aigul: Client, case: Case, at: str) -> None:
    aigul.post(f"{at}service/", service(when="planned"))
    row = case.services.get()
    address = f"/desk/cases/service/{row.id}/"
    assert "Medical care" in words(aigul.get(at))
    aigul.post(f"{address}step/offer/")
    wrong = aigul.post(address, {"deliver": "1", "deliver-delivered_on": "2999-01-01"})
    assert wrong.status_code == 422
    assert aigul.post(address, {"deliver": "1", "deliver-delivered_on": "2026-11-20"}).status_code == 302
    aigul.post(f"{address}step/disputed/")
    assert "Disputed by the person" in words(aigul.get(address))
    assert aigul.post(f"{address}step/fly/").status_code == 404
    assert aigul.post(f"{address}step/offer/").status_code == 409


def test_a_service_that_did_not_come_asks_why(aigul: Client, case: Case, at: str) -> None:
    aigul.post(f"{at}service/", service(when="planned"))
    address = f"/desk/cases/service/{case.services.get().id}/"
    assert aigul.post(address, {"miss": "1", "miss-reason": ""}).status_code == 422
    assert aigul.post(address, {"miss": "1", "miss-reason": "no_funds"}).status_code == 302
    assert "No funds" in words(aigul.get(address))


def test_a_closed_case_offers_to_be_opened_again_and_records_no_service(aigul: Client, case: Case, at: str) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    page = aigul.get(at)
    assert f"{at}reopen/" in links(page)
    assert "Record service" not in words(page)
    refused = aigul.post(f"{at}service/", service(words="ward 5"))
    assert refused.status_code == 422
    assert "ward 5" in typed(refused)
    assert aigul.post(f"{at}reopen/", {"reason": ""}).status_code == 422
    assert aigul.post(f"{at}reopen/", {"reason": "She came back."})["Location"] == at


def test_the_history_tells_who_did_what_in_sentences(aigul: Client, cast: Cast, at: str) -> None:
    signed_in(cast.dina).get(at)
    told = words(aigul.get(f"{at}history/"))
    assert "Aigul opened the case" in told
    assert "Dina read the case" in told
    assert "case.read" not in told


def test_the_file_reads_like_a_file(aigul: Client, cast: Cast, case: Case, at: str) -> None:
    by = cast.aigul.actor
    identification.presume(case=case, grounds=Grounds("conversation"), by=by)
    services.record_service(case=case, given=Help("medical"), delivered_on=timezone.localdate(), by=by)
    safety.danger_now(case=case, by=by)
    parts = ("Шахноза А.", case.number, "Potential victim", "Danger now", "Female", "Show identity", "Record service")
    assert in_order(words(aigul.get(at)), parts)
    order = ("Who the person is to us", "Life of the case", "What happened", "Next", "Go on")
    assert in_order(words(aigul.get(at)), order)


@pytest.mark.parametrize("listed", ["adult", "child"])
def test_the_blank_screening_asks_in_the_order_of_the_screen(aigul: Client, listed: str) -> None:
    page = aigul.get("/desk/cases/blank/screening/", {"list": listed})
    order = ("First the safety check", "Abuse of vulnerability", "Recruitment", "Deceived about", "Violence on victims")
    assert in_order(typed(page), order)
    assert "signature of a second person" in typed(page)


def test_the_blank_intake_has_the_fields_of_the_screen_in_their_order(aigul: Client) -> None:
    labels = [str(field.label) for field in aigul.get("/desk/cases/intake/").context["form"]]
    assert in_order(typed(aigul.get("/desk/cases/blank/intake/")), labels)


MINE = "komek.doors.desk.cases."
HERE = ("caseload", "file", "identification", "intake", "paper", "screening", "services", "told")


def addresses(cast: Cast) -> Iterator[tuple[str, str]]:
    """Give an address for every page of these modules that is about a row of Umit Almaty."""
    by = cast.aigul.actor
    case = make_case(cast.aigul)
    safety.check_safety(case=case, decision="go_on", answers={}, by=by)
    row = screening.begin_screening(case=case, instrument="ilo_labour_adult", by=by)
    service_row = services.plan_service(case=case, given=Help("medical"), by=by)
    signed_in(cast.aigul).post(f"/desk/cases/{case.id}/event/", {"kind": "transit"})
    keys = {
        "case": case.id,
        "person": case.person_id,
        "screening": row.id,
        "service": service_row.id,
        "event": TraffickingEvent.objects.get().id,
    }
    for entry in PAGES:
        if entry.view.__module__ in {MINE + name for name in HERE} and entry.noun is not None:
            address = entry.route
            for name, key in keys.items():
                address = address.replace(f"<uuid:{name}>", str(key))
            fixed = {"step": "confirmed" if entry.code == "service-step" else "start_work", "part": "acts"}
            fixed["part"] = "control" if entry.code == "told-part" else "acts"
            for name, value in fixed.items():
                address = address.replace(f"<slug:{name}>", value)
            yield "POST" if "GET" not in entry.methods else "GET", f"/desk/{address}"


def test_a_stranger_gets_the_same_404_as_for_what_never_was_and_a_manager_403(cast: Cast) -> None:
    bakyt, saule, charos = (signed_in(each) for each in (cast.bakyt, cast.saule, cast.charos))
    known = list(addresses(cast))
    assert len(known) >= 20
    for method, address in known:
        send = "post" if method == "POST" else "get"
        assert getattr(bakyt, send)(address).status_code == 404, address
        assert getattr(saule, send)(address).status_code == 403, address
        assert getattr(charos, send)(address).status_code == 404, address


def test_a_case_that_never_was_is_not_found(aigul: Client) -> None:
    assert aigul.get(f"/desk/cases/{uuid4()}/").status_code == 404


def service(**said: str) -> dict[str, str]:
    """Fill in the service form."""
    filled = {"type": "medical", "when": "delivered", "day": "2026-11-20", "quantity": "1", "unit": "time"}
    return {**filled, **said}


def decision(step: str, **said: str) -> dict[str, str]:
    """Fill in the decision form."""
    filled = {"step": step, "basis": "conversation", "body": "ngo", "decided_on": "2026-11-20", "words": "Why."}
    return {**filled, **said}


def talk(client: Client, at: str) -> Iterator[object]:
    """Go through safety check and every page of the list for adults; answer two questions."""
    said = {"alone": "yes", "safe_now": "yes", "safe_channel": "yes", "call_back": "no"}
    yield client.get(f"{at}safety/")
    answer = client.post(f"{at}safety/", {**said, "decision": "go_on"})
    assert answer["Location"] == f"{at}screening/"
    answer = client.post(answer["Location"], {"instrument": "ilo_labour_adult"})
    while "/page/" in answer["Location"]:
        address = answer["Location"]
        yield client.get(address)
        filled = {"d4_hours": "yes", "d4_low_salary": "yes"} if address.endswith("/d4/") else {}
        answer = client.post(address, filled)
        assert answer.status_code == 302
