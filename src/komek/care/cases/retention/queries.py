"""Which rules are in force, whose time is over today, who waits for a decision, and who is kept longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable, NegatedExpression
from django.db.models.functions import Greatest

from komek.care.cases import flow
from komek.care.cases.access import ACCESS
from komek.care.cases.models import ApprovalRule, Case, FollowUp, RetentionNotice, RetentionRule
from komek.care.cases.models.retention import AT_ONCE, CLOSED_FILE, KINDS, WITHOUT_CASE
from komek.care.cases.retention.nouns import DEFAULT_MONTHS, Due, Rule
from komek.care.people.flow import CANDIDATE, SAME
from komek.care.people.models import DuplicateLink, Interview, Person, Relation
from komek.kernel.actor import Actor
from komek.kernel.periods import months_later


def rules(organisation: UUID) -> list[Rule]:
    """List the rules in force, those of the house where the organisation has made none."""
    own = {row.kind: row for row in RetentionRule.objects.filter(organisation=organisation)}
    return [_rule(organisation, kind, own.get(kind)) for kind in KINDS]


def rule(organisation: UUID, kind: str) -> Rule:
    """Give the rule in force for one kind of file."""
    return _rule(organisation, kind, RetentionRule.objects.filter(organisation=organisation, kind=kind).first())


def proposals(organisation: UUID) -> QuerySet[RetentionRule]:
    """List changes that would erase sooner and wait for a second person."""
    return RetentionRule.objects.filter(organisation=organisation, proposed_by__isnull=False).order_by("proposed_on")


def find_rule(actor: Actor, rule: UUID) -> RetentionRule:
    """Get one rule of the actor's organisation; raises Hidden."""
    row = RetentionRule.objects.filter(pk=rule).first() or RetentionRule(pk=rule)
    ACCESS.require(actor, "retention.rule", row)
    return row


def erases_at_once(rule: Rule) -> bool:
    """Say whether nobody is asked: not where the organisation wants an approval before anything is erased."""
    wanted = ApprovalRule.objects.filter(organisation=rule.organisation, kind="erasure")
    return rule.action == AT_ONCE and not wanted.exists()


def due(organisation: UUID, today: date, person: UUID | None = None) -> Iterator[Due]:
    """List the files whose time is over and that nobody keeps longer; of one person if she is named."""
    kept = RetentionNotice.objects.filter(person=OuterRef("pk"), kept_until__gte=today)
    for each in rules(organisation):
        persons, since = _of_kind(organisation, each.kind, today)
        rows = persons.filter(~Exists(kept)).annotate(since=since)
        rows = rows.filter(since__lte=months_later(today, -each.months)).order_by("since", "id")
        for row in rows.filter(pk=person) if person else rows:
            yield Due(row, each, months_later(row.since, each.months))


def due_of(person: Person, today: date) -> Due | None:
    """Say whether the time of one file is over."""
    return next(due(person.organisation, today, person.pk), None)


def waiting(organisation: UUID) -> QuerySet[RetentionNotice]:
    """List the files that wait for a decision, the oldest first."""
    rows = RetentionNotice.objects.filter(organisation=organisation, kept_until__isnull=True)
    return rows.select_related("person").order_by("due_on", "id")


def kept(organisation: UUID, today: date) -> QuerySet[RetentionNotice]:
    """List the files that somebody keeps longer, the soonest end first."""
    rows = RetentionNotice.objects.filter(organisation=organisation, kept_until__gte=today)
    return rows.select_related("person").order_by("kept_until", "id")


def notice_of(person: Person) -> RetentionNotice | None:
    """Find what is noted about the time of one file."""
    return RetentionNotice.objects.filter(organisation=person.organisation, person=person).first()


def numbers(persons: list[UUID]) -> dict[UUID, str]:
    """Name the files of persons by the numbers of their cases; no case, no number."""
    found: dict[UUID, list[str]] = {}
    for person, number in Case.objects.filter(person__in=persons).order_by("number").values_list("person", "number"):
        found.setdefault(person, []).append(number)
    return {person: ", ".join(each) for person, each in found.items()}


def _rule(organisation: UUID, kind: str, row: RetentionRule | None) -> Rule:
    if row is None:
        return Rule(organisation, kind, DEFAULT_MONTHS[kind])
    return Rule(organisation, kind, row.months, row.action, row.basis, row)


def _of_kind(organisation: UUID, kind: str, today: date) -> tuple[QuerySet[Person], Greatest]:
    """Choose persons with a file of this kind that nothing holds, and say since which day nothing was done."""
    persons = Person.objects.filter(organisation=organisation, erased_on__isnull=True)
    own = Case.objects.filter(person=OuterRef("pk"))
    talks = Interview.objects.filter(person=OuterRef("pk")).order_by("-day").values("day")[:1]
    if kind == WITHOUT_CASE:
        persons = persons.filter(~Exists(own), *_nobody_hers_has(Case.objects.filter(organisation=organisation)))
        return persons, Greatest("registered_on", Subquery(talks))
    still_open = Case.objects.filter(organisation=organisation).exclude(state="closed")
    ahead = FollowUp.objects.filter(case__person=OuterRef("pk"), state="planned", due_on__gte=today)
    full = Exists(own.filter(kind=flow.FULL))
    persons = persons.filter(
        Exists(own),
        full if kind == CLOSED_FILE else ~full,
        ~Exists(still_open.filter(person=OuterRef("pk"))),
        ~Exists(ahead),
        *_nobody_hers_has(still_open),
    )
    closed = own.order_by("-closed_on").values("closed_on")[:1]
    looks = FollowUp.objects.filter(case__person=OuterRef("pk"), done_on__isnull=False)
    looked = looks.order_by("-done_on").values("done_on")[:1]
    return persons, Greatest(Subquery(closed), Subquery(looked), Subquery(talks))


def _nobody_hers_has(cases: QuerySet[Case]) -> list[NegatedExpression[Combinable]]:
    """Say that no relative, guardian or ward, and no row that may speak of the same person, has such a case.

    One question for each kind of tie, from the tie to its case: nearly nobody has one, so each is answered by an index.
    """
    relations = Relation.objects.filter(ended_on__isnull=True)
    links = DuplicateLink.objects.filter(ended_on__isnull=True, state__in=(CANDIDATE, SAME))
    ties = [(relations, "person", "other"), (relations, "other", "person")]
    return [
        ~Exists(tied.filter(**{her: OuterRef("pk")}).filter(Exists(cases.filter(person=OuterRef(f"{theirs}_id")))))
        for tied, her, theirs in (*ties, (links, "first", "second"), (links, "second", "first"))
    ]
