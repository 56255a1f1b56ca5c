"""Putting the shipped content into the tables: once, and only where there is none. Nothing of it is confirmed."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from komek.knowledge.guide import content, models, nouns
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.staleness import facts_used


@transaction.atomic
def load(on: date) -> bool:
    """Fill empty tables with what is shipped; gives False where editors have content already.

    Facts are released as what their claims say, with their marks; translations stay drafts of a machine.
    """
    if models.Topic.objects.exists() or models.Fact.objects.exists():
        return False
    models.Claim.objects.bulk_create(_claim(claim) for claim in content.claims())
    models.Fact.objects.bulk_create(_fact(fact) for fact in content.facts())
    models.Contact.objects.bulk_create(_contact(contact) for contact in content.contacts().values())
    for position, topic in enumerate(content.topics().values()):
        _topic(topic, position, on)
    topics = {topic.code: topic for topic in models.Topic.objects.all()}
    models.ExampleQuestion.objects.bulk_create(
        models.ExampleQuestion(topic=topics[each.topic], language=each.language, group=each.group, words=each.text)
        for each in content.questions()
    )
    bump()
    return True


def _topic(topic: nouns.Topic, position: int, on: date) -> None:
    row = models.Topic.objects.create(
        code=topic.id,
        letter=topic.letter,
        sensitivity=topic.sensitivity,
        icon=topic.icon,
        full=topic.full,
        see=list(topic.see),
        country=topic.country,
        position=position,
    )
    blocks = [_block(block, row, at) for at, block in enumerate(topic.blocks)]
    models.Block.objects.bulk_create(blocks)
    models.Text.objects.bulk_create(
        text for block, stored in zip(topic.blocks, blocks, strict=True) for text in _texts(block, stored, on)
    )


def _block(block: nouns.Block, topic: models.Topic, position: int) -> models.Block:
    return models.Block(
        code=block.id,
        topic=topic,
        kind=block.kind,
        position=position,
        nationality=list(block.nationality),
        destination=list(block.destination),
        stage=list(block.stage),
        legal=block.legal,
        deadline=block.deadline,
        contacts=list(block.contacts),
        rests_on=list(block.rests_on),
        ground=block.ground,
    )


def _texts(block: nouns.Block, row: models.Block, on: date) -> list[models.Text]:
    return [
        models.Text(
            block=row,
            language=language,
            words=told.text,
            made_from=told.made_from,
            used=facts_used(told.text, content.facts()),
            state="released",
            machine=told.draft,
            written_on=on,
            released_on=on,
        )
        for language, told in block.texts.items()
    ]


def _claim(claim: nouns.Claim) -> models.Claim:
    return models.Claim(
        code=claim.id,
        key=claim.fact,
        value=claim.value,
        unit=claim.unit,
        nationality=list(claim.nationality),
        says=claim.says,
        publisher=claim.publisher,
        url=claim.url,
        source_date=claim.source_date,
        seen=claim.seen,
        valid_from=claim.valid_from,
        valid_until=claim.valid_until,
        mark=claim.mark,
    )


def _fact(fact: nouns.Fact) -> models.Fact:
    return models.Fact(
        key=fact.key,
        nationality=fact.nationality,
        value=fact.value,
        unit=fact.unit,
        country=fact.country,
        valid=DateRange(fact.valid_from, fact.valid_until, "[)"),
        mark=fact.mark,
        state="released",
    )


def _contact(contact: nouns.Contact) -> models.Contact:
    return models.Contact(
        code=contact.id,
        country=contact.country,
        kind=contact.kind,
        name=contact.name,
        names=dict(contact.names),
        phone=contact.phone,
        from_abroad=contact.from_abroad,
        short=contact.short,
        whatsapp=contact.whatsapp,
        telegram=contact.telegram,
        web=contact.web,
        free=contact.free,
        languages=contact.languages,
        hours=contact.hours,
        timezone=contact.timezone,
        says=contact.says,
        source=contact.source,
        source_date=contact.source_date,
        mark=contact.mark,
    )
