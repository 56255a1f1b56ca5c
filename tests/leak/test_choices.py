"""Two runs that differ in one sealed choice leave data that nobody can tell apart: not by value, not by length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from komek.care.cases.actions import life
from komek.care.cases.models import Case
from komek.kernel.privacy import Open
from tests.access.addresses import addresses
from tests.access.forms import Field, Form, forms
from tests.access.matrix import DESK
from tests.access.world import World, undone
from tests.leak.canaries import Flock
from tests.leak.planting import VARIANTS, Planter

pytestmark = [pytest.mark.leak, pytest.mark.slow, pytest.mark.xdist_group("choices")]

CHOICES = {"select", "radio", "checkbox"}
DIFFERING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d{2}:\d{2}:\d{2}[0-9.:+]*")
AXES = {"ledger_fact"}
"""The nameless facts: what their axes say is what the house counts (docs/security.md: what a seized ledger tells)."""

RANDOM = {"django_session"}
"""Signed and compressed: its length follows the random parts. What is in it, the other test reads."""

SAVED = {200, 302}
ENDS = {"approval-new", "hand-over", "case-erase", "person-erase"}
"""Forms that ask only for what is open anyway, and whose own page has tests."""

OPEN: dict[str, str] = {
    "case-decision.step": "audit_entry.verb case_identification.status",
    "case-decision.basis": "case_identification.basis",
    "case-decision.body": "audit_entry.details case_identification.body",
    "case-intake.place": "case.country case.number case.region",
    "case-intake.source": "case.source",
    "case-intake-known.place": "case.country case.number case.region",
    "case-intake-known.source": "case.source",
    "case-safety.decision": "audit_entry.details case.safety case_safety_check.decision",
    "service-new.type": "audit_entry.details case_service.type",
    "service-new.when": "audit_entry.verb case.due_on case_service.delivered_on case_service.due_on case_service.state",
    "service-new.one_off": "case_service.one_off",
    "service-new.unit": "case_service.unit",
    "service-new.currency": "case_service.currency",
    "service.miss-reason": "case_service.reason",
    "risk-new.about_": "audit_entry.details case.risk_level case_assessment.level",
    "risk-new.own_": "audit_entry.details case.risk_level case_assessment.level",
    "goal.state": "audit_entry.details case_goal.state",
    "notes.group": "audit_entry.details case_note.group case_note.medical case_note.story",
    "note.group": "audit_entry.details case_note.group case_note.medical case_note.story",
    "files.group": "audit_entry.details case_file.group case_file.medical case_file.story vault_sealedfile.group",
    "task-new.kind": "audit_entry.details case_task.kind",
    "reflection.decision": "case_reflection.decision",
    "case-close.reason": "audit_entry.details case_closing.reason",
    "case-close.follow_": "case.due_on case_follow_up.state",
    "consent-new.purpose": "audit_entry.details case_consent.purpose",
    "consent-new.recipient": "case_consent.body case_consent.circle case_consent.recipient vault_groupkey",
    "consent-new.groups": "case_consent.groups",
    "consent-new.language": "audit_entry.details case_consent.text",
    "consent-new.answer": "audit_entry.verb case_consent.expires_on case_consent.state",
    "consent-new.form": "case_consent.form",
    "consent-new.giver": "case_consent.giver",
    "consent.reason": "case_consent.withdrawal",
    "basis-new.basis": "audit_entry.details case_legal_basis.basis",
    "basis-new.recipient": "case_legal_basis.body case_legal_basis.circle case_legal_basis.recipient vault_groupkey",
    "basis-new.groups": "case_legal_basis.groups",
    "basis-new.danger": "audit_entry.details case_legal_basis.danger case_legal_basis.state",
    "approval-rules.kinds": "audit_entry audit_head case_approval_rule",
    "retention-rules.kind": "audit_entry case_retention_rule",
    "contact-new.outcomes": "hotline_contact.due_on",
    "contact-draft.outcomes": "hotline_contact.due_on",
    "contact-call.again": "hotline_contact.due_on",
    "hotline-rules.kind": "audit_entry hotline_keep_rule",
    "hotline-rule.agreed": "audit_entry.details hotline_keep_rule",
    "retention-rules.action": "audit_entry.details case_retention_rule",
    "retention-rules.basis": "audit_entry.details case_retention_rule",
    "retention-rule.agreed": "audit_entry.details case_retention_rule",
    "case-print.groups": "audit_entry.details",
    "cases-coded.who": "audit_entry.objects",
    "keys-invite.circles": "orgs_invitation.circles",
    "keys-roles.circles": "orgs_membership.circles",
    "keys-remove.reason": "audit_entry.details",
    "keys-reset.factor_": "audit_entry.details orgs_invitation.factor_lost",
    "rota-new.country": "audit_entry.details inbox_watch.country",
    "rota-new.languages": "inbox_watch.languages",
    "rota-new.weekdays": "inbox_watch.weekdays",
    "rota-new.fallback": "inbox_watch.fallback",
    "rota-watch.country": "audit_entry.details inbox_watch.country",
    "rota-watch.languages": "inbox_watch.languages",
    "rota-watch.weekdays": "inbox_watch.weekdays",
    "rota-watch.fallback": "inbox_watch.fallback",
    "kiosk-new.country": "kiosks_kiosk.country",
    "kiosk.country": "kiosks_kiosk.country",
    "notices.by_email": "notify_wish.by_email",
    "notices.urgent_always": "notify_wish.urgent_always",
    "totals.region": "register_total.region",
    "totals.sex": "register_total.sex",
    "totals.age_": "register_total.age_band",
}
"""Choices that stand in the open, each with its columns; docs/security.md says why. Every other choice is sealed."""

FOR_EVERYBODY = "editor-"
"""Pages of the guide: whatever is chosen there is for everybody to read, and nothing of it is sealed."""

DANGER = "danger"
"""Stands among the needs, and is no need but an alarm: everybody in the team sees it at once."""

Print = dict[str, Counter[str]]


def test_no_sealed_choice_shows_in_any_table(world: World) -> None:
    planter, faults, pairs, unfit = Planter(world, Flock()), [], 0, set()
    for name, url, client, form in choosing(world):
        right, uploads = planter.right(name, form)
        one, status = run(name, world, client, url, {**right, **uploads})
        if status not in SAVED:
            unfit.add(name)
            continue
        for field, choice in other_choices(form, right):
            other, answered = run(name, world, client, url, {**right, **uploads, field: choice})
            if answered != status:
                continue  # this choice does not go with the others: the page says so and keeps nothing
            pairs += 1
            faults += [f"{name}.{field}: {column}" for column in told_apart(one, other) - may_differ(name, field)]
    assert sorted(set(faults)) == []
    assert unfit <= ENDS, "forms that could not be filled in"
    assert pairs >= 200


def told_apart(one: Print, other: Print) -> set[str]:
    """Name the columns in which two runs differ, the nameless facts left out."""
    differ = {column for column in {*one, *other} if one.get(column) != other.get(column)}
    return {column for column in differ if column.partition(".")[0] not in AXES}


def may_differ(name: str, field: str) -> set[str]:
    """Name the columns that are declared to tell this choice in the open."""
    told = OPEN.get(f"{name}.{field}") or OPEN.get(f"{name}.{field.partition('_')[0]}_") or ""
    whole = {column for column in told.split() if "." not in column}
    return {*told.split(), *(f"{table}.{column}" for table in whole for column in COLUMNS[table])}


def choosing(world: World) -> Iterator[tuple[str, str, Client, Form]]:
    """Go to every form of the desk in which something is chosen."""
    done = set()
    for address in addresses().values():
        row = DESK.get(address.name)
        if row is None or not row.reads or not row.writes or address.name.startswith(FOR_EVERYBODY):
            continue
        role = "case_worker" if "case_worker" in row.writes else row.writes[0]
        client = world.umit.clients[role]
        for more in VARIANTS.get(address.name, [{}]):
            url = address.url({**world.inside, **more})
            for form in forms(client.get(url).content.decode()):
                target = urlsplit(form.action).path or url
                chosen = {each.name for each in form.fields.values() if each.kind in CHOICES}
                if form.method == "post" and chosen and (target, frozenset(chosen)) not in done:
                    done.add((target, frozenset(chosen)))
                    yield address.name, target, client, form


def other_choices(form: Form, right: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """For each choice of a form choose something else."""
    for field in form.fields.values():
        for other in others(field, right.get(field.name)):
            yield field.name, other


def others(field: Field, now: Any) -> list[Any]:
    """Choose the longest code that there is; of several, one alone and none at all."""
    if field.kind not in CHOICES or field.name.endswith("_missing"):
        return []
    options = sorted(
        {*field.options} - {now if isinstance(now, str) else "", "", DANGER}, key=lambda each: (len(each), each)
    )
    if field.kind == "checkbox":
        return [[], options[:1]] if field.multiple else [[]]
    return [options[-1]] if options else []


def run(name: str, world: World, client: Client, url: str, data: dict[str, Any]) -> tuple[Print, int]:
    """Post a form, take the print of all tables, and undo everything."""
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    with undone(client):
        if name == "case-close":
            life.start_closing(case=Case.objects.get(pk=world.inside["case"]), by=world.umit.worker.actor)
        status = client.post(url, data).status_code
        return print_of_tables(), status


def print_of_tables() -> Print:
    """Take every column: open values as they are, without ids and times of day; of everything else the length."""
    taken: Print = {}
    with connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            cursor.execute(f'SELECT {", ".join(columns.values())} FROM "{table}"')
            rows = cursor.fetchall()
            for place, name in enumerate(columns):
                taken[f"{table}.{name}"] = Counter(DIFFERING.sub("#", str(row[place])) for row in rows)
    return taken


def _columns() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for model in apps.get_models():
        if model._meta.db_table in RANDOM:
            continue
        declared = getattr(model, "PRIVACY", {})
        found[model._meta.db_table] = {
            str(field.column): _asked(field, declared.get(field.name))
            for field in model._meta.concrete_fields
            if not field.primary_key
        }
    return {table: columns for table, columns in found.items() if columns}


def _asked(field: Any, declared: object) -> str:
    column = f'"{field.column}"'
    if isinstance(field, models.BinaryField):
        return f"octet_length({column})"
    if isinstance(declared, Open):
        return f"{column}::text"
    return f"pg_column_size({column})"


COLUMNS = _columns()
