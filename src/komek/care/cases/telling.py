"""A case in words, section by section: for a printed case, for the copy of the person, for a shared page.

One table says which sealed column is told under which title, and from which code list its values come. Every
section belongs to one field group, so that who may open a group reads its sections, and nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from komek.care import people
from komek.care.cases import flow, instruments, schemas
from komek.care.cases.models import Case, SafetyCheck
from komek.foundations import vault
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Text
from komek.kernel.wording import inside

Told = tuple[str, Text, str]
"""A field of a value or column of a row, what it is called, and where its words come from."""
PLACE = "country"
ANSWERS = "="
"""Before the name of a list: entries of the form `code=answer`, each question by its label."""
STATES = {"state:service": flow.SERVICE, "state:life": flow.LIFE, "state:identification": flow.IDENTIFICATION}


@dataclass(frozen=True)
class Column:
    """A sealed column of the rows of a case: what it tells, and which open columns stand beside it."""

    rows: str
    name: str
    title: Text
    told: tuple[Told, ...]
    beside: tuple[Told, ...] = ()


@dataclass(frozen=True, repr=False)
class Part:
    """One section: its field group, its title, its lines."""

    group: str
    title: Text
    lines: Sequence[people.Line]


@dataclass(frozen=True, repr=False)
class Checked:
    """A safety check with what was answered, line by line."""

    row: SafetyCheck
    lines: Sequence[people.Line]


WORDS: Told = ("words", _("In words"), "")
COLUMNS = (
    Column(
        "",
        "intake",
        _("Needed at once"),
        (("needs", _("Needs"), "need_domain"), WORDS),
        (("opened_on", _("Opened on"), ""), ("source", _("Came through"), "referral_source")),
    ),
    Column(
        "decisions",
        "words",
        _("A decision"),
        (("authority", _("Authority"), ""), ("document", _("Document"), ""), WORDS),
        (("status", _("Decision"), "identification_status"), ("decided_on", _("Day"), "")),
    ),
    Column("accounts", "control", _("Means of control"), (("means", _("Answers"), "=means_of_control"), WORDS)),
    Column(
        "accounts",
        "forms",
        _("Forms of exploitation"),
        (
            ("forms", _("Answers"), "=exploitation_form"),
            ("sexual", _("Sexual exploitation"), "=sexual_exploitation_kind"),
            ("sectors", _("Work in"), "exploitation_sector"),
            ("industries", _("Branch of the economy"), "isic_section"),
            ("apps", _("Websites and apps"), "online_platform"),
            WORDS,
        ),
    ),
    Column(
        "accounts",
        "recruitment",
        _("How it began"),
        (
            ("acts", _("Answers"), "=trafficking_act"),
            ("relations", _("Who brought the person into it"), "recruiter_relation"),
            ("methods", _("How"), "recruitment_method"),
            ("apps", _("Websites and apps"), "online_platform"),
            WORDS,
        ),
    ),
    Column(
        "accounts",
        "extent",
        _("How long"),
        (("months", _("Months"), ""), ("age", _("Age when it began"), ""), ("country", _("Last country"), PLACE)),
    ),
    Column("accounts", "perpetrators", _("Who did it"), (WORDS,)),
    Column(
        "events",
        "event",
        _("A place and a time"),
        (
            ("kind", _("What happened there"), "trafficking_event"),
            ("country", _("Country"), PLACE),
            ("region", _("Region"), PLACE),
            ("place", _("Place"), ""),
            ("began", pgettext_lazy("day", "From"), ""),
            ("ended", _("Until"), ""),
            WORDS,
        ),
    ),
    Column(
        "assessments",
        "risk",
        _("What could harm the person"),
        (
            ("own_view", _("How the person sees it"), ""),
            ("own_words", _("In the person's own words"), ""),
            ("domains", _("By domain"), "=risk_domain"),
            ("measures", _("What is done"), ""),
            WORDS,
        ),
        (("done_on", _("Day"), ""),),
    ),
    Column(
        "assessments",
        "needs",
        _("What is needed"),
        (("needs", _("By domain"), "=need_domain"), ("wishes", _("What the person wishes"), ""), WORDS),
        (("done_on", _("Day"), ""),),
    ),
    Column(
        "assessments",
        "health",
        _("Health"),
        (("functional", _("Everyday life"), "=functional_difficulty"), WORDS),
        (("done_on", _("Day"), ""),),
    ),
    Column(
        "goals",
        "goal",
        _("A goal"),
        (
            ("domain", _("Domain"), "need_domain"),
            ("words", _("Goal"), ""),
            ("steps", _("Steps"), ""),
            ("who", _("Who does it"), ""),
            ("result", _("Result"), ""),
        ),
        (("state", _("Stands at"), "goal_state"),),
    ),
    Column(
        "services",
        "provision",
        _("A service"),
        (("provider", _("Given by"), ""), WORDS),
        (
            ("type", _("Service"), "service_type"),
            ("state", _("Stands at"), "state:service"),
            ("delivered_on", _("Given on"), ""),
        ),
    ),
    Column(
        "legal_matters",
        "matter",
        _("A legal matter"),
        (
            ("kind", _("Kind"), "legal_matter_kind"),
            ("body", _("With"), ""),
            ("number", _("Number"), ""),
            ("claimed", _("Claimed"), ""),
            ("recovered", _("Recovered"), ""),
            ("currency", _("Currency"), ""),
            ("next", _("Next step"), ""),
            WORDS,
        ),
        (("begun_on", _("Since"), ""),),
    ),
    Column("notes", "story", _("A note"), (WORDS,), (("written_at", _("Day"), ""),)),
    Column("notes", "medical", _("A note about health"), (WORDS,), (("written_at", _("Day"), ""),)),
    Column("notes", "legal", _("A note about a legal matter"), (WORDS,), (("written_at", _("Day"), ""),)),
    Column(
        "reflections",
        "words",
        _("Time to recover"),
        (("grounds", _("Grounds"), ""), ("decision", _("What was said"), "")),
        (("begins_on", pgettext_lazy("day", "From"), ""), ("ends_on", _("Until"), "")),
    ),
    Column(
        "consents",
        "terms",
        _("What was asked"),
        (
            ("recipient", _("Recipient"), ""),
            ("witness", _("Witness"), ""),
            ("interpreter", _("Interpreter"), ""),
            ("guardian", _("Guardian"), ""),
            ("child_view", _("What the child thinks"), ""),
            WORDS,
        ),
        (
            ("purpose", _("What for"), "consent_purpose"),
            ("groups", _("What exactly"), "consent_field_group"),
            ("state", _("Answer"), "consent_state"),
            ("given_on", _("Day"), ""),
            ("expires_on", _("Last day"), ""),
        ),
    ),
    Column(
        "disclosures",
        "words",
        _("Passed on"),
        (("recipient", _("To whom"), ""), WORDS),
        (
            ("body", _("Body"), "recipient_body"),
            ("groups", _("What"), "consent_field_group"),
            ("disclosed_on", _("Day"), ""),
        ),
    ),
    Column(
        "follow_ups",
        "found",
        _("How the person is"),
        (
            ("outcome", _("Outcome"), "follow_up_outcome"),
            ("living", _("Where the person lives"), "living_situation"),
            ("income", _("Income"), "income_situation"),
            WORDS,
        ),
        (("point", _("When"), "follow_up_point"), ("done_on", _("Day"), "")),
    ),
    Column(
        "closings",
        "outcome",
        _("The end of our work"),
        (
            ("living", _("Where the person lives"), "living_situation"),
            ("income", _("Income"), "income_situation"),
            ("plan", _("Safety plan"), ""),
            ("continued", _("Who goes on helping"), ""),
            WORDS,
        ),
        (("reason", _("Reason"), "closure_reason"), ("closed_on", _("Day"), "")),
    ),
)


def parts(case: Case, *, by: Actor, but: Collection[str] = ()) -> list[Part]:
    """Tell a case as far as the actor's keys open it, in the order of the table; `but` names rows to leave out."""
    told = [part for column in COLUMNS if column.rows not in but for part in _parts(case, column, by)]
    checks = _safety_checks(case, by) if "safety_checks" not in but else ()
    return [*told, *checks, *_screenings(case, by)]


