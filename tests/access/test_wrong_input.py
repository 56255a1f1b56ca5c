"""Whatever is sent to a page, by whoever may open it, the answer is a page: never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.access.addresses import ASKED, Address, addresses
from tests.access.forms import Field, Form, forms
from tests.access.matrix import DESK
from tests.access.test_matrix import in_parts
from tests.access.world import World, calm, undone

pytestmark = pytest.mark.slow

ADDRESSES = addresses()
GARBAGE: dict[str, str] = {
    "endless": "я" * 20_000,
    "nul": "a\0b",
    "surrogate": "\ufffe\u202e\u0000\U0010ffff",
    "code": "'; DROP TABLE --<script>{{ 7 }}%s%(x)s",
    "number": "-99999999999999999999.9e999",
    "not a number": "NaN",
    "day": "2026-13-45",
    "spaces": "   \t\r\n",
    "id": "00000000-0000-0000-0000-000000000000",
}
QUESTIONS = ("page", "next", "q", "period", "by", "across", "release", "state", "country", "language", "show")
"""What some page or other reads behind the question mark."""

AS_TEXT = ("endless", "nul", "code", "spaces")
"""What is put into one page's texts while everything else is right, so that it reaches the verb."""


@pytest.mark.slow
@pytest.mark.parametrize("name", in_parts(list(ADDRESSES)))
def test_no_input_breaks_a_page(name: str, world: World) -> None:
    address = ADDRESSES[name]
    faults = [
        f"{how}: {answer}" for client in visitors(world, address) for how, answer in attacks(client, address, world)
    ]
    assert faults == []


def visitors(world: World, address: Address) -> list[Client]:
    """Choose who may open the page; a door is tried from both sides."""
    if not address.desk:
        return [world.outside["nobody"], world.umit.worker_client]
    row = DESK[address.name]
    may = [role for role in world.umit.clients if role in {*(row.reads or ()), *(row.writes or ())}]
    return [world.umit.clients[role] for role in may[:1]]


def attacks(client: Client, address: Address, world: World) -> Iterator[tuple[str, int]]:
    """Send everything wrong; gives what was answered with a fault of ours."""
    url = address.url(world.inside)
    for how, sent in requests(client, url, address):
        with undone(client):
            answer = sent()
        if answer.status_code >= 500:
            yield how, answer.status_code


def requests(client: Client, url: str, address: Address) -> Iterator[tuple[str, Any]]:
    """List the wrong requests to a page."""
    for name, text in GARBAGE.items():
        asked = dict.fromkeys([*QUESTIONS, *ASKED.get(address.name, {})], text)
        yield f"asked {name}", lambda asked=asked: client.get(url, asked)
    yield "a body that is no form", lambda: client.post(url, json.dumps([1]), content_type="application/json")
    yield "a broken body", lambda: client.post(url, b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
    yield "no body", lambda: client.post(url)
    with undone(client):
        page = client.get(url, ASKED.get(address.name, {}))
    for form in _forms(page):
        target = urlsplit(form.action).path or url
        for name, text in GARBAGE.items():
            wrong = {each.name: text for each in form.fields.values() if each.kind != "file"}
            yield f"{name} everywhere", lambda wrong=wrong, target=target: client.post(target, wrong)
        for name in AS_TEXT:
            mixed = {each.name: _mixed(each, GARBAGE[name]) for each in form.fields.values() if each.kind != "file"}
            yield f"{name} as text", lambda mixed=mixed, target=target: client.post(target, mixed)
        yield "files", lambda form=form, target=target: client.post(target, _swapped(form))


def _forms(page: Any) -> list[Form]:
    if page.status_code != 200 or "html" not in page.get("Content-Type", "") or page.streaming:
        return []
    skipped = ("/exit/", "/lock/", "/sign-out/", "/search/", "/setlang/")
    return [
        form for form in forms(page.content.decode()) if form.method == "post" and not form.action.endswith(skipped)
    ]


def _mixed(each: Field, text: str) -> Any:
    """Keep what is chosen or hidden, choose where nothing is, and put the garbage where words belong."""
    if each.kind in {"select", "radio", "checkbox"}:
        return (each.chosen or [option for option in each.options if option] or [""])[0]
    if each.kind in {"hidden", "date", "number", "email", "password"}:
        return each.value
    return text


def _swapped(form: Form) -> dict[str, Any]:
    """Send a file where words belong, and words where a file belongs."""
    broken = SimpleUploadedFile("../../\u202eetc.csv", b"\xff\xfe\0PK\x03\x04" * 50, content_type="text/x\0y")
    return {
        each.name: "words" if each.kind == "file" else broken for each in form.fields.values() if each.kind != "hidden"
    }


@pytest.mark.slow
@pytest.mark.xdist_group("access1")
def test_a_broken_file_breaks_no_page(world: World) -> None:
    faults = []
    for name in ("files", "imports", "totals-file"):
        for content in (
            b"",
            b"\0" * 5000,
            b"PK\x03\x04" + b"\xff" * 500,
            b"\xff\xd8\xff\xe0broken",
            "Имя;Год\n".encode("cp1251") * 99,
        ):
            client = world.umit.worker_client
            upload = SimpleUploadedFile("a\u202eb/../c.xlsx", content)
            with undone(client):
                answer = client.post(
                    ADDRESSES[name].url(world.inside), {"upload": upload, "group": "story", "words": ""}
                )
            if answer.status_code >= 500:
                faults.append(f"{name} {content[:8]!r}")
    assert faults == []


@pytest.mark.xdist_group("access1")
def test_a_forged_post_changes_nothing_and_says_so(world: World) -> None:
    forged = calm(Client(enforce_csrf_checks=True))
    forged.cookies = world.umit.worker_client.cookies
    for name, row in DESK.items():
        if row.writes and "case_worker" in row.writes:
            with undone(forged):
                assert forged.post(ADDRESSES[name].url(world.inside)).status_code == 403, name
