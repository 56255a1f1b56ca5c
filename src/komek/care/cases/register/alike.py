"""Who may be the same person: two lines of one register, or a line and somebody on record.

A likeness is a question for a person, never an answer: the line waits until somebody says "another" or "the same".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from komek.care import people
from komek.care.cases.register.values import Client
from komek.care.people import queries as persons
from komek.care.people import rules, sealing
from komek.care.people.nouns import Known, Reason
from komek.care.people.rules import matching
from komek.foundations import vault
from komek.kernel.actor import Actor
from komek.kernel.errors import Text

SURE_KINDS = ("phone", "paper", "pair")
"""Forms that few people share: telephone, document, two parts of the name together."""
AT_ONCE = 100
MOST_IN_ONE = 8
"""A telephone that half a register gives is an office's: the first few who gave it are compared."""

WORDS: Mapping[str, Text] = {f"{part}.{how}": words for (part, how), words in matching.NAMES.items()} | {
    reason.code: reason.text
    for reason in (
        matching.PHONE,
        matching.PAPER,
        matching.BORN,
        matching.YEAR,
        matching.GIVEN_YEAR,
        matching.SURNAME_YEAR,
    )
}


@dataclass(frozen=True)
class Likeness:
    """A line is like an earlier line, or like somebody on record; why, as codes."""

    line: int
    kind: Literal["line", "person"]
    other: str
    reasons: tuple[str, ...]

    @property
    def words(self) -> list[Text]:
        """Say why."""
        return [WORDS[code] for code in self.reasons if code in WORDS]

    def packed(self) -> str:
        """Write it as one text, for a sealed column."""
        return "|".join((str(self.line), self.kind, self.other, "+".join(self.reasons)))

    @classmethod
    def unpacked(cls, text: str) -> Likeness:
        """Read what `packed` wrote."""
        line, kind, other, reasons = text.split("|")
        return cls(int(line), "person" if kind == "person" else "line", other, tuple(reasons.split("+")))


def known(client: Client) -> Known:
    """Say by what a line is compared."""
    papers = [people.Paper(number=client.value("document"))] if client.value("document") else []
    return sealing.compared_by(client.identity, client.contact, papers)


def likely(one: Known, other: Known) -> tuple[Reason, ...]:
    """Give the reasons why two may be one: a telephone, a document, or the name with a birth that can be the same.

    The same name with another year of birth is another person; so is a child with the mother's telephone, whom
    only somebody who looks can tell: she is shown.
    """
    reasons = rules.compare(rules.about(one), other)
    codes = {reason.code for reason in reasons}
    if codes & {"phone", "paper"}:
        return reasons
    named = {"given", "surname"} <= {code.partition(".")[0] for code in codes}
    return reasons if named and not _born_apart(one, other) else ()


def in_file(clients: Iterable[Client]) -> Iterator[Likeness]:
    """Find for each line the first earlier line that may be the same person."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    told: dict[int, Known] = {}
    for client in clients:
        here = told[client.line] = known(client)
        forms = [(kind, form) for kind, each in rules.forms_of(here).items() if kind in SURE_KINDS for form in each]
        earlier = sorted({line for form in forms for line in seen[form][:MOST_IN_ONE]})
        for line in earlier:
            if reasons := likely(here, told[line]):
                yield Likeness(client.line, "line", str(line), tuple(reason.code for reason in reasons))
                break
        for form in forms:
            seen[form].append(client.line)


def on_record(clients: Sequence[Client], *, by: Actor) -> tuple[list[Likeness], set[UUID]]:
    """Find for each line somebody on record who may be the same; also names everybody whose record was opened."""
    found, opened = list[Likeness](), set[UUID]()
    for start in range(0, len(clients), AT_ONCE):
        told = {client.line: known(client) for client in clients[start : start + AT_ONCE]}
        asked = _asked(told)
        hits = vault.find(_gathered(asked), keyring=by.keyring)
        rows = list(persons.visible_to(by).filter(pk__in=list(hits)))
        held = persons.compared_all(rows, by=by)
        opened |= set(held)
        for line, forms in asked.items():
            candidates = [person for person in held if not forms.isdisjoint(hits[person])]
            found += _first(line, told[line], sorted(candidates), held)
    return found, opened


def _first(line: int, here: Known, candidates: Iterable[UUID], held: Mapping[UUID, Known]) -> list[Likeness]:
    """Give the likeliest of those on record, if anybody is likely at all."""
    likenesses = [(reasons, person) for person in candidates if (reasons := likely(here, held[person]))]
    if not likenesses:
        return []
    reasons, person = max(likenesses, key=lambda each: sum(reason.weight for reason in each[0]))
    return [Likeness(line, "person", str(person), tuple(reason.code for reason in reasons))]


def _asked(told: Mapping[int, Known]) -> dict[int, frozenset[tuple[str, str]]]:
    return {
        line: frozenset(
            (kind, form) for kind, forms in rules.forms_of(each).items() if kind in SURE_KINDS for form in forms
        )
        for line, each in told.items()
    }


def _gathered(asked: Mapping[int, frozenset[tuple[str, str]]]) -> dict[str, set[str]]:
    gathered: dict[str, set[str]] = defaultdict(set)
    for forms in asked.values():
        for kind, form in forms:
            gathered[kind].add(form)
    return gathered


def _born_apart(one: Known, other: Known) -> bool:
    """Say whether the dates of birth, as far as they are known, contradict each other."""
    first, second = people.known(one.identity.born), people.known(other.identity.born)
    if not first or not second:
        return False
    pairs = ((first.year, second.year), (first.month, second.month), (first.day, second.day))
    return sum(a is not None and b is not None and a != b for a, b in pairs) > 1 or (
        pairs[0][0] is not None and pairs[0][1] is not None and abs(pairs[0][0] - pairs[0][1]) > 1
    )
