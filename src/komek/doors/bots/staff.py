"""Colleagues who link their own Telegram for notices: a start with a code of theirs is no migrant's conversation."""

from django.utils import translation
from django.utils.translation import gettext as _

from komek.doors.bots.channels import Channel, Incoming
from komek.doors.bots.nouns import Said
from komek.foundations import notify
from komek.foundations.notify.linking import PREFIX


def linked(channel: Channel, incoming: Incoming) -> bool:
    """Link the chat of a colleague where the update carries her code; says whether the update is done with that."""
    heard = incoming.heard
    if channel.name != "telegram" or heard.kind != "start" or not heard.text.startswith(PREFIX):
        return False
    with translation.override("ru" if incoming.language.startswith("ru") else "en"):
        if notify.redeem(heard.text, incoming.chat):
            text = _("Linked. From now on you are told here that something waits for you, and nothing else.")
        else:
            text = _("This code is not known, or its ten minutes are over. Make a new one on your page.")
        channel.send(incoming, Said(text), "en")
    return True
