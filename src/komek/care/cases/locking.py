"""Whoever moves a state holds the row first: what two colleagues do at once is done one after the other."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model

from komek.care.cases.models import Case
from komek.care.people.models import Person
from komek.kernel.errors import Hidden

R = TypeVar("R", bound=Model)


def held(row: R) -> R:
    """Lock a row until the verb ends and bring it up to date; what it still points to and was loaded stays loaded.

    The case is always locked before its parts, so that two verbs never wait for each other. Raises Hidden for a row
    that was erased meanwhile.
    """
    case = getattr(row, "case", None)
    if isinstance(case, Case):
        _hold(case)
    _hold(row)
    return row


def whole_file(person: Person) -> None:
    """Lock all cases of a person and the person herself before she is erased: nothing is opened or reopened meanwhile.

    Her row is locked against new rows that point to it too, so that a case that is being opened is waited for.
    """
    cases = Case.objects.filter(person=person, organisation=person.organisation).order_by("pk")
    list(cases.select_for_update(no_key=True).values_list("pk", flat=True))
    _hold(person, no_key=False)


def _hold(row: Model, *, no_key: bool = True) -> None:
    fields = row._meta.concrete_fields
    links = [field for field in fields if isinstance(field, ForeignKey)]
    loaded = {field: field.get_cached_value(row) for field in links if field.is_cached(row)}
    rows = type(row)._default_manager.select_for_update(no_key=no_key)
    try:
        row.refresh_from_db(fields=[field.attname for field in fields], from_queryset=rows)
    except ObjectDoesNotExist as gone:
        raise Hidden from gone
    for field, value in loaded.items():
        if getattr(value, "pk", None) == getattr(row, field.attname):
            field.set_cached_value(row, value)
