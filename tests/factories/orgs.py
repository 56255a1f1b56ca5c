"""The cast: invented organisations and their staff, with keys that open and passwords that cost next to nothing.

umit = make_organisation("Umit Almaty")
aigul = make_member(umit, "Aigul", roles=["case_worker"], circles=["cases"])
aigul.actor                       # an Actor with an open keyring
signed_in(aigul).get("/desk/")    # a client that has shown its second factor and is unlocked
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from unittest.mock import patch
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.test import Client

from komek.foundations import vault
from komek.foundations.accounts import actions, queries
from komek.foundations.accounts.models import User
from komek.foundations.orgs.models import Membership, Organisation
from komek.foundations.vault import Keyring as Ring
from komek.foundations.vault import _argon
from komek.foundations.vault.models import Circle, CircleKey, MemberKey, UserKey
from komek.kernel.actor import Actor, Keyring

PASSWORD = "academic acid acne acquire acrobat activity"
OTHER_PASSWORD = "beam beard beaver become bedroom behavior"
CHEAP = _argon.Cost(passes=1, memory=8)


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Let new passwords cost microseconds; every later check of such a password is as cheap."""
    with patch.object(_argon, "cost", lambda: CHEAP):
        yield
    _argon.forget()


@dataclass
class Staff:
    """Somebody of the cast: her user, her membership, what only she knows; her keyring opens when it is needed."""

    user: User
    membership: Membership
    password: str = field(repr=False)
    sheet: str = field(repr=False)

    @cached_property
    def keyring(self) -> Keyring:
        """Open her keyring, once."""
        return open_keyring(self.user, self.password)

    @property
    def actor(self) -> Actor:
        """Act as she does now, unlocked; her roles are read anew."""
        return actor(self)

    @property
    def locked(self) -> Actor:
        """Act as she does while her keyring is shut."""
        return actor(self, locked=True)

    def refresh(self) -> "Staff":
        """Read her rows anew and open her keyring anew."""
        self.user.refresh_from_db()
        self.membership.refresh_from_db()
        vars(self).pop("keyring", None)
        return self


def make_organisation(name: str = "Umit Almaty", *, country: str = "KZ", demo: bool = False) -> Organisation:
    """Make an organisation without anybody in it."""
    return Organisation.objects.create(name=name, kind="ngo", country=country, demo=demo)


def make_member(
    organisation: Organisation,
    name: str = "Aigul",
    *,
    roles: Sequence[str] = ("case_worker",),
    circles: Sequence[str] = (),
    password: str = PASSWORD,
    demo: bool = False,
    language: str = "en",
) -> Staff:
    """Make somebody who works there, in these circles; a circle that is missing is made by her."""
    email = f"{name.lower()}.{uuid4().hex[:8]}@example.org"
    user = User.objects.create(email=email, name=name, demo=demo, language=language)
    with cheap_passwords():
        sheet = vault.enrol(user.pk, password)
        actions.keep_password(user, password)
    membership = Membership.objects.create(
        organisation=organisation, user=user, roles=list(roles), circles=list(circles)
    )
    staff = Staff(user, membership, password, " ".join(sheet.words))
    for kind in circles:
        enter_circle(staff, kind)
    return staff


_members: dict[tuple[object, str], Staff] = {}


def enter_circle(staff: Staff, kind: str) -> None:
    """Let her into a circle by somebody who is inside, or make it."""
    organisation = staff.membership.organisation_id
    circle = next((each for each in vault.circles_in(organisation) if each.kind == kind), None)
    if circle is None:
        _members[vault.make_circle(organisation, kind, staff.keyring), kind] = staff
        return
    vault.admit(circle.id, staff.user.pk, vault.fingerprint(staff.user.pk), _members[circle.id, kind].keyring)


def open_keyring(user: User, password: str = PASSWORD) -> Keyring:
    """Open a keyring in a session of its own."""
    session = uuid4().hex
    cookie = vault.hold(user.pk, password, session)
    assert cookie is not None
    assert vault.unlock(user.pk, session, cookie)
    keyring = vault.keyring(user.pk, session, cookie)
    assert keyring is not None
    return keyring


