"""What editors look at: where each topic stands in each language, and what has to be looked at again."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.editions import released_facts, released_texts
from komek.knowledge.guide.models import Block, Contact, Fact, Recording, Text, Topic
from komek.knowledge.guide.models.codes import KEY
from komek.knowledge.guide.nouns import LANGUAGES, RECORDED, SOURCE, Words
from komek.knowledge.guide.rules import is_term

WORKING = ("draft", "reviewed")
AHEAD = 30
"""Days before the end of a rule at which an editor is asked what comes after."""


@dataclass
class Standing:
    """How many blocks of a topic are in which state in one language."""

    blocks: int = 0
    missing: int = 0
    stale: int = 0
    machine: int = 0
    working: int = 0

    @property
    def whole(self) -> bool:
        """Say whether nothing is left to do."""
        return not (self.missing or self.stale or self.machine or self.working)


@dataclass(frozen=True)
class Side:
    """One block in two languages: what is shown of each, and the versions that nobody sees yet, the newest first."""

    block: Block
    source: Words | None
    words: Words | None
    shown: Text | None
    working: tuple[Text, ...]
    source_working: tuple[Text, ...]


def topics() -> list[Topic]:
    """List the topics in their order."""
    return list(Topic.objects.order_by("position", "code"))


def titles() -> dict[str, str]:
    """Give the English title of each topic that has one."""
    rows = Text.objects.filter(block__kind="title", language=SOURCE, state="released")
    return dict(rows.values_list("block__topic__code", "words"))


def topic(actor: Actor, code: str) -> Topic:
    """Find a topic. Raises Hidden."""
    return ACCESS.find(actor, Topic.objects.all(), code=code)


def block(actor: Actor, key: UUID) -> Block:
    """Find a block. Raises Hidden."""
    return ACCESS.find(actor, Block.objects.select_related("topic"), pk=key)


def text(actor: Actor, key: UUID) -> Text:
    """Find a version of a text. Raises Hidden."""
    return ACCESS.find(actor, Text.objects.select_related("block__topic"), pk=key)


def contact(actor: Actor, code: str) -> Contact:
    """Find a contact for whoever may call it. Raises Hidden."""
    found = Contact.objects.filter(code=code).first() if re.fullmatch(KEY, code) else None
    if found is None or not ACCESS.may(actor, "guide.dial", found):
        raise Hidden
    return found


def standings() -> dict[UUID, dict[str, Standing]]:
    """Say where each topic stands in each language."""
    blocks = Block.objects.filter(withdrawn=False, topic__isnull=False).values_list("pk", "topic_id")
    shown, working = released_texts(released_facts()), _working_languages()
    found: dict[UUID, dict[str, Standing]] = defaultdict(lambda: {each: Standing() for each in LANGUAGES})
    for key, where in blocks:
        for language in LANGUAGES:
            _count(found[where][language], shown.get(key, {}).get(language), language in working[key])
    return found


def _count(standing: Standing, words: Words | None, working: bool) -> None:
    standing.blocks += 1
    standing.missing += words is None
    standing.stale += bool(words and words.stale)
    standing.machine += bool(words and words.draft)
    standing.working += working


def _working_languages() -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for key, language in Text.objects.filter(state__in=WORKING).values_list("block_id", "language"):
        found[key].add(language)
    return found


def sides(where: Topic, language: str) -> list[Side]:
    """Lay the blocks of a topic side by side: English and one other language."""
    blocks = list(Block.objects.filter(withdrawn=False, topic=where).order_by("position", "code"))
    keys = [each.pk for each in blocks]
    told = released_texts(released_facts(), blocks=keys)
    rows = Text.objects.filter(block__in=keys, language__in={SOURCE, language}).exclude(state="ended")
    kept: dict[tuple[UUID, str], list[Text]] = defaultdict(list)
    for row in rows.order_by("-version"):
        kept[row.block_id, row.language].append(row)

    def working(key: UUID, spoken: str) -> tuple[Text, ...]:
        return tuple(each for each in kept[key, spoken] if each.state in WORKING)

    return [
        Side(
            block=each,
            source=told.get(each.pk, {}).get(SOURCE),
            words=told.get(each.pk, {}).get(language),
            shown=next((row for row in kept[each.pk, language] if row.state == "released"), None),
            working=working(each.pk, language),
            source_working=working(each.pk, SOURCE),
        )
        for each in blocks
    ]


def versions(where: Block, language: str) -> list[Text]:
    """List all versions of a text, the newest first."""
    return list(Text.objects.filter(block=where, language=language).order_by("-version"))


def recordings(where: Block, language: str) -> list[Recording]:
    """List the recordings of a text, voice first, without their bytes."""
    rows = Recording.objects.filter(block=where, language=language).defer("data").select_related("block")
    return sorted(rows, key=lambda row: RECORDED.index(row.kind))


def recording(actor: Actor, key: UUID) -> Recording:
    """Find a recording, without its bytes. Raises Hidden."""
    return ACCESS.find(actor, Recording.objects.defer("data").select_related("block__topic"), pk=key)


def recorded_languages(where: Topic) -> dict[UUID, list[str]]:
    """Say in which languages each block of a topic can be heard or seen, whether or not it still says its text."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Recording.objects.filter(block__topic=where).order_by("language").values_list("block", "language")
    for block, language in rows.distinct():
        found[block].append(language)
    return found


