"""Whoever takes the machine away, running, finds no word that was said about a client."""

import html
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from komek.care.cases.models import Case
from komek.care.people.models import Person
from komek.doors.desk.page import PAGES
from komek.foundations import inbox
from tests.access.addresses import PECULIAR, Address, addresses
from tests.access.forms import forms
from tests.access.matrix import DESK
from tests.access.world import World
from tests.leak.canaries import Flock
from tests.leak.places import Machine
from tests.leak.planting import VARIANTS, Planter
from tests.leak.scanner import Scanner

pytestmark = [pytest.mark.leak, pytest.mark.slow]
SHOWN_NOWHERE = {("search", "q"), ("contact-new", "q"), ("contact-draft", "q"), ("shift-notes", "words")}
"""What is typed only to look for something, or stands on a page about no single row, which has tests of its own."""

HEAVY = {"case-history", "person-history", "case-readers", "import-problems"}
"""Long pages that tell who did what. The one word in them, why a case was opened again, has a test of its own."""


def test_no_word_about_a_client_rests_on_the_machine_in_clear(machine: Machine, house: World) -> None:
    flock = Flock()
    planter = Planter(house, flock)
    planter.everywhere()
    faults = {way: status for way, status in planter.answers.items() if status >= 500}
    assert not faults, "an answer of 500"
    assert planter.seen - planter.planted == set(), "fields that nobody filled"
    shown = everything_shown(house)
    missing = {key for key, word in planter.kept.items() if word.split()[0] not in shown}
    assert len(planter.kept) >= 80, "hardly anything was stored: the test would prove nothing"
    assert sorted(missing - SHOWN_NOWHERE) == [], "stored and never shown"
    a_draft_comes_back(house, flock)
    a_message_arrives(house, flock)
    hits = machine.hits(Scanner(flock))
    assert not hits, "\n".join(hit for place in hits.values() for hit in place)
    control(machine, flock)


def control(machine: Machine, flock: Flock) -> None:
    """The same scanner finds one canary in a plain column, one in a log and one in a temporary file."""
    word = flock.word("control", "Cyrillic")
    with psycopg.connect(machine.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE leak_control (words text)")
        try:
            owner.execute("INSERT INTO leak_control VALUES (%s)", [word])
            (machine.temporary / "upload.tmp").write_text(word)
            logging.getLogger("komek.control").info("somebody wrote %s", word)
            found = machine.hits(Scanner(flock))
        finally:
            owner.execute("DROP TABLE leak_control")
    assert {"dump", "backup", "log", "temporary files"} <= set(found)
    assert "home" in found or not machine.embedded


def a_draft_comes_back(house: World, flock: Flock) -> None:
    """What met a shut door stands in the form again, and only there."""
    url = reverse("desk:plan", kwargs={"case": house.inside["case"]})
    worker, word = house.umit.worker_client, flock.text("draft")
    ticket = next(
        form.fields["draft_ticket"].value for form in forms(read(worker, url)) if "draft_ticket" in form.fields
    )
    assert house.outside["locked"].post(url, {"draft_ticket": ticket, "words": word}).status_code == 302
    assert word in html.unescape(read(worker, url))


def a_message_arrives(house: World, flock: Flock) -> None:
    """What a stranger wrote on the public pages is opened by a colleague of the circle, and only by her."""
    by = house.umit.worker.actor
    read = [inbox.open_message(message=inbox.take(message=each, by=by), by=by) for each in inbox.queries.waiting(by)]
    assert flock.text("guide-write.words") in [letter.text for letter in read]
    for message in inbox.queries.ours(by):
        assert inbox.answer(message=message, text=flock.text("answer"), by=by) is False


def everything_shown(house: World) -> str:
    """Read every page that a colleague may open, with every name unveiled, as one text."""
    pages = []
    client = house.umit.clients["supervisor"]
    pages += [read(client, url) for url in readable(house, "supervisor")]
    for case in Case.objects.filter(organisation=house.umit.organisation.pk):
        pages.append(sent(client, reverse("desk:case-identity", kwargs={"case": case.pk})))
    for person in Person.objects.filter(organisation=house.umit.organisation.pk):
        for name in ("person-show", "person-copy"):
            pages.append(sent(client, reverse(f"desk:{name}", kwargs={"person": person.pk})))
    return html.unescape(" ".join(pages))


def readable(house: World, role: str) -> set[str]:
    """List the addresses of all rows there are now."""
    found = set()
    for name, address in addresses().items():
        row, noun = DESK.get(name), PAGES[name].noun if name in PAGES else None
        if name in HEAVY or row is None or noun is None or role not in (row.reads or ()):
            continue
        for key in noun._default_manager.filter(organisation=house.umit.organisation.pk).values_list("pk", flat=True):
            found |= set(_urls(address, key, house))
    return found


def _urls(address: Address, key: Any, house: World) -> Iterator[str]:
    wish = PECULIAR.get(address.name, {}).get(address.parts[0], address.parts[0])
    for more in VARIANTS.get(address.name, [{}]):
        yield address.url({**house.inside, **more, wish: key})


def read(client: Client, url: str) -> str:
    """Read a page as its reader does."""
    answer = client.get(url)
    return b"".join(answer).decode("utf-8", "replace") if answer.status_code == 200 else ""


def sent(client: Client, url: str) -> str:
    """Read what a press of a button shows."""
    answer = client.post(url)
    return str(answer.content.decode()) if answer.status_code == 200 else ""
