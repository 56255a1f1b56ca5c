"""Who may open which address, written by hand: a change of roles in the code must make a test fail here.

A row says who of the own organisation goes in by GET and by POST, and what the others get:

* `one(...)`: the page is about one row. A colleague without the right gets 403, a stranger 404.
* `all_of(...)`: the page is about nothing but the reader's own organisation. Who has no right gets 403 everywhere.

`receivers` are those of another organisation who go in because a consent in force has opened the case to theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

TEAM = ("case_worker", "supervisor")
HOTLINE = (*TEAM, "hotline_operator")
HELPERS = (*TEAM, "lawyer")
SUPERVISORS = ("supervisor",)
KEY_HOLDERS = (*HELPERS, "hotline_operator", "shelter_manager")
ADMIN = ("organisation_admin",)
COUNTING = ("programme_officer", "me_officer", "supervisor", "organisation_admin")
COUNTERS = (*TEAM, "me_officer", "programme_officer")
EDITORS = ("content_editor",)
CALLERS = (*EDITORS, "hotline_operator")
EVERYBODY = (*KEY_HOLDERS, *ADMIN, *EDITORS, "programme_officer", "me_officer", "platform_admin")
AUTHOR = ("case_worker",)
"""Whose draft it is, in the world of the tests."""
NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """What the table says about one page of the desk."""

    reads: tuple[str, ...] | None
    writes: tuple[str, ...] | None
    about_one: bool
    colleague: int = 403
    receivers: tuple[str, ...] = NOBODY
    while_locked: bool = False

    @property
    def methods(self) -> dict[str, tuple[str, ...] | None]:
        """Give who goes in by method; None where the method is not offered."""
        return {"GET": self.reads, "POST": self.writes}


def one(
    who: tuple[str, ...], how: str = "GET POST", *, colleague: int = 403, receivers: tuple[str, ...] = NOBODY
) -> Row:
    """Describe a page about one row of the organisation."""
    reads, writes = (who if method in how.split() else None for method in ("GET", "POST"))
    return Row(reads, writes, True, colleague, receivers)


def all_of(who: tuple[str, ...], how: str = "GET POST", *, while_locked: bool = False) -> Row:
    """Describe a page about the organisation, or about the reader herself."""
    reads, writes = (who if method in how.split() else None for method in ("GET", "POST"))
    return Row(reads, writes, False, while_locked=while_locked)


def of_the_guide(who: tuple[str, ...], how: str = "GET POST") -> Row:
    """Describe a page about one row of the guide, which is everybody's: there are no strangers to it."""
    reads, writes = (who if method in how.split() else None for method in ("GET", "POST"))
    return Row(reads, writes, False, colleague=404)