def person_parts(person: people.Person, groups: Collection[str], *, by: Actor) -> list[Part]:
    """Tell who the person is and how she is reached, as far as these groups are wanted and open."""
    if not {"identity", "contact"} & set(groups):
        return []
    held = people.sheet(person, by=by)
    told = [Part("identity", _("Who the person is"), people.lines(held.identity))]
    told += [Part("identity", _("A document"), people.lines(paper.told)) for paper in held.papers]
    told += [Part("contact", _("How to reach the person"), people.lines(held.contact))]
    return [part for part in told if part.group in groups]


def _parts(case: Case, column: Column, by: Actor) -> Iterator[Part]:
    rows = list(getattr(case, column.rows).all()) if column.rows else [case]
    for row, held in zip(rows, _opened(rows, column.name, by), strict=True):
        if held is None:
            continue
        told = [_line(held.get(name), label, listed) for name, label, listed in column.told]
        beside = [_line(getattr(row, name), label, listed) for name, label, listed in column.beside]
        lines = [line for line in told if line.value or line.absent]
        if lines or beside:
            group = row.sealed_fields()[column.name].group
            yield Part(group, column.title, [line for line in (*beside, *lines) if line.value or line.absent])


def _screenings(case: Case, by: Actor) -> Iterator[Part]:
    """Tell which questions of a screening were answered, and how."""
    rows = list(case.screenings.all())
    for row, held in zip(rows, _opened(rows, "answers", by), strict=True):
        if held is None:
            continue
        instrument = instruments.get(row.instrument)
        said = schemas.unpacked(held["answers"])
        lines = [_line(said[each.code], each.label, "answer") for each in instrument.indicators if each.code in said]
        lines = [_line(row.begun_on, _("Day"), ""), *lines, _line(held["words"], WORDS[1], "")]
        yield Part("story", instrument.label, [line for line in lines if line.value])


