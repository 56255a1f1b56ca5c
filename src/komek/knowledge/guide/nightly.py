"""What the guide does by itself: texts whose day has come are shown, questions of past weeks forgotten."""

from django.db import transaction
from django.utils import timezone

from komek.foundations import notify
from komek.foundations.orgs import queries as orgs
from komek.kernel import nightly
from komek.knowledge.guide import gaps, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.actions.texts import show_text
from komek.knowledge.guide.matching.keeping import at_hand, outgrown
from komek.knowledge.guide.models import Text
from komek.knowledge.guide.tasks import learn, train

WORK_LIST = "/desk/guide/due/"


@nightly.register_minutely("guide.release_due")
def release_due() -> None:
    """Show the texts whose day has come; a second run finds none."""
    due = Text.objects.filter(state="reviewed", release_on__lte=timezone.localdate())
    for text in due.order_by("block", "language", "version"):
        with transaction.atomic():
            show_text(text)


@nightly.register_minutely("guide.learn")
def have_a_matcher() -> None:
    """Let a new machine learn the shipped questions in the background; until then titles are looked through.

    Where a new release of the program reads texts in another way, the questions of the editors are learnt anew.
    """
    if at_hand() is None:
        learn.defer()
    if outgrown():
        train.defer()


@nightly.register("guide.due")
def tell_what_is_due() -> None:
    """Tell the editors, wherever they work, that facts or numbers wait to be looked at again."""
    today = timezone.localdate()
    if not (queries.due_facts(today).exists() or queries.due_contacts(today).exists()):
        return
    for organisation, _zone in orgs.zones():
        notify.tell_roles(organisation, EDITORS, "content", WORK_LIST)


@nightly.register("guide.gaps")
def forget_past_gaps() -> None:
    """Forget who asked what in past weeks."""
    gaps.forget_past(timezone.localdate())
