"""Two organisations with everybody in them, and one of everything: what a page can be about.

`bundle` of Umit Almaty stays inside; `shared` is shared with Sabr Osh by consents that are in force.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.utils import timezone

from komek.care import people
from komek.care.cases.actions import account, assessing, ending, identification, legal, life, notes, safety, screening
from komek.care.cases.actions.approvals import ask_approval
from komek.care.cases.actions.erasing import erase_file
from komek.care.cases.actions.services import Help, plan_service
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case
from komek.care.cases.register import actions as register
from komek.care.cases.register import totals
from komek.care.cases.register.queries import opened
from komek.care.cases.retention import actions as retention
from komek.care.hotline import sealing
from komek.care.hotline.actions import callers, keeping
from komek.care.hotline.actions.writing import begin_contact, take_contact
from komek.care.hotline.nouns import Reach, Talk
from komek.evidence.results import ctdc
from komek.foundations import inbox, vault
from komek.foundations.orgs import actions as orgs
from komek.foundations.orgs.models import Organisation
from komek.foundations.vault.uploads import from_bytes
from komek.kernel.partialdate import PartialDate
from komek.knowledge.guide import actions as guide
from komek.knowledge.guide import models as guide_models
from komek.knowledge.guide.actions.recordings import Spoken
from komek.knowledge.kiosks.models import Kiosk
from tests.care.cases.consents import POLICE, agree, decide
from tests.evidence.results import ctdc_sample
from tests.factories import sounds
from tests.factories.cases import make_case, make_person
from tests.factories.factors import give_app
from tests.factories.guide import KEY, make_guide, says_now
from tests.factories.orgs import Staff, make_member, make_organisation, signed_in

ROLES = (
    "case_worker",
    "supervisor",
    "lawyer",
    "organisation_admin",
    "programme_officer",
    "me_officer",
    "content_editor",
    "platform_admin",
    "hotline_operator",
    "shelter_manager",
)
IN_THE_CIRCLE = ("case_worker", "supervisor", "lawyer", "hotline_operator", "shelter_manager")
EVERYTHING = ("identity", "contact", "story", "medical", "legal", "operational")
SAFE = {"alone": "yes", "safe_now": "yes", "safe_channel": "yes", "call_back": "yes"}
EVENT = {"kind": "recruitment", "country": "KZ", "region": "", "place": "", "words": "", "began": None, "ended": None}
WATCH: dict[str, Any] = {
    "country": "RU",
    "languages": ["uz"],
    "weekdays": [1],
    "begins": time(9),
    "ends": time(18),
    "fallback": True,
}
Keys = dict[str, Any]


@dataclass
class House:
    """An organisation with somebody of every role, and a newcomer who waits to be let in."""

    organisation: Organisation
    staff: dict[str, Staff]
    newcomer: Staff
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def worker(self) -> Staff:
        return self.staff["case_worker"]

    @property
    def supervisor(self) -> Staff:
        return self.staff["supervisor"]

    @property
    def worker_client(self) -> Client:
        return self.clients["case_worker"]


@dataclass
class World:
    """Everything the visits need."""

    umit: House
    sabr: House
    inside: Keys
    shared: Keys
    outside: dict[str, Client]
    """`nobody`; `half` has not shown her second factor; `fresh` has none yet; `locked` has shut her keyring."""


def make_house(name: str, country: str = "KZ") -> House:
    """Make an organisation whose staff have keys; those who help people are in its circle for cases."""
    organisation = make_organisation(name, country=country, demo=True)
    staff = {
        role: make_member(organisation, role, roles=[role], circles=["cases"] if role in IN_THE_CIRCLE else [])
        for role in ROLES
    }
    newcomer = make_member(organisation, "Newcomer")
    newcomer.membership.circles = ["cases"]
    newcomer.membership.save()
    house = House(organisation, staff, newcomer)
    house.clients = {role: calm(signed_in(each)) for role, each in staff.items()}
    return house


def calm(client: Client) -> Client:
    """Let the client answer an error of the house with the page for it, as a browser sees it."""
    client.raise_request_exception = False
    return client


def make_world(folder: Path) -> World:
    """Make both houses, and one of everything twice: kept inside, and shared with the other house."""
    umit, sabr = make_house("Umit Almaty"), make_house("Sabr Osh", "KG")
    inside = everything(umit, "Шахноза", POLICE)
    shared = everything(umit, "Гульнара", Recipient(organisation=sabr.organisation.pk))
    outside = {name: calm(Client()) for name in ("nobody", "half", "fresh")}
    outside["locked"] = calm(signed_in(umit.worker, locked=True))
    give_app(umit.supervisor.user)
    outside["half"].force_login(umit.supervisor.user)
    outside["fresh"].force_login(umit.worker.user)
    ctdc.run(ctdc_sample.write(folder / "sample.csv", ctdc_sample.FINE, ctdc_sample.rows(30)))
    inside |= of_the_guide(umit)
    return World(umit, sabr, inside, shared, outside)


def everything(house: House, name: str, recipient: Recipient) -> Keys:
    """Make one of everything about one person; gives what an address may name, by the name in the address."""
    worker = house.worker
    person = make_person(worker, people.Identity(given=name, surname="Алимова", born=PartialDate(1999)))
    case = make_case(worker, person=person, words="What she told.", needs=("shelter",))
    closed, erased = _closed(worker), _closed(worker)
    erase_file(person=erased.person, reason="wish", by=house.supervisor.actor)
    agree(closed, worker, recipient, *EVERYTHING)
    consent = agree(case, worker, recipient, *EVERYTHING)
    today = timezone.localdate()
    return {
        **_about_her(worker, person, today),
        **_about_the_case(worker, case, today),
        **_of_the_house(house, case),
        **_brought_along(worker, name),
        **_of_the_hotline(house, name),
        "person": person.pk,
        "case": case.pk,
        "closed": closed.pk,
        "erased": erased.pk,
        "follow_up": closed.follow_ups.earliest("due_on").pk,
        "consent": consent.pk,
        "waiting": _waiting(worker).pk,
    }


def of_the_guide(house: House) -> Keys:
    """Make a small guide with one of everything that an editor sees, a kiosk among it."""
    Kiosk.objects.create(code="osh", country="KG", names={"en": "Osh airport"})
    topic, by = make_guide(shown=False), house.staff["content_editor"].actor
    block = guide_models.Block.objects.get(topic=topic, kind="step")
    notice = guide.put_up_notice(words={"en": "The border is closed."}, ends_on=timezone.localdate(), by=by)
    gap = guide_models.Gap.objects.create(week=timezone.localdate(), name=b"n", language="en", voices=5, words="no pay")
    question = guide_models.ExampleQuestion.objects.create(topic=topic, language="en", group="en", words="register")
    text = guide.write_text(block=block, language="en", words="Ask the landlord on the first day.", by=by)
    spoken = Spoken(sounds.MP3, "Gulnora", timezone.localdate())
    title = guide_models.Block.objects.get(topic=topic, kind="title")
    voice = guide.keep_recording(
        block=title,
        language="ru",
        kind="audio",
        spoken=spoken,
        seen=says_now(title, "ru"),
        by=replace(by, user=uuid4()),
    )
    guide_models.EditionNumber.objects.all().delete()  # readers go on with the shipped edition
    return {
        "block": block.pk,
        "text": text.pk,
        "recording": voice.pk,
        "key": KEY,
        "contact": "ru.line",
        "notice": notice.pk,
        "question": question.pk,
        "gap": gap.pk,
    }


def _about_her(worker: Staff, person: people.Person, today: date) -> Keys:
    by = worker.actor
    other = make_person(worker, people.Identity(given="Shahnoza", surname="Alimova", born=PartialDate(1999)))
    child = make_person(worker, people.Identity(given="Алтынай", surname="Алимова", born=PartialDate(today.year - 9)))
    told = people.View(words="To my aunt.", basis="best_interests", motive="Her father may be the suspect.")
    paper = people.Paper(kind="passport", number="N01234567", country="KZ")
    people.record_stay(person=person, stay=people.Stay(number="12"), by=by)
    people.record_interview(person=person, day=today, talk=people.Talk(), by=by)
    people.veto_interpreter(person=person, name="Салтанат", by=by)
    return {
        "other": other.pk,
        "child": child.pk,
        "view": people.record_child_view(person=child, day=today, view=told, by=by).pk,
        "document": people.add_document(person=person, paper=paper, by=by).pk,
        "relation": people.relate(person=person, other=child, tie=people.Tie(kind="child"), by=by).pk,
        "link": people.propose_duplicate(first=person, second=other, by=by).pk,
    }


def _about_the_case(worker: Staff, case: Case, today: date) -> Keys:
    by, tomorrow = worker.actor, today + timedelta(days=1)
    safety.check_safety(case=case, decision="go_on", answers=SAFE, by=by)
    asked = screening.begin_screening(case=case, instrument="ilo_labour_adult", by=by)
    account.tell(case=case, part="control", values={"means": [], "words": "What happened."}, by=by)
    happened = account.tell_event(case=case, values=EVENT, by=by)
    upload = from_bytes("slip.txt", b"A slip of paper.")
    risks, needs = assessing.Risks({"trafficker": "high"}), assessing.Needs({"shelter": "immediate"})
    assessing.assess_risk(case=case, risks=risks, by=by)
    assessing.assess_needs(case=case, needs=needs, by=by)
    return {
        "screening": asked.pk,
        "event": happened.pk,
        "basis": decide(case, worker, POLICE, "contact").pk,
        "service": plan_service(case=case, given=Help("shelter_safehouse"), by=by).pk,
        "goal": assessing.set_goal(case=case, aim=assessing.Aim("A room."), by=by).pk,
        "matter": legal.begin_matter(case=case, matter=legal.Matter("wages"), by=by).pk,
        "note": notes.write_note(case=case, words="A note.", by=by).pk,
        "file": notes.add_file(case=case, upload=upload, by=by).pk,
        "task": notes.set_task(case=case, kind="contact_person", due_on=tomorrow, words="Call.", by=by).pk,
        "reflection": ending.begin_reflection(case=case, begins_on=today, days=30, by=by).pk,
        "approval": ask_approval(case=case, kind="case_closing", by=by).pk,
    }


def _of_the_house(house: House, case: Case) -> Keys:
    admin, worker = house.staff["organisation_admin"], house.worker
    sent = orgs.invite(email=f"new.{case.pk}@example.org", roles=["case_worker"], by=admin.actor)
    circle = next(each.id for each in vault.circles_in(house.organisation.pk) if each.kind == "cases")
    vault.keep_draft(worker.user.pk, "note", case.pk, b"{}")
    draft = next(each.id for each in vault.drafts(worker.keyring, form="note") if each.record == case.pk)
    return {
        "rule": retention.set_rule(kind="plain_help", months=12, action="ask", basis="policy", by=admin.actor).pk,
        "invitation": sent.invitation.pk,
        "token": sent.token,
        "watch": inbox.set_watch(by=admin.actor, **WATCH).pk,
        "circle": circle,
        "member": house.newcomer.membership.pk,
        "draft": draft,
    }


def _of_the_hotline(house: House, name: str) -> Keys:
    """Give a contact, a draft, a caller with a warning, a message that was taken, and a shorter time that waits."""
    by, admin = house.worker.actor, house.staff["organisation_admin"].actor
    reach = Reach(
        safe="safe", phone=f"+7701555{len(name):04}", call_me="Nilufar", when="After six", words="The library"
    )
    talk = Talk(language="uzb", country="RU", categories=("unpaid_wages",), outcomes=("callback_agreed",))
    contact = take_contact(talk=talk, reach=reach, by=by)
    source = inbox.source("web", str(contact.pk))
    voice = from_bytes("voice.ogg", b"OggS where is my pay")
    inbox.drop("Where is my pay?", country="RU", language="uz", channel="web", source=source, files=[voice])
    message = inbox.take(message=inbox.queries.waiting(by)[0], by=by)
    (file,) = inbox.open_message(message=message, by=by).files
    sealing.carry(file.id, contact, by=by)
    return {
        "call": contact.pk,
        "call_file": sealing.files(contact, by=by)[0].id,
        "message_file": file.id,
        "call_draft": begin_contact(talk=talk, reach=reach, by=by).pk,
        "caller": contact.caller_id,
        "call_flag": callers.set_flag(caller=contact.caller, kind="care", by=by).pk,  # type: ignore[arg-type]
        "message": message.pk,
        "keep": keeping.set_rule(kind="contact", months=12, by=admin).pk,
    }


def _brought_along(worker: Staff, name: str) -> Keys:
    """Give a register with one line that was taken in, and a total from before."""
    by, month = worker.actor, date(2020, 1, 1)
    upload = from_bytes("register.csv", f"Name,Year of birth\n{name} Садыкова,1990\n".encode())
    brought = register.receive(upload=upload, by=by)
    register.choose(register=brought, choices=opened(brought, by=by).choices, by=by)
    register.take_batch(brought, by=by)
    (total,) = totals.record_totals(totals=[totals.Total("case_opened", month, 7)], country="KZ", by=by)
    return {"register": brought.pk, "line": brought.lines.get().pk, "total": total.pk}


def _closed(worker: Staff) -> Case:
    case = make_case(worker, person=make_person(worker, people.Identity(given="Назгуль")))
    life.start_closing(case=case, by=worker.actor)
    ending.close_case(case=case, ending=ending.Ending("goals_met", plan_handed_over=True), by=worker.actor)
    return case


def _waiting(worker: Staff) -> Case:
    """Give a case whose negative decision waits for a second signature."""
    case = make_case(worker, person=make_person(worker, people.Identity(given="Мадина")))
    grounds = identification.Grounds("conversation", words="No sign was found.")
    identification.propose_no_indicators(case=case, grounds=grounds, by=worker.actor)
    return case


@contextmanager
def undone(*clients: Client) -> Iterator[None]:
    """Let nothing that happens inside stay: no row, no cookie, no count of attempts."""
    jars = [(client, copy(client.cookies)) for client in clients]
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
    for client, jar in jars:
        client.cookies = jar
