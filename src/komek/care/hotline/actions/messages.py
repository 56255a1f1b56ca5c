"""From a message of the inbox to a contact, with nothing typed twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from komek.care.hotline import queries, sealing
from komek.care.hotline.access import CONTACTS
from komek.care.hotline.actions.writing import begin_contact
from komek.care.hotline.models import Contact
from komek.care.hotline.nouns import Reach, Talk
from komek.foundations import audit, inbox
from komek.foundations.inbox.models import Message
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import WrongState

SPOKEN = {
    "en": "eng",
    "ru": "rus",
    "kk": "kaz",
    "ky": "kir",
    "uz": "uzb",
    "uz-cyrl": "uzb",
    "tg": "tgk",
    "tk": "tuk",
}
"""Languages of the public doors, as the lists of care call them."""


@audit.verb("contact.from_message", _("made a contact of a message"))
def from_message(*, message: Message, by: Actor) -> Contact:
    """Give the contact that belongs to a message: begun as a draft with all that she sent, or the one there is.

    Raises WrongState for a message that nobody has taken or that its writer erases just now, and where a colleague
    is writing the contact at this moment.
    """
    CONTACTS.require(by, "contact.write")
    letter = inbox.open_message(message=message, by=by)
    contact = Contact.objects.filter(organisation=by.organisation, message=message.pk).first()
    if contact is None:
        contact = begin_contact(talk=_talk(letter), reach=Reach(), message=message.pk, by=by)
        for file in letter.files:
            sealing.carry(file.id, contact, by=by)
        inbox.link(message=message, contact=contact.id, by=by)
    elif not queries.visible(by).filter(pk=contact.pk).exists():
        raise WrongState(
            _("A colleague is making a contact of this message."), "", _("Wait until it is finished, or ask.")
        )
    audit.record("contact.from_message", "contact", contact.id, by=by, objects=[message.pk])
    return contact


def _talk(letter: inbox.Letter) -> Talk:
    head = letter.head
    return Talk(
        channel=head.channel if head.channel in codes.get("hotline_channel") else "web",
        began=head.at,
        heard=head.at,
        language=SPOKEN.get(head.language, ""),
        country=head.country,
        danger=head.danger,
        words=letter.text,
    )
