"""What happens in the demo: acts of the cast, each some days ago, done by the verbs of the house."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from komek.care.cases import instruments
from komek.care.cases.actions import account, assessing, consent, ending, identification, legal, life, notes, safety
from komek.care.cases.actions import screening as screenings
from komek.care.cases.actions.intake import intake
from komek.care.cases.actions.opening import Opening
from komek.care.cases.actions.services import Help, plan_service, record_service
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case
from komek.care.people import visible_to
from komek.kernel.actor import Actor
from komek.machine.demo.people import CLIENTS
from komek.machine.demo.tales import EXPLOITED, SAFE

Actors = dict[str, Actor]


@dataclass
class Stage:
    """The actors, and the cases by the client's key as they come to be."""

    actors: Actors
    cases: dict[str, Case] = field(default_factory=dict)

    def case(self, key: str) -> Case:
        """Read a case anew: verbs change its row."""
        return Case.objects.select_related("person").get(pk=self.cases[key].pk)


Act = Callable[[Stage], object]


@dataclass(frozen=True)
class Scene:
    """One act, so many days ago."""

    days_ago: int
    act: Act


def opened(
    key: str,
    who: str,
    *,
    region: str,
    source: str,
    kind: str = "full",
    needs: tuple[str, ...] = (),
    danger: bool = False,
) -> Act:
    """The first page."""

    def act(stage: Stage) -> None:
        by, client = stage.actors[who], CLIENTS[key]
        opening = Opening(country=region[:2], region=region, source=source, kind=kind, needs=needs, danger=danger)
        seen = {person.pk for person in visible_to(by)}
        stage.cases[key] = intake(
            opening=opening, identity=client.identity, contact=client.contact, none_of=seen, by=by
        )

    return act


def screened(key: str, who: str, *yes: str) -> Act:
    """The safety check, then the long list of the ILO with these answers of yes."""

    def act(stage: Stage) -> None:
        by, case = stage.actors[who], stage.case(key)
        safety.check_safety(case=case, decision="go_on", answers=SAFE, by=by)
        row = screenings.begin_screening(case=stage.case(key), instrument=instruments.ADULT, by=by)
        screenings.answer(screening=row, answers=dict.fromkeys(yes, "yes"), acts={"recruitment": "yes"}, by=by)
        screenings.finish_screening(screening=row, by=by)

    return act


def presumed(key: str, who: str) -> Act:
    """One sign is enough."""
    grounds = identification.Grounds("conversation", words="Told of withheld papers in the first talk.")
    return lambda stage: identification.presume(case=stage.case(key), grounds=grounds, by=stage.actors[who])


def identified(key: str, who: str) -> Act:
    """The organisation's own decision; who was not yet a potential victim becomes one first."""

    def act(stage: Stage) -> None:
        by = stage.actors[who]
        if stage.case(key).identification == "contact_only":
            presumed(key, who)(stage)
        grounds = identification.Grounds(
            "screening", words="Deception and coercion, two strong indicators each.", instrument=instruments.ADULT
        )
        identification.identify(case=stage.case(key), grounds=grounds, by=by)

    return act


def official(key: str, who: str) -> Act:
    """A body of the state decided."""
    grounds = identification.Grounds(
        "official_decision", body="police", authority="Department of the city", document="Decision of this month"
    )
    return lambda stage: identification.note_official(case=stage.case(key), grounds=grounds, by=stage.actors[who])


def negative(key: str, who: str, second: str = "") -> Act:
    """No indicators; with `second` a colleague signs."""

    def act(stage: Stage) -> None:
        grounds = identification.Grounds("screening", words="A dispute about wages, no coercion.")
        decision = identification.propose_no_indicators(case=stage.case(key), grounds=grounds, by=stage.actors[who])
        if second:
            identification.countersign(decision=decision, by=stage.actors[second])

    return act


def told(key: str, who: str) -> Act:
    """What happened, the parts that were told."""

    def act(stage: Stage) -> None:
        for part, values in EXPLOITED.items():
            account.tell(case=stage.case(key), part=part, values=values, by=stage.actors[who])

    return act


