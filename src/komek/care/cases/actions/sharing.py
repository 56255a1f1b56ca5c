"""What another organisation reads under a consent or a basis: one verb, and nothing but the groups it opens."""

from django.utils.translation import gettext_lazy as _

from komek.care.cases import sharing
from komek.care.cases.access import ACCESS
from komek.care.cases.models import Case
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Hidden


@audit.verb("case.read_shared", _("read what was shared of the case"), _("read what you allowed to be passed on"))
def read_shared(*, case: Case, by: Actor) -> frozenset[str]:
    """Open a case of another organisation; gives the groups that may be shown. She finds it among her readers."""
    ACCESS.require(by, "case.read_shared", case)
    groups = sharing.shared_groups(case, by.organisation)
    if not groups:
        raise Hidden
    audit.record("case.read_shared", "case", case.id, by=by, objects=[case.person_id])
    return groups
