"""The pages of an import, through the gate and without JavaScript: from the file to the report."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from komek.care.cases.models import Case, OpeningTotal, RegisterImport, RegisterLine
from komek.care.cases.register import generator, queries
from komek.foundations import vault
from tests.care.cases.records import last_entry
from tests.care.cases.register.conftest import Bring
from tests.care.cases.register.test_importing import AGAIN, BROKEN, DINA, HEAD, SHAKHNOZA
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.slow


@pytest.fixture
def client(cast: Cast) -> Client:
    """Aigul at her desk."""
    return signed_in(cast.aigul)


def at(name: str, **ids: Any) -> str:
    return reverse(f"desk:{name}", kwargs=ids)


def text(response: Any) -> str:
    return unescape(str(response.content, "utf-8"))


def upload(*lines: str) -> dict[str, Any]:
    return {"upload": SimpleUploadedFile("Клиенты Каримовой.csv", (HEAD + "".join(lines)).encode())}


def chosen(client: Client, register: RegisterImport, cast: Cast) -> dict[str, Any]:
    kept = queries.opened(register, by=cast.aigul.actor).choices
    columns = {f"column_{place}": name for place, name in kept.columns.items()}
    return {"sheet": kept.sheet, "header": kept.header, "country": kept.country, **columns}


def test_from_the_file_to_the_report_without_javascript(client: Client, cast: Cast) -> None:
    answer = client.post(at("imports"), upload(SHAKHNOZA, AGAIN, BROKEN, DINA), follow=True)
    register = RegisterImport.objects.get()
    page = text(answer)
    assert "For example: Каримова Шахноза Хасановна" in page
    answer = client.post(at("import-columns", register=register.pk), chosen(client, register, cast), follow=True)
    page = text(answer)
    assert "This date does not exist." in page
    assert "4 people: 0 taken in, 2 ready, 1 wait for an answer, 1 must be mended" in page
    assert "Like line 2: Каримова Шахноза Хасановна." in page
    client.post(at("import", register=register.pk), {"line_3": "same"}, follow=True)
    page = text(client.post(at("import-run", register=register.pk)))
    assert "The others wait for an answer or must be mended." in page
    assert Case.objects.count() == 3
    page = text(client.post(at("import-finish", register=register.pk), follow=True))
    assert "New case of somebody on record" in page
    assert "Wrong; not taken in" in page
    assert vault.files_of(register.sealed_record, keyring=cast.aigul.keyring) == []
    line = RegisterLine.objects.get(number=2)
    assert "8 701 234 56 78" in text(client.get(at("import-line", line=line.pk)))


def test_a_clean_import_finishes_by_itself_and_goes_on_by_htmx(client: Client, bring: Bring) -> None:
    register = bring((HEAD + DINA).encode())
    page = text(client.post(at("import-run", register=register.pk), headers={"HX-Request": "true"}))
    assert page.lstrip().startswith("<form")
    assert "the file is erased" in page
    register.refresh_from_db()
    assert register.state == "finished"


def test_a_batch_stops_in_time_and_says_how_many_are_left(
    client: Client, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("komek.doors.desk.imports.running.SECONDS", 0)
    register = bring((HEAD + SHAKHNOZA + DINA).encode())
    page = text(client.post(at("import-run", register=register.pk)))
    assert "1 line left" in page
    assert 'hx-trigger="load' in page


def test_a_file_that_cannot_be_read_is_refused_beside_its_field(client: Client) -> None:
    answer = client.post(at("imports"), {"upload": SimpleUploadedFile("a.csv", bytes(range(256)) * 9)})
    assert answer.status_code == 422
    assert "This file cannot be read." in text(answer)
    assert not RegisterImport.objects.exists()


def test_a_file_of_more_than_20_mb_is_refused(client: Client) -> None:
    answer = client.post(at("imports"), {"upload": SimpleUploadedFile("a.csv", b"a;b\n" * (6 * 1024 * 1024))})
    assert answer.status_code == 422
    assert "20 MB" in text(answer)


def test_columns_that_cannot_be_lose_nothing_that_was_chosen(client: Client, cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + DINA).encode(), choose=False)
    given = {**chosen(client, register, cast), "column_2": "", "column_11": "number"}
    answer = client.post(at("import-columns", register=register.pk), given)
    assert answer.status_code == 422
    page = text(answer)
    assert "Two columns have the same meaning." in page
    assert page.count('<option value="number" selected>') == 2


def test_another_sheet_is_proposed_anew(client: Client, cast: Cast, bring: Bring) -> None:
    register = bring(generator.generate(5).xlsx(), "a.xlsx", choose=False)
    page = text(client.get(at("import-columns", register=register.pk)))
    assert "Черновик (hidden)" in page
    given = {**chosen(client, register, cast), "header": "4", "anew": "1"}
    page = text(client.post(at("import-columns", register=register.pk), given))
    assert 'name="header" value="4"' in page


def test_the_preview_is_narrowed_and_its_problems_name_nobody(client: Client, bring: Bring) -> None:
    register = bring((HEAD + SHAKHNOZA + BROKEN).encode())
    page = text(client.get(at("import", register=register.pk), {"show": "bad"}))
    assert "Асанова Айгүл" in page
    assert "Каримова" not in page
    told = client.get(at("import-problems", register=register.pk)).content.decode("utf-8-sig")
    assert "3,Date of birth,Must be mended,This date does not exist." in told
    assert "Асанова" not in told
    assert last_entry("register.look").object == register.pk


def test_a_register_is_dropped(client: Client, bring: Bring) -> None:
    register = bring((HEAD + DINA).encode())
    client.post(at("import-drop", register=register.pk), follow=True)
    register.refresh_from_db()
    assert register.state == "dropped"
    assert "No line was taken in" in text(client.get(at("import", register=register.pk)))


PAGES = ("import", "import-columns", "import-run", "import-problems")


def test_a_stranger_gets_404_and_a_colleague_without_the_right_403(cast: Cast, bring: Bring) -> None:
    register = bring((HEAD + DINA).encode())
    stranger, colleague = signed_in(cast.bakyt), signed_in(cast.saule)
    for name in PAGES:
        for each in (register.pk, uuid4()):
            assert stranger.get(at(name, register=each)).status_code == 404
        assert colleague.get(at(name, register=register.pk)).status_code == 403
    for name in ("import-run", "import-drop", "import-finish"):
        assert stranger.post(at(name, register=register.pk)).status_code == 404
    assert colleague.get(at("imports")).status_code == 403
    register.refresh_from_db()
    assert register.state == "looked_at"


def test_a_line_of_another_organisation_does_not_exist(cast: Cast, client: Client, bring: Bring) -> None:
    register = bring((HEAD + DINA).encode())
    client.post(at("import-run", register=register.pk))
    line = RegisterLine.objects.get()
    assert signed_in(cast.bakyt).get(at("import-line", line=line.pk)).status_code == 404
    assert signed_in(cast.saule).get(at("import-line", line=line.pk)).status_code == 403


def test_totals_are_brought_along_by_hand_and_by_table(client: Client) -> None:
    given = {"measure": "case_opened", "month": "2019", "quantity": "12", "sex": "female", "age_band": "unknown"}
    page = text(client.post(at("totals"), {**given, "region": "", "detail": ""}, follow=True))
    assert "12 · Cases opened" in page
    table = b"case_closed;2019-04;;;;goals_met;7\n"
    page = text(client.post(at("totals-file"), {"upload": SimpleUploadedFile("t.csv", table)}, follow=True))
    assert "7 · Cases closed" in page
    total = OpeningTotal.objects.get(quantity=7)
    assert "taken back" in text(client.post(at("total-back", total=total.pk), follow=True))


def test_a_wrong_total_loses_nothing_that_was_typed(client: Client) -> None:
    answer = client.post(at("totals"), {"measure": "case_opened", "month": "soon", "quantity": "12"})
    assert answer.status_code == 422
    assert 'value="soon"' in text(answer)
    answer = client.post(at("totals-file"), {"upload": SimpleUploadedFile("t.csv", b"nonsense;;;\n")})
    assert answer.status_code == 422
    assert "Line 1 of this table cannot be read." in text(answer)


def test_who_counts_and_holds_no_key_brings_totals_along_too(cast: Cast) -> None:
    counting = signed_in(cast.charos)
    assert counting.get(at("totals")).status_code == 200
    assert counting.get(at("imports")).status_code == 403
    given = {"measure": "case_opened", "month": "2019", "quantity": "12", "sex": "", "region": "", "detail": ""}
    counting.post(at("totals"), given)
    total = OpeningTotal.objects.get()
    assert signed_in(cast.aigul).post(at("total-back", total=total.pk)).status_code == 404
    assert signed_in(cast.saule).get(at("totals")).status_code == 403
