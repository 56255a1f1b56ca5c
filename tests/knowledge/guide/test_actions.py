"""Verbs of the guide: who may, what changes in every language, and the entry each leaves."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from komek.foundations import audit
from komek.foundations.audit.models import Entry
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Invalid, WrongState
from komek.knowledge import guide
from komek.knowledge.guide import actions, editions, loading, models, nightly
from komek.knowledge.guide.actions.contacts import Call
from komek.knowledge.guide.actions.facts import Value
from tests.factories.orgs import make_organisation

pytestmark = pytest.mark.slow

UZ = guide.Reader(nationality="UZ", destination="RU")


@pytest.fixture
def editor(db: None) -> Actor:
    loading.load(date(2026, 11, 1))
    return Actor(uuid4(), make_organisation().id, frozenset({"content_editor"}))


@pytest.fixture
def colleague(editor: Actor) -> Actor:
    return replace(editor, user=uuid4())


def soon(days: int = 90) -> date:
    return timezone.localdate() + timedelta(days=days)


def seen(topic: str = "registration-russia", reader: guide.Reader = UZ) -> guide.Answer:
    return guide.answer(editions.build(1, demo=True), topic, reader, timezone.localdate())


def entry(verb: str, editor: Actor) -> Entry:
    found = Entry.objects.filter(verb=verb).latest("sequence")
    assert (found.actor, found.organisation) == (editor.user, editor.organisation)
    return found


def number() -> int:
    return models.EditionNumber.objects.get().number


def test_one_confirmed_deadline_is_there_in_every_language(editor: Actor) -> None:
    before = number()
    fact = actions.propose_fact(
        key="ru.registration.stay",
        nationality="UZ",
        value=Value("9", "working days", "RU", date(2026, 1, 1)),
        by=editor,
    )
    assert number() == before, "what is only proposed changes nothing"
    actions.confirm_fact(fact=fact, next_review=soon(), by=editor)

    assert number() == before + 1
    for language in guide.LANGUAGES:
        lead = seen(reader=replace(UZ, language=language)).lead
        assert lead is not None
        assert lead.mark == "confirmed"
        assert "9" in lead.text, language
    assert entry("guide.fact_propose", editor).object == fact.id
    assert entry("guide.fact_confirm", editor).object == fact.id


def test_what_was_released_ends_where_the_new_value_begins(editor: Actor) -> None:
    old = models.Fact.objects.get(key="ru.registration.stay", nationality="UZ")
    value = Value("9", "working days", "RU", soon(30))
    new = actions.propose_fact(key=old.key, nationality="UZ", value=value, by=editor)
    actions.confirm_fact(fact=new, next_review=soon(), by=editor)

    old.refresh_from_db()
    assert (old.state, old.valid.upper) == ("released", soon(30))
    edition = editions.build(1, demo=True)
    told = [guide.answer(edition, "registration-russia", UZ, day).lead for day in (soon(29), soon(30))]
    assert ["7 working days" in each.text for each in told if each] == [True, False]


def test_still_right_is_one_tap_for_all_languages(editor: Actor) -> None:
    fact = models.Fact.objects.get(key="kz.stay.host_notice")
    actions.still_right(fact=fact, next_review=soon(30), by=editor)

    fact.refresh_from_db()
    assert (fact.mark, fact.verified_by, fact.next_review) == ("confirmed", editor.user, soon(30))
    assert entry("guide.still_right", editor).object == fact.id
    proposed = actions.propose_fact(key="x.y", nationality="", value=Value("1", "days"), by=editor)
    with pytest.raises(WrongState):
        actions.still_right(fact=proposed, next_review=soon(), by=editor)


def test_an_ended_fact_takes_its_texts_along(editor: Actor) -> None:
    fact = models.Fact.objects.get(key="ru.registration.stay", nationality="UZ")
    actions.end_fact(fact=fact, by=editor)

    assert seen().hidden
    assert entry("guide.fact_end", editor).object == fact.id


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (Value("seven", "days"), "value"),
        (Value("9.12.2026", "date"), "value"),
        (Value("7", "days", since=date(2026, 2, 1), until=date(2026, 2, 1)), "until"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(editor: Actor, value: Value, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.propose_fact(key="x.y", nationality="", value=value, by=editor)
    assert refusal.value.field == field


def test_the_next_look_is_within_a_year(editor: Actor) -> None:
    fact = models.Fact.objects.get(key="kz.stay.host_notice")
    for day in (timezone.localdate(), soon(400)):
        with pytest.raises(Invalid):
            actions.still_right(fact=fact, next_review=day, by=editor)


def test_a_claim_that_differs_is_shown_beside(editor: Actor) -> None:
    claim = actions.record_claim(
        code="kz.notice.other",
        key="kz.stay.host_notice",
        value=Value("5", "working days"),
        publisher="A page",
        by=editor,
    )

    shown = seen("work-kazakhstan", guide.Reader(nationality="UZ", destination="KZ"))
    told = [each for each in (shown.lead, *shown.passages) if each]
    assert any("5 working days" in note for each in told for note in each.notes)
    assert entry("guide.claim", editor).object == claim.id


def test_a_dead_line_leaves_every_channel_at_once(editor: Actor) -> None:
    contact = models.Contact.objects.get(code="kr.1345")
    korea = guide.Reader(nationality="UZ", destination="KR")

    def lines() -> set[str]:
        shown = seen("work-korea", korea)
        way = guide.way_to_a_person(editions.build(1, demo=True), korea, timezone.localdate())
        return {line.id for each in shown.passages for line in each.contacts} | {line.id for line in way.lines}

    assert contact.code in lines()
    actions.record_dial_test(contact=contact, call=Call("KR", "does_not_exist"), by=editor)
    assert contact.code not in lines()
    assert entry("guide.dial_test", editor).object == contact.id

    actions.record_dial_test(contact=contact, call=Call("KR", "answered", "uz", 20), by=editor)
    assert contact.code in lines()
    assert contact.next_test == soon(30)

    actions.declare_dead(contact=contact, by=editor)
    assert contact.code not in lines()
    assert entry("guide.contact_dead", editor).object == contact.id
    with pytest.raises(Invalid):
        actions.record_dial_test(contact=contact, call=Call("KR", "whistled"), by=editor)


def test_three_reports_in_a_day_make_the_test_due(editor: Actor) -> None:
    contact = models.Contact.objects.get(code="kr.1345")
    for _ in range(3):
        assert actions.report_silence("kr.1345")

    contact.refresh_from_db()
    assert contact.next_test == timezone.localdate()
    assert models.Silence.objects.get().count == 3
    assert not actions.report_silence("no.such.line")


def test_a_text_is_seen_once_another_has_read_it(editor: Actor, colleague: Actor) -> None:
    block = models.Block.objects.get(code="wages-unpaid.title")
    text = actions.write_text(block=block, language="en", words="They do not pay", by=editor)
    with pytest.raises(WrongState):
        actions.release_text(text=text, by=editor)
    with pytest.raises(Forbidden):
        actions.review_text(text=text, by=editor)
    actions.review_text(text=text, by=colleague)
    assert seen("wages-unpaid").title != "They do not pay"
    actions.release_text(text=text, by=editor)

    assert seen("wages-unpaid").title == "They do not pay"
    assert models.Text.objects.filter(block=block, language="en").values_list("state", flat=True).count() == 2
    assert entry("guide.text_write", editor).object == text.id
    assert entry("guide.text_review", colleague).object == text.id
    assert entry("guide.text_release", editor).object == text.id


def test_a_text_waits_for_its_day(editor: Actor, colleague: Actor) -> None:
    block = models.Block.objects.get(code="wages-unpaid.title")
    text = actions.write_text(block=block, language="en", words="They do not pay", by=editor)
    actions.review_text(text=text, by=colleague)
    actions.release_text(text=text, on=soon(2), by=editor)
    nightly.release_due()
    assert seen("wages-unpaid").title != "They do not pay"

    models.Text.objects.filter(pk=text.pk).update(release_on=timezone.localdate())
    nightly.release_due()
    nightly.release_due()
    assert seen("wages-unpaid").title == "They do not pay"


def test_a_machine_is_marked_until_a_native_reader_signs(editor: Actor) -> None:
    text = models.Text.objects.get(block__code="wages-unpaid.title", language="en")
    models.Text.objects.filter(pk=text.pk).update(machine=True)
    assert seen("wages-unpaid").draft
    for each in models.Text.objects.filter(block__topic__code="wages-unpaid", language="en"):
        actions.sign_text(text=each, by=editor)

    assert not seen("wages-unpaid").draft
    assert entry("guide.text_sign", editor)


@pytest.mark.parametrize(
    "words",
    ["Register within 7 days.", "Within {{fact:no.such.fact}}.", "Within {{fakt:kz.stay.uz}}.", " ", "x" * 4001],
)
def test_a_wrong_text_is_refused(editor: Actor, words: str) -> None:
    block = models.Block.objects.get(code="registration-russia.answer")
    block.legal = True
    with pytest.raises(Invalid):
        actions.write_text(block=block, language="en", words=words, by=editor)


def test_a_draft_is_thrown_away_and_a_block_taken_out(editor: Actor) -> None:
    block = models.Block.objects.filter(topic__code="wages-unpaid", kind="step").first()
    assert block is not None
    text = actions.write_text(block=block, language="en", words="Write down your hours.", by=editor)
    actions.withdraw_text(text=text, by=editor)
    assert text.state == "ended"
    steps = len(seen("wages-unpaid").of("step"))
    actions.withdraw_block(block=block, by=editor)

    assert len(seen("wages-unpaid").of("step")) == steps - 1
    assert entry("guide.text_withdraw", editor).object == text.id
    assert entry("guide.block_withdraw", editor).object == block.id


def test_a_notice_stands_on_top_until_its_last_day(editor: Actor) -> None:
    block = actions.put_up_notice(
        words={"en": "The border is closed.", "ru": "Граница закрыта."}, ends_on=soon(2), destination=["KZ"], by=editor
    )
    edition = editions.build(1, demo=False)
    kazakhstan, russia = guide.Reader(destination="KZ", language="ru"), guide.Reader(destination="RU")

    assert [each.text for each in guide.notices(edition, kazakhstan, soon(2))] == ["Граница закрыта."]
    assert guide.notices(edition, kazakhstan, soon(3)) == ()
    assert guide.notices(edition, russia, soon(1)) == ()
    assert entry("guide.notice_up", editor).object == block.id

    actions.take_down_notice(block=block, by=editor)
    assert guide.notices(editions.build(1, demo=False), kazakhstan, soon(1)) == ()
    assert entry("guide.notice_down", editor).object == block.id
    with pytest.raises(Invalid):
        actions.put_up_notice(words={"ru": "Граница закрыта."}, ends_on=soon(), by=editor)
    with pytest.raises(Invalid):
        actions.put_up_notice(words={"en": "Over."}, ends_on=soon(-1), by=editor)


def test_questions_are_taught_without_anybodys_number(editor: Actor) -> None:
    topic = models.Topic.objects.get(code="wages-unpaid")
    question = actions.teach(topic=topic, language="en", words="boss says next month again", by=editor)
    assert entry("guide.teach", editor).object == question.id
    actions.unteach(question=question, by=editor)
    question.refresh_from_db()
    assert question.withdrawn
    assert entry("guide.unteach", editor).object == question.id
    for words in ("call me +7 701 123 45 67", "write to a@b.kz", "@some_name", "passport AB1234567", ""):
        with pytest.raises(Invalid):
            actions.teach(topic=topic, language="en", words=words, by=editor)


@pytest.mark.parametrize("role", ["case_worker", "programme_officer", "organisation_admin", "hotline_operator"])
def test_nobody_else_keeps_the_guide(editor: Actor, role: str) -> None:
    stranger = replace(editor, roles=frozenset({role}))
    fact = models.Fact.objects.get(key="kz.stay.host_notice")
    with pytest.raises(Forbidden):
        actions.still_right(fact=fact, next_review=soon(), by=stranger)
    with pytest.raises(Forbidden):
        actions.put_up_notice(words={"en": "x"}, ends_on=soon(), by=stranger)


def test_every_verb_of_the_guide_is_in_these_tests() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    verbs = [each.code for each in audit.registry.VERBS if each.code.startswith("guide.")]

    assert [code for code in verbs if code not in text] == []
