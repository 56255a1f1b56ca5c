"""Pages of the services: record one in a minute, and go on with one that was planned."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from komek.care.cases import flow, queries
from komek.care.cases.actions import services
from komek.care.cases.models import Case, Service
from komek.care.cases.queries import reading
from komek.doors.desk import drafts
from komek.doors.desk.cases import marks
from komek.doors.desk.cases.caseload import HELPERS
from komek.doors.desk.cases.file import Button, head
from komek.doors.desk.cases.forms import DeliveryForm, MissedForm, ServiceForm
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Fact
from komek.kernel import codes

drafts.FORMS.add(drafts.Form("service", gettext_lazy("A service"), page="service-new", key="case"))


@page("cases/<uuid:case>/service/", "service-new", roles=HELPERS, noun=Case)
def new(request: DeskRequest, case: UUID) -> HttpResponse:
    """Record help that was given, or plan it. Open from the first contact on, whatever was decided."""
    noun = queries.find(request.actor, case)
    draft = drafts.of(request, "service", noun.id)
    form = drafts.bind(ServiceForm, request, draft, permitted=services.permitted(noun))
    if request.method == "POST" and form.is_valid() and _record(request, noun, form):
        draft.drop()
        return done(request, _("The service is recorded."), "case", case=noun.id)
    return show(request, "desk/cases/service_new.html", {**head(request, noun), "form": form})


@page("cases/service/<uuid:service>/", "service", roles=HELPERS, noun=Service)
def one(request: DeskRequest, service: UUID) -> HttpResponse:
    """Show one service and what can be done with it now; delivery and its failure ask for a day or a reason."""
    noun = queries.find_service(request.actor, service)
    delivery = DeliveryForm(request.POST if "deliver" in request.POST else None, prefix="deliver")
    missed = MissedForm(request.POST if "miss" in request.POST else None, prefix="miss")
    if _sent(request, delivery, services.deliver, noun) or _sent(request, missed, services.miss, noun):
        return done(request, _("It is recorded."), "case", case=noun.case_id)
    open_now = {each.verb for each in flow.SERVICE.open_to(noun, request.actor)}
    context = {
        **head(request, noun.case),
        "service": noun,
        "label": codes.get("service_type")[noun.type].label,
        "facts": _facts(noun, request),
        "buttons": _buttons(noun, request),
        "delivery": delivery if "deliver" in open_now else None,
        "missed": missed if "miss" in open_now else None,
        "may_answer": noun.state == "delivered",
    }
    failed = (delivery.is_bound and delivery.errors) or (missed.is_bound and missed.errors)
    return show(request, "desk/cases/service.html", context, status=422 if failed else None)


@page("cases/service/<uuid:service>/step/<slug:step>/", "service-step", roles=HELPERS, noun=Service, methods=("POST",))
def step(request: DeskRequest, service: UUID, step: str) -> HttpResponse:
    """Take one step of a service, or write down whether the person says that it came."""
    noun = queries.find_service(request.actor, service)
    if step in {"confirmed", "disputed"}:
        services.confirm(service=noun, answer=step, by=request.actor)
    elif step in services.STEPS:
        services.STEPS[step](service=noun, by=request.actor)
    else:
        raise Http404
    return done(request, _("It is recorded."), "service", service=noun.id)


def _sent(request: DeskRequest, form: FaceForm, verb: Callable[..., Service], service: Service) -> bool:
    """Call the verb if its form was sent and is right; says whether it did."""
    if not form.is_bound or not form.is_valid():
        return False
    return attempt(form, verb, service=service, by=request.actor, **form.cleaned_data) is not None


def _record(request: DeskRequest, case: Case, form: ServiceForm) -> Service | None:
    said = dict(form.cleaned_data)
    when, day = said.pop("when"), said.pop("day")
    given = services.Help(**said, due_on=day if when == "planned" else None)
    if when == "planned":
        return attempt(form, services.plan_service, case=case, given=given, by=request.actor)
    return attempt(form, services.record_service, case=case, given=given, delivered_on=day, by=request.actor)


def _facts(service: Service, request: DeskRequest) -> list[Fact]:
    provision = reading.provision(service, by=request.actor)
    cost = f"{service.cost} {service.currency}" if service.cost is not None else ""
    unit = codes.get("service_unit")[service.unit].label
    reason = codes.get("non_delivery_reason")[service.reason].label if service.reason else ""
    return [
        Fact(_("Stands at"), flow.SERVICE.states[service.state].label),
        Fact(_("How much"), f"{service.quantity.normalize():f} · {unit}"),
        Fact(_("One-off"), _("Yes") if service.one_off else _("No")),
        Fact(_("After a needs assessment"), _("Yes") if service.needs_based else _("No")),
        Fact(_("Due"), marks.day(service.due_on) if service.due_on else ""),
        Fact(_("Given on"), marks.day(service.delivered_on) if service.delivered_on else ""),
        Fact(_("Why it did not come"), reason),
        Fact(_("Cost"), cost),
        Fact(_("Given by"), provision["provider"]),
        Fact(_("Note"), provision["words"]),
        Fact(_("What the person says"), codes.get("service_confirmation")[service.confirmation].label),
    ]


def _buttons(service: Service, request: DeskRequest) -> list[Button]:
    return [
        Button(each.label, reverse("desk:service-step", kwargs={"service": service.id, "step": each.verb}), post=True)
        for each in flow.SERVICE.open_to(service, request.actor)
        if each.verb in services.STEPS
    ]
