"""Verbs of the guide: who may, what changes in every language, and the entry each leaves."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Invalid, WrongState
from komek.knowledge import guide
from komek.knowledge.guide import actions, editions, gaps, loading, models, nightly
from komek.knowledge.guide.actions.blocks import Audience
from komek.knowledge.guide.actions.contacts import Call, Card, line_of, report_silence
from komek.knowledge.guide.actions.values import Source, Value
from komek.knowledge.guide.lines import line
from komek.knowledge.guide.staleness import text_hash
from tests.factories.guide import make_editor
from tests.knowledge.guide.conftest import entry

pytestmark = pytest.mark.slow

UZ = guide.Reader(nationality="UZ", destination="RU")


@pytest.fixture
def editor(db: None) -> Actor:
    loading.load(date(2026, 11, 1))
    return make_editor()


@pytest.fixture
def bare(db: None) -> Actor:
    """An editor of a guide in which nothing stands: what is refused needs no more."""
    return make_editor()


def soon(days: int = 90) -> date:
    return timezone.localdate() + timedelta(days=days)


def seen(topic: str = "registration-russia", reader: guide.Reader = UZ) -> guide.Answer:
    return guide.answer(editions.build(1, demo=True), topic, reader, timezone.localdate())


def dial(contact: models.Contact, call: Call, *, by: Actor) -> models.DialTest:
    """Write a call down with the line before one's eyes as it stands now."""
    seen = line_of(models.Contact.objects.get(pk=contact.pk))
    return actions.record_dial_test(contact=contact, call=call, seen=seen, by=by)


def number() -> int:
    return models.EditionNumber.objects.get().number


def test_one_confirmed_deadline_is_there_in_every_language(editor: Actor) -> None:
    before = number()
    fact = actions.propose_fact(
        key="ru.registration.stay",
        nationality="UZ",
        value=Value("5", "working days", "RU", date(2026, 1, 1)),
        by=editor,
    )
    assert number() == before, "what is only proposed changes nothing"
    actions.confirm_fact(fact=fact, next_review=soon(), by=editor)

    assert number() == before + 1
    for language in guide.LANGUAGES:
        lead = seen(reader=replace(UZ, language=language)).lead
        assert lead is not None
        assert lead.mark == "confirmed"
        assert "5" in lead.text, language
    assert entry("guide.fact_propose", editor).object == fact.id
    assert entry("guide.fact_confirm", editor).object == fact.id


