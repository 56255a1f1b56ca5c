"""Whom a notice reaches when a channel fails, an error comes or the night begins; and what is never in the table."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import sleep

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import resolve
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.care.cases import nightly as cases
from komek.care.cases.models import RetentionNotice
from komek.care.cases.retention import actions as retention
from komek.care.hotline import queries as hotline
from komek.care.hotline.actions.following import danger_now
from komek.care.hotline.actions.passing_on import hand_over
from komek.care.hotline.actions.writing import begin_contact, finish_contact
from komek.foundations import notify
from komek.foundations.audit.models import Entry
from komek.foundations.inbox import set_watch
from komek.foundations.notify import actions, chats, nightly, sending
from komek.foundations.notify.models import Notice, Wish
from komek.foundations.orgs.models import Membership, Organisation
from komek.foundations.vault import passing
from komek.knowledge.guide import nightly as guide
from komek.knowledge.guide import queries
from tests.care.hotline.told import reach, take, talk
from tests.factories.orgs import Cast, Staff, make_member, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/hotline/"
CHAT = "4711471147"
EVENING = datetime(2026, 11, 30, 16, 55, tzinfo=UTC)
"""In Almaty, where Aigul works: 21:55."""


@pytest.fixture(autouse=True)
def house(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.KOMEK_RAM = str(tmp_path / "ram")
    passing._kept.clear()


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Telegram takes everything, and says to which chats."""
    told: list[str] = []

    def send(address: str, _words: str) -> bool:
        told.append(address)
        return True

    monkeypatch.setitem(sending.SENDERS, "telegram", send)
    return told


def linked(staff: Staff, *, by_email: bool = False) -> None:
    assert notify.redeem(notify.link_code(staff.user.pk), CHAT)
    Wish.objects.filter(user=staff.user.pk).update(by_email=by_email)


def links() -> dict[str, set[str]]:
    """Say whom notices wait for, by kind and page."""
    found: dict[str, set[str]] = {}
    names = dict(Membership.objects.values_list("user", "user__name"))
    for notice in Notice.objects.all():
        found.setdefault(f"{notice.kind} {notice.link}", set()).add(names[notice.user])
    return found


def test_a_try_that_comes_again_in_quiet_hours_waits_for_their_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    by = cast.aigul.actor
    actions.set_wish(by_email=True, quiet_from=time(22), quiet_until=time(7), urgent_always=False, by=by)
    tried: list[datetime] = []

    def broken(*_given: object, **_named: object) -> int:
        tried.append(timezone.now())
        raise OSError

    monkeypatch.setattr(sending, "send_mail", broken)
    with time_machine.travel(EVENING, tick=False) as clock:
        notify.tell(by.user, "message", PAGE)
        for _minute in range(10 * 60):
            sending.send_due()
            clock.shift(timedelta(minutes=1))
    assert [each.strftime("%H:%M") for each in tried[:4]] == ["16:55", "16:56", "02:00", "02:15"]


def test_quiet_hours_that_are_set_later_hold_for_what_waits_already(cast: Cast) -> None:
    by = cast.aigul.actor
    with time_machine.travel(EVENING + timedelta(minutes=10), tick=False):
        notify.tell(by.user, "message", PAGE)
        notify.tell(by.user, "danger", PAGE)
        actions.set_wish(by_email=True, quiet_from=time(22), quiet_until=time(7), urgent_always=False, by=by)
        assert sending.send_due() == 0
        actions.set_wish(by_email=True, quiet_from=time(22), quiet_until=time(7), urgent_always=True, by=by)
        Notice.objects.update(due=timezone.now())
        assert sending.send_due() == 2, "danger and a message may wake her who wishes it"


def test_an_error_nobody_foresaw_holds_up_nobody_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks_for_dina(_subject: str, _body: str, _sender: object, to: list[str]) -> int:
        if to == [cast.dina.user.email]:
            raise RuntimeError(f"no letter for {to}")
        return 1

    monkeypatch.setattr(sending, "send_mail", breaks_for_dina)
    now = timezone.now()
    notify.tell(cast.dina.user.pk, "message", PAGE)
    Notice.objects.update(due=now - timedelta(hours=1))
    notify.tell(cast.aigul.user.pk, "message", PAGE)

    assert sending.send_due() == 1
    first, second = (Notice.objects.get(user=staff.user.pk) for staff in (cast.dina, cast.aigul))
    assert (first.state, first.tries, first.due > now) == ("waiting", 1, True)
    assert second.state == "sent"
    assert "RuntimeError" in caplog.text
    assert cast.dina.user.email not in caplog.text


