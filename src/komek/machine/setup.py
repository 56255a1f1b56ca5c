"""The first organisation: made once, by whoever stands at the machine; everybody after it is invited."""

from collections.abc import Iterator

from django.db import connection, transaction

from komek.foundations.orgs.actions import setup_organisation
from komek.foundations.orgs.models import Organisation
from komek.foundations.vault import erasure, generate_password
from komek.kernel.ids import new_id
from komek.machine.home import Unusable

LOCK = 7_203_512


def refuse_a_second() -> None:
    """Refuse where an organisation exists."""
    if Organisation.objects.exists():
        raise Unusable("An organisation exists already: its administrator invites everybody else.")


def begin(
    *, name: str, kind: str, country: str, email: str, person: str, language: str, password: str
) -> Iterator[str]:
    """Make the organisation and its administrator, and tell what she must write down: it is shown this once."""
    made = "" if password else generate_password()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        refuse_a_second()
        accepted = setup_organisation(
            organisation=new_id(), name=name, kind=kind, country=country, email=email, person=person,
            password=password or made, language=language,
        )  # fmt: skip
    erasure.prepare()
    yield f"{name} is set up. Sign in as {accepted.user.email}."
    if made:
        yield f"Password: {made}"
    yield f"Recovery words, for paper, shown this once: {' '.join(accepted.sheet.words)}"
