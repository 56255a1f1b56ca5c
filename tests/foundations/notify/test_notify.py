"""A notice says that something waits, once, at an hour that suits, and nothing else."""

import re
import smtplib
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import resolve
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from komek.care.cases.actions.approvals import ask_approval
from komek.foundations import notify
from komek.foundations.audit.models import Entry
from komek.foundations.inbox import bells
from komek.foundations.notify import actions, nightly, sending
from komek.foundations.notify.models import Notice, Wish
from komek.foundations.orgs.models import Organisation
from komek.kernel.errors import Invalid
from komek.kernel.nightly import MINUTELY
from tests.factories.cases import make_case
from tests.factories.orgs import Cast, signed_in

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
PAGE = "/desk/hotline/"
NOON, NIGHT = datetime(2026, 11, 30, 7, tzinfo=UTC), datetime(2026, 11, 30, 19, tzinfo=UTC)
"""In Almaty, where Aigul works: noon, and midnight (UTC+5)."""


@pytest.fixture(autouse=True)
def post(settings: Settings) -> None:
    settings.EMAIL_BACKEND = LOCMEM


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    sent: list[tuple[str, str]] = []

    def send(address: str, words: str) -> bool:
        sent.append((address, words))
        return True

    monkeypatch.setitem(sending.SENDERS, "telegram", send)
    return sent


def work() -> None:
    MINUTELY["notify.send"].work()


def test_a_letter_says_that_something_waits_and_where_and_no_more(cast: Cast) -> None:
    assert notify.tell(cast.aigul.user.pk, "message", PAGE) == 1
    work()
    (letter,) = mail.outbox
    assert letter.to == [cast.aigul.user.email]
    assert letter.subject == "Something waits for you."
    assert letter.body == f"Something waits for you.\n\nhttp://127.0.0.1:8000{PAGE}\n"
    assert Notice.objects.get().state == "sent"


def test_it_is_said_in_the_language_of_the_reader(cast: Cast) -> None:
    cast.aigul.user.language = "ru"
    cast.aigul.user.save()
    notify.tell(cast.aigul.user.pk, "message", PAGE)
    work()
    assert mail.outbox[0].subject == "Вас кое-что ждёт."


def test_what_waits_already_is_not_said_twice_and_not_again_at_once(cast: Cast) -> None:
    user = cast.aigul.user.pk
    with time_machine.travel(NOON, tick=False) as clock:
        assert [notify.tell(user, "message", PAGE) for _each in range(3)] == [1, 0, 0]
        assert notify.tell(user, "signature", "/desk/approvals/") == 1, "another kind is another notice"
        work()
        assert len(mail.outbox) == 2
        assert notify.tell(user, "message", PAGE) == 1
        work()
        assert len(mail.outbox) == 2, "ten minutes have not passed"
        clock.shift(timedelta(minutes=10))
        work()
        assert len(mail.outbox) == 3


def test_a_notice_goes_with_its_transaction_or_not_at_all(cast: Cast) -> None:
    with transaction.atomic():
        assert notify.tell(cast.aigul.user.pk, "message", PAGE) == 1
        transaction.set_rollback(True)
    work()
    assert not mail.outbox


