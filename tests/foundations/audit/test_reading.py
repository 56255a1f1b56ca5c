"""The history of a record as sentences, and the answer to "who read my file"."""

import pytest
from django.utils import translation
from django.utils.functional import lazy

from komek.foundations import audit
from komek.kernel.actor import Actor
from tests.foundations.audit.cast import AIGUL, ALMATY, BAKYT, CUP, KETTLE, boil, descale, fill, look

pytestmark = pytest.mark.django_db


def test_a_history_tells_what_was_done_in_order_and_by_whom() -> None:
    boil(kettle=KETTLE, by=AIGUL)
    fill(kettle=CUP, by=AIGUL)
    assert [(e.actor, e.sentence) for e in audit.history("kettle", KETTLE)] == [
        (AIGUL.user, "filled a kettle"),
        (AIGUL.user, "boiled a kettle"),
    ]


def test_a_history_shows_the_lists_in_which_the_record_was_seen() -> None:
    look(kettles=(CUP, KETTLE), by=BAKYT)
    assert [e.sentence for e in audit.history("kettle", KETTLE)] == ["opened the list of kettles"]


def test_a_history_can_be_kept_to_one_organisation() -> None:
    fill(kettle=KETTLE, by=AIGUL)
    fill(kettle=KETTLE, by=BAKYT)
    assert [e.actor for e in audit.history("kettle", KETTLE, organisation=ALMATY)] == [AIGUL.user]


def test_the_client_reads_in_plain_words_who_had_her_file_before_her_eyes() -> None:
    fill(kettle=KETTLE, by=AIGUL)
    fill(kettle=KETTLE, by=AIGUL)
    look(kettles=(KETTLE,), by=BAKYT)
    descale(organisation=ALMATY, count=1)
    told = [(r.actor, r.plain, r.times) for r in audit.readers([KETTLE, CUP])]
    assert told == [
        (AIGUL.user, "put water into your kettle", 2),
        (BAKYT.user, "opened the list of kettles", 1),
    ]


def test_a_sentence_speaks_the_language_of_its_reader() -> None:
    @audit.verb("test.cancel", lazy(lambda: f"told in {translation.get_language()}", str)())
    def cancel(*, by: Actor) -> None:
        audit.record("test.cancel", "kettle", KETTLE, by=by)

    cancel(by=AIGUL)
    entry = audit.history("kettle", KETTLE)[0]
    with translation.override("ru"):
        assert entry.sentence == entry.plain == "told in ru"


def test_the_code_of_a_verb_that_no_longer_exists_is_shown_as_it_was_written() -> None:
    fill(kettle=KETTLE, by=AIGUL)
    entry = audit.history("kettle", KETTLE)[0]
    entry.verb = "kettle.polish"
    assert entry.sentence == "kettle.polish"