def _safety_checks(case: Case, by: Actor) -> Iterator[Part]:
    """Tell what was answered before a talk, and what was to be kept in mind."""
    for check in safety_checks(case, by=by):
        day = _line(check.row.checked_at, _("Day"), "")
        decision = _line(check.row.decision, _("Decision"), "safety_decision")
        yield Part("story", _("A safety check"), [day, decision, *check.lines])


def safety_checks(case: Case, *, by: Actor) -> list[Checked]:
    """Open the safety checks of a case, the newest first; one that is closed to the reader is left out."""
    rows = list(case.safety_checks.order_by("-checked_at"))
    return [Checked(row, _answered(held)) for row, held in zip(rows, _opened(rows, "answers", by), strict=True) if held]


def _answered(held: Mapping[str, Any]) -> list[people.Line]:
    said = schemas.unpacked(held["answers"])
    lines = [_line(said[code], label, "answer") for code, label in instruments.SAFETY.items() if code in said]
    return [*lines, *([_line(held["words"], instruments.KEPT_IN_MIND, "")] if held["words"] else [])]


def _opened(rows: Sequence[Any], name: str, by: Actor) -> list[Mapping[str, Any] | None]:
    if not rows:
        return []
    found = vault.open_rows(rows, keyring=by.keyring, only=[name])
    return [getattr(each, name) or None for each in found]


def _line(value: Any, label: Text, listed: str) -> people.Line:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, date):
        return people.Line(label, date_format(value, "j E Y"))
    if listed.startswith(ANSWERS):
        return people.Line(label, _answers(value or (), listed.removeprefix(ANSWERS)))
    if listed in STATES:
        return people.Line(label, STATES[listed].states[value].label)
    line: people.Line = people.line(label, "" if value is None else value, listed)
    return line


def _answers(entries: Iterable[str], listed: str) -> str:
    """Write `code=answer` entries: every question that was asked, by its label."""
    labels = {each.code[:33]: each.label for each in codes.get(listed)}
    pairs = (entry.split("=", 1) for entry in entries)
    said = ((code, schemas.ANSWERS_OF.get(answer, answer)) for code, answer in pairs if answer)
    return "; ".join(f"{labels[code]}: {_answer(value)}" for code, value in said if value != schemas.NOT_ASKED)


def _answer(value: str) -> str:
    for listed in ("answer", "need_urgency", "risk_level", "missing_value"):
        if value in codes.get(listed):
            return inside(codes.get(listed)[value].label)
    return value
