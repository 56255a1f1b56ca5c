"""Contacts: whether anybody answers."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.knowledge.guide.access import ACCESS
from komek.knowledge.guide.editions import bump
from komek.knowledge.guide.models import RESULTS, Contact, DialTest, Silence
from komek.knowledge.guide.rules import DIALLED_WITHIN

STATES = {"answered": "tested", "voice_menu": "tested", "does_not_exist": "dead", "blocked": "dead"}
"""What a test call makes of a contact; after any other result the test is due again at once."""
PULLS_FORWARD = 3
"""Reports "nobody answers" in a day that make the next test due."""


@dataclass(frozen=True)
class Call:
    """A test call: from which country, what was heard, in which language, after how many seconds."""

    called_from: str
    result: str
    language: str = ""
    seconds: int | None = None


@audit.verb("guide.dial_test", _("called a line to see whether anybody answers"))
def record_dial_test(*, contact: Contact, call: Call, by: Actor) -> DialTest:
    """Note a test call of today; a line that does not exist leaves every channel. Raises Invalid."""
    ACCESS.require(by, "guide.dial", contact)
    if call.result not in RESULTS:
        raise Invalid(_("Choose what was heard."), field="result")
    today = timezone.localdate()
    test = DialTest.objects.create(
        contact=contact,
        tested_on=today,
        called_from=call.called_from,
        result=call.result,
        language=call.language,
        seconds=call.seconds,
        tested_by=by.user,
    )
    contact.state = STATES.get(call.result, "overdue")
    if contact.state == "tested":
        contact.tested_on, contact.next_test = today, today + timedelta(days=DIALLED_WITHIN)
    else:
        contact.next_test = today
    contact.save()
    audit.record("guide.dial_test", "contact", contact.id, by=by, details={"result": call.result})
    bump()
    return test


@audit.verb("guide.contact_dead", _("took a line off every channel"))
def declare_dead(*, contact: Contact, by: Actor) -> Contact:
    """Take a contact off every channel at once."""
    ACCESS.require(by, "guide.dial", contact)
    contact.state = "dead"
    contact.save()
    audit.record("guide.contact_dead", "contact", contact.id, by=by)
    bump()
    return contact


def report_silence(code: str) -> bool:
    """Count that somebody found nobody answering; three in a day make the test due. Knows nothing of who said it.

    No verb: a reader has no name here, and a count is not an act of anybody.
    """
    contact = Contact.objects.filter(code=code).first()
    if contact is None:
        return False
    today = timezone.localdate()
    row, _made = Silence.objects.get_or_create(contact=contact, day=today)
    Silence.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if row.count + 1 >= PULLS_FORWARD:
        Contact.objects.filter(pk=contact.pk).update(next_test=today)
    return True
