"""Pages about the organisation's recovery sheets: made, printed, confirmed, used."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from komek.doors.desk.account.going import typed
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.desk.people_and_keys.forms import ConfirmSheetsForm, SheetsForm, UseSheetsForm, acted, posted
from komek.foundations.orgs import actions, queries
from komek.foundations.orgs.access import ADMIN, KEY_HOLDERS

ROOM = "desk/people_and_keys/"


@page("keys/sheets/make/", "keys-sheets", roles=KEY_HOLDERS)
def make(request: DeskRequest) -> HttpResponse:
    """Make the sheets and show them once, ready to print."""
    form = SheetsForm(typed(request))
    if posted(request, form):
        made = attempt(form, actions.make_recovery_sheets, **form.cleaned_data, by=request.actor)
        if made is not None:
            member = queries.membership_of(request.actor.user)
            return show(request, f"{ROOM}sheets_printed.html", {"sheets": made, "member": member})
    before = queries.recovery(request.actor.organisation)
    return show(request, f"{ROOM}sheets_make.html", {"form": form, "before": before})


@page("keys/sheets/confirm/", "keys-sheets-confirm", roles=(*ADMIN, *KEY_HOLDERS))
def confirm(request: DeskRequest) -> HttpResponse:
    """Confirm with their check numbers that the sheets are on paper."""
    form = ConfirmSheetsForm(typed(request))
    if acted(request, form, actions.confirm_recovery_sheets, by=request.actor):
        return done(request, _("The sheets are confirmed. Give them to people who do not live together."), "keys")
    return show(request, f"{ROOM}sheets_confirm.html", {"form": form})


@page("keys/sheets/use/", "keys-sheets-use", roles=KEY_HOLDERS)
def use(request: DeskRequest) -> HttpResponse:
    """Open the circles with enough sheets in hand."""
    form = UseSheetsForm(typed(request))
    if acted(request, form, actions.recover_with_sheets, by=request.actor):
        return done(request, _("The files are open to you again."), "keys")
    state = queries.recovery(request.actor.organisation)
    return show(request, f"{ROOM}sheets_use.html", {"form": form, "state": state})
