"""Two at once: of colleagues who take one message, one has it; a writer who erases while it is taken has erased it."""

import pytest

from komek.foundations import inbox
from komek.foundations.inbox.models import Message
from komek.foundations.vault.models import GroupKey
from tests.foundations.inbox.conftest import Rota
from tests.foundations.inbox.letters import dropped, row
from tests.together import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_of_two_who_take_one_message_one_has_it(manned: Rota) -> None:
    made = dropped()
    Message.objects.get().access.update(opens="2020-01-01T00:00Z")
    people = (manned.aigul.actor, manned.dina.actor, manned.bakyt.actor)
    told = at_once(*(lambda by=by: inbox.take(message=row(made), by=by) for by in people))
    assert sorted(isinstance(each, Message) for each in told) == [False, False, True]
    message = row(made)
    holders = set(GroupKey.objects.filter(record=made.message).values_list("circle__organisation", flat=True))
    assert holders == {message.taken_at}


def test_a_writer_who_erases_while_somebody_takes_it_has_erased_it(manned: Rota) -> None:
    made = dropped()
    at_once(
        lambda: inbox.take(message=row(made), by=manned.aigul.actor),
        lambda: inbox.erase(made.receipt.first, made.receipt.second, source=b"x"),
    )
    assert not GroupKey.objects.filter(record=made.message).exists()
    left = Message.objects.first()
    assert left is None or (left.state, bytes(left.text)) == ("erased", b"")


@pytest.mark.parametrize("by", ["numbers", "conversation"])
def test_who_goes_on_while_she_erases_leaves_nothing_behind(by: str, manned: Rota) -> None:
    made = dropped()
    both = (made.receipt.first, made.receipt.second)
    ways = {
        "numbers": lambda: inbox.say_more(*both, "Яна.", source=b"x"),
        "conversation": lambda: inbox.go_on(made.onward, "Яна.", source=b"x", channel="telegram"),
    }
    told = at_once(ways[by], lambda: inbox.erase(*both, source=b"y"))
    assert told[1] is None
    assert isinstance(told[0], inbox.Added | inbox.WrongNumbers | inbox.Gone)
    assert not Message.objects.exists()
    assert not GroupKey.objects.exists()
