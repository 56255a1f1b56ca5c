"""The pages of the counts: who may open them, what they show, and that every figure opens to its facts."""

import csv
import io
import re
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from komek.evidence.results import ctdc
from komek.evidence.results.access import READERS
from komek.foundations.audit.models import Entry
from komek.foundations.orgs.models import Organisation
from komek.kernel.actor import ROLES, Actor
from tests.evidence.results.ctdc_sample import FINE, rows, write
from tests.evidence.results.kitchen import PEOPLE, TIMUR, ZARINA, name, serve
from tests.factories.orgs import Staff, make_member, make_organisation, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = "2026-11-25T09:00:00+00:00"
LABELS = (
    "Cases opened",
    "Screened",
    "Identified by an NGO",
    "Identified officially",
    "People assisted",
    "Services delivered",
    "Referred to the police with consent",
    "Cases closed",
    "Followed up",
)
FED, MEALS, BY_NEED = "test_fed", "test_meals", "test_by_need"


@pytest.fixture
def umit() -> Organisation:
    return make_organisation("Umit Almaty")


@pytest.fixture
def dinara(umit: Organisation) -> Staff:
    return make_member(umit, "Dinara", roles=["me_officer"])


def worker(organisation: Organisation) -> Actor:
    return Actor(uuid4(), organisation.id, frozenset({"case_worker"}))


def page(client: Client, page_name: str, query: str = "", **where: str) -> str:
    answer = client.get(reverse(f"desk:{page_name}", kwargs=where) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def links(text: str, under: str) -> list[str]:
    found = re.findall(r'href="([^"]+)"', text)
    return [each.replace("&amp;", "&") for each in found if under in each]


@time_machine.travel(NOW, tick=True)
def test_the_counts_show_every_indicator_and_lead_to_each(umit: Organisation, dinara: Staff) -> None:
    serve(by=worker(umit), person=ZARINA)
    text = page(signed_in(dinara), "counts")
    for label in LABELS:
        assert label in text
    assert reverse("desk:counts-figures", kwargs={"indicator": FED}) + "?period=2026" in text
    assert "Your organisation, 2026" in text


@time_machine.travel(NOW, tick=True)
def test_a_figure_is_broken_down_and_each_number_opens_to_as_many_facts(umit: Organisation, dinara: Staff) -> None:
    for place, person in enumerate(PEOPLE):
        serve(by=worker(umit), person=person, month=10 + place % 2, sex="male" if place % 3 else "female")
    client = signed_in(dinara)
    text = page(client, "counts-figures", "?period=2026&by=month&across=sex", indicator=MEALS)
    assert "October 2026" in text
    opened = links(text, "/facts/")
    assert len(opened) > 6
    for address in opened:
        facts = client.get(address).content.decode()
        figure = re.search(r"a figure of (\d+)", facts)
        assert figure
        assert facts.count("<tr") - 1 == int(figure[1])


@time_machine.travel(NOW, tick=True)
def test_facts_have_no_name_no_person_and_no_organisation(umit: Organisation, dinara: Staff) -> None:
    serve(by=worker(umit), person=ZARINA)
    text = page(signed_in(dinara), "counts-facts", "?period=2026", indicator=FED)
    assert "Almaty" in text
    assert "24-26 years" in text
    for secret in (str(ZARINA), str(umit.id), "Umit"):
        assert secret not in text.partition("<main")[2]


@time_machine.travel(NOW, tick=True)
def test_facts_are_paged(umit: Organisation, dinara: Staff) -> None:
    for person in PEOPLE:
        for month in range(3, 11):
            serve(by=worker(umit), person=person, month=month)
    client = signed_in(dinara)
    first = page(client, "counts-facts", "?period=2026", indicator=FED)
    assert "1 to 50 of 64" in first
    assert page(client, "counts-facts", "?period=2026&page=2", indicator=FED).count("<tr") == 15


@time_machine.travel(NOW, tick=True)
def test_a_region_keeps_all_figures_to_it(umit: Organisation, dinara: Staff) -> None:
    serve(by=worker(umit), person=ZARINA, region="KZ-75")
    serve(by=worker(umit), person=TIMUR, region="KZ-71")
    text = page(signed_in(dinara), "counts-figures", "?period=2026&by=region&region=KZ-71", indicator=FED)
    assert '<p class="bignum">1</p>' in text


@time_machine.travel(NOW, tick=True)
def test_a_share_stands_with_what_it_is_a_share_of(umit: Organisation, dinara: Staff) -> None:
    for person in PEOPLE[:4]:
        name(by=worker(umit), person=person, month=10)
    serve(by=worker(umit), person=ZARINA)
    text = page(signed_in(dinara), "counts-figures", "?period=FY2027", indicator=BY_NEED)
    assert "25.0 % of 4 identified people" in text


@time_machine.travel(NOW, tick=True)
def test_figures_of_other_organisations_are_a_programme_officers_only(umit: Organisation, dinara: Staff) -> None:
    other = make_organisation("Mekhr Osh", country="KG")
    serve(by=worker(umit), person=ZARINA)
    serve(by=worker(other), person=TIMUR)
    officer = make_member(make_organisation("Programme office"), "Saule", roles=["programme_officer"])
    own = page(signed_in(dinara), "counts-figures", "?period=2026", indicator=FED)
    everyone = page(signed_in(officer), "counts-figures", "?period=2026", indicator=FED)
    assert '<p class="bignum">1</p>' in own
    assert '<p class="bignum">2</p>' in everyone
    assert "All organisations" in everyone


PAGES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("counts", {}, ""),
    ("counts-figures", {"indicator": FED}, ""),
    ("counts-facts", {"indicator": FED}, "?period=2026"),
    ("counts-file", {"indicator": FED, "form": "csv"}, ""),
    ("counts-world", {}, ""),
)