def test_a_channel_that_hangs_holds_up_no_other_duty_of_the_minute(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "ROUND", 0.05)
    monkeypatch.setattr(sending, "send_mail", lambda *_given: slow(0.1))
    for staff in (cast.aigul, cast.dina, cast.saule):
        notify.tell(staff.user.pk, "message", PAGE)
    assert sending.send_due() == 1
    monkeypatch.setattr(sending, "send_mail", lambda *_given: 1)
    assert sending.send_due() == 2, "the next minute sends the rest"


def slow(seconds: float) -> int:
    sleep(seconds)
    return 1


def test_who_has_blocked_the_bot_is_told_by_mail_although_she_had_switched_it_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.KOMEK_TELEGRAM_BOT = "an_invented_bot"

    def blocked(_address: str, _words: str) -> bool:
        raise notify.Unreachable

    monkeypatch.setitem(sending.SENDERS, "telegram", blocked)
    linked(cast.aigul)
    assert notify.tell(cast.aigul.user.pk, "message", PAGE) == 1
    sending.send_due()
    assert [letter.to for letter in mail.outbox] == [[cast.aigul.user.email]]
    wish = Wish.objects.get(user=cast.aigul.user.pk)
    assert (wish.chat, wish.closed, wish.by_email) == (b"", True, False)

    assert notify.tell(cast.aigul.user.pk, "signature", "/desk/cases/approvals/") == 1
    sending.send_due()
    assert len(mail.outbox) == 2, "and from then on"
    assert "takes our notices no more" in signed_in(cast.aigul).get("/desk/notices/").content.decode()