DESK: dict[str, Row] = {
    # the frame of the desk
    "home": all_of(EVERYBODY, "GET"),
    "lock": all_of(EVERYBODY, "POST", while_locked=True),
    "touch": all_of(EVERYBODY, "POST"),
    "drafts": all_of(EVERYBODY, while_locked=True),
    "draft-drop": one(AUTHOR, "POST", colleague=404),
    "notices": all_of(EVERYBODY),
    "notices-telegram": all_of(EVERYBODY, "POST"),
    # the caseload and a case
    "cases": all_of(HELPERS, "GET"),
    "case": one(HELPERS, "GET"),
    "case-identity": one(HELPERS, "POST"),
    "case-step": one(TEAM, "POST"),
    "case-reopen": one(TEAM),
    "case-danger": one(HELPERS),
    "case-history": one(HELPERS, "GET"),
    "case-decision": one(TEAM),
    "case-since": Row(HELPERS, TEAM, True),
    "case-withdraw": one(TEAM, "POST"),
    "case-countersign": one(TEAM),
    "case-intake": all_of(TEAM),
    "case-intake-known": one(TEAM),
    "blank-intake": all_of(TEAM, "GET"),
    "blank-screening": all_of(TEAM, "GET"),
    "blank-plan": all_of(TEAM, "GET"),
    # safety and screening
    "case-safety": one(TEAM),
    "screenings": one(TEAM),
    "screening": one(TEAM, "GET"),
    "screening-page": one(TEAM),
    "screening-finish": one(TEAM, "POST"),
    "screening-result": one(TEAM, "GET"),
    # help
    "service-new": one(HELPERS),
    "service": one(HELPERS),
    "service-step": one(HELPERS, "POST"),
    # what happened
    "told": one(TEAM, "GET"),
    "told-part": one(TEAM),
    "event-new": one(TEAM),
    "event": one(TEAM),
    "event-drop": one(TEAM, "POST"),
    # risks, needs, plan
    "assessments": one(HELPERS, "GET"),
    "risk-new": one(TEAM),
    "needs-new": one(TEAM),
    "plan": one(TEAM),
    "plan-agree": one(TEAM, "POST"),
    "goal": one(TEAM),
    # legal matters, notes, files, tasks
    "legal": one(HELPERS, "GET"),
    "legal-new": one(HELPERS),
    "legal-matter": one(HELPERS),
    "notes": one(HELPERS),
    "note": one(HELPERS),
    "files": one(HELPERS),
    "file": one(HELPERS, "GET"),
    "file-remove": one(HELPERS, "POST"),
    "task-new": one(HELPERS),
    "task": one(HELPERS),
    # the end and what comes after
    "reflection-new": one(TEAM),
    "reflection": one(TEAM),
    "case-close": one(TEAM),
    "follow-ups": one(HELPERS, "GET"),
    "follow-up": one(TEAM),
    # handing over, copies, the end of a file
    "hand-over": one(TEAM),
    "case-print": one(TEAM),
    "case-readers": one(HELPERS, "GET"),
    "case-copy": one(TEAM),
    "case-erase": one(SUPERVISORS),
    "case-slip": one(TEAM, "GET"),
    # consent, and acting without it
    "consents": one(HELPERS, "GET"),
    "consent-new": one(HELPERS),
    "consent-text": one(HELPERS, "POST"),
    "client-rights": all_of(HELPERS, "GET"),
    "consent": one(HELPERS),
    "basis-new": one(HELPERS),
    "basis": one(HELPERS),
    "basis-end": one(HELPERS, "POST"),
    "basis-told": one(HELPERS),
    "disclose": one(TEAM),
    "signatures": all_of(TEAM, "GET"),
    "approval-new": one(HELPERS),
    "approvals": all_of(SUPERVISORS, "GET"),
    "approval": one(HELPERS),
    "approval-rules": all_of(SUPERVISORS),
    "retention": all_of(SUPERVISORS, "GET"),
    "retention-one": one(SUPERVISORS),
    "retention-rules": all_of((*SUPERVISORS, *ADMIN)),
    "retention-rule": one((*SUPERVISORS, *ADMIN)),
    "cases-shared": all_of(HELPERS, "GET"),
    "case-shared": one(NOBODY, "GET", colleague=404, receivers=HELPERS),
    "blank-consent": all_of(HELPERS, "GET"),
    "consent-paper": one(HELPERS, "GET"),
    # registers and totals from before
    "cases-coded": all_of(TEAM),
    "imports": all_of(TEAM),
    "import-drop": one(TEAM, "POST"),
    "import-columns": one(TEAM),
    "import-run": one(TEAM),
    "import-finish": one(TEAM, "POST"),
    "import-line": one(HELPERS, "GET"),
    "import": one(TEAM),
    "import-problems": one(TEAM, "GET"),
    "totals": all_of(COUNTERS),
    "totals-file": all_of(COUNTERS, "POST"),
    "total-back": one(COUNTERS, "POST"),
    # people
    "search": all_of(HELPERS),
    "search-new": all_of(TEAM, "POST"),
    "person-new": all_of(TEAM),
    "person": one(HELPERS, "GET"),
    "person-show": one(HELPERS, "POST"),
    "person-history": one(HELPERS, "GET"),
    "person-copy": one(TEAM, "POST"),
    "person-erase": one(SUPERVISORS),
    "person-alike": one(TEAM, "GET"),
    "person-pair": one(TEAM),
    "person-link": one(TEAM, "POST"),
    "person-identity": one(TEAM),
    "person-contact": one(TEAM),
    "person-document": one(HELPERS),
    "person-document-end": one(HELPERS, "POST"),
    "person-stay": one(HELPERS),
    "person-interview": one(HELPERS),
    "person-veto": one(HELPERS),
    "person-relative": one(TEAM),
    "person-relation-end": one(TEAM, "POST"),
    "person-view": one(TEAM),
    "person-view-sign": one(TEAM, "POST"),
    # colleagues and keys
    "keys": all_of(EVERYBODY),
    "keys-invite": all_of(ADMIN),
    "keys-withdraw": one(ADMIN),
    "keys-roles": one(ADMIN),
    "keys-remove": one(ADMIN),
    "keys-reset": one(ADMIN),
    "keys-admit": one(KEY_HOLDERS),
    "keys-circle-new": all_of(KEY_HOLDERS),
    "keys-renew": one(KEY_HOLDERS, colleague=404),
    "keys-reseal": one(KEY_HOLDERS, colleague=404),
    "keys-sheets": all_of(KEY_HOLDERS),
    "keys-sheets-confirm": all_of((*ADMIN, *KEY_HOLDERS)),
    "keys-sheets-use": all_of(KEY_HOLDERS),
    # kiosks in airports
    "kiosks": all_of(("platform_admin", "content_editor"), "GET"),
    "kiosk-new": all_of(("platform_admin", "content_editor")),
    "kiosk": all_of(("platform_admin", "content_editor")),
    "kiosk-remove": all_of(("platform_admin", "content_editor"), "POST"),
    # the hotline
    "hotline": all_of(HOTLINE, "GET"),
    "contacts": all_of(HOTLINE, "GET"),
    "contact-new": all_of(HOTLINE),
    "contact-draft": one(AUTHOR, colleague=404),
    "contact": one(HOTLINE),
    "contact-call": one(HOTLINE),
    "contact-danger": one(HOTLINE),
    "contact-case": one(TEAM),
    "contact-hand-over": one(HOTLINE, "POST"),
    "contact-erase": one(HOTLINE),
    "contact-script": all_of(HOTLINE),
    "contact-who": all_of(HOTLINE, "POST"),
    "contact-hold": all_of(HOTLINE, "POST"),
    "caller": one(HOTLINE),
    "caller-flag": one(HOTLINE),
    "caller-flag-lift": one(HOTLINE, "POST"),
    "caller-erase": one(HOTLINE, "POST"),
    "messages": all_of(HOTLINE, "GET"),
    "message": one(HOTLINE),
    "message-take": one(HOTLINE, "POST"),
    "message-give-back": one(HOTLINE, "POST"),
    "message-close": one(HOTLINE, "POST"),
    "message-contact": one(HOTLINE, "POST"),
    "message-file": one(HOTLINE, "GET"),
    "contact-file": one(HOTLINE, "GET"),
    "shift-notes": all_of(HOTLINE),
    "hotline-figures": all_of((*HOTLINE, *COUNTING), "GET"),
    "hotline-rules": all_of((*SUPERVISORS, *ADMIN)),
    "hotline-rule": one((*SUPERVISORS, *ADMIN)),
    # the rota of the inbox
    "rota": all_of((*TEAM, "hotline_operator", *ADMIN), "GET"),
    "rota-new": all_of((*SUPERVISORS, *ADMIN)),
    "rota-watch": one((*SUPERVISORS, *ADMIN)),
    "rota-end": one((*SUPERVISORS, *ADMIN), "POST"),
    # counts
    "counts": all_of(COUNTING, "GET"),
    "counts-figures": all_of(COUNTING, "GET"),
    "counts-facts": all_of(COUNTING, "GET"),
    "counts-file": all_of(COUNTING, "GET"),
    "counts-world": all_of(COUNTING, "GET"),
    "counts-world-facts": all_of(COUNTING, "GET"),
    # the editor of the guide: what is written there is for everybody, whoever wrote it
    "editor": all_of(EDITORS, "GET"),
    "editor-topic": all_of(EDITORS, "GET"),
    "editor-topic-new": all_of(EDITORS),
    "editor-topic-place": all_of(EDITORS),
    "editor-block-new": all_of(EDITORS),
    "editor-block-frame": of_the_guide(EDITORS),
    "editor-block-move": of_the_guide(EDITORS, "POST"),
    "editor-recordings": of_the_guide(EDITORS),
    "editor-recording": of_the_guide(EDITORS, "GET"),
    "editor-recording-right": of_the_guide(EDITORS, "POST"),
    "editor-recording-remove": of_the_guide(EDITORS, "POST"),
    "editor-block-withdraw": of_the_guide(EDITORS),
    "editor-write": of_the_guide(EDITORS),
    "editor-history": of_the_guide(EDITORS, "GET"),
    "editor-text": of_the_guide(EDITORS, "GET"),
    "editor-text-release": of_the_guide(EDITORS, "POST"),
    "editor-text-step": of_the_guide(EDITORS, "POST"),
    "editor-facts": all_of(EDITORS, "GET"),
    "editor-fact-new": all_of(EDITORS),
    "editor-fact": all_of(EDITORS, "GET"),
    "editor-fact-change": all_of(EDITORS),
    "editor-fact-look": all_of(EDITORS, "POST"),
    "editor-fact-end": all_of(EDITORS, "POST"),
    "editor-claim": all_of(EDITORS),
    "editor-claim-withdraw": all_of(EDITORS, "POST"),
    "editor-contacts": all_of(CALLERS, "GET"),
    "editor-contact-new": all_of(EDITORS),
    "editor-contact": all_of(CALLERS),
    "editor-contact-change": all_of(EDITORS),
    "editor-contact-heard": all_of(CALLERS, "POST"),
    "editor-contact-off": all_of(CALLERS, "POST"),
    "editor-due": all_of(EDITORS, "GET"),
    "editor-notices": all_of(EDITORS),
    "editor-notice-end": of_the_guide(EDITORS, "POST"),
    "editor-questions": all_of(EDITORS),
    "editor-question-end": of_the_guide(EDITORS, "POST"),
    "editor-gaps": all_of(EDITORS, "GET"),
    "editor-gap": of_the_guide(EDITORS),
    "editor-translations": all_of(EDITORS, "GET"),
    "editor-translation": all_of(EDITORS),
    "editor-translation-file": all_of(EDITORS, "GET"),
}


