"""A verb is one transaction with one line; whatever goes wrong leaves neither."""

import contextlib
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from komek.foundations import audit
from komek.foundations.audit.checks import check
from komek.foundations.audit.models import Entry
from komek.kernel.actor import Actor
from tests.foundations.audit.cast import AIGUL, ALMATY, BAKYT, BISHKEK, CUP, KETTLE, boil, descale, fill, forget, look

pytestmark = pytest.mark.django_db


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return str(cursor.fetchone()[0])


def codes(organisation: UUID = ALMATY) -> list[str]:
    return list(Entry.objects.filter(organisation=organisation).order_by("sequence").values_list("verb", flat=True))


def test_a_verb_leaves_actor_verb_object_organisation_and_details() -> None:
    fill(kettle=KETTLE, by=AIGUL, water="warm")
    entry = Entry.objects.get()
    assert (entry.organisation, entry.actor, entry.verb) == (ALMATY, AIGUL.user, "kettle.fill")
    assert (entry.kind, entry.object, entry.details) == ("kettle", KETTLE, {"water": "warm"})
    assert entry.sequence == 1
    assert abs((timezone.now() - entry.at).total_seconds()) < 60


def test_a_verb_returns_what_its_function_returns() -> None:
    assert fill(kettle=KETTLE, by=AIGUL) == KETTLE


def test_a_verb_inside_a_verb_is_chained_with_it_in_the_order_of_the_acts() -> None:
    boil(kettle=KETTLE, by=AIGUL)
    assert codes() == ["kettle.fill", "kettle.boil"]
    assert check() == []


def test_a_verb_that_fails_leaves_nothing_not_even_its_inner_verbs() -> None:
    with pytest.raises(RuntimeError, match="burst"):
        boil(kettle=KETTLE, by=AIGUL, burst=True)
    assert codes() == []


def test_an_inner_verb_that_fails_and_is_caught_takes_only_its_own_lines_along() -> None:
    @audit.verb("test.try_two", "tried two")
    def try_two(*, by: Actor) -> None:
        with contextlib.suppress(RuntimeError):
            boil(kettle=KETTLE, by=by, burst=True)
        audit.record("test.try_two", "kettle", CUP, by=by)

    try_two(by=AIGUL)
    assert codes() == ["test.try_two"]
    assert check() == []


def test_a_verb_without_an_entry_of_its_own_code_is_a_fault_and_leaves_nothing() -> None:
    with pytest.raises(audit.Unrecorded, match="without an entry of its own"):
        forget(by=AIGUL)
    assert codes() == []


def test_an_act_outside_every_verb_is_refused() -> None:
    with pytest.raises(audit.Unrecorded, match="inside a verb"):
        audit.record("kettle.fill", "kettle", KETTLE, by=AIGUL)


def test_the_transaction_knows_organisation_and_actor() -> None:
    seen = {}

    @audit.verb("test.look_at_settings", "looked")
    def look_at_settings(*, by: Actor) -> None:
        seen["outer"] = setting("komek.organisation"), setting("komek.actor")
        stranger(by=BAKYT)
        seen["after"] = setting("komek.organisation"), setting("komek.actor")
        audit.record("test.look_at_settings", "kettle", None, by=by)

    @audit.verb("test.stranger", "came by")
    def stranger(*, by: Actor) -> None:
        seen["inner"] = setting("komek.organisation"), setting("komek.actor")
        audit.record("test.stranger", "kettle", None, by=by)

    look_at_settings(by=AIGUL)
    assert seen["outer"] == (str(ALMATY), str(AIGUL.user))
    assert seen["inner"] == (str(BISHKEK), str(BAKYT.user))
    assert seen["after"] == seen["outer"]
    assert codes(ALMATY) == ["test.look_at_settings"]
    assert codes(BISHKEK) == ["test.stranger"]


def test_the_system_acts_without_an_actor_in_the_chain_of_the_organisation() -> None:
    descale(organisation=BISHKEK, count=3)
    entry = Entry.objects.get()
    assert (entry.organisation, entry.actor, entry.details) == (BISHKEK, None, {"count": "3"})
    assert entry.sentence == "descaled 3 kettles"


def test_a_failed_sign_in_needs_no_verb_and_goes_to_the_chain_of_the_house() -> None:
    audit.declare("test.sign_in_failed", "failed to sign in")
    audit.record_system("test.sign_in_failed", "user")
    assert codes(audit.HOUSE) == ["test.sign_in_failed"]
    assert check() == []


def test_opening_a_list_is_one_entry_with_all_ids() -> None:
    look(kettles=(KETTLE, CUP), by=AIGUL)
    entry = Entry.objects.get()
    assert entry.objects_seen == [KETTLE, CUP]


@pytest.mark.parametrize("value", ["two words", "Шахноза", "a" * 65, "line\nbreak", "comma,"])
def test_words_do_not_fit_into_the_details(value: str) -> None:
    with pytest.raises(ValueError, match="is not a code"):
        fill(kettle=KETTLE, by=AIGUL, water=value)
    assert codes() == []


def test_an_undeclared_code_is_refused_and_names_what_comes_close() -> None:
    with pytest.raises(KeyError, match=r"kettle\.fill"):
        audit.record_system("kettle.fil", "kettle")


def test_a_verb_takes_keywords_only() -> None:
    def positional(kettle: UUID, *, by: Actor) -> None: ...

    with pytest.raises(TypeError, match="keywords only"):
        audit.verb("test.positional", "did")(positional)


def test_a_verb_says_for_whom_it_acts() -> None:
    def nobody(*, kettle: UUID) -> None: ...

    with pytest.raises(TypeError, match="`by`"):
        audit.verb("test.nobody", "did")(nobody)


def test_two_functions_cannot_share_a_code() -> None:
    def other(*, by: Actor) -> None: ...

    with pytest.raises(ValueError, match="is taken"):
        audit.verb("kettle.fill", "filled a kettle")(other)


def test_a_code_is_written_room_dot_verb() -> None:
    with pytest.raises(ValueError, match="room.verb"):
        audit.declare("Filled a kettle", "filled")


def test_a_verb_costs_three_queries_and_a_nested_one_of_the_same_actor_none_more(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    fill(kettle=KETTLE, by=AIGUL)
    with django_assert_num_queries(5):  # type: ignore[operator]  # savepoint, settings, head, insert, release
        fill(kettle=KETTLE, by=AIGUL)
