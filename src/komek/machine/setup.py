"""Organisations and their first administrators, made by whoever stands at the machine; everybody else is invited."""

from collections import Counter
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from komek.foundations.orgs.actions import setup_organisation
from komek.foundations.orgs.models import Membership, Organisation
from komek.foundations.vault import erasure, generate_password
from komek.kernel.ids import new_id
from komek.machine.home import Unusable

LOCK = 7_203_512


def refuse_a_second() -> None:
    """Refuse where an organisation exists."""
    if Organisation.objects.exists():
        raise Unusable(
            "An organisation exists already: its administrator invites everybody else, "
            "and `komek organisation add` adds another organisation."
        )


def refuse_a_first() -> None:
    """Refuse where no organisation exists, or only invented ones do."""
    if not Organisation.objects.exists():
        raise Unusable("No organisation exists yet: `komek setup` makes the first one.")
    if Organisation.objects.filter(demo=True).exists():
        raise Unusable("Invented organisations live here: a real one needs a database of its own.")


def begin(
    *,
    name: str,
    kind: str,
    country: str,
    email: str,
    person: str,
    language: str,
    password: str,
    refuse: Callable[[], None] = refuse_a_second,
    platform_admin: bool = False,
) -> Iterator[str]:
    """Make the organisation and its administrator, and tell what she must write down: it is shown this once."""
    made = "" if password else generate_password()
    roles = ("platform_admin", "organisation_admin") if platform_admin else ("organisation_admin",)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        refuse()
        accepted = setup_organisation(
            organisation=new_id(), name=name, kind=kind, country=country, email=email, person=person,
            password=password or made, language=language, roles=roles,
        )  # fmt: skip
    erasure.prepare()
    yield f"{name} is set up. Sign in as {accepted.user.email}."
    if made:
        yield f"Password: {made}"
    yield f"Recovery words, for paper, shown this once: {' '.join(accepted.sheet.words)}"


def listed() -> Iterator[str]:
    """List the organisations by name: id, country, kind, number of those who work there, name."""
    at_work = Counter(Membership.objects.filter(active=True).values_list("organisation_id", flat=True))
    for row in Organisation.objects.order_by("name", "id"):
        yield "  ".join([str(row.id), row.country, row.kind, str(at_work[row.id]), row.name])
