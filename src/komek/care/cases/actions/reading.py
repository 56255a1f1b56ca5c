"""Reading is a verb too: who had which name and which case before her eyes is on record."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from komek.care import people
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Case
from komek.foundations import audit
from komek.foundations.audit.models import Entry
from komek.kernel.actor import Actor


@audit.verb("case.list", _("saw the names in a list of cases"), _("saw your name in a list"))
def list_names(*, cases: Sequence[Case], by: Actor) -> dict[Case, people.Veiled]:
    """Open the veiled names of one page of the caseload: one entry with all ids, a constant number of queries."""
    ACCESS.require(by, "case.list")
    names = people.veiled([case.person for case in cases], by=by)
    audit.record("case.list", "case", None, by=by, objects=[case.id for case in cases])
    return {case: names[case.person_id] for case in cases}


@audit.verb("case.read", _("read the case"), _("read your file"))
def read_case(*, case: Case, by: Actor) -> Case:
    """Open a case to read it; the name stays veiled."""
    ACCESS.require(by, "case.read", case)
    audit.record("case.read", "case", case.id, by=by, objects=[case.person_id])
    return case


@audit.verb("case.show_identity", _("unveiled the identity"), _("looked at your name and papers"))
def show_identity(*, case: Case, by: Actor) -> tuple[people.Identity, people.Contact]:
    """Open name, birth date, papers and ways of contact, on purpose and on record."""
    ACCESS.require(by, "case.show_identity", case)
    audit.record("case.show_identity", "case", case.id, by=by, objects=[case.person_id])
    return people.show_identity(person=case.person, by=by)


@audit.verb("case.history", _("read who did what with the case"), _("looked up who read your file"))
def read_history(*, case: Case, by: Actor) -> list[Entry]:
    """List what was done with the case, the oldest first."""
    ACCESS.require(by, "case.history", case)
    entries = audit.history("case", case.id, organisation=case.organisation)
    audit.record("case.history", "case", case.id, by=by)
    return entries
