"""People: who the clients are, and nothing that happened to them.

Nouns: a person, her documents and right to stay, her relatives, a link between two rows that speak of one person,
an interview with its interpreter, a child's own view. What this room will never do: know a case, keep a word in
clear, register somebody without a look at those like her, or merge two files into one.

Rooms above use the names below.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komek.care.people.actions import (
        REASONS,
        Lookalikes,
        add_document,
        compare,
        confirm_duplicate,
        correct_contact,
        correct_identity,
        end_document,
        end_duplicate,
        end_relation,
        erase_by_rule,
        erase_person,
        export_person,
        propose_duplicate,
        read_history,
        read_person,
        record_child_view,
        record_interview,
        record_stay,
        register_person,
        reject_duplicate,
        relate,
        relate_new,
        search,
        search_alike,
        search_like,
        show_identity,
        sign_child_view,
        veto_interpreter,
    )
    from komek.care.people.erasers import (
        ERASERS,
        Eraser,
        Section,
        Slip,
    )
    from komek.care.people.models import (
        ChildView,
        DuplicateLink,
        IdentityDocument,
        Person,
        Relation,
    )
    from komek.care.people.nouns import (
        Contact,
        Identity,
        Match,
        Paper,
        Reason,
        Stay,
        Talk,
        Tie,
        Traits,
        Veiled,
        View,
        known,
    )
    from komek.care.people.queries import (
        Found,
        contact,
        country_of,
        find,
        find_document,
        find_link,
        find_relation,
        find_view,
        guardian_may_consent,
        identity,
        linked,
        live_link,
        roles,
        standing,
        stay_expires_on,
        traits,
        veiled,
        visible_to,
        waiting_links,
        waiting_views,
    )
    from komek.care.people.rules import (
        Query,
        Standing,
        age_band,
        grown,
        normal_phone,
        parse,
    )
    from komek.care.people.seams import (
        CONSULATE,
        STAY_WRITTEN,
        consulate_allowed,
    )
    from komek.care.people.sheets import (
        Sheet,
        sheet,
    )
    from komek.care.people.wording import (
        KIN,
        Line,
        date_words,
        inverse,
        line,
        lines,
        words,
    )

_HOMES = {
    "actions": "REASONS Lookalikes add_document compare confirm_duplicate correct_contact correct_identity "
    "end_document end_duplicate end_relation erase_by_rule erase_person export_person "
    "propose_duplicate read_history read_person record_child_view record_interview record_stay register_person "
    "reject_duplicate relate relate_new search search_alike search_like show_identity "
    "sign_child_view veto_interpreter",
    "erasers": "ERASERS Eraser Section Slip",
    "models": "ChildView DuplicateLink IdentityDocument Person Relation",
    "nouns": "Contact Identity Match Paper Reason Stay Talk Tie Traits Veiled View known",
    "queries": "Found contact country_of find find_document find_link find_relation find_view "
    "guardian_may_consent identity linked live_link roles standing stay_expires_on traits veiled "
    "visible_to waiting_links waiting_views",
    "rules": "Query Standing age_band grown normal_phone parse",
    "seams": "CONSULATE STAY_WRITTEN consulate_allowed",
    "sheets": "Sheet sheet",
    "wording": "KIN Line date_words inverse line lines words",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "CONSULATE",
    "ChildView",
    "Contact",
    "DuplicateLink",
    "ERASERS",
    "Eraser",
    "Found",
    "Identity",
    "IdentityDocument",
    "KIN",
    "Line",
    "Lookalikes",
    "Match",
    "Paper",
    "Person",
    "Query",
    "REASONS",
    "Reason",
    "Relation",
    "STAY_WRITTEN",
    "Section",
    "Sheet",
    "Slip",
    "Standing",
    "Stay",
    "Talk",
    "Tie",
    "Traits",
    "Veiled",
    "View",
    "add_document",
    "age_band",
    "compare",
    "confirm_duplicate",
    "consulate_allowed",
    "contact",
    "correct_contact",
    "correct_identity",
    "country_of",
    "date_words",
    "end_document",
    "end_duplicate",
    "end_relation",
    "erase_by_rule",
    "erase_person",
    "export_person",
    "find",
    "find_document",
    "find_link",
    "find_relation",
    "find_view",
    "grown",
    "guardian_may_consent",
    "identity",
    "inverse",
    "known",
    "line",
    "lines",
    "linked",
    "live_link",
    "normal_phone",
    "parse",
    "propose_duplicate",
    "read_history",
    "read_person",
    "record_child_view",
    "record_interview",
    "record_stay",
    "register_person",
    "reject_duplicate",
    "relate",
    "relate_new",
    "roles",
    "search",
    "search_alike",
    "search_like",
    "sheet",
    "show_identity",
    "sign_child_view",
    "standing",
    "stay_expires_on",
    "traits",
    "veiled",
    "veto_interpreter",
    "visible_to",
    "waiting_links",
    "waiting_views",
    "words",
]


def __getattr__(name: str) -> Any:
    """Fetch a name at its first use: most of them need the tables, which Django loads after this package."""
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