IN = "in"
NOT_OFFERED = "405"
SIGN_IN, FACTOR, CONFIRM, DESK_HOME = "/sign-in/", "/account/second-factor/", "/account/confirm/", "/desk/"
FRONT, STAFF = "/", "/staff/"


@dataclass(frozen=True)
class Door:
    """What a page outside the desk answers to a GET: `IN`, a status, or the path it leads to.

    `half` knows the password of a colleague whose second factor she has not shown: her session is ended. `fresh` has
    no second factor yet and is led to set one up. `member` is signed in, with her keyring open or not.
    """

    nobody: str
    half: str
    fresh: str
    member: str


PUBLIC = Door(IN, IN, IN, IN)
BEFORE = Door(IN, DESK_HOME, DESK_HOME, DESK_HOME)
OWN = Door(SIGN_IN, SIGN_IN, IN, IN)
BEHIND = Door(SIGN_IN, SIGN_IN, FACTOR, IN)
CONFIRMED = Door(SIGN_IN, SIGN_IN, CONFIRM, CONFIRM)

DOORS: dict[str, Door] = {
    "front": BEFORE,
    "set_language": Door(FRONT, FRONT, FRONT, FRONT),
    "account_login": BEFORE,
    "mfa_authenticate": Door(SIGN_IN, DESK_HOME, DESK_HOME, DESK_HOME),
    "account_inactive": Door("403", "403", "403", "403"),
    "account_logout": Door(STAFF, IN, IN, IN),
    "unlock": BEHIND,
    "quick_exit": Door(NOT_OFFERED, NOT_OFFERED, NOT_OFFERED, NOT_OFFERED),
    "recover": PUBLIC,
    "invitation": PUBLIC,
    "account": BEHIND,
    "account_reauthenticate": OWN,
    "account_change_password": BEHIND,
    "recovery_sheet": CONFIRMED,
    "mfa_index": OWN,
    "mfa_activate_totp": CONFIRMED,
    "mfa_deactivate_totp": CONFIRMED,
    "mfa_add_webauthn": CONFIRMED,
    "mfa_remove_webauthn": CONFIRMED,
    "mfa_view_recovery_codes": CONFIRMED,
    "mfa_generate_recovery_codes": CONFIRMED,
    "usersessions_list": BEHIND,
    "sign_out_everywhere": Door(SIGN_IN, SIGN_IN, FACTOR, NOT_OFFERED),
    # the guide: for everybody, whoever she is
    "welcome": PUBLIC,
    "guide": PUBLIC,
    "guide-topics": PUBLIC,
    "guide-ask": PUBLIC,
    "guide-person": PUBLIC,
    "guide-person-now": PUBLIC,
    "guide-write": PUBLIC,
    "guide-receipt": PUBLIC,
    "guide-silent": Door(NOT_OFFERED, NOT_OFFERED, NOT_OFFERED, NOT_OFFERED),
    "guide-journey": PUBLIC,
    "guide-calendar": Door(NOT_OFFERED, NOT_OFFERED, NOT_OFFERED, NOT_OFFERED),
    "guide-leaflet": PUBLIC,
    "guide-topic": PUBLIC,
    "guide-save": PUBLIC,
    "guide-recording": Door("404", "404", "404", "404"),
    "guide-chat": PUBLIC,
    # kiosks: screens for everybody; a greeting is signed, a recording and a bundle are there once somebody made them
    "kiosk-start": PUBLIC,
    "kiosk-worker": PUBLIC,
    "kiosk-where": PUBLIC,
    "kiosk-person": PUBLIC,
    "kiosk-still": PUBLIC,
    "kiosk-passport": PUBLIC,
    "kiosk-topics": PUBLIC,
    "kiosk-more": PUBLIC,
    "kiosk-answer": PUBLIC,
    "kiosk-sound": Door("404", "404", "404", "404"),
    "kiosk-bundle": Door("404", "404", "404", "404"),
    "kiosk-update": Door("404", "404", "404", "404"),
    "kiosk-heard": Door(NOT_OFFERED, NOT_OFFERED, NOT_OFFERED, NOT_OFFERED),
    # messengers: closed until a bot is set up, and then to everybody but the messenger
    "bots-telegram": Door(NOT_OFFERED, NOT_OFFERED, NOT_OFFERED, NOT_OFFERED),
    "bots-whatsapp": Door("404", "404", "404", "404"),
}
