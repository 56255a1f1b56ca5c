"""Every address, every role: in the own organisation, in another one, and where a consent has opened the case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from tests.access import matrix
from tests.access.addresses import ASKED, SENT, Address, addresses
from tests.access.matrix import DESK, DOORS, IN, Door, Row
from tests.access.world import ROLES, Keys, World, undone

ADDRESSES = addresses()
ENTERED = {200, 302, 409, 422}
"""What somebody gets who may open a page: the page, the way on, or a rule that says what is missing."""

OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS")


def in_parts(names: list[str], parts: int = 2) -> list[Any]:
    """Deal the names out to as many workers as may share the work; each builds one world."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(f"access{i % parts}")) for i, name in enumerate(names)]


def visit(client: Client, address: Address, method: str, keys: Keys) -> Any:
    """Visit a page and undo what that changed."""
    with undone(client):
        url = address.url(keys)
        if method == "POST":
            return client.post(url, SENT.get(address.name, {}))
        return client.generic(
            method, url, QUERY_STRING="&".join(f"{k}={v}" for k, v in ASKED.get(address.name, {}).items())
        )


def test_every_address_stands_in_the_table() -> None:
    desk = {name for name, address in ADDRESSES.items() if address.desk}
    assert sorted(desk - set(DESK)) == [], "pages without a row in tests/access/matrix.py"
    assert sorted(set(ADDRESSES) - desk - set(DOORS)) == [], "doors without a row in tests/access/matrix.py"


def test_no_row_of_the_table_outlives_its_address() -> None:
    assert sorted({*DESK, *DOORS} - set(ADDRESSES)) == []


def test_the_table_knows_every_role_of_the_house() -> None:
    from komek.kernel import actor

    assert set(matrix.EVERYBODY) == set(ROLES) == set(actor.ROLES)


@pytest.mark.slow
@pytest.mark.parametrize("name", in_parts([name for name in ADDRESSES if name in DESK]))
def test_a_desk_page_opens_to_whom_the_table_names_and_to_nobody_else(name: str, world: World) -> None:
    address, row = ADDRESSES[name], DESK[name]
    faults = [
        f"{method} as {role}, {where}: {status} instead of {sorted(wanted)}"
        for where, role, method, status, wanted in visits(world, address, row)
        if status not in wanted
    ]
    assert faults == []


def visits(world: World, address: Address, row: Row) -> Iterator[tuple[str, str, str, int, set[int]]]:
    """Visit as everybody from everywhere. Where a method is not offered, one visit shows it."""
    relations = [("at home", world.umit, world.inside), ("from outside", world.sabr, world.inside)]
    if row.about_one:
        relations.append(("with a consent", world.sabr, world.shared))
    for where, house, keys in relations:
        for role, client in house.clients.items():
            for method in _methods(row, role, where):
                answer = visit(client, address, method, keys)
                yield where, role, method, answer.status_code, wanted(row, role, method, where)


def _methods(row: Row, role: str, where: str) -> list[str]:
    """Everybody tries each offered method at home; elsewhere those without the right try the strongest one."""
    offered = [method for method, who in row.methods.items() if who is not None]
    if where == "at home":
        return [*row.methods] if role == ROLES[0] else offered
    may = {role for who in row.methods.values() for role in who or ()}
    return offered if role in {*may, *row.receivers} else offered[-1:]


def wanted(row: Row, role: str, method: str, where: str) -> set[int]:
    """Say what the table promises."""
    who = row.methods[method]
    if who is None:
        return {405}
    if where == "with a consent" and role in row.receivers:
        return ENTERED
    if row.about_one and where != "at home":
        return {404}
    return ENTERED if role in who else {row.colleague}


@pytest.mark.slow
@pytest.mark.parametrize("name", in_parts([name for name in ADDRESSES if name in DESK]))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_signed_out_half_signed_in_or_locked_no_desk_page_opens(name: str, method: str, world: World) -> None:
    """An address that exists answers like one that does not, so that nothing can be learnt by trying."""
    address = ADDRESSES[name]
    ways = {"nobody": "/sign-in/", "half": "/account/second-factor/", "fresh": "/account/second-factor/"}
    if not DESK[name].while_locked:
        ways["locked"] = "/unlock/"
    for who, way in ways.items():
        answer = visit(world.outside[who], address, method, world.inside)
        assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, way), who
        back = parse_qs(urlsplit(answer["Location"]).query)["next"]
        assert back == [address.url(world.inside) if method == "GET" else "/desk/"], who
        assert world.outside[who].cookies.keys() <= {"sessionid", "unlock", "csrftoken"}


@pytest.mark.xdist_group("access0")
@pytest.mark.parametrize("path", ["/desk/nothing/", "/desk/cases/{}/", "/desk/cases/{}/nothing/", "/desk/people/{}/"])
def test_an_invented_path_answers_like_every_other(path: str, world: World) -> None:
    invented = path.format(uuid4())
    for who, way in (("nobody", "/sign-in/"), ("half", "/account/second-factor/"), ("locked", "/unlock/")):
        for method in ("GET", "POST"):
            with undone(world.outside[who]):
                answer = world.outside[who].generic(method, invented)
            assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, way), who
    for role, client in world.umit.clients.items():
        with undone(client):
            assert client.get(invented).status_code == 404, role


@pytest.mark.slow
@pytest.mark.xdist_group("access1")
def test_a_page_offers_no_other_method(world: World) -> None:
    faults = []
    for name, row in DESK.items():
        role = next(role for who in row.methods.values() for role in (who or ROLES) if role in ROLES)
        for method in OTHER_METHODS:
            answer = visit(world.umit.clients[role], ADDRESSES[name], method, world.inside)
            if answer.status_code != 405:
                faults.append(f"{method} {name}: {answer.status_code}")
    assert faults == []


@pytest.mark.parametrize("name", in_parts([name for name in ADDRESSES if name in DOORS]))
def test_a_door_answers_each_visitor_as_the_table_says(name: str, world: World) -> None:
    address, door = ADDRESSES[name], DOORS[name]
    for who, way in _expected(door):
        client = world.umit.worker_client if who == "member" else world.outside[who]
        answer = visit(client, address, "GET", world.inside)
        assert _told(answer) == way, who
        assert visit(client, address, "POST", world.inside).status_code < 500, who


def _expected(door: Door) -> list[tuple[str, str]]:
    return [
        ("nobody", door.nobody),
        ("half", door.half),
        ("fresh", door.fresh),
        ("locked", door.member),
        ("member", door.member),
    ]


def _told(answer: Any) -> str:
    if answer.status_code == 302:
        return str(urlsplit(answer["Location"]).path)
    return IN if answer.status_code == 200 else str(answer.status_code)
