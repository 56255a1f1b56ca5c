"""The pages of one case, as a table: which are for plain help, which stay when it is closed, who may open them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from komek.care.cases.models import Case
from komek.doors.desk.page import PAGES
from komek.kernel.actor import Actor
from komek.kernel.errors import Text


@dataclass(frozen=True)
class Leaf:
    """One page of a case: its URL name and its words; `key` is the name of the id in its route."""

    page: str
    label: Text
    plain: bool = True
    while_open: bool = True
    afterwards: bool = False
    key: str = "case"

    def stands_in(self, case: Case) -> bool:
        """Say whether the page belongs to this case as it stands."""
        if case.plain_help and not self.plain:
            return False
        return self.while_open if case.is_open else self.afterwards

    def url(self, case: Case) -> str:
        """Give its address."""
        return reverse(f"desk:{self.page}", kwargs={self.key: case.person_id if self.key == "person" else case.id})


LEAVES = (
    Leaf("person", _("Person: papers, relatives, interpreters"), afterwards=True, key="person"),
    Leaf("case-safety", _("Safety check")),
    Leaf("screenings", _("Screening"), plain=False),
    Leaf("told", _("What happened"), plain=False),
    Leaf("case-decision", _("Who the person is to us"), plain=False),
    Leaf("assessments", _("Risks and needs"), plain=False, afterwards=True),
    Leaf("plan", _("Plan"), plain=False),
    Leaf("reflection-new", _("Time to recover"), plain=False),
    Leaf("legal", _("Legal matters"), afterwards=True),
    Leaf("notes", _("Notes"), afterwards=True),
    Leaf("files", _("Files"), afterwards=True),
    Leaf("task-new", _("A task")),
    Leaf("follow-ups", _("Follow-ups"), while_open=False, afterwards=True),
    Leaf("case-history", _("Who did what"), afterwards=True),
)


def leaves(case: Case, by: Actor) -> list[tuple[Text, str]]:
    """List the pages of the case that the reader may open, each with its address."""
    open_to = (leaf for leaf in LEAVES if leaf.stands_in(case) and by.has(*PAGES[leaf.page].roles))
    return [(leaf.label, leaf.url(case)) for leaf in open_to]