def test_what_was_released_ends_where_the_new_value_begins(editor: Actor) -> None:
    old = models.Fact.objects.get(key="ru.registration.stay", nationality="UZ")
    value = Value("5", "working days", "RU", soon(30))
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
        (Value("20261231", "date"), "value"),
        (Value("٧", "days"), "value"),
        (Value("99999", "days"), "value"),
        (Value("7", "days", since=date(2026, 2, 1), until=date(2026, 2, 1)), "until"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(bare: Actor, value: Value, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.propose_fact(key="x.y", nationality="", value=value, by=bare)
    assert refusal.value.field == field


def test_the_next_look_is_within_a_year(editor: Actor) -> None:
    fact = models.Fact.objects.get(key="kz.stay.host_notice")
    for day in (timezone.localdate(), soon(400)):
        with pytest.raises(Invalid):
            actions.still_right(fact=fact, next_review=day, by=editor)


def test_a_claim_that_differs_is_shown_beside(editor: Actor) -> None:
    claim = actions.record_claim(
        key="kz.stay.host_notice",
        nationality="",
        value=Value("5", "working days"),
        source=Source("A page"),
        by=editor,
    )

    shown = seen("work-kazakhstan", guide.Reader(nationality="UZ", destination="KZ"))
    told = [each for each in (shown.lead, *shown.passages) if each]
    assert any("5 working days" in note for each in told for note in each.notes)
    assert entry("guide.claim", editor).object == claim.id
    actions.withdraw_claim(claim=claim, by=editor)
    shown = seen("work-kazakhstan", guide.Reader(nationality="UZ", destination="KZ"))
    assert not [each for each in shown.passages if "5 working days" in str(each.notes)]
    assert entry("guide.claim_withdraw", editor).object == claim.id
    with pytest.raises(Invalid) as refusal:
        actions.record_claim(key="x.y", nationality="", value=Value("5", "days"), source=Source(" "), by=editor)
    assert refusal.value.field == "publisher"


def change(editor: Actor, value: Value, **more: Any) -> models.Fact:
    return actions.change_fact(
        key="ru.registration.stay",
        nationality="UZ",
        value=value,
        source=Source("The new law", "https://example.org/law", "Nine days.", "2026-11"),
        next_review=soon(),
        by=editor,
        **more,
    )


def test_a_fact_is_changed_in_one_step_from_its_day_on(editor: Actor) -> None:
    fact = change(editor, Value("9", "working days", "RU", soon(30)))

    edition = editions.build(1, demo=True)
    before, after = (guide.answer(edition, "registration-russia", UZ, soon(days)).lead for days in (29, 30))
    assert before is not None
    assert after is not None
    assert ("7 working days" in before.text, "9 working days" in after.text) == (True, True)
    assert [each.line for each in after.origins] == ["Source: The new law · 2026-11"]
    assert "The new law" not in str(before.origins), "it speaks of the time after"
    assert not [note for note in after.notes if "differ" in note], "the others spoke of the time before"
    assert [note for note in before.notes if "differ" in note]
    assert entry("guide.fact_change", editor).object == fact.id


def test_a_source_may_stand_beside_the_new_value(editor: Actor) -> None:
    change(editor, Value("9", "working days", "RU", date(2026, 1, 1)), outdated=False)
    lead = seen().lead
    assert lead is not None
    assert any("differ" in note for note in lead.notes)


def test_a_claim_for_several_passports_goes_on_for_the_others(editor: Actor) -> None:
    both = actions.record_claim(
        key="x.y", nationality="UZ", value=Value("5", "days"), source=Source("A page"), by=editor
    )
    models.Claim.objects.filter(pk=both.pk).update(nationality=["UZ", "KG"])
    actions.change_fact(
        key="x.y",
        nationality="UZ",
        value=Value("6", "days", "RU", date(2026, 1, 1)),
        source=Source("A law"),
        next_review=soon(),
        by=editor,
    )
    rows = models.Claim.objects.filter(key="x.y").order_by("value", "nationality")
    assert [(row.value, row.nationality, row.valid_until) for row in rows] == [
        ("5", ["KG"], None),
        ("5", ["UZ"], date(2026, 1, 1)),
        ("6", ["UZ"], None),
    ]
    assert len({row.code for row in rows}) == 3


def test_a_value_that_was_wrong_from_the_beginning_takes_its_sources_along(editor: Actor) -> None:
    change(editor, Value("9", "working days", "RU"))
    lead = seen().lead
    assert lead is not None
    assert [each.line for each in lead.origins] == ["Source: The new law · 2026-11"]
    assert models.Fact.objects.filter(key="ru.registration.stay", nationality="UZ", state="ended").count() == 1


@pytest.mark.parametrize("key", ["", "No Such", "x" * 81, "ünlaut", "a\nb"])
def test_a_fact_has_a_plain_name(bare: Actor, key: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.propose_fact(key=key, nationality="", value=Value("1", "days"), by=bare)
    assert refusal.value.field == "key"


def test_a_dead_line_leaves_every_channel_at_once(editor: Actor) -> None:
    contact = models.Contact.objects.get(code="kr.1345")
    korea = guide.Reader(nationality="UZ", destination="KR")

    def lines() -> set[str]:
        shown = seen("work-korea", korea)
        way = guide.way_to_a_person(editions.build(1, demo=True), korea, timezone.localdate())
        return {line.id for each in shown.passages for line in each.contacts} | {line.id for line in way.lines}

    assert contact.code in lines()
    dial(contact, Call("KR", "does_not_exist"), by=editor)
    assert contact.code not in lines()
    assert entry("guide.dial_test", editor).object == contact.id

    dial(contact, Call("KR", "answered", "uz", 20), by=editor)
    assert contact.code in lines()
    assert contact.next_test == soon(30)

    actions.declare_dead(contact=contact, by=editor)
    assert contact.code not in lines()
    assert entry("guide.contact_dead", editor).object == contact.id
    for wrong in (Call("KR", "whistled"), Call("KR", "busy", on=soon(1)), Call("KR", "busy", on=soon(-31))):
        with pytest.raises(Invalid):
            dial(contact, wrong, by=editor)


def test_a_call_of_an_earlier_day_changes_nothing_of_what_is_shown(bare: Actor) -> None:
    contact = models.Contact.objects.create(code="kr.1345", country="KR", kind="hotline", name="Line", short="1345")
    dial(contact, Call("KR", "answered", "ko", 9, "KT", soon(-2)), by=bare)
    assert (contact.state, contact.tested_on, contact.next_test) == ("tested", soon(-2), soon(28))
    dial(contact, Call("KR", "does_not_exist", on=soon(-3)), by=bare)
    contact.refresh_from_db()
    assert (contact.state, contact.tested_on) == ("tested", soon(-2))
    assert models.DialTest.objects.filter(contact=contact).count() == 2
    assert models.DialTest.objects.get(seconds=9).network == "KT"


def test_a_line_that_was_dialled_in_vain_says_so_in_every_language(bare: Actor) -> None:
    contact = models.Contact.objects.create(code="kr.112", country="KR", kind="emergency", name="Line", short="112")

    def said(language: str = "en") -> str:
        found = editions.build(1, demo=True).contacts["kr.112"]
        return line(found, guide.words(language), timezone.localdate()).mark_words

    assert said() == "Not dialled by us yet, not confirmed"
    models.Contact.objects.update(mark="sourced-old")
    assert said() == "Not dialled by us yet, old source"
    models.Contact.objects.update(mark="confirmed")
    assert said() == guide.words("en").say("contact", "untested")
    dial(contact, Call("KR", "answered", on=soon(-3)), by=bare)
    dial(contact, Call("KR", "no_answer", on=soon(-2)), by=bare)
    for language in guide.LANGUAGES:
        speech = guide.words(language)
        assert said(language) == speech.say("contact", "unanswered", date=speech.day(soon(-2)))
    dial(contact, Call("KR", "answered"), by=bare)
    assert said() == ""


def test_another_number_is_a_line_that_nobody_has_called(bare: Actor) -> None:
    card = Card("KR", "hotline", "Workers' line", short="1350", languages="Mon-Fri 09:00-18:00: ko en", free="yes")
    contact = actions.write_contact(code="kr.1350", card=card, by=bare)
    assert entry("guide.contact_write", bare).object == contact.id
    assert (contact.state, contact.next_test) == ("draft", timezone.localdate())
    assert contact.timezone == "Asia/Seoul", "the hours are those of the country"
    another = replace(bare, user=uuid4())
    dial(contact, Call("KR", "answered"), by=another)

    actions.write_contact(code="kr.1350", card=replace(card, hours="Mon-Fri 09:00-18:00"), by=bare, contact=contact)
    assert contact.state == "tested", "the number is the same"
    actions.write_contact(code="kr.1350", card=replace(card, short="1351"), by=bare, contact=contact)
    assert (contact.state, contact.tested_on) == ("draft", None)
    for other in (replace(card, short="1351", kind="emergency"), replace(card, short="1351", country="RU")):
        dial(contact, Call("KR", "answered"), by=another)
        assert contact.state == "tested"
        actions.write_contact(code="kr.1350", card=other, by=bare, contact=contact)
        assert contact.state == "draft", "the same number in another place is another line"
    for wrong in (replace(card, languages="klingon"), card):
        with pytest.raises(Invalid):
            actions.write_contact(code="kr.1350", card=wrong, by=bare)


@pytest.mark.parametrize("kind", ["hotline", "emergency"])
def test_nobody_vouches_alone_for_a_number_she_typed(bare: Actor, kind: str) -> None:
    card = Card("KR", kind, "A line", phone="+82 2 1234-5678", short="1350")
    contact = actions.write_contact(code="kr.new", card=card, by=bare)
    assert contact.phone == "+82212345678", "as a phone dials it"

    def shown() -> bool:
        way = guide.way_to_a_person(editions.build(1, demo=False), guide.Reader(), timezone.localdate(), "KR")
        return bool(way.lines or way.emergency)

    for result in ("answered", "voice_menu"):
        dial(contact, Call("KR", result), by=bare)
        assert not shown()
    assert models.DialTest.objects.filter(contact=contact).count() == 2, "what she heard is on record all the same"
    dial(contact, Call("KR", "answered"), by=replace(bare, user=uuid4()))
    assert shown()
    dial(contact, Call("KR", "answered"), by=bare)
    assert shown(), "once another has called it, she may call it again"

    actions.write_contact(code="kr.new", card=replace(card, short="1352"), by=bare, contact=contact)
    assert not shown()
    with pytest.raises(IntegrityError, match="guide_contact_called_by_another"), transaction.atomic():
        models.Contact.objects.update(state="tested")
    contact.refresh_from_db()
    dial(contact, Call("KR", "does_not_exist"), by=bare)
    assert contact.state == "dead", "taking a number away needs nobody else"


def test_a_call_vouches_only_for_the_line_that_was_seen_and_from_the_day_it_was_typed(bare: Actor) -> None:
    another, card = replace(bare, user=uuid4()), Card("KR", "hotline", "A line", short="1350")
    contact = actions.write_contact(code="kr.new", card=card, by=bare)
    old = line_of(contact)
    actions.write_contact(code="kr.new", card=replace(card, short="1352"), by=bare, contact=contact)
    with pytest.raises(WrongState):
        actions.record_dial_test(contact=contact, call=Call("KR", "answered"), seen=old, by=another)
    assert not models.DialTest.objects.exists()

    for result in ("answered", "does_not_exist"):
        dial(contact, Call("KR", result, on=soon(-1)), by=another)
        assert (contact.state, contact.typed_by) == ("draft", bare.user), "it was another number that was called"
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        dial(contact, Call("KR", "busy", on=soon(-2)), by=another)
        for _each in range(3):
            report_silence("kr.new")
        dial(contact, Call("KR", "answered", on=soon(-1)), by=another)
    assert (contact.state, contact.typed_by) == ("tested", None)


def test_another_country_makes_nobody_elses_number_ones_own(bare: Actor) -> None:
    another, card = replace(bare, user=uuid4()), Card("KR", "hotline", "A line", phone="+8229000000")
    contact = actions.write_contact(code="kr.new", card=card, by=bare)
    actions.write_contact(code="kr.new", card=replace(card, country="RU"), by=another, contact=contact)
    dial(contact, Call("KR", "answered"), by=bare)
    assert (contact.state, contact.typed_by) == ("draft", bare.user), "she typed it, and would vouch alone"
    dial(contact, Call("KR", "answered"), by=another)
    actions.write_contact(code="kr.new", card=replace(card, kind="emergency"), by=another, contact=contact)
    dial(contact, Call("KR", "answered"), by=another)
    assert (contact.state, contact.typed_by) == ("draft", another.user), "nor for what she calls it"


def test_what_two_colleagues_do_to_one_line_is_all_kept(bare: Actor) -> None:
    another, card = replace(bare, user=uuid4()), Card("KR", "hotline", "A line", phone="+8229000000")
    contact = actions.write_contact(code="kr.new", card=card, by=bare)
    older = [models.Contact.objects.get(pk=contact.pk) for _each in range(3)]
    with CaptureQueriesContext(connection) as asked:
        dial(older[0], Call("KR", "answered"), by=another)
        actions.write_contact(code="kr.new", card=replace(card, name="Help"), by=bare, contact=older[1])
        actions.declare_dead(contact=older[2], by=another)
    assert sum('FROM "guide_contact"' in each["sql"] and "FOR UPDATE" in each["sql"] for each in asked) == 3
    contact.refresh_from_db()
    assert (contact.state, contact.typed_by, contact.tested_on, contact.name) == (
        "dead", None, timezone.localdate(), "Help"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "number"),
    [
        *(
            ("phone", each)
            for each in ("( -)", "112", "+0771234567", "+7", "8 701 123 45 67", "+" + "1" * 16, "+7701x")
        ),
        *(("short", each) for each in ("+112", "12345678901", "1a")),
        ("whatsapp", "77012345678"),
        ("from_abroad", "1345"),
    ],
)
def test_a_number_that_no_phone_can_dial_is_refused_by_verb_and_table(bare: Actor, field: str, number: str) -> None:
    told: dict[str, Any] = {field: number}
    card = Card("KZ", "hotline", "A line", **told)
    with pytest.raises(Invalid) as refusal:
        actions.write_contact(code="kz.new", card=card, by=bare)
    assert refusal.value.field == field
    with pytest.raises(IntegrityError, match=f"guide_contact_{field}"), transaction.atomic():
        models.Contact.objects.create(code="kz.new", country="KZ", kind="hotline", name="A line", **{field: number})


def test_a_number_of_signs_alone_is_none(bare: Actor) -> None:
    with pytest.raises(Invalid):
        actions.write_contact(code="kz.new", card=Card("KZ", "hotline", "A line", phone="( -)"), by=bare)


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


def test_a_stale_text_is_found_still_right(editor: Actor, colleague: Actor) -> None:
    block = models.Block.objects.get(code="registration-russia.answer")
    russian = replace(UZ, language="ru")
    for text in models.Text.objects.filter(block__topic__code="registration-russia", language="ru", state="released"):
        actions.keep_text(text=text, by=editor)
    assert not seen(reader=russian).stale
    words = "Register within {{fact:ru.registration.stay}} after you enter Russia."
    english = actions.write_text(block=block, language="en", words=words, by=editor)
    actions.review_text(text=english, by=colleague)
    actions.release_text(text=english, by=editor)
    assert seen(reader=russian).stale

    text = models.Text.objects.get(block=block, language="ru", state="released")
    actions.keep_text(text=text, by=editor)
    assert not seen(reader=russian).stale
    assert entry("guide.text_still_right", editor).object == text.id
    with pytest.raises(WrongState):
        actions.keep_text(text=models.Text.objects.get(block=block, language="en", state="ended"), by=editor)
    models.Text.objects.filter(pk=text.pk).update(words="Становитесь на учёт.")
    text.refresh_from_db()
    with pytest.raises(Invalid):
        actions.keep_text(text=text, by=editor)


def test_a_translation_names_the_facts_of_the_english_text(editor: Actor) -> None:
    block = models.Block.objects.get(code="registration-russia.answer")
    for words in ("Становитесь на учёт.", "За {{fact:kz.stay.uz}} и {{fact:ru.registration.stay}}."):
        with pytest.raises(Invalid) as refusal:
            actions.write_text(block=block, language="ru", words=words, by=editor)
        assert refusal.value.field == "words"
    old = "Register within {{fact:ru.registration.stay}}."
    words = "Учёт: {{fact:ru.registration.stay}}."
    text = actions.write_text(block=block, language="ru", words=words, made_from=old, by=editor)
    assert text.made_from == text_hash(old)


def test_a_new_block_is_seen_once_its_text_is_released(editor: Actor, colleague: Actor) -> None:
    topic = models.Topic.objects.get(code="wages-unpaid")
    told: dict[str, Any] = {"topic": topic, "kind": "step", "legal": True, "by": editor}
    told["audience"] = Audience(destination=["KZ"])
    block = actions.add_block(words="Keep your pay slips.", **told)
    assert entry("guide.block_add", editor).object == block.id
    with pytest.raises(Invalid):
        actions.write_text(block=block, language="ru", words="Храните квитки.", by=editor)
    kazakhstan, russia = guide.Reader(destination="KZ"), guide.Reader(destination="RU")
    assert "Keep your pay slips." not in str(seen("wages-unpaid", kazakhstan))
    text = models.Text.objects.get(block=block)
    actions.review_text(text=text, by=colleague)
    actions.release_text(text=text, by=editor)
    assert "Keep your pay slips." in str(seen("wages-unpaid", kazakhstan))
    assert "Keep your pay slips." not in str(seen("wages-unpaid", russia))
    for wrong in ({"kind": "title"}, {"words": "Within 3 months."}):
        with pytest.raises(Invalid):
            actions.add_block(**({"words": "Keep them."} | told | wrong))


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
    gap, other = (
        models.Gap.objects.create(week=soon(), name=name, language="en", voices=5, count=count, words="no pay again")
        for name, count in ((b"one", 9), (b"two", 8))
    )
    assert gaps.worth_reading() == [gap, other]
    assert actions.teach(topic=topic, language="en", words=gap.words, gap=gap, by=editor).words == "no pay again"
    actions.settle_gap(gap=other, by=editor)
    assert entry("guide.gap_settle", editor).object == other.id
    assert gaps.worth_reading() == []
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
    names = ("actions", "editing", "recordings", "exchange", "counting")
    texts = (Path(__file__).with_name(f"test_{name}.py") for name in names)
    text = "".join(each.read_text(encoding="utf-8") for each in texts)
    verbs = [each.code for each in audit.registry.VERBS if each.code.startswith("guide.")]

    assert [code for code in verbs if code not in text] == []
