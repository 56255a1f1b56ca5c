"""The cast of the demo: three invented organisations, their staff, and one password that is printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from komek.foundations import vault
from komek.foundations.orgs import actions as orgs
from komek.foundations.orgs.models import Membership
from komek.kernel.actor import Actor, Keyring

PASSWORD = "quiet morning river market silver window"  # noqa: S105 - printed at every start of the demo
"""Six words of the word list. It opens the demo alone: an installation with a database of its own loads no demo."""


@dataclass(frozen=True)
class Role:
    """One of the cast: who she is and what she may do."""

    key: str
    name: str
    roles: tuple[str, ...]
    circles: tuple[str, ...] = ()
    says: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


@dataclass(frozen=True)
class House:
    """One invented organisation with its staff; the first of them sets it up."""

    name: str
    kind: str
    country: str
    region: str
    staff: tuple[Role, ...]


HOUSES = (
    House(
        "Umit Almaty",
        "ngo",
        "KZ",
        "KZ-75",
        (
            Role("saule", "Saule", ("organisation_admin",), says="invites and removes people, opens no file"),
            Role("aigul", "Aigul", ("case_worker",), ("cases", "hotline"), "case worker of Umit Almaty"),
            Role("dina", "Dina", ("supervisor",), ("cases", "hotline"), "her supervisor: second signatures, approvals"),
            Role(
                "zulfiya",
                "Zulfiya",
                ("hotline_operator", "case_worker"),
                ("hotline", "cases"),
                "answers the hotline of Umit Almaty",
            ),
        ),
    ),
    House(
        "Sabr Osh",
        "ngo",
        "KG",
        "KG-GO",
        (Role("bakyt", "Bakyt", ("case_worker", "organisation_admin"), ("cases",), "case worker of Sabr Osh"),),
    ),
    House(
        "Safe Road Programme",
        "international_organisation",
        "KZ",
        "KZ-71",
        (
            Role("charos", "Charos", ("me_officer", "programme_officer"), says="sees the counts and no names"),
            Role("ainura", "Ainura", ("content_editor",), says="keeps the guide: facts, texts, lines"),
            Role("rustam", "Rustam", ("content_editor",), says="reads what Ainura writes before it is shown"),
        ),
    ),
)


def found(house: House) -> dict[str, Actor]:
    """Set up an organisation with its staff, its circle and its recovery sheets; gives actors with open keyrings."""
    first, *others = house.staff
    organisation = uuid4()
    orgs.setup_organisation(
        organisation=organisation,
        name=house.name,
        kind=house.kind,
        country=house.country,
        region=house.region,
        email=first.email,
        person=first.name,
        password=PASSWORD,
        roles=first.roles if "organisation_admin" in first.roles else (*first.roles, "organisation_admin"),
        demo=True,
    )
    actors = {first.key: _actor(first, organisation)}
    for role in others:
        sent = orgs.invite(email=role.email, roles=role.roles, circles=role.circles, by=actors[first.key])
        orgs.accept_invitation(
            invitation=sent.invitation, name=role.name, language="en", password=PASSWORD, organisation=organisation
        )
        actors[role.key] = _actor(role, organisation)
    _share_keys(house, actors)
    return {role.key: _actor(role, organisation) for role in house.staff}


def _share_keys(house: House, actors: dict[str, Actor]) -> None:
    """The first who is in circles makes them, prints the sheets, and lets the others in after hearing their digits."""
    inside = [role for role in house.staff if role.circles]
    if not inside:
        return
    maker, made = actors[inside[0].key], {}
    for kind in inside[0].circles:
        made[kind] = orgs.make_circle(kind=kind, by=maker)
        maker = _actor(inside[0], maker.organisation)
    sheets = orgs.make_recovery_sheets(threshold=2, shares=3, by=maker)
    orgs.confirm_recovery_sheets(codes=[sheet.code for sheet in sheets], by=maker)
    for role in inside[1:]:
        member = Membership.objects.get(user=actors[role.key].user, active=True)
        digits = vault.fingerprint(actors[role.key].user)
        for kind in role.circles:
            orgs.admit_to_circle(circle=made[kind], member=member, fingerprint=digits, by=maker)


def _actor(role: Role, organisation: UUID) -> Actor:
    member = Membership.objects.get(user__email=role.email, organisation=organisation, active=True)
    return Actor(
        user=member.user_id,
        organisation=organisation,
        roles=frozenset(member.roles),
        keyring=_keyring(member.user_id),
        demo=True,
    )


def _keyring(user: UUID) -> Keyring:
    """Open a keyring as signing in does, in a session of its own."""
    session = uuid4().hex
    cookie = vault.hold(user, PASSWORD, session)
    if cookie is None or not vault.unlock(user, session, cookie):
        raise RuntimeError("the demo cannot open the keys it made")
    keyring = vault.keyring(user, session, cookie)
    vault.lock(session)
    if keyring is None:
        raise RuntimeError("the demo cannot open the keys it made")
    return keyring


def greeting() -> Iterable[str]:
    """Give the lines that say who may sign in."""
    yield "Demo accounts (invented people), all with the password: " + PASSWORD
    for house in HOUSES:
        for role in house.staff:
            yield f"  {role.email:<22} {role.name}, {house.name}: {role.says}"
