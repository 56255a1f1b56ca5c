"""What the import contracts cannot see: foreign keys, reverse accessors, cascades, columns, library tables."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from komek.kernel import codes
from komek.kernel.privacy import Open, Personal, Public, Sealed

ORDER = [
    "kernel",
    "foundations.audit",
    "foundations.vault",
    "foundations.accounts",
    "foundations.orgs",
    "foundations.ledger",
    "foundations",
    "knowledge",
    "care.people",
    "care.cases",
    "care.hotline",
    "programme",
    "evidence",
    "doors",
]
LIBRARY_TABLES = {
    "auth.Permission": "empty of people: names of Django's own permissions",
    "auth.Group": "unused",
    "contenttypes.ContentType": "names of tables",
    "sessions.Session": "signed session data: user id, second-factor state, fixed messages",
    "account.EmailAddress": "staff e-mail",
    "account.EmailConfirmation": "staff e-mail keys; unused, verification is off",
    "mfa.Authenticator": "staff second factors: TOTP secrets and seeds of recovery codes, useless without the password",
    "usersessions.UserSession": "staff sessions: address and browser of a member of staff",
    "procrastinate.ProcrastinateJob": "job arguments: ids and codes only",
    "procrastinate.ProcrastinateEvent": "when a job ran",
    "procrastinate.ProcrastinatePeriodicDefer": "when a periodic job was deferred",
    "procrastinate.ProcrastinateWorker": "heartbeats",
}
TEXT = (models.CharField, models.TextField)


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("komek.")]


def rank(module: str) -> int:
    home = module.removeprefix("komek.") + "."
    return next(i for i, room in enumerate(ORDER) if home.startswith(room + "."))


def room(module: str) -> str:
    return ".".join(module.split(".")[1:3])


def keys_between_rooms() -> Iterator[tuple[Any, str, str]]:
    for model in own_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                here, there = model.__module__, field.related_model.__module__
                if there.startswith("komek.") and room(here) != room(there):
                    yield field, here, there


def test_the_house_has_tables() -> None:
    assert len(own_models()) >= 20


def test_a_key_never_points_upstairs() -> None:
    assert [str(f) for f, here, there in keys_between_rooms() if rank(there) > rank(here)] == []


def test_rooms_are_joined_by_one_door() -> None:
    faults = [
        str(f)
        for f, *_ in keys_between_rooms()
        if f.remote_field.related_name != "+" or f.remote_field.on_delete not in (models.PROTECT, models.SET_NULL)
    ]
    assert faults == []


def test_nothing_is_deleted_by_cascade_across_rooms() -> None:
    assert [str(f) for f, *_ in keys_between_rooms() if f.remote_field.on_delete is models.CASCADE] == []


def test_every_own_column_is_declared_with_a_reason() -> None:
    missing = []
    for model in own_models():
        declared = getattr(model, "PRIVACY", {})
        for field in model._meta.concrete_fields:
            entry = declared.get(field.name)
            reason = getattr(entry, "reason", None) or getattr(entry, "group", "")
            if not isinstance(entry, Open | Personal | Public | Sealed) or not reason:
                missing.append(f"{model.__name__}.{field.name}")
    assert missing == []


def test_no_declaration_outlives_its_column() -> None:
    stale = [
        f"{model.__name__}.{name}"
        for model in own_models()
        for name in getattr(model, "PRIVACY", {})
        if name not in {field.name for field in model._meta.concrete_fields}
    ]
    assert stale == []


def test_an_open_text_column_has_a_code_list_or_a_pattern() -> None:
    loose = []
    for model in own_models():
        for field in model._meta.concrete_fields:
            entry = getattr(model, "PRIVACY", {}).get(field.name)
            if isinstance(field, TEXT) and isinstance(entry, Open) and not (entry.codes or entry.pattern):
                loose.append(f"{model.__name__}.{field.name}")
    assert loose == []


def test_a_named_code_list_exists() -> None:
    for model in own_models():
        for entry in getattr(model, "PRIVACY", {}).values():
            if isinstance(entry, Open) and entry.codes:
                assert codes.get(entry.codes), entry.codes


def test_a_sealed_column_can_hold_nothing_but_bytes() -> None:
    clear = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(getattr(model, "PRIVACY", {}).get(field.name), Sealed)
        and not isinstance(field, models.BinaryField)
    ]
    assert clear == []


def test_every_care_table_names_its_organisation_in_every_unique_rule() -> None:
    faults = []
    for model in own_models():
        if not model.__module__.startswith("komek.care."):
            continue
        names = {field.name for field in model._meta.concrete_fields}
        if "organisation" not in names:
            faults.append(model.__name__)
        faults += [
            f"{model.__name__}.{field.name}"
            for field in model._meta.concrete_fields
            if field.unique and not field.primary_key
        ]
        faults += [
            f"{model.__name__}:{rule.name}"
            for rule in model._meta.constraints
            if isinstance(rule, models.UniqueConstraint) and rule.fields and "organisation" not in rule.fields
        ]
    assert faults == []


def test_every_library_table_is_known_by_name_with_what_may_rest_there() -> None:
    foreign = {model._meta.label for model in apps.get_models() if not model.__module__.startswith("komek.")}
    assert foreign == set(LIBRARY_TABLES)
