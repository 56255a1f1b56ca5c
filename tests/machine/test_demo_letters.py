"""What waits in the demo: three messages, one of danger that its writer agreed to, one with a photo."""

from komek.foundations import inbox, vault
from komek.foundations.inbox.models import Watch
from komek.machine.demo import letters
from tests.foundations.inbox.conftest import Rota, calm, rota

__all__ = ["calm", "rota"]


def test_the_demo_has_messages_to_take_and_a_photo_to_open(rota: Rota) -> None:
    by = rota.aigul.actor
    letters.man({"dina": rota.dina.actor, "bakyt": rota.bakyt.actor})
    assert Watch.objects.count() == 2 * len(letters.COUNTRIES) + 1
    letters.write()
    waiting = inbox.queries.waiting(by)
    heads = inbox.queries.heads(waiting, by=by)
    assert sorted(head.channel for head in heads.values()) == ["telegram", "web", "whatsapp"]
    assert [head.danger for head in heads.values()].count(True) == 1
    (photo,) = [each for each in waiting if heads[each.pk].channel == "whatsapp"]
    inbox.take(message=photo, by=by)
    (file,) = inbox.open_message(message=photo, by=by).files
    assert (file.name, file.kind, file.bare) == ("receipt.png", "image/png", True)
    assert b"".join(vault.read_file(file.id, keyring=by.keyring)).startswith(b"\x89PNG")
