"""Pages of handing over, printing, copying and erasing a case."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from komek.care.cases.actions import notes, safety
from komek.care.cases.models import Case
from komek.care.cases.texts import LANGUAGES, texts
from komek.doors.desk.cases import papers
from komek.foundations.accounts.models import User
from komek.foundations.audit.models import Entry
from komek.foundations.orgs.models import Organisation
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


def url(name: str, case: Case) -> str:
    return reverse(f"desk:{name}", kwargs={"case": case.pk})


def text_of(pdf: bytes) -> str:
    pypdf = pytest.importorskip("pypdf")
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_case_is_handed_over_and_gets_a_deputy(cast: Cast, case: Case, aigul: Client) -> None:
    page = url("hand-over", case)
    assert "Dina" in aigul.get(page).content.decode()
    said = {"worker": str(cast.aigul.user.pk), "deputy": str(cast.dina.user.pk)}
    assert aigul.post(page, said).status_code == 302
    assert aigul.post(page, said).status_code == 422
    assert aigul.post(page, {"worker": str(cast.dina.user.pk), "deputy": ""}).status_code == 302
    now = Case.objects.get()
    assert (now.worker, now.deputy) == (cast.dina.user.pk, None)
    assert aigul.post(page, {"worker": str(cast.bakyt.user.pk)}).status_code == 422


def test_a_printed_case_bears_organisation_colleague_and_day(cast: Cast, case: Case, aigul: Client) -> None:
    assert aigul.post(url("case-print", case), {}).status_code == 422
    answer = aigul.post(url("case-print", case), {"groups": ["identity", "story"]})
    assert answer["Content-Type"] == "application/pdf"
    assert case.number in answer["Content-Disposition"]
    told = text_of(answer.content)
    for word in ("Umit Almaty", "Aigul", f"{timezone.localdate():%d.%m.%Y}", "He kept my passport.", "Алимова"):
        assert word in told, word
    assert Entry.objects.get(verb="case.print").details == {"groups": "identity.story"}


def test_without_pango_a_sentence_says_so(case: Case, aigul: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> bytes:
        raise papers.NoPaper

    monkeypatch.setattr(papers, "pdf", missing)
    page = aigul.post(url("case-print", case), {"groups": ["story"]})
    assert page.status_code == 409
    assert "Pango" in page.content.decode()
    answer = aigul.post(url("case-copy", case), {"language": "en"})
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["copy.html", "copy.json"]


def test_she_is_told_in_her_language_who_read_her_file(cast: Cast, case: Case, aigul: Client) -> None:
    signed_in(cast.dina).get(url("case", case))
    page = aigul.get(url("case-readers", case), {"language": "ky"}).content.decode()
    assert texts("ky").say("readers", "title") in page
    assert "Dina" in page
    assert "Umit Almaty" in page
    paper = aigul.get(url("case-readers", case), {"language": "ru", "paper": "1"})
    assert texts("ru").say("readers", "title") in text_of(paper.content)


def test_her_copy_is_a_pdf_and_json(case: Case, aigul: Client) -> None:
    answer = aigul.post(url("case-copy", case), {"language": "uz"})
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["copy.pdf", "copy.json"]
    told = json.dumps(json.loads(archive.read("copy.json")), ensure_ascii=False)
    assert "He kept my passport." in told
    assert "Шахноза" in told
    assert texts("uz").say("copy", "title") in text_of(archive.read("copy.pdf"))
    assert Entry.objects.filter(verb="case.copy", object=case.pk).exists()
    assert Entry.objects.filter(verb="person.export").exists()


def copy_of(case: Case, client: Client, language: str) -> tuple[str, list[dict[str, Any]]]:
    answer = client.post(url("case-copy", case), {"language": language})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return text_of(archive.read("copy.pdf")), json.loads(archive.read("copy.json"))


@pytest.mark.parametrize("desk", ["en", "ru"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_another_desk_stands_in_her_copy(cast: Cast, case: Case, language: str, desk: str) -> None:
    notes.write_note(case=case, words="Позвонить тёте.", group="story", by=cast.aigul.actor)
    safety.check_safety(case=case, decision="go_on", answers={"alone": "yes"}, by=cast.aigul.actor)
    User.objects.filter(pk=cast.aigul.user.pk).update(language=desk)
    client = signed_in(cast.aigul.refresh())
    paper, sections = copy_of(case, client, language)
    assert sections
    said = " ".join([section["title"] for section in sections])
    said += " ".join(f"{line['name']} {line['value']} {line['absent']}" for each in sections for line in each["lines"])
    typed = "He kept my passport."
    assert typed in said
    told = re.findall(r"[A-Za-z]{3,}" if language != "en" else r"[А-Яа-яЁё]{3,}", said.replace(typed, ""))
    own = {"Шахноза", "Алимова", "Позвонить", "тёте"} if language == "en" else set()
    assert set(told) <= own
    note = texts(language).say("page", "in_russian")
    assert (note in " ".join(paper.split())) == (language not in {"en", "ru"})
    assert texts(language).say("copy", "title") in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_read_the_file_is_told_in_one_language(cast: Cast, case: Case, aigul: Client, language: str) -> None:
    signed_in(cast.dina).get(url("case", case))
    page = aigul.get(url("case-readers", case), {"language": language})
    what = {line["what"] for line in page.context["lines"]}
    assert what
    assert ("read your file" in what) == (language == "en")
    assert ("открыто ваше дело" in what or any("ваш" in each for each in what)) == (language != "en")
    note = texts(language).say("page", "in_russian")
    paper = text_of(aigul.get(url("case-readers", case), {"language": language, "paper": "1"}).content)
    for told in (page.content.decode(), " ".join(paper.split())):
        assert (note in told) == (language not in {"en", "ru"})
    if language != "en":
        assert not re.search(r"\b(read|opened|looked)\b", paper)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_body_outside_is_named_in_the_language_of_the_consent(case: Case, aigul: Client, language: str) -> None:
    said = {"purpose": "law_enforcement", "recipient": "body:police", "groups": ["story"], "language": language}
    sheet = aigul.post(url("consent-text", case), said).content.decode()
    assert ("Police" in sheet) == (language == "en")
    assert ("Полиция" in sheet) == (language != "en")
    assert (texts(language).say("page", "in_russian") in sheet) == (language not in {"en", "ru"})
    named = aigul.post(url("consent-text", case), {**said, "recipient_name": "Sergeant Omarov"}).content.decode()
    assert texts(language).say("page", "in_russian") not in named


def test_erasing_from_question_to_slip(cast: Cast, case: Case, aigul: Client) -> None:
    dina = signed_in(cast.dina)
    said = {"reason": "wish", "language": "tg", "sure": "on"}
    assert "What stays" in dina.get(url("case-erase", case)).content.decode()
    assert dina.post(url("case-erase", case), said).status_code == 422
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=timezone.localdate())
    assert dina.post(url("case-erase", case), {**said, "sure": ""}).status_code == 422
    slip = dina.post(url("case-erase", case), said, follow=True)
    assert texts("tg").say("erased", "gone") in slip.content.decode()
    paper = dina.get(url("case-slip", case), {"language": "kk", "paper": "1"})
    assert texts("kk").say("erased", "title") in text_of(paper.content)
    for page in ("case", "case-erase", "case-readers", "consents"):
        shown = aigul.get(url(page, case)) if page != "case-erase" else dina.get(url(page, case))
        assert shown.status_code == 200
        assert "Erased" in shown.content.decode()
        assert "Шахноза" not in shown.content.decode()
        assert "passport" not in shown.content.decode()
    listed = aigul.get(reverse("desk:cases"), {"state": "all"}).content.decode()
    assert "Erased" in listed
    assert "Шахноза" not in listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_slip_before(case: Case, aigul: Client, language: str) -> None:
    assert aigul.get(url("case-slip", case), {"language": language}).status_code == 404


def test_a_stranger_gets_404_and_a_colleague_403(cast: Cast, case: Case, aigul: Client) -> None:
    pages = [
        url(name, case) for name in ("hand-over", "case-print", "case-readers", "case-copy", "case-erase", "case-slip")
    ]
    for staff, status in ((cast.bakyt, 404), (cast.charos, 404), (cast.saule, 403)):
        client = signed_in(staff)
        assert [client.get(page).status_code for page in pages] == [status] * len(pages)
    assert aigul.get(url("case-erase", case)).status_code == 403


def test_the_coded_export_names_who_is_singled_out_and_blanks_it(cast: Cast, case: Case, aigul: Client) -> None:
    Case.objects.filter(pk=case.pk).update(identification="potential_victim")
    page = reverse("desk:cases-coded")
    year = timezone.localdate().year
    said = {"since": f"{year}-01-01", "until": f"{year}-12-31", "who": "not_refused", "release": "2024", "blank": "on"}
    assert aigul.get(page).status_code == 200
    shown = aigul.post(page, said).content.decode()
    assert "UZB" in shown
    assert "1 person is in it" in shown
    text = aigul.post(page, {**said, "file": "ctdc"}).content.decode("utf-8-sig")
    assert text.startswith("yearOfRegistration,gender")
    assert "UZB" not in text
    assert "UZB" in aigul.post(page, {**said, "blank": "", "file": "ctdc"}).content.decode("utf-8-sig")
    assert "prs_Gender" in aigul.post(page, {**said, "file": "htcds"}).content.decode("utf-8-sig")
    book = aigul.post(page, {**said, "file": "xlsx"})
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
    assert "Шахноза" not in text
    assert aigul.post(page, {**said, "until": f"{year - 1}-01-01"}).status_code == 422
    kinds = list(Entry.objects.filter(verb="case.code").values_list("details__handed_out", flat=True))
    assert sorted(kinds) == ["no", "yes", "yes", "yes", "yes"]
    assert signed_in(cast.saule).get(page).status_code == 403
