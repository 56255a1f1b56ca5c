"""Legal matters: what came back is counted once, money by currency, and nothing of it lies in clear."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from komek.care.cases import sealing
from komek.care.cases.actions import legal
from komek.care.cases.actions.legal import Matter
from komek.care.cases.models import Case, LegalMatter
from komek.care.cases.queries import deadlines
from komek.kernel.errors import Forbidden, Hidden, Invalid
from komek.kernel.privacy import Open
from tests.care.cases.records import axes, facts, last_entry
from tests.factories.orgs import Cast


def test_wages_are_counted_when_they_come_and_only_what_is_new(case: Case, cast: Cast) -> None:
    claimed = Matter("wages", "filed", claimed=Decimal(410000), currency="KZT", body="A farm in the south")
    row = legal.begin_matter(case=case, matter=claimed, by=cast.aigul.actor)
    assert facts("wages_recovered") == []
    first = Matter("wages", "decided", claimed=Decimal(410000), recovered=Decimal(100000), currency="KZT")
    legal.continue_matter(row=row, matter=first, by=cast.aigul.actor)
    rest = Matter("wages", "closed", claimed=Decimal(410000), recovered=Decimal(410000), currency="KZT")
    legal.continue_matter(row=row, matter=rest, by=cast.aigul.actor)
    assert [int(fact.quantity) for fact in facts("wages_recovered")] == [100000, 310000]
    assert axes("wages_recovered") == [{"currency": "KZT"}] * 2
    assert {fact.person for fact in facts("wages_recovered")} == {None}
    held = sealing.opened(row, "matter", by=cast.aigul.actor)
    assert held is not None
    assert held["ended_on"] == timezone.localdate()
    assert (last_entry("legal.begin").object, last_entry("legal.continue").object) == (case.id, case.id)


def test_a_document_is_counted_once(case: Case, cast: Cast) -> None:
    row = legal.begin_matter(case=case, matter=Matter("identity_documents"), by=cast.aigul.actor)
    back = Matter("identity_documents", "closed", result="granted")
    legal.continue_matter(row=row, matter=back, by=cast.aigul.actor)
    legal.continue_matter(row=row, matter=back, by=cast.aigul.actor)
    assert len(facts("document_recovered")) == 1


def test_a_hearing_is_a_deadline_and_what_it_is_about_lies_sealed(case: Case, cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=4)
    matter = Matter("criminal", "heard", stage="trial", body="District court", next="Hearing", next_on=day)
    row = legal.begin_matter(case=case, matter=matter, by=cast.aigul.actor)
    assert (day, "legal-matter") in {(each.on, each.page) for each in deadlines.of(case)}
    assert b"court" not in bytes(row.matter)
    held = sealing.opened(row, "matter", by=cast.dina.actor)
    assert held is not None
    assert (held["kind"], held["body"]) == ("criminal", "District court")


def test_that_a_matter_has_ended_stands_in_no_open_column(case: Case, cast: Cast) -> None:
    going, ended = (
        legal.begin_matter(case=case, matter=Matter("wages", state), by=cast.aigul.actor)
        for state in ("filed", "closed")
    )
    row = LegalMatter.objects.filter(case=case).values
    open_columns = [name for name, kind in LegalMatter.PRIVACY.items() if isinstance(kind, Open) and name != "id"]
    one, other = (row(*open_columns).get(pk=each.pk) for each in (going, ended))
    assert one == other
    assert len(bytes(going.matter)) == len(bytes(ended.matter))


def test_what_has_ended_has_no_next_day(case: Case, cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=4)
    row = legal.begin_matter(case=case, matter=Matter("wages", "filed", next_on=day), by=cast.aigul.actor)
    with pytest.raises(Invalid) as refused:
        legal.continue_matter(row=row, matter=Matter("wages", "closed", next_on=day), by=cast.aigul.actor)
    assert refused.value.field == "next_on"
    legal.continue_matter(row=row, matter=Matter("wages", "closed"), by=cast.aigul.actor)
    assert "legal-matter" not in {each.page for each in deadlines.of(case)}


def test_a_matter_of_no_kind_or_money_of_no_currency_is_refused(case: Case, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        legal.begin_matter(case=case, matter=Matter("revenge"), by=cast.aigul.actor)
    assert refused.value.field == "kind"
    with pytest.raises(Invalid) as refused:
        legal.begin_matter(case=case, matter=Matter("wages", claimed=Decimal(5)), by=cast.aigul.actor)
    assert refused.value.field == "currency"


def test_strangers_and_those_without_the_role_begin_no_matter(case: Case, cast: Cast) -> None:
    with pytest.raises(Hidden):
        legal.begin_matter(case=case, matter=Matter("wages"), by=cast.bakyt.actor)
    with pytest.raises(Forbidden):
        legal.begin_matter(case=case, matter=Matter("wages"), by=cast.saule.actor)