@pytest.mark.parametrize("link", ["/desk/case/4711/", "/desk/hotline/?q=name", "https://example.org/", "/desk/Amina/"])
def test_a_link_leads_to_a_page_and_to_no_row(cast: Cast, link: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        notify.tell(cast.aigul.user.pk, "message", link)
    with pytest.raises(IntegrityError), transaction.atomic():
        notify.tell(cast.aigul.user.pk, "amina called", PAGE)
    assert notify.tell(cast.aigul.user.pk, "message", PAGE) == 1


def test_in_quiet_hours_a_notice_waits_for_their_end_by_the_clock_of_the_organisation(cast: Cast) -> None:
    by = cast.aigul.actor
    actions.set_wish(by_email=True, quiet_from=time(22), quiet_until=time(7), urgent_always=False, by=by)
    with time_machine.travel(NIGHT, tick=False) as clock:
        notify.tell(by.user, "message", PAGE)
        work()
        assert not mail.outbox
        clock.move_to(datetime(2026, 12, 1, 1, 59, tzinfo=UTC))
        work()
        assert not mail.outbox
        clock.move_to(datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
        work()
        assert len(mail.outbox) == 1
    with time_machine.travel(NOON, tick=False):
        notify.tell(by.user, "signature", "/desk/approvals/")
        work()
        assert len(mail.outbox) == 2, "noon is not quiet"


def test_who_wishes_is_told_of_a_message_at_any_hour_but_not_of_the_rest(cast: Cast) -> None:
    by = cast.aigul.actor
    actions.set_wish(by_email=True, quiet_from=time(22), quiet_until=time(7), urgent_always=True, by=by)
    assert Entry.objects.get(verb="notify.wish").actor == by.user
    with time_machine.travel(NIGHT, tick=False):
        notify.tell(by.user, "message", PAGE)
        notify.tell(by.user, "signature", "/desk/approvals/")
        work()
    assert [letter.body for letter in mail.outbox] == [f"Something waits for you.\n\nhttp://127.0.0.1:8000{PAGE}\n"]


def test_quiet_hours_need_two_ends_that_differ(cast: Cast) -> None:
    by = cast.aigul.actor
    for begins, ends, field in (
        (time(22), None, "quiet_until"),
        (None, time(7), "quiet_from"),
        (time(7), time(7), "quiet_until"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.set_wish(by_email=True, quiet_from=begins, quiet_until=ends, urgent_always=False, by=by)
        assert refused.value.field == field
    assert not Wish.objects.exists()


@given(
    begins=st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    ends=st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    minute=st.integers(0, 2 * 24 * 60),
)
def test_the_end_of_quiet_hours_lies_ahead_within_a_day_and_is_not_quiet(begins: time, ends: time, minute: int) -> None:
    if begins == ends:
        return
    wish = Wish(quiet_from=begins, quiet_until=ends)
    at = datetime(2026, 11, 30, tzinfo=UTC) + timedelta(minutes=minute)
    end = wish.quiet_end(at)
    since = (minute - begins.hour * 60 - begins.minute) % 1440
    lasts = ((ends.hour - begins.hour) * 60 + ends.minute - begins.minute) % 1440
    assert (end is not None) == (since < lasts)
    if end is not None:
        assert timedelta() < end - at <= timedelta(days=1)
        assert wish.quiet_end(end) is None


def test_a_letter_that_cannot_be_sent_is_tried_again_later_and_later_then_given_up(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[datetime] = []

    def broken(*_given: object, **_named: object) -> int:
        tried.append(timezone.now())
        raise smtplib.SMTPRecipientsRefused({cast.aigul.user.email: (550, b"no such box")})

    monkeypatch.setattr(sending, "send_mail", broken)
    with time_machine.travel(NOON, tick=False) as clock:
        notify.tell(cast.aigul.user.pk, "message", PAGE)
        for _minute in range(24 * 60):
            work()
            clock.shift(timedelta(minutes=1))
    waited = [round((b - a).total_seconds() / 60) for a, b in zip(tried, tried[1:], strict=False)]
    assert waited == [1, 5, 15, 60, 240, 720]
    assert Notice.objects.get().state == "failed"
    assert cast.aigul.user.email not in caplog.text


def test_somebody_who_left_is_told_nothing(cast: Cast) -> None:
    notify.tell(cast.aigul.user.pk, "message", PAGE)
    cast.aigul.user.is_active = False
    cast.aigul.user.save()
    work()
    assert not mail.outbox
    assert Notice.objects.get().state == "failed"


def test_colleagues_with_the_role_are_told_and_no_others(cast: Cast) -> None:
    assert notify.tell_roles(cast.umit.pk, ("supervisor", "hotline_operator"), "signature", "/desk/approvals/") == 1
    assert notify.tell_roles(cast.umit.pk, ("supervisor",), "retention", PAGE, but=cast.dina.user.pk) == 0
    work()
    assert [letter.to for letter in mail.outbox] == [[cast.dina.user.email]]


def test_a_message_that_waits_rings_for_those_who_can_open_it(cast: Cast) -> None:
    bells.ring(cast.umit.pk, uuid4())
    work()
    assert {letter.to[0] for letter in mail.outbox} == {cast.aigul.user.email, cast.dina.user.email}
    assert {letter.body for letter in mail.outbox} == {
        f"Something waits for you.\n\nhttp://127.0.0.1:8000{nightly.MESSAGES}\n"
    }
    assert resolve(nightly.MESSAGES).url_name == "messages", "the page is there"


def test_an_approval_that_is_asked_for_rings_for_the_other_supervisors(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.umit.pk).update(demo=True)
    case = make_case(cast.aigul)
    ask_approval(case=case, kind="export", words="For the court", by=cast.aigul.actor)
    work()
    (letter,) = mail.outbox
    assert letter.to == [cast.dina.user.email]
    assert "court" not in letter.body
    assert resolve("/desk/cases/approvals/").url_name == "approvals"


def test_telegram_is_linked_by_a_code_once_and_carries_the_same_words(
    cast: Cast, telegram: list[tuple[str, str]]
) -> None:
    code = notify.link_code(cast.aigul.user.pk)
    assert re.fullmatch(r"staff_[a-z0-9]{16}", code)
    assert not notify.redeem("staff_" + "a" * 16, "1234")
    assert not notify.redeem(code, "not a chat")
    assert notify.redeem(code, "1234")
    assert not notify.redeem(code, "5678"), "a code works once"
    assert Entry.objects.filter(verb="notify.link", object=cast.aigul.user.pk).exists()
    assert notify.tell(cast.aigul.user.pk, "message", PAGE) == 2
    work()
    assert telegram == [("1234", f"Something waits for you.\nhttp://127.0.0.1:8000{PAGE}")]
    actions.unlink(by=cast.aigul.actor)
    assert Entry.objects.get(verb="notify.unlink").actor == cast.aigul.user.pk
    assert (Wish.objects.get().chat, Wish.objects.get().chat_name) == (b"", b"")


def test_a_code_ends_after_ten_minutes(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        code = notify.link_code(cast.aigul.user.pk)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert not notify.redeem(code, "1234")


def test_the_outbox_says_no_better_than_to_five_minutes_when_something_came(cast: Cast) -> None:
    with time_machine.travel(NOON + timedelta(minutes=3, seconds=21), tick=False):
        notify.tell(cast.aigul.user.pk, "message", PAGE)
        assert Notice.objects.get().due == NOON
        work()
        assert (Notice.objects.get().state, Notice.objects.get().due) == ("sent", NOON)


def test_without_mail_nothing_piles_up(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = sending.NO_MAIL
    assert notify.tell(cast.aigul.user.pk, "message", PAGE) == 0
    assert not Notice.objects.exists()


def test_what_went_is_forgotten_within_minutes(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        notify.tell(cast.aigul.user.pk, "message", PAGE)
        work()
        assert Notice.objects.count() == 1
        clock.shift(timedelta(minutes=10, seconds=1))
        work()
    assert not Notice.objects.exists(), "its hour would say when somebody wrote"


def test_the_page_keeps_my_wishes_and_nobody_elses(cast: Cast, settings: Settings) -> None:
    client = signed_in(cast.aigul)
    answer = client.post("/desk/notices/", {"by_email": "on", "quiet_from": "22:00", "quiet_until": ""})
    assert answer.status_code == 422
    assert "Quiet hours need a beginning and an end." in answer.content.decode()
    assert 'value="22:00"' in answer.content.decode(), "what was typed is still there"
    answer = client.post(
        "/desk/notices/", {"by_email": "on", "quiet_from": "22:00", "quiet_until": "07:00"}, follow=True
    )
    assert "Your wishes are kept." in answer.content.decode()
    assert Wish.objects.get(user=cast.aigul.user.pk).quiet_until == time(7)
    assert not Wish.objects.filter(user=cast.dina.user.pk).exists()
    assert "no bot on Telegram" in answer.content.decode()
    settings.KOMEK_TELEGRAM_BOT = "an_invented_bot"
    page = client.post("/desk/notices/telegram/", {"do": "link"}).content.decode()
    code = re.findall(r"start=(staff_[a-z0-9]{16})", page)[0]
    assert notify.redeem(code, "99")
    assert "Notices go to your Telegram." in client.get("/desk/notices/").content.decode()
    assert (
        "No notice goes to Telegram"
        in client.post("/desk/notices/telegram/", {"do": "unlink"}, follow=True).content.decode()
    )


def test_the_code_is_nowhere_in_clear(cast: Cast) -> None:
    from django.db import connection  # noqa: PLC0415 - read past the models

    code = notify.link_code(cast.aigul.user.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(vault_mark::text, '') FROM vault_mark")
        rows = cursor.fetchone()[0]
    assert rows
    assert code.removeprefix("staff_") not in rows
