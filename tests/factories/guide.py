"""A guide of one topic, two facts and two lines to call: enough for what editors do, and quickly made."""

from datetime import date
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from komek.kernel.actor import Actor
from komek.knowledge import guide
from komek.knowledge.guide import editions, models
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.staleness import facts_used, spoken_hash, text_hash
from tests.factories.orgs import make_organisation

KEY, TOPIC = "ru.registration.stay", "registration-russia"
ANSWER = f"{TOPIC}.answer"
ENGLISH = "Register within {{fact:ru.registration.stay}}."
RUSSIAN = "Зарегистрируйтесь. Срок: {{fact:ru.registration.stay}}."


def make_guide(*, shown: bool = True) -> models.Topic:
    """Make the topic: a title, an answer that names the fact (its Russian by a machine), a step without Russian.

    While it is not `shown`, readers still see the shipped edition.
    """
    topic = models.Topic.objects.create(
        code=TOPIC, letter="B", sensitivity="yellow", icon="house", full=True, country="RU"
    )
    make_fact("UZ", "7", "working days")
    make_fact("KG", "30", "days")
    make_claim("UZ", "7", "working days", "A page of 2022")
    make_claim("UZ", "15", "working days", "A page of 2025")
    title = make_block(topic, "title")
    put(title, "en", "Register where you stay")
    put(title, "ru", "Регистрация")
    answer = make_block(topic, "answer", legal=True, deadline=KEY)
    put(answer, "en", ENGLISH)
    put(answer, "ru", RUSSIAN, machine=True)
    put(make_block(topic, "step"), "en", "Ask the landlord.")
    for code, phone in (("ru.line", "+79990000001"), ("ru.silent", "+79990000002")):
        models.Contact.objects.create(
            code=code, country="RU", kind="hotline", name="A line", phone=phone, languages="Mon-Fri 09:00-18:00: uz ru"
        )
    if shown:
        editions.bump()
    return topic


def make_editor() -> Actor:
    """Give an editor of an organisation of her own; she has no user, and no keys to open."""
    return Actor(uuid4(), make_organisation().id, frozenset({"content_editor"}))


def make_fact(nationality: str, value: str, unit: str) -> models.Fact:
    """Release a value that nobody has confirmed."""
    return models.Fact.objects.create(
        key=KEY,
        nationality=nationality,
        value=value,
        unit=unit,
        country="RU",
        valid=DateRange(None, None, "[)"),
        mark="contradicted" if nationality == "UZ" else "sourced",
        state="released",
    )


def make_claim(nationality: str, value: str, unit: str, publisher: str) -> models.Claim:
    """Let a source say something."""
    return models.Claim.objects.create(
        code=f"{KEY}.{nationality.lower()}.{value}",
        key=KEY,
        nationality=[nationality],
        value=value,
        unit=unit,
        publisher=publisher,
        mark="sourced",
    )


def make_block(topic: models.Topic, kind: str, *, legal: bool = False, deadline: str = "") -> models.Block:
    """Put a block at the end of a topic."""
    position = models.Block.objects.filter(topic=topic).count()
    return models.Block.objects.create(
        code=f"{topic.code}.{kind}", topic=topic, kind=kind, legal=legal, deadline=deadline, position=position
    )


def put(block: models.Block, language: str, words: str, *, machine: bool = False) -> models.Text:
    """Show a text, made from the English one of now."""
    source = words if language == "en" else models.Text.objects.get(block=block, language="en", state="released").words
    return models.Text.objects.create(
        block=block,
        language=language,
        words=words,
        made_from=text_hash(source),
        used=facts_used(source, released_facts()),
        state="released",
        machine=machine,
        written_on=date(2026, 11, 1),
        released_on=date(2026, 11, 1),
    )


def says_now(block: models.Block, language: str) -> str:
    """Name what a text says today, as the page of its recordings does; nothing where none is shown."""
    text = models.Text.objects.filter(block=block, language=language, state="released").first()
    return spoken_hash(text.words, facts_used(text.words, released_facts())) if text else ""


def lead(language: str = "en") -> str:
    """Give what leads today for somebody from Uzbekistan in Russia; "" where nothing does."""
    reader = guide.Reader(language=language, nationality="UZ", destination="RU")
    shown = guide.answer(editions.build(1, demo=True), TOPIC, reader, timezone.localdate()).lead
    return shown.text if shown else ""
