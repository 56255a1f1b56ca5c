"""Somebody drops a message in; one organisation takes it, the others cannot open it any more."""

import pytest

from komek.foundations import inbox, vault
from tests.foundations.inbox.conftest import HERE, Rota


def dropped(text: str = "He keeps my passport.", **more: object) -> inbox.Dropped:
    said = {"country": "RU", "language": "uz", "channel": "web", "source": HERE}
    return inbox.drop(text, **{**said, **more})  # type: ignore[arg-type]


def test_a_message_is_taken_read_and_answered(manned: Rota) -> None:
    made = dropped()
    (message,) = inbox.queries.waiting(manned.aigul.actor)
    assert message.pk == made.message
    assert inbox.queries.waiting(manned.bakyt.actor) == []
    inbox.take(message=message, by=manned.aigul.actor)
    letter = inbox.open_message(message=message, by=manned.aigul.actor)
    assert letter.text == "He keeps my passport."
    assert not inbox.answer(message=message, text="Call me.", by=manned.aigul.actor)
    opened = inbox.read(made.receipt.first, made.receipt.second, source=HERE)
    assert [each.text for each in opened.answers] == ["Call me."]
    with pytest.raises(vault.NotEntitled):
        vault.open_row(message, keyring=manned.bakyt.keyring).text or (_ for _ in ()).throw(vault.NotEntitled())