def actor(staff: Staff, *, locked: bool = False) -> Actor:
    """Say as whom she acts."""
    membership = Membership.objects.select_related("organisation").get(pk=staff.membership.pk)
    return Actor(
        user=staff.user.pk,
        organisation=membership.organisation_id,
        roles=frozenset(membership.roles),
        keyring=None if locked else staff.keyring,
        language=staff.user.language,
        demo=membership.organisation.demo,
    )


def signed_in(staff: Staff, *, locked: bool = False, client: Client | None = None) -> Client:
    """Give a client as after both steps of signing in, with the keyring open unless `locked`."""
    client = client or Client()
    client.force_login(staff.user)
    session = client.session
    session[queries.GIVEN] = True
    session.save()
    if not locked:
        cookie = vault.hold(staff.user.pk, staff.password, session.session_key or "")
        assert cookie is not None
        assert vault.unlock(staff.user.pk, session.session_key or "", cookie)
        client.cookies[settings.UNLOCK_COOKIE] = cookie
    return client


@dataclass
class Cast:
    """Everybody: two case workers of two organisations, a supervisor, an administrator, a stranger who counts."""

    umit: Organisation
    sabr: Organisation
    counting: Organisation
    aigul: Staff
    dina: Staff
    saule: Staff
    bakyt: Staff
    charos: Staff


def make_cast() -> Cast:
    """Make Umit Almaty (Aigul, Dina, Saule), Sabr Osh (Bakyt) and a third organisation (Charos).

    Their keys are made once in a process. Later tests get the same rows put back, which costs a fifth of the time.
    """
    if not _kept:
        _kept.append(_keep())
    rows, cast = _kept[0]
    if User.objects.filter(pk=cast.aigul.user.pk).exists():
        return _new_cast()
    for each in rows:
        type(each[0])._default_manager.bulk_create(each)
    return _copied(cast)


TABLES: tuple[type[Model], ...] = (Organisation, User, Membership, UserKey, Circle, CircleKey, MemberKey)
_kept: list[tuple[list[list[Model]], Cast]] = []


def _new_cast() -> Cast:
    umit, sabr = make_organisation("Umit Almaty"), make_organisation("Sabr Osh", country="KG")
    counting = make_organisation("Counting Together", country="KZ")
    return Cast(
        umit=umit,
        sabr=sabr,
        counting=counting,
        aigul=make_member(umit, "Aigul", roles=["case_worker"], circles=["cases"]),
        dina=make_member(umit, "Dina", roles=["supervisor"], circles=["cases"]),
        saule=make_member(umit, "Saule", roles=["organisation_admin"]),
        bakyt=make_member(sabr, "Bakyt", roles=["case_worker"], circles=["cases"]),
        charos=make_member(counting, "Charos", roles=["me_officer", "programme_officer"]),
    )


def _keep() -> tuple[list[list[Model]], Cast]:
    """Make the cast, keep its rows table by table, and leave the database as it was."""
    with transaction.atomic():
        before = {table: set(table._default_manager.values_list("pk", flat=True)) for table in TABLES}
        cast = _new_cast()
        rows = [list(table._default_manager.exclude(pk__in=before[table])) for table in TABLES]
        transaction.set_rollback(True)
    return rows, cast


def _copied(cast: Cast) -> Cast:
    """Give every test people of its own to change."""
    umit, sabr, counting = deepcopy(cast.umit), deepcopy(cast.sabr), deepcopy(cast.counting)
    return Cast(
        umit=umit,
        sabr=sabr,
        counting=counting,
        aigul=_again(cast.aigul, umit),
        dina=_again(cast.dina, umit),
        saule=_again(cast.saule, umit),
        bakyt=_again(cast.bakyt, sabr),
        charos=_again(cast.charos, counting),
    )


def _again(staff: Staff, organisation: Organisation) -> Staff:
    """Copy somebody; her keyring is open if it was, and knows nothing yet."""
    user, membership = deepcopy(staff.user), deepcopy(staff.membership)
    membership.organisation, membership.user = organisation, user
    again = Staff(user, membership, staff.password, staff.sheet)
    if ring := vars(staff).get("keyring"):
        vars(again)["keyring"] = Ring(user.pk, ring._private, ring.session)
    _members.update({key: again for key, member in _members.items() if member.user.pk == user.pk})
    return again
