"""Three tables of steps: the life of a case, who the person is to us, and one service. None waits for another.

Buttons of the pages, refusals of the verbs and the drawings in docs/flows.md are read from these rows.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, WrongState
from komek.kernel.flow import Flow, Need, State, Step

TEAM = ("case_worker", "supervisor")
HELPERS = ("case_worker", "supervisor", "lawyer")
OPEN = ("intake", "screening", "assessment", "planning", "active", "closing")
WORKING = ("intake", "screening", "assessment", "planning", "active")

FULL, PLAIN_HELP = "full", "plain_help"


def is_full(case: Any, by: Actor) -> DomainError | None:
    """A case of plain help has one page and no stages."""
    if case.kind == FULL:
        return None
    return WrongState(
        _("This is plain help."), _("It has one page and no stages."), _("Turn it into a full case first.")
    )


def is_plain_help(case: Any, by: Actor) -> DomainError | None:
    """Only plain help can be widened to a full case."""
    if case.kind == PLAIN_HELP:
        return None
    return WrongState(_("This is a full case already."), "", _("Go on with its next stage."))


def is_still_there(case: Any, by: Actor) -> DomainError | None:
    """What was erased cannot be opened again."""
    if not case.person.erased:
        return None
    return WrongState(
        _("This person was erased."), _("Nothing is left to work with."), _("Open a new case for the person.")
    )


LIFE = Flow(
    "life",
    (
        State("intake", _("Intake"), _("We have met")),
        State("screening", _("Screening"), _("We are listening to what happened")),
        State("assessment", _("Assessment"), _("We are looking at what you need and what could harm you")),
        State("planning", _("Plan"), _("We are planning the help together")),
        State("active", _("Services"), _("You are being helped")),
        State("closing", _("Closing"), _("We are making sure that you can go on without us")),
        State("closed", _("Closed"), _("Our work together has ended; you can always come back")),
    ),
    (
        Step("start_screening", ("intake",), "screening", TEAM, _("Begin the screening"), (is_full,)),
        Step("start_assessment", ("intake", "screening"), "assessment", TEAM, _("Begin the assessment"), (is_full,)),
        Step("start_planning", ("assessment",), "planning", TEAM, _("Begin the plan"), (is_full,)),
        Step("start_work", WORKING[:-1], "active", TEAM, _("Begin the services")),
        Step("widen", ("intake", "active"), "intake", TEAM, _("Turn into a full case"), (is_plain_help,)),
        Step("start_closing", WORKING, "closing", TEAM, _("Prepare the closing")),
        Step("keep_open", ("closing",), "active", TEAM, _("Keep the case open")),
        Step("close", ("closing",), "closed", TEAM, _("Close the case")),
        Step("reopen", ("closed",), "active", TEAM, _("Open the case again"), (is_still_there,)),
    ),
)

KNOWN = ("potential_victim", "identified_by_ngo", "officially_identified", "victim_status_in_criminal_case")
BEFORE = ("contact_only", "unknown")
NEGATIVE = ("screened_no_indicators", "not_identified")
"""Decisions that need a second signature; until it is given the person stays a potential victim."""


def signs(status: str) -> Need:
    """A second signature needs that negative decision to wait for one, made by somebody else."""

    def negative_waits(case: Any, by: Actor) -> DomainError | None:
        waiting = case.waiting_decision()
        if waiting is None or waiting.status != status:
            return WrongState(
                _("No negative decision waits for a signature."),
                "",
                _("Record the decision first; a colleague signs it."),
            )
        if waiting.recorded_by == by.user:
            return WrongState(
                _("You made this decision yourself."),
                _("A negative needs the signature of a second person."),
                _("Ask a colleague to read the case and sign."),
            )
        return None

    return negative_waits


IDENTIFICATION = Flow(
    "identification",
    (
        State("contact_only", _("Contact only"), _("We have talked")),
        State("unknown", _("Unknown"), _("We have talked")),
        State("screened_no_indicators", _("Screened, no indicators"), _("We will help you with what you came for")),
        State("potential_victim", _("Potential victim"), _("You have a right to help, and it begins today")),
        State("identified_by_ngo", _("Identified by an NGO"), _("We believe that a crime was done to you")),
        State(
            "officially_identified", _("Officially identified"), _("The state recognises that a crime was done to you")
        ),
        State(
            "victim_status_in_criminal_case",
            _("Victim status in a criminal case"),
            _("You have the rights of a victim in court"),
        ),
        State("not_identified", _("Not identified"), _("We will help you find the right place for what you need")),
        State("withdrawn", _("Withdrawn"), _("You decided not to go on with this; help does not depend on it")),
    ),
    (
        Step(
            "presume",
            (*BEFORE, *NEGATIVE, "withdrawn"),
            "potential_victim",
            TEAM,
            _("Record as a potential victim"),
        ),
        Step(
            "propose_no_indicators",
            (*BEFORE, "potential_victim"),
            "potential_victim",
            TEAM,
            _("Record that nothing points to trafficking"),
        ),
        Step(
            "propose_not_identified",
            ("potential_victim",),
            "potential_victim",
            TEAM,
            _("Record that the person was not trafficked"),
        ),
        Step(
            "countersign_no_indicators",
            ("potential_victim",),
            "screened_no_indicators",
            TEAM,
            _("Sign: no indicators"),
            (signs("screened_no_indicators"),),
        ),
        Step(
            "countersign_not_identified",
            ("potential_victim",),
            "not_identified",
            TEAM,
            _("Sign: not identified"),
            (signs("not_identified"),),
        ),
        Step("identify", ("potential_victim",), "identified_by_ngo", TEAM, _("Identify by this organisation")),
        Step(
            "note_official",
            ("potential_victim", "identified_by_ngo"),
            "officially_identified",
            TEAM,
            _("Record an official identification"),
        ),
        Step(
            "note_victim_status",
            ("officially_identified",),
            "victim_status_in_criminal_case",
            TEAM,
            _("Record victim status in a criminal case"),
        ),
        Step("withdraw", (*BEFORE, *KNOWN, *NEGATIVE), "withdrawn", TEAM, _("The person withdraws")),
    ),
    attribute="identification",
)


def case_is_open(service: Any, by: Actor) -> DomainError | None:
    """Help is recorded in every open state of the case, and nothing else is asked: no screening, no police."""
    if service.case.state in OPEN:
        return None
    return WrongState(
        _("The case is closed."), _("A service belongs to an open case."), _("Open the case again, then record it.")
    )


SERVICE = Flow(
    "service",
    (
        State("planned", _("Planned"), _("Planned with you")),
        State("offered", _("Offered"), _("Offered to you")),
        State("accepted", _("Accepted"), _("You said yes")),
        State("declined_by_person", _("Declined by the person"), _("You said no; you may ask again")),
        State("started", _("Started"), _("Under way")),
        State("delivered", _("Delivered"), _("Done")),
        State("not_delivered", _("Not delivered"), _("It did not come")),
        State("taken_back", _("Written down by mistake"), _("We had written this down by mistake")),
    ),
    (
        Step("offer", ("planned",), "offered", HELPERS, _("Offer it"), (case_is_open,)),
        Step("accept", ("offered",), "accepted", HELPERS, _("The person accepts"), (case_is_open,)),
        Step(
            "decline", ("planned", "offered"), "declined_by_person", HELPERS, _("The person declines"), (case_is_open,)
        ),
        Step("start", ("planned", "accepted"), "started", HELPERS, _("It has started"), (case_is_open,)),
        Step(
            "deliver",
            ("planned", "offered", "accepted", "started"),
            "delivered",
            HELPERS,
            _("It was delivered"),
            (case_is_open,),
        ),
        Step(
            "miss",
            ("planned", "offered", "accepted", "started"),
            "not_delivered",
            HELPERS,
            _("It was not delivered"),
            (case_is_open,),
        ),
        Step(
            "take_back",
            ("planned", "offered", "accepted", "declined_by_person", "started", "delivered", "not_delivered"),
            "taken_back",
            HELPERS,
            _("Written down by mistake"),
            (case_is_open,),
        ),
    ),
)

FLOWS = (LIFE, IDENTIFICATION, SERVICE)