def assessed(key: str, who: str, level: str, own: str = "medium") -> Act:
    """Risk and needs of one day."""

    def act(stage: Stage) -> None:
        by = stage.actors[who]
        risks = assessing.Risks(
            {"trafficker": level, "health": "low"}, own_view=own, words="He knows her sister's address."
        )
        assessing.assess_risk(case=stage.case(key), risks=risks, by=by)
        needs = assessing.Needs(
            {"documents": "immediate", "wages_compensation": "short_term", "mental_health": "short_term"},
            wishes="To go home with her papers and her pay.",
        )
        assessing.assess_needs(case=stage.case(key), needs=needs, by=by)

    return act


def planned(key: str, who: str, *goals: str) -> Act:
    """Goals, agreed with the person."""

    def act(stage: Stage) -> None:
        by = stage.actors[who]
        for words in goals:
            due = timezone.localdate() + timedelta(days=30)
            assessing.set_goal(case=stage.case(key), aim=assessing.Aim(words, due_on=due), by=by)
        assessing.agree_plan(case=stage.case(key), by=by)

    return act


def served(key: str, who: str, kind: str, *, one_off: bool = False, quantity: int = 1, unit: str = "time") -> Act:
    """A service that came."""
    given = Help(kind, one_off=one_off, quantity=Decimal(quantity), unit=unit)
    return lambda stage: record_service(
        case=stage.case(key), given=given, delivered_on=timezone.localdate(), by=stage.actors[who]
    )


def promised(key: str, who: str, kind: str, in_days: int) -> Act:
    """A service for a day to come."""

    def act(stage: Stage) -> None:
        given = Help(kind, due_on=timezone.localdate() + timedelta(days=in_days))
        plan_service(case=stage.case(key), given=given, by=stage.actors[who])

    return act


def wages(key: str, who: str, claimed: int, recovered: int | None = None) -> Act:
    """A wage claim with its hearing, or one that was won."""

    def act(stage: Stage) -> None:
        matter = legal.Matter("wages", claimed=Decimal(claimed), currency="KZT")
        if recovered is None:
            hearing = timezone.localdate() + timedelta(days=9)
            matter = replace(matter, state="filed", next="Hearing", next_on=hearing)
        else:
            matter = replace(matter, state="closed", recovered=Decimal(recovered))
        legal.begin_matter(case=stage.case(key), matter=matter, by=stage.actors[who])

    return act


def agreed(key: str, who: str, recipient: str, groups: tuple[str, ...], purpose: str = "referral_org") -> Act:
    """A yes to another organisation of the demo."""

    def act(stage: Stage) -> None:
        receiver = Recipient(organisation=stage.actors[recipient].organisation)
        terms = consent.Terms(
            purpose, receiver, groups, "written", language="uz", expires_on=timezone.localdate() + timedelta(days=180)
        )
        consent.give_consent(case=stage.case(key), terms=terms, by=stage.actors[who])

    return act


def refused_police(key: str, who: str) -> Act:
    """A no to the police; help goes on."""
    terms = consent.Terms(
        "law_enforcement", Recipient(body="police"), ("identity", "story"), "oral_with_witness", witness="Dina"
    )
    return lambda stage: consent.refuse_consent(case=stage.case(key), terms=terms, by=stage.actors[who])


def noted(key: str, who: str, words: str) -> Act:
    """A note."""
    return lambda stage: notes.write_note(case=stage.case(key), words=words, by=stage.actors[who])


def stepped(key: str, who: str, step: str) -> Act:
    """A step of the life of the case."""
    return lambda stage: life.STEPS[step](case=stage.case(key), by=stage.actors[who])


def closed(key: str, who: str, reason: str) -> Act:
    """The end of the work, with four looks back set."""

    def act(stage: Stage) -> None:
        life.STEPS["start_closing"](case=stage.case(key), by=stage.actors[who])
        last = ending.Ending(
            reason, plan_handed_over=True, living="family", income="employed", documents="held", safety="safe"
        )
        ending.close_case(case=stage.case(key), ending=last, by=stage.actors[who])

    return act


def looked_back(key: str, who: str, point: str, outcome: str) -> Act:
    """A follow-up."""

    def act(stage: Stage) -> None:
        row = stage.case(key).follow_ups.get(point=point)
        found = ending.Found(outcome, living="family", income="employed", safety="safe", safe_to_contact="safe")
        ending.do_follow_up(follow_up=row, found=found, by=stage.actors[who])

    return act


def day_of(scene: Scene, today: date) -> date:
    """Say on which day a scene plays."""
    return today - timedelta(days=scene.days_ago)
