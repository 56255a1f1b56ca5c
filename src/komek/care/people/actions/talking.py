"""Interviews and interpreters. Whom the person will not have, and whom the organisation barred, does not interpret."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.people import queries, rules, sealing
from komek.care.people.access import ACCESS
from komek.care.people.actions import checking
from komek.care.people.models import InterpreterVeto, Interview, Person
from komek.care.people.nouns import Talk
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid


@audit.verb("person.record_interview", _("wrote down an interview"), _("wrote down when we talked"))
def record_interview(*, person: Person, day: date, talk: Talk, by: Actor) -> Interview:
    """Write down when, in which language and through whom a talk was held.

    Raises Invalid for an interpreter whom the person vetoed or whose vetting says no, and for a day to come.
    """
    ACCESS.require(by, "person.interview", person)
    checking.not_erased(person)
    checking.check_talk(talk)
    if day > timezone.localdate():
        raise Invalid(_("This day is in the future."), "", _("Write the day of the talk."), field="day")
    _may_interpret(person, talk, by)
    row = Interview(organisation=person.organisation, person=person, day=day, recorded_by=by.user)
    sealing.seal(row, by=by, talk=talk)
    row.save(force_insert=True)
    audit.record("person.record_interview", "person", person.id, by=by, objects=[row.id])
    return row


@audit.verb(
    "person.veto_interpreter",
    _("wrote down that the person refuses an interpreter"),
    _("wrote down whom you will not have as interpreter"),
)
def veto_interpreter(*, person: Person, name: str, words: str = "", by: Actor) -> InterpreterVeto:
    """The person will not have this interpreter. No reason is asked; what she says of herself may stand in `words`."""
    ACCESS.require(by, "person.interview", person)
    checking.not_erased(person)
    if not name.strip():
        raise Invalid(_("The name is missing."), "", _("Write whom the person will not have."), field="name")
    today = timezone.localdate()
    row = InterpreterVeto(organisation=person.organisation, person=person, recorded_on=today, recorded_by=by.user)
    sealing.seal(row, by=by, veto={"name": name.strip(), "words": words})
    row.save(force_insert=True)
    audit.record("person.veto_interpreter", "person", person.id, by=by, objects=[row.id])
    return row


def _may_interpret(person: Person, talk: Talk, by: Actor) -> None:
    if rules.is_barred(talk.vetting):
        raise Invalid(
            _("This interpreter may not interpret here."),
            _("The vetting says so."),
            _("Find another one; nobody is questioned through somebody unsafe."),
            field="vetting",
        )
    if rules.is_vetoed(talk.interpreter, queries.vetoed(person, by=by)):
        raise Invalid(
            _("The person does not want this interpreter."),
            _("The person said so, and no reason is needed."),
            _("Find another one."),
            field="interpreter",
        )
