"""Blank forms in the order of the screen, for work in a power cut. Nothing about anybody is in them."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from komek.care.cases import instruments
from komek.doors.desk.cases import choices
from komek.doors.desk.cases.caseload import TEAM
from komek.doors.desk.cases.forms import SAID, IntakeForm, SafetyForm
from komek.doors.desk.cases.work_forms import GoalForm
from komek.doors.desk.page import DeskRequest, page, show
from komek.kernel import codes


@page("cases/blank/intake/", "blank-intake", roles=TEAM, methods=("GET",))
def intake(request: DeskRequest) -> HttpResponse:
    """Print the intake with its twelve fields."""
    form = IntakeForm(home=choices.home(request.actor))
    return show(request, "desk/cases/blank_intake.html", {"form": form})


@page("cases/blank/screening/", "blank-screening", roles=TEAM, methods=("GET",))
def screening(request: DeskRequest) -> HttpResponse:
    """Print the safety check, the eleven signs, and the list for adults or for children."""
    child = request.GET.get("list") == "child"
    instrument = instruments.get(instruments.CHILD if child else instruments.ADULT)
    pages = [(instruments.dimension_label(each), instrument.of(each)) for each in instrument.dimensions]
    context = {
        "safety": SafetyForm(),
        "short": instruments.get(instruments.SHORT),
        "acts": codes.get("trafficking_act").choices(),
        "instrument": instrument,
        "pages": pages,
        "answers": [label for _code, label in SAID],
        "title": _("Screening on paper"),
    }
    return show(request, "desk/cases/blank_screening.html", context)


@page("cases/blank/plan/", "blank-plan", roles=TEAM, methods=("GET",))
def plan(request: DeskRequest) -> HttpResponse:
    """Print an empty plan: five goals, each with its steps and its day."""
    return show(request, "desk/cases/blank_plan.html", {"form": GoalForm(), "goals": range(1, 6)})
