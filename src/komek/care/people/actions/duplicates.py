"""Two files about one person: proposed by one, confirmed by another, linked and never merged, undone by an end."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.care.people import flow, queries, rules, sealing
from komek.care.people.access import ACCESS
from komek.care.people.actions import checking
from komek.care.people.models import DuplicateLink, Person
from komek.care.people.nouns import Identity, Reason
from komek.foundations import audit
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid, WrongState


@audit.verb("person.compare", _("compared two persons side by side"), _("compared your file with another one"))
def compare(*, first: Person, second: Person, by: Actor) -> tuple[Identity, Identity, tuple[Reason, ...]]:
    """Open two identities side by side, with the reasons why they may be one person."""
    for each in (first, second):
        ACCESS.require(by, "person.show_identity", each)
    one, other = queries.compared(first, by=by), queries.compared(second, by=by)
    audit.record("person.compare", "person", None, by=by, objects=[first.id, second.id])
    return one.identity, other.identity, rules.compare(rules.about(one), other)


@audit.verb("person.propose_duplicate", _("proposed that two files are about one person"))
def propose_duplicate(*, first: Person, second: Person, words: str = "", by: Actor) -> DuplicateLink:
    """Say that two rows may speak of one person; nothing changes until somebody else confirms it."""
    for each in (first, second):
        ACCESS.require(by, "person.duplicate", each)
        checking.not_erased(each)
    if first.pk == second.pk:
        raise Invalid(_("This is the same file."), "", _("Choose another one."), field="other")
    one, other = sorted((first, second), key=lambda person: person.pk)
    if DuplicateLink.objects.filter(first=one, second=other, ended_on__isnull=True).exists():
        raise WrongState(
            _("These two were compared before."), "", _("Open that comparison; end it to begin a new one.")
        )
    link = DuplicateLink(
        organisation=one.organisation,
        first=one,
        second=other,
        proposed_by=by.user,
        proposed_on=timezone.localdate(),
    )
    sealing.seal(link, by=by, why={"words": words})
    link.save(force_insert=True)
    audit.record("person.propose_duplicate", "person", None, by=by, objects=[one.id, other.id, link.id])
    return link


@audit.verb("person.confirm_duplicate", _("confirmed that two files are about one person"))
def confirm_duplicate(*, link: DuplicateLink, by: Actor) -> DuplicateLink:
    """Confirm somebody else's proposal: the two are linked. Both files stay as they are."""
    return _decide(link, "confirm", by)


@audit.verb("person.reject_duplicate", _("found that two files are about two persons"))
def reject_duplicate(*, link: DuplicateLink, by: Actor) -> DuplicateLink:
    """Say that somebody else's proposal is wrong: two persons, and nobody needs to ask again."""
    return _decide(link, "reject", by)


@audit.verb("person.end_duplicate", _("ended the link between two files"))
def end_duplicate(*, link: DuplicateLink, by: Actor) -> DuplicateLink:
    """Undo: end a proposal, a link or a rejection. Who decided what and when stays to be read."""
    ACCESS.require(by, "person.duplicate", link.first)
    if link.ended_on is not None:
        raise WrongState(_("This link has ended already."), "", _("Open the person's page again."))
    link.ended_by, link.ended_on = by.user, timezone.localdate()
    link.save(update_fields=["ended_by", "ended_on"])
    _note("person.end_duplicate", link, by)
    return link


def _decide(link: DuplicateLink, step: str, by: Actor) -> DuplicateLink:
    ACCESS.require(by, "person.duplicate", link.first)
    if link.ended_on is not None:
        raise WrongState(_("This proposal has ended."), "", _("Propose it again if you still think so."))
    flow.DUPLICATE.perform(link, step, by=by)
    link.decided_by, link.decided_on = by.user, timezone.localdate()
    link.save(update_fields=["state", "decided_by", "decided_on"])
    _note(f"person.{step}_duplicate", link, by)
    return link


def _note(code: str, link: DuplicateLink, by: Actor) -> None:
    objects = [link.first_id, link.second_id, link.id]
    audit.record(code, "person", None, by=by, objects=objects, details={"state": link.state})