def test_what_went_by_mail_before_takes_nothing_from_what_comes_after(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blocked(_address: str, _words: str) -> bool:
        raise notify.Unreachable

    notify.tell(cast.aigul.user.pk, "danger", PAGE)
    sending.send_due()
    monkeypatch.setitem(sending.SENDERS, "telegram", blocked)
    linked(cast.aigul)
    assert notify.tell(cast.aigul.user.pk, "danger", PAGE) == 1
    for _minute in range(2):
        sending.send_due()
    assert len(mail.outbox) == 2, "the second danger is another one"


def test_the_chat_of_a_colleague_is_nowhere_in_clear_and_ends_with_the_machine(
    cast: Cast, telegram: list[str], settings: Settings, tmp_path: Path
) -> None:
    linked(cast.aigul)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(w::text, '') || string_agg(encode(chat, 'escape'), '') FROM notify_wish w")
        rows = cursor.fetchone()[0]
    assert CHAT not in rows
    assert CHAT.encode().hex() not in rows
    notify.tell(cast.aigul.user.pk, "message", PAGE)
    sending.send_due()
    assert telegram == [CHAT]

    passing._kept.clear()
    settings.KOMEK_RAM = str(tmp_path / "after the start")
    assert chats.opened(Wish.objects.get()) is None
    notify.tell(cast.aigul.user.pk, "signature", "/desk/cases/approvals/")
    sending.send_due()
    assert telegram == [CHAT]
    assert [letter.to for letter in mail.outbox] == [[cast.aigul.user.email]]
    linked(cast.aigul)
    assert not Wish.objects.get().closed


def test_one_chat_is_one_persons_and_the_same_code_from_it_is_told_again(cast: Cast, telegram: list[str]) -> None:
    code = notify.link_code(cast.aigul.user.pk)
    assert [notify.redeem(code, CHAT) for _each in range(3)] == [True, True, True]
    assert Entry.objects.filter(verb="notify.link").count() == 1
    assert not notify.redeem(code, "5678")
    assert notify.redeem(notify.link_code(cast.dina.user.pk), CHAT)
    assert chats.opened(Wish.objects.get(user=cast.dina.user.pk)) == CHAT
    assert not Wish.objects.get(user=cast.aigul.user.pk).chat
    assert not notify.redeem(code, CHAT), "it is another's by now"


def test_the_rota_names_whom_no_notice_reaches(cast: Cast) -> None:
    Organisation.objects.update(demo=False)
    watch = {"languages": [], "weekdays": (1,), "begins": time(0), "ends": time(0), "minutes": 15}
    set_watch(country="", by=cast.dina.actor, **watch)  # type: ignore[arg-type]
    said = "Not everybody hears that a message waits."
    assert said not in signed_in(cast.dina).get("/desk/rota/").content.decode()
    actions.set_wish(by_email=False, quiet_from=None, quiet_until=None, urgent_always=False, by=cast.aigul.actor)
    page = signed_in(cast.dina).get("/desk/rota/").content.decode()
    assert said in page
    assert cast.aigul.user.name in page


def test_danger_now_and_a_contact_that_is_passed_on_ring(cast: Cast) -> None:
    Organisation.objects.update(demo=True)
    zarina, rustam = (
        make_member(cast.umit, name, roles=["hotline_operator"], circles=["hotline"]) for name in ("Zarina", "Rustam")
    )
    contact = take(zarina)
    danger_now(contact=contact, by=zarina.actor)
    assert links() == {"danger /desk/hotline/": {rustam.user.name}}, "not her who pressed it"
    Notice.objects.all().delete()
    hand_over(contact=contact, by=zarina.actor)
    assert links() == {"contact /desk/hotline/": {cast.aigul.user.name, cast.dina.user.name}}
    assert Entry.objects.filter(verb__in=["contact.danger", "contact.hand_over"]).count() == 2


def test_danger_rings_when_a_contact_is_finished_and_colleagues_can_open_it(cast: Cast) -> None:
    Organisation.objects.update(demo=True)
    zarina, rustam = (
        make_member(cast.umit, name, roles=["hotline_operator"], circles=["hotline"]) for name in ("Zarina", "Rustam")
    )
    take(zarina)
    assert links() == {}, "nobody is in danger"
    draft = begin_contact(talk=talk(), reach=reach(), by=zarina.actor)
    danger_now(contact=draft, by=zarina.actor)
    assert links() == {}, "nobody else can open it yet"
    assert not hotline.visible(rustam.actor).filter(pk=draft.pk).exists()
    finish_contact(contact=draft, by=zarina.actor)
    assert links() == {"danger /desk/hotline/": {rustam.user.name}}
    assert list(hotline.due(rustam.actor, timezone.localdate()))[-1] == draft


def test_what_the_night_finds_is_told_in_the_morning(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "go_round", lambda _organisation: None)
    monkeypatch.setattr(cases, "waiting", lambda _organisation: RetentionNotice.objects.none())
    editor = make_member(cast.umit, "Madina", roles=["content_editor"], circles=[])
    newcomer = make_member(cast.umit, "Nazira", roles=["case_worker"], circles=[])
    Membership.objects.filter(user=newcomer.user).update(circles=["cases"])
    with time_machine.travel(datetime(2026, 11, 30, 1, 17, tzinfo=UTC), tick=False) as clock:
        nightly.tell_of_newcomers()
        cases.end_what_is_due()
        assert links() == {"newcomer /desk/keys/": {cast.aigul.user.name, cast.dina.user.name}}
        Notice.objects.all().delete()
        monkeypatch.setattr(cases, "waiting", lambda _organisation: Organisation.objects.all())
        monkeypatch.setattr(queries, "due_contacts", lambda _on: Organisation.objects.all())
        cases.end_what_is_due()
        guide.tell_what_is_due()
        found = links()
        assert found["content /desk/guide/due/"] == {editor.user.name}
        assert cast.dina.user.name in found["retention /desk/retention/"]
        assert sending.send_due() == 0, "it is a quarter past six in Almaty"
        clock.move_to(datetime(2026, 11, 30, 3, 0, tzinfo=UTC))
        sending.send_due()
    assert {letter.to[0] for letter in mail.outbox} >= {editor.user.email, cast.dina.user.email}
    for kind in found:
        assert resolve(kind.partition(" ")[2]).url_name in ("editor-due", "retention")