@pytest.mark.parametrize("role", ROLES)
def test_only_readers_of_figures_open_the_pages(umit: Organisation, role: str) -> None:
    client = signed_in(make_member(umit, "Somebody", roles=[role]))
    wanted = 200 if role in READERS else 403
    for code, where, query in PAGES:
        assert client.get(reverse(f"desk:{code}", kwargs=where) + query).status_code == wanted, code


@pytest.mark.parametrize(
    ("code", "where", "query"),
    [
        ("counts-figures", {"indicator": "nothing"}, ""),
        ("counts-facts", {"indicator": FED}, ""),
        ("counts-facts", {"indicator": FED}, "?period=yesterday"),
        ("counts-facts", {"indicator": FED}, "?period=2026&sex=nobody"),
        ("counts-facts", {"indicator": FED}, "?period=2026&month=13"),
        ("counts-facts", {"indicator": "nothing"}, "?period=2026"),
        ("counts-file", {"indicator": FED, "form": "docx"}, ""),
        ("counts-world-facts", {}, "?release=1999"),
    ],
)
def test_what_there_is_not_is_not_found(dinara: Staff, code: str, where: dict[str, str], query: str) -> None:
    assert signed_in(dinara).get(reverse(f"desk:{code}", kwargs=where) + query).status_code == 404


@pytest.mark.parametrize("query", ["?period=x", "?period=9999", "?by=name&across=name", "?region=XX-1", "?page=x&by="])
def test_a_wrong_filter_is_never_a_fault(dinara: Staff, query: str) -> None:
    client = signed_in(dinara)
    assert client.get(reverse("desk:counts") + query).status_code == 200
    assert client.get(reverse("desk:counts-figures", kwargs={"indicator": FED}) + query).status_code == 200


@time_machine.travel(NOW, tick=True)
def test_figures_go_out_as_text_with_their_rule_and_the_audit_keeps_it(umit: Organisation, dinara: Staff) -> None:
    serve(by=worker(umit), person=ZARINA)
    address = reverse("desk:counts-file", kwargs={"indicator": FED, "form": "csv"}) + "?period=2026&by=sex"
    answer = signed_in(dinara).get(address)
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["Sex", "All"]
    assert ["Female", "1"] in lines
    assert any(line[:1] == ["Counting rule"] and "once_per=person+period" in line[1] for line in lines)
    assert any("one person" in " ".join(line) for line in lines)
    assert 'filename="test_fed-2026.csv"' in answer["Content-Disposition"]
    entry = Entry.objects.get(verb="results.export")
    assert (entry.actor, entry.organisation, entry.kind) == (dinara.user.pk, umit.id, "figures")
    assert entry.details == {"indicator": FED, "period": "2026", "form": "csv"}


@time_machine.travel(NOW, tick=True)
def test_figures_go_out_as_a_workbook(umit: Organisation, dinara: Staff) -> None:
    serve(by=worker(umit), person=ZARINA)
    address = reverse("desk:counts-file", kwargs={"indicator": FED, "form": "xlsx"}) + "?period=2026&across=sex"
    answer = signed_in(dinara).get(address)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Figures", "About"]
    lines = book.get_sheet_by_name("Figures").to_python()
    assert lines[0] == ["Month", "Female", "Male", "Intersex", "Unknown", "All"]
    assert lines[-1] == ["All", 1, 0, 0, 0, 1]


def test_world_data_stand_apart_with_their_source_and_enter_no_count(dinara: Staff, tmp_path: Path) -> None:
    client = signed_in(dinara)
    assert "komek import ctdc" in page(client, "counts-world")
    ctdc.run(write(tmp_path / "sample.csv", FINE, rows(90)))
    text = page(client, "counts-world", "?by=gender")
    assert "Counter-Trafficking Data Collaborative" in text
    assert '<p class="bignum">90</p>' in text
    assert "90" not in page(client, "counts").partition("<main")[2].replace("1990", "")
    for by in ("year", "age_band", "citizenship", "country", "exploitation", "means", "labour", "sexual", "recruiter"):
        assert "<tr" in page(client, "counts-world", f"?by={by}&citizenship=KZ")


def test_every_figure_of_world_data_opens_to_its_rows(dinara: Staff, tmp_path: Path) -> None:
    ctdc.run(write(tmp_path / "sample.csv", FINE, rows(60)))
    client = signed_in(dinara)
    for by in ("gender", "exploitation"):
        text = page(client, "counts-world", f"?by={by}")
        for address in links(text, "world/facts"):
            assert client.get(address).status_code == 200
    assert client.get(reverse("desk:counts-world-facts") + "?release=2021&means=nothing").status_code == 404
    assert client.get(reverse("desk:counts-world-facts") + "?release=2021&year=x").status_code == 404


@time_machine.travel(NOW, tick=True)
def test_the_pages_speak_russian(umit: Organisation) -> None:
    staff = make_member(umit, "Olga", roles=["me_officer"], language="ru")
    serve(by=worker(umit), person=ZARINA)
    text = page(signed_in(staff), "counts-figures", "?period=2026", indicator=FED)
    assert "ноябрь 2026" in text.casefold()


@time_machine.travel(NOW, tick=True)
def test_a_breakdown_costs_as_many_queries_for_many_facts_as_for_one(
    umit: Organisation, dinara: Staff, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    serve(by=worker(umit), person=ZARINA)
    client = signed_in(dinara)
    address = reverse("desk:counts-figures", kwargs={"indicator": FED}) + "?period=2026&across=sex"
    client.get(address)
    for person in PEOPLE:
        serve(by=worker(umit), person=person)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(address)
