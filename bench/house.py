"""A house to measure: a fresh database of the restricted role, a cast with cheap passwords, and crowds in it."""

import contextlib
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from komek.care.cases import schemas, sealing
from komek.care.cases.models import Account, Case, Service
from komek.care.people.models import Person
from komek.foundations.orgs.models import Organisation
from komek.kernel import codes
from tests.database import database, server
from tests.factories.crowd import make_crowd
from tests.factories.orgs import Staff, cheap_passwords, make_member, make_organisation

STATES = ("intake", "screening", "assessment", "planning", "active", "active", "active")


@contextlib.contextmanager
def house() -> Iterator[None]:
    """Keep a fresh database at hand for the length of a block."""
    with server() as owner, database(owner), cheap_passwords():
        yield


def worker(name: str = "Aigul") -> Staff:
    """Make an organisation with one case worker."""
    staff = make_member(make_organisation(f"Bench {name}"), name, circles=["cases"])
    Organisation.objects.update(demo=True)
    return staff


def crowd(staff: Staff, size: int) -> None:
    """Put so many invented people on record, each with a case and three services."""
    make_crowd(staff.actor, size)
    chance, today = random.Random(3), timezone.localdate()  # noqa: S311 - invented people
    people = list(Person.objects.filter(organisation=staff.actor.organisation).order_by("pk"))
    for start in range(0, len(people), 500):
        with transaction.atomic():
            for number, person in enumerate(people[start : start + 500], start + 1):
                _case(staff, person, number, chance.choice(STATES), today - timedelta(days=chance.randrange(700)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _case(staff: Staff, person: Person, number: int, state: str, opened_on: date) -> None:
    by = staff.actor
    case = Case(
        organisation=by.organisation,
        person=person,
        number=f"KZ-26-{number:05}",
        state=state,
        worker=by.user,
        country="KZ",
        region="KZ-75",
        source="self",
        opened_on=opened_on,
        due_on=opened_on,
    )
    sealing.begin(case, by=by)
    sealing.seal(case, "intake", {"needs": [], "words": "invented"}, by=by)
    case.save(force_insert=True)


def sixty_fields(staff: Staff) -> Case:
    """Make one case with about sixty sealed fields: services, notes, an account of what happened."""
    from komek.care.cases.actions import notes  # noqa: PLC0415
    from komek.care.cases.actions.services import Help, record_service  # noqa: PLC0415

    by, case = staff.actor, Case.objects.filter(organisation=staff.actor.organisation).earliest("number")
    for number in range(20):
        given = Help("medical", provider=f"Clinic {number}", words=f"Visit {number}")
        record_service(case=case, given=given, delivered_on=timezone.localdate(), by=by)
        notes.write_note(case=case, words=f"Note {number}", by=by)
    account = Account(organisation=case.organisation, case=case, told_on=timezone.localdate(), recorded_by=by.user)
    means = schemas.packed({}, [each.code for each in codes.get("means_of_control")])
    sealing.seal(account, "control", {"means": means, "words": "invented"}, by=by)
    account.save()
    if Service.objects.filter(case=case).count() != 20:
        raise RuntimeError("the services are not there")
    return case


def machine() -> str:
    """Say on what it was measured."""
    with open("/proc/cpuinfo") as told:
        model = next((line.split(":", 1)[1].strip() for line in told if line.startswith("model name")), "unknown CPU")
    load = os.getloadavg()[0]
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return f"{os.cpu_count()} cores, {model}, PostgreSQL {version}, load at the start {load:.1f}"
