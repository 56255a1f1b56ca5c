"""Topics and blocks as editors make them: begun, framed, moved, called full; what is refused, what is on record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from komek.knowledge import guide
from komek.knowledge.guide import actions, editions, models
from komek.knowledge.guide.actions.blocks import ADDABLE, Audience, Footing
from komek.knowledge.guide.actions.topics import Place
from komek.knowledge.guide.nouns import Topic
from tests.factories.guide import ANSWER, KEY, TOPIC, put
from tests.knowledge.guide.conftest import entry

pytestmark = pytest.mark.slow

RUSSIA = guide.Reader(nationality="UZ", destination="RU", arrived=date(2026, 11, 30))
ALL, PLACE = Audience(), Place("D", "yellow", "house")


def shown() -> guide.Edition:
    return editions.build(1, demo=True)


def topic() -> Topic:
    return shown().topics[TOPIC]


def block(code: str = ANSWER) -> models.Block:
    return models.Block.objects.get(code=code)


def release(text: models.Text, author: Actor, reader: Actor) -> None:
    actions.release_text(text=actions.review_text(text=text, by=reader), by=author)


def newest(of: models.Block, language: str = "en") -> models.Text:
    return models.Text.objects.filter(block=of, language=language).latest("version")


def add(kind: str, by: Actor, words: str = "Ask first.", legal: bool = False, **footing: object) -> models.Block:
    return actions.add_block(
        topic=models.Topic.objects.get(code=TOPIC),
        kind=kind,
        words=words,
        legal=legal,
        audience=ALL,
        footing=Footing(**footing),  # type: ignore[arg-type]
        by=by,
    )


def refused(field: str, kind: str, by: Actor, **told: object) -> None:
    with pytest.raises(Invalid) as caught:
        add(kind, by, **told)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_a_topic_is_begun_as_a_stub_and_seen_once_its_title_is_released(editor: Actor, colleague: Actor) -> None:
    made = actions.begin_topic(
        code="tax-number", title="Your tax number", place=replace(PLACE, see=(TOPIC,)), by=editor
    )
    assert entry("guide.topic_begin", editor).object == made.pk
    assert "tax-number" not in shown().topics, "nobody has read the title"

    release(newest(block("tax-number.title")), editor, colleague)
    found = shown().topics["tax-number"]
    assert (found.full, found.letter, found.see) == (False, "D", (TOPIC,))
    assert guide.title(found, "ru") == "Your tax number", "English stands in until somebody translates"
    answer = guide.answer(shown(), "tax-number", RUSSIA, timezone.localdate())
    assert (answer.lead, answer.full) == (None, False)


@pytest.mark.parametrize(
    ("code", "field"),
    [("Tax", "code"), ("tax_number", "code"), ("journey", "code"), ("a" * 41, "code"), (TOPIC, "code")],
)
def test_a_topic_of_a_wrong_name_is_refused(editor: Actor, code: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        actions.begin_topic(code=code, title="A title", place=PLACE, by=editor)
    assert caught.value.field == field
    assert models.Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (replace(PLACE, letter="O"), "letter"),
        (replace(PLACE, sensitivity="pink"), "sensitivity"),
        (replace(PLACE, icon="../x"), "icon"),
        (replace(PLACE, country="US"), "country"),
        (replace(PLACE, see=("no-such",)), "see"),
    ],
)
def test_a_topic_stands_where_topics_can_stand(editor: Actor, place: Place, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        actions.begin_topic(code="tax-number", title="A title", place=place, by=editor)
    assert caught.value.field == field


def test_a_stub_becomes_full_once_it_leads_to_an_answer_and_to_a_person(editor: Actor, colleague: Actor) -> None:
    noun = actions.begin_topic(code="tax-number", title="Your tax number", place=PLACE, by=editor)
    release(newest(block("tax-number.title")), editor, colleague)
    with pytest.raises(Invalid) as caught:
        actions.change_topic(topic=noun, place=PLACE, full=True, by=editor)
    assert "an answer, whom to ask" in str(caught.value)

    for kind, footing in (("answer", Footing(ground="advice")), ("contact", Footing(contacts=("ru.line",)))):
        made = actions.add_block(
            topic=noun, kind=kind, words="Ask the office.", legal=False, audience=ALL, footing=footing, by=editor
        )
        release(newest(made), editor, colleague)
    actions.change_topic(topic=noun, place=replace(PLACE, country="RU"), full=True, by=editor)
    assert entry("guide.topic_change", editor).details == {"full": "yes"}
    assert (shown().topics["tax-number"].full, shown().topics["tax-number"].country) == (True, "RU")


@pytest.mark.parametrize("kind", ADDABLE)
def test_a_block_of_every_kind_reaches_readers(editor: Actor, colleague: Actor, kind: str) -> None:
    wants: dict[str, dict[str, object]] = {
        "contact": {"contacts": ("ru.line",)},
        "notice": {"ends_on": timezone.localdate() + timedelta(days=3)},
    }
    made = add(kind, editor, **wants.get(kind, {"ground": "advice"}))  # type: ignore[arg-type]
    assert entry("guide.block_add", editor).details == {"kind": kind}
    release(newest(made), editor, colleague)

    answer = guide.answer(shown(), TOPIC, RUSSIA, timezone.localdate())
    there = [each.id for each in (*answer.passages, *([answer.lead] if answer.lead else []))]
    assert (made.code in there) is (kind not in ("answer", "audio")), (
        "one answer leads; a recording is shown once it is there"
    )
    assert made.code in {each.id for each in topic().blocks}


def test_a_notice_of_a_topic_ends_by_itself(editor: Actor, colleague: Actor) -> None:
    last = timezone.localdate() + timedelta(days=3)
    made = add("notice", editor, ends_on=last)
    release(newest(made), editor, colleague)

    def there(on: date) -> bool:
        return made.code in {each.id for each in guide.answer(shown(), TOPIC, RUSSIA, on).passages}

    assert (there(last), there(last + timedelta(days=1))) == (True, False)
    refused("ends_on", "notice", editor)
    with pytest.raises(Invalid) as caught:
        actions.frame_block(block=made, legal=False, audience=ALL, footing=Footing(), by=editor)
    assert caught.value.field == "ends_on", "nor does a new frame take the last day away"


def test_what_a_block_stands_on_must_be_there(editor: Actor) -> None:
    refused("deadline", "step", editor, deadline="no.such")
    models.Fact.objects.create(
        key="ru.scope", state="released", value="", unit="text", mark="sourced", valid=(None, None)
    )
    refused("deadline", "step", editor, deadline="ru.scope")
    refused("rests_on", "step", editor, rests_on=(KEY, "no.such"))
    refused("contacts", "contact", editor, contacts=("no.such",))
    refused("contacts", "contact", editor)
    refused("ground", "step", editor, ground="hearsay")
    refused("ground", "step", editor, ground="advice", legal=True)
    refused("kind", "title", editor)
    refused("words", "step", editor, words="Pay 300 roubles.", legal=True)
    assert models.Block.objects.count() == 3, "nothing was kept"


def test_a_frame_changes_every_language_at_once(editor: Actor) -> None:
    step = block(f"{TOPIC}.step")
    audience = Audience(("UZ",), ("RU",), ("arrival",))
    footing = Footing(deadline=KEY, rests_on=(KEY,), contacts=("ru.line",))
    actions.frame_block(block=step, legal=True, audience=audience, footing=footing, by=editor)
    assert entry("guide.block_frame", editor).object == step.pk

    for language in ("en", "ru"):
        answer = guide.answer(shown(), TOPIC, replace(RUSSIA, language=language), timezone.localdate())
        found = next(each for each in answer.passages if each.id == step.code)
        assert (found.by, found.contacts[0].id) == (date(2026, 12, 9), "ru.line")
        assert found.origins, "the fact's sources stand below"
    elsewhere = guide.answer(shown(), TOPIC, replace(RUSSIA, nationality="KG"), timezone.localdate())
    assert step.code not in {each.id for each in elsewhere.passages}


def test_what_two_editors_do_to_one_block_is_all_kept(editor: Actor) -> None:
    mine, hers = block(f"{TOPIC}.step"), block(f"{TOPIC}.step")
    with CaptureQueriesContext(connection) as asked:
        actions.withdraw_block(block=mine, by=editor)
        actions.frame_block(block=hers, legal=False, audience=ALL, footing=Footing(ground="advice"), by=editor)
    assert sum('FROM "guide_block"' in each["sql"] and "FOR UPDATE" in each["sql"] for each in asked) == 2
    now = block(f"{TOPIC}.step")
    assert (now.withdrawn, now.ground) == (True, "advice"), "an older page brings nothing back"
    actions.withdraw_block(block=mine, by=editor)
    assert block(f"{TOPIC}.step").ground == "advice"


def test_a_text_with_a_bare_number_is_not_called_a_rule_of_law(editor: Actor) -> None:
    step = block(f"{TOPIC}.step")
    put(step, "ru", "Спросите через 5 дней.")
    with pytest.raises(Invalid) as caught:
        actions.frame_block(block=step, legal=True, audience=ALL, footing=Footing(), by=editor)
    assert caught.value.field == "legal"
    step.refresh_from_db()
    assert not step.legal


def test_blocks_change_places_and_stay_inside_the_topic(editor: Actor) -> None:
    step, title = block(f"{TOPIC}.step"), block(f"{TOPIC}.title")
    actions.move_block(block=step, up=True, by=editor)
    assert [each.id.partition(".")[2] for each in topic().blocks] == ["title", "step", "answer"]
    assert entry("guide.block_move", editor).object == step.pk
    actions.move_block(block=title, up=True, by=editor)
    actions.move_block(block=block(ANSWER), up=False, by=editor)
    assert [each.id.partition(".")[2] for each in topic().blocks] == ["title", "step", "answer"]


def test_a_block_that_is_taken_out_meanwhile_is_not_moved(editor: Actor) -> None:
    step = block(f"{TOPIC}.step")
    actions.withdraw_block(block=block(f"{TOPIC}.step"), by=editor)
    with pytest.raises(Hidden):
        actions.move_block(block=step, up=True, by=editor)


def test_a_title_stays_and_a_related_topic_is_named_once_it_is_shown(editor: Actor, colleague: Actor) -> None:
    with pytest.raises(WrongState):
        actions.withdraw_block(block=block(f"{TOPIC}.title"), by=editor)
    actions.begin_topic(code="tax-number", title="Your tax number", place=PLACE, by=editor)
    place = replace(PLACE, see=("tax-number",))
    actions.change_topic(topic=models.Topic.objects.get(code=TOPIC), place=place, full=False, by=editor)

    def related() -> tuple[tuple[str, str], ...]:
        return guide.answer(shown(), TOPIC, RUSSIA, timezone.localdate()).see

    assert related() == (), "nobody has read its title"
    release(newest(block("tax-number.title")), editor, colleague)
    assert related() == (("tax-number", "Your tax number"),)


def test_advice_of_the_house_says_so_in_every_language(editor: Actor) -> None:
    step = block(f"{TOPIC}.step")
    actions.frame_block(block=step, legal=False, audience=ALL, footing=Footing(ground="advice"), by=editor)
    said = set()
    for language in guide.LANGUAGES:
        answer = guide.answer(shown(), TOPIC, replace(RUSSIA, language=language), timezone.localdate())
        (origin,) = next(each for each in answer.passages if each.id == step.code).origins
        assert origin.line == guide.words(language).say("answer", "advice")
        said.add(origin.line)
    assert len(said) == len(guide.LANGUAGES)


def test_only_editors_change_topics_and_blocks(editor: Actor) -> None:
    reader = replace(editor, roles=frozenset({"caseworker"}))
    noun, step = models.Topic.objects.get(), block(f"{TOPIC}.step")
    for act in (
        lambda: actions.begin_topic(code="tax-number", title="x", place=PLACE, by=reader),
        lambda: actions.change_topic(topic=noun, place=PLACE, full=False, by=reader),
        lambda: actions.frame_block(block=step, legal=False, audience=ALL, footing=Footing(), by=reader),
        lambda: actions.move_block(block=step, up=True, by=reader),
        lambda: add("step", reader),
    ):
        with pytest.raises(Forbidden):
            act()
