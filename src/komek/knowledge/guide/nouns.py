"""What an edition holds: plain values, the same whether they come from the database or from the package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "uz-cyrl", "tg", "tk")
SOURCE = "en"
NATIONALITIES = ("KZ", "KG", "TJ", "TM", "UZ")
DESTINATIONS = ("RU", "KZ", "TR", "KR", "AE", "PL")
STAGES = ("before", "arrival", "working", "trouble", "return")
KINDS = (
    "title",
    "answer",
    "fact",
    "step",
    "checklist",
    "warning",
    "contact",
    "document",
    "money",
    "audio",
    "notice",
)
GROUNDS = ("", "advice", "unchecked")
"""What a block stands on that rests on no fact: advice of the house, or it says itself that nobody has checked."""

RECORDED = ("audio", "sign", "captions")
"""Ways to hear a block: a voice, a film in sign language, the words under that film."""

ICONS = (
    *("backpack", "ban", "bed", "briefcase", "building", "clipboard", "coins", "factory", "hammer", "heart", "house"),
    *("newspaper", "passport", "pen", "phone", "plane", "scale", "school", "search", "send", "shield", "signature"),
    *("stamp", "stethoscope", "tractor", "umbrella"),
)
"""The drawings that every door knows."""

PAGES = ("https://", "http://")
"""How the address of a source begins; anything else is no link."""

FORMS = ("mp3", "ogg", "m4a", "mp4", "webm", "vtt")
MARKS = ("confirmed", "sourced", "sourced-old", "contradicted", "unverified")
"""How sure a value is, the surest first. Only `confirmed` is published outside the demo: a named person has looked."""


@dataclass(frozen=True)
class Claim:
    """What one source says: publisher, where, when it was written and when it was seen."""

    id: str
    fact: str
    value: str
    unit: str
    nationality: tuple[str, ...]
    says: str
    publisher: str
    url: str
    source_date: str
    seen: date | None
    mark: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Fact:
    """The value that is released for a key and a nationality ("" for everybody), from one day to another.

    `others` are the values of claims that differ from it. Where a claim names a shorter term than the released one, the
    shorter leads (rules.led) and `instead` keeps the released value and unit, which then stand among the others.
    """

    key: str
    nationality: str
    value: str
    unit: str
    mark: str
    valid_from: date | None = None
    valid_until: date | None = None
    verified_by: str = ""
    verified_on: date | None = None
    next_review: date | None = None
    country: str = ""
    claims: tuple[Claim, ...] = ()
    instead: tuple[str, str] | None = None

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """Give the differing values and units of its claims, each once, and the released one where it does not lead."""
        told = [*((self.instead,) if self.instead else ()), *((claim.value, claim.unit) for claim in self.claims)]
        return tuple(dict.fromkeys(each for each in told if each != (self.value, self.unit)))

    @property
    def told_mark(self) -> str:
        """Say how sure the value is that is told: what leads in place of a confirmed value is not confirmed."""
        return "contradicted" if self.instead else self.mark

    def valid(self, on: date) -> bool:
        """Say whether the fact holds on a day; `valid_until` is the first day on which it does not."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on < self.valid_until
        )


@dataclass(frozen=True)
class Words:
    """A block's text in one language. `draft` until a native reader has signed it.

    `made_from` is the hash of the English text it was made from; `stale` says what has changed since.
    """

    text: str
    draft: bool = True
    stale: tuple[str, ...] = ()
    made_from: str = ""


@dataclass(frozen=True)
class Block:
    """A short text for an audience: the unit of showing, of translating and of recording.

    `rests_on` names the facts that a sentence needs without saying their value: they are its sources. `audio`, `sign`
    and `captions` are the addresses of recordings by language: only of those that say what the text says today.
    """

    id: str
    kind: str
    texts: Mapping[str, Words]
    nationality: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    legal: bool = False
    deadline: str = ""
    contacts: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    ground: str = ""
    audio: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sign: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    captions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def suits(self, nationality: str, destination: str, stage: str = "") -> bool:
        """Say whether the block is for this reader; what she has not told excludes nothing but hides nothing either."""
        return (
            (not nationality or not self.nationality or nationality in self.nationality)
            and (not destination or not self.destination or destination in self.destination)
            and (not stage or not self.stage or stage in self.stage)
        )

    def shown_on(self, day: date) -> bool:
        """Say whether a notice stands on this day; `ends_on` is the last day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Topic:
    """What a migrant asks about. The id never changes: links, QR codes, questions and counts use it.

    `country` is the destination that the whole topic is about, "" for any.
    """

    id: str
    letter: str
    sensitivity: str
    icon: str
    full: bool
    blocks: tuple[Block, ...]
    see: tuple[str, ...] = ()
    country: str = ""

    def block(self, kind: str) -> Block | None:
        """Give the first block of a kind."""
        return next((each for each in self.blocks if each.kind == kind), None)


@dataclass(frozen=True)
class Contact:
    """Somebody to ask: numbers, hours, languages by hour, and when the number was last dialled with what result.

    `name` is English, `names` are the same in other languages. `unanswered_on` is the day of the last call where nobody
    answered it.
    """

    id: str
    country: str
    kind: str
    name: str
    phone: str = ""
    from_abroad: str = ""
    short: str = ""
    whatsapp: str = ""
    telegram: str = ""
    web: str = ""
    free: str = "unknown"
    languages: str = ""
    hours: str = ""
    timezone: str = ""
    says: str = ""
    source: str = ""
    source_date: str = ""
    mark: str = "unverified"
    state: str = "draft"
    tested_on: date | None = None
    next_test: date | None = None
    unanswered_on: date | None = None
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def named(self, language: str) -> tuple[str, str]:
        """Give its name in a language, and the language that it is in: English where nobody has translated it."""
        told = self.names.get(language, "")
        return (told, language) if told else (self.name, SOURCE)

    @property
    def callable(self) -> bool:
        """Say whether there is any number to dial."""
        return bool(self.phone or self.short or self.from_abroad)


@dataclass(frozen=True)
class Question:
    """One way in which people ask for a topic."""

    topic: str
    language: str
    group: str
    text: str


@dataclass(frozen=True)
class Reader:
    """Who reads, as far as she has told: never a name. `arrived` is the day of arrival at the destination."""

    language: str = "en"
    nationality: str = ""
    destination: str = ""
    stage: str = ""
    arrived: date | None = None


@dataclass(frozen=True)
class Edition:
    """All that is released at one moment. `matcher` is the number of the newest trained one, 0 for the shipped."""

    number: int
    topics: Mapping[str, Topic]
    facts: tuple[Fact, ...]
    contacts: Mapping[str, Contact]
    notices: tuple[Block, ...] = ()
    demo: bool = False
    matcher: int = 0

    def facts_of(self, key: str) -> tuple[Fact, ...]:
        """Give the released facts of a key."""
        return tuple(fact for fact in self.facts if fact.key == key)