def countable_facts() -> list[str]:
    """List the keys of released facts by which a day can be counted."""
    found: dict[str, bool] = {}
    for fact in released_facts():
        found[fact.key] = found.get(fact.key, True) and is_term(fact)
    return sorted(key for key, counts in found.items() if counts)


def told(where: Block) -> dict[str, Words]:
    """Give what is shown of a block now, by language."""
    return released_texts(released_facts(), blocks=[where.pk]).get(where.pk, {})


def to_read(actor: Actor) -> QuerySet[Text]:
    """List drafts of others, which wait for a second pair of eyes."""
    rows = Text.objects.filter(state="draft").exclude(written_by=actor.user).select_related("block__topic")
    return rows.order_by("written_on", "block__code", "language")


def to_release() -> QuerySet[Text]:
    """List what was read and is neither shown nor waits for its day."""
    rows = Text.objects.filter(state="reviewed", release_on__isnull=True).select_related("block__topic")
    return rows.order_by("written_on", "block__code", "language")


def to_hear(actor: Actor) -> QuerySet[Recording]:
    """List recordings of others that nobody else has heard yet, without their bytes."""
    rows = Recording.objects.filter(heard_by=None, block__withdrawn=False).exclude(added_by=actor.user)
    return rows.defer("data").select_related("block__topic").order_by("added_on", "block__code", "language", "kind")


def due_facts(on: date) -> QuerySet[Fact]:
    """List released facts to look at again: their day has come, or their rule ends soon and nothing comes after."""
    ends = Q(valid__endswith__gt=on, valid__endswith__lte=on + timedelta(days=AHEAD))
    rows = Fact.objects.filter(Q(next_review__lte=on) | ends, state="released")
    return rows.order_by("next_review", "key", "nationality")


def unconfirmed_facts() -> QuerySet[Fact]:
    """List released facts at which nobody has looked: outside the demo they are not shown."""
    return Fact.objects.filter(state="released").exclude(mark="confirmed").order_by("key", "nationality")


def due_contacts(on: date) -> QuerySet[Contact]:
    """List lines to call: never called, or the day of the next call has come. The dead rest."""
    rows = Contact.objects.filter(Q(next_test__isnull=True) | Q(next_test__lte=on)).exclude(state="dead")
    callable_ = ~Q(phone="", short="", from_abroad="")
    return rows.filter(callable_).order_by("next_test", "code")


def stale_texts() -> list[tuple[Text, Words]]:
    """List translations that are shown while their English text or a fact of it has changed."""
    shown = released_texts(released_facts())
    stale = {(key, language) for key, found in shown.items() for language, words in found.items() if words.stale}
    rows = (
        Text.objects.filter(state="released", block__withdrawn=False, block__in={key for key, _language in stale})
        .select_related("block__topic")
        .order_by("block__topic__position", "block__position", "language")
    )
    return [
        (row, shown[row.block_id][row.language])
        for row in rows
        if (row.block_id, row.language) in stale and not _over(row.block)
    ]


def _over(where: Block) -> bool:
    return where.ends_on is not None and where.ends_on < timezone.localdate()


def naming(key: str) -> Iterable[Block]:
    """List the blocks that name a fact, count by it or rest on it."""
    said = Text.objects.filter(
        language=SOURCE, state__in=("released", *WORKING), words__contains=f"{{{{fact:{key}}}}}"
    ).values("block")
    rows = Block.objects.filter(withdrawn=False).filter(Q(pk__in=said) | Q(deadline=key) | Q(rests_on__contains=[key]))
    return rows.select_related("topic").order_by("topic__position", "position")


def notice(actor: Actor, key: UUID) -> Block:
    """Find a notice that stands. Raises Hidden."""
    return ACCESS.find(actor, Block.objects.filter(kind="notice", topic=None, withdrawn=False), pk=key)
