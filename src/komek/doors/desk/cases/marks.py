"""Chips and steps that say in a word how a case stands; never by colour alone."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from komek.care import people
from komek.care.cases import flow
from komek.care.cases.models import NOT_ASSESSED, Case, IdentificationDecision
from komek.doors.face.parts import Chip, Fact, Kind, Step
from komek.foundations import places
from komek.kernel import codes
from komek.kernel.errors import Text
from komek.kernel.missing import Missing

RISK: dict[str, tuple[Kind, str]] = {
    "high": ("danger", "triangle-alert"),
    "medium": ("warn", "triangle-alert"),
    "low": ("", ""),
}


def day(on: date) -> str:
    """Write a day shortly: the year only if it is another one."""
    return date_format(on, "j E" if on.year == timezone.localdate().year else "j E Y")


def due(on: date) -> Chip:
    """Say how far away a day is."""
    left = (on - timezone.localdate()).days
    if left < 0:
        return Chip(ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}, "danger", "clock")
    if left == 0:
        return Chip(_("today"), "danger", "clock")
    if left <= 7:
        return Chip(ngettext("in %(n)s day", "in %(n)s days", left) % {"n": left}, "warn", "clock")
    return Chip(day(on))


def risk(case: Case) -> list[Chip]:
    """Say how high the risk was judged; nothing if nobody has judged it yet."""
    if case.risk_level == NOT_ASSESSED:
        return []
    labels = {"high": _("High risk"), "medium": _("Medium risk"), "low": _("Low risk")}
    kind, icon = RISK[case.risk_level]
    return [Chip(labels[case.risk_level], kind, icon)]


def danger(case: Case) -> list[Chip]:
    """Shout where it must be shouted."""
    return [Chip(_("Danger now"), "danger", "shield-alert")] if case.safety == "danger" and case.is_open else []


def identification(case: Case) -> Chip:
    """Say who the person is to us."""
    known = case.identification in flow.KNOWN
    return Chip(flow.IDENTIFICATION.states[case.identification].label, "violet" if known else "")


def stage(case: Case) -> Text:
    """Say where the case stands in its life."""
    return _("Plain help") if case.plain_help and case.is_open else flow.LIFE.states[case.state].label


def life(case: Case) -> list[Step]:
    """Draw the life of a case as a bar."""
    order = list(flow.LIFE.states)
    here = order.index(case.state)
    if case.plain_help:
        order = ["active", "closing", "closed"]
        here = order.index(case.state) if case.state in order else 0
    return [
        Step(flow.LIFE.states[code].label, "done" if place < here else "now" if place == here else "next")
        for place, code in enumerate(order)
    ]


def standing(case: Case, decisions: Sequence[IdentificationDecision]) -> list[Step]:
    """Draw who the person is to us as a bar: the decisions so far with their days, then what is still open."""
    states = flow.IDENTIFICATION.states
    counted = [each for each in decisions if not each.waits]
    steps: list[Step] = []
    for each in counted:
        here = each is counted[-1] and each.status == case.identification
        text = f"{states[each.status].label}, {day(each.countersigned_on or each.decided_on)}"
        steps.append(Step(text, "now" if here else "done"))
    if not any(step.state == "now" for step in steps):
        steps.append(Step(states[case.identification].label, "now"))
    reached = {each.status for each in counted}
    if not reached & {"officially_identified", "victim_status_in_criminal_case"}:
        steps.append(Step(_("Officially: not asked"), "off"))
    return steps


def instant(at: datetime) -> str:
    """Write an instant shortly: the time alone if it was today."""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return _("Today %(time)s") % {"time": date_format(local, "H:i")}
    return f"{day(local.date())} {date_format(local, 'H:i')}"


def url(name: str, case: Case) -> str:
    """Give the address of a page of a case."""
    return reverse(f"desk:{name}", kwargs={"case": case.id})


def about(veiled: people.Veiled) -> list[Chip]:
    """Say in one chip what is no secret at a glance: sex, age, citizenship."""
    language = get_language() or "en"
    said = [str(codes.get("sex")[veiled.sex].label)] if veiled.sex != "unknown" else []
    said += [age(veiled.ages)] if veiled.ages else []
    said += [places.name(code, language) for code in veiled.citizenships if code]
    return [Chip(", ".join(said))] if said else []


def age(ages: tuple[int, int]) -> str:
    """Write an age, or the two it may be."""
    youngest, oldest = ages
    if youngest == oldest:
        return str(youngest)
    return _("%(youngest)s or %(oldest)s") % {"youngest": youngest, "oldest": oldest}


def identity_facts(identity: people.Identity, contact: people.Contact) -> list[Fact]:
    """List who somebody is and how she may be reached, once it is unveiled."""
    language = get_language() or "en"
    nations = [places.name(code, language) for code in people.known(identity.citizenships) or ()]
    spoken = [str(codes.get("language")[code].label) for code in people.known(contact.languages) or ()]
    return [
        Fact(_("Name"), identity.full_name, _missing(identity.given)),
        Fact(_("Other names"), ", ".join(identity.other_names)),
        Fact(_("Date of birth"), str(people.known(identity.born) or ""), _missing(identity.born)),
        Fact(_("Sex"), _coded("sex", identity.sex), _missing(identity.sex)),
        Fact(_("Citizenship"), ", ".join(nations), _missing(identity.citizenships)),
        Fact(_("Languages"), ", ".join(spoken), _missing(contact.languages)),
        Fact(_("Phone"), ", ".join(people.known(contact.phones) or ()), _missing(contact.phones)),
        Fact(_("Messengers"), ", ".join(f"{key}: {value}" for key, value in contact.messengers.items())),
        Fact(_("Safe to call back"), _coded("contact_safety", contact.safe), _missing(contact.safe)),
        Fact(_("When to call"), contact.call_when),
        Fact(_("What to say"), contact.call_words),
    ]


def _coded(name: str, value: str | Missing) -> Text:
    code = people.known(value)
    return codes.get(name)[code].label if code else ""


def _missing(value: object) -> Text:
    return codes.get("missing_value")[value.value].label if isinstance(value, Missing) else ""


def place(code: str) -> str:
    """Name a country or region in the reader's language."""
    return places.name(code, get_language() or "en")


def url_of(name: str, **keys: object) -> str:
    """Give the address of a page by its keys."""
    return reverse(f"desk:{name}", kwargs=keys)
