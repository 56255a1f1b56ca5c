"""What is stale is computed from what a translation was made of: never a false mark, never a missed one."""

import random

from komek.knowledge.guide.nouns import Fact
from komek.knowledge.guide.placeholders import bare_number, broken, fill, named
from komek.knowledge.guide.staleness import facts_used, reasons, text_hash

SEQUENCES = 10_000
KEYS = ("a.term", "b.price", "c.visa")
TEXTS = (
    "Register within {{fact:a.term}}.",
    "Pay {{fact:b.price}} within {{fact:a.term}}.",
    "Ask a person.",
    "Bring {{fact:c.visa}}.",
)


class Desk:
    """A block in one language beside its English, and the model of what should be stale: plain comparison."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.source = chance.choice(TEXTS)
        self.values = {key: (str(chance.randrange(3)), "days") for key in KEYS}
        self.translate()

    def facts(self) -> list[Fact]:
        told = [Fact(key, "", value, unit, "sourced") for key, (value, unit) in self.values.items()]
        self.chance.shuffle(told)
        return told

    def translate(self) -> None:
        self.made_from, self.used = text_hash(self.source), facts_used(self.source, self.facts())
        self.then = (self.source.strip(), {key: self.values[key] for key in named(self.source)})

    def step(self) -> None:
        match self.chance.randrange(5):
            case 0:
                self.source = self.chance.choice(TEXTS)
            case 1:
                self.values[self.chance.choice(KEYS)] = (str(self.chance.randrange(3)), "days")
            case 2:
                self.translate()
            case 3:
                self.source += "  \n"  # a blank at the end changes nothing that is read
            case 4:
                self.values = dict(reversed(self.values.items()))

    def expected(self) -> set[str]:
        text, values = self.then
        found = {"text"} if "\n".join(x.rstrip() for x in self.source.strip().splitlines()) != text else set()
        for key in {*values, *named(self.source)}:
            here = self.values[key] if key in named(self.source) else None
            if values.get(key) != here:
                found.add(f"fact:{key}")
        return found


def test_ten_thousand_random_edit_sequences_without_a_false_mark() -> None:
    chance, stale = random.Random(20261125), 0
    for number in range(SEQUENCES):
        desk = Desk(chance)
        for _ in range(chance.randrange(1, 6)):
            desk.step()
            found = set(reasons(desk.source, desk.made_from, desk.used, facts_used(desk.source, desk.facts())))
            assert found == desk.expected(), number
            stale += bool(found)
    assert stale > SEQUENCES / 4, "the sequences must make something stale, or this test sees nothing"


def test_a_change_that_is_taken_back_leaves_nothing_stale() -> None:
    text, facts = "Register within {{fact:a.term}}.", [Fact("a.term", "", "7", "days", "sourced")]
    made, used = text_hash(text), facts_used(text, facts)
    other = [Fact("a.term", "", "9", "days", "sourced")]

    assert reasons(text, made, used, facts_used(text, other)) == ("fact:a.term",)
    assert reasons(text, made, used, facts_used(text, facts)) == ()


def test_placeholders_are_found_filled_and_refused() -> None:
    assert named("{{fact:a.b}} and {{fact:a.b}} or {{fact:c}}") == ("a.b", "c")
    assert fill("by {{fact:a.b}}!", str.upper) == "by A.B!"
    assert broken("{{fakt:a}} and {{fact:b}}") == ("{{fakt:a}}",)
    assert broken("a lost {{ brace") == ("{{",)
    assert bare_number("within 7 days")
    assert not bare_number("within {{fact:a7.b9}}")
