"""Circles and recovery sheets: shared by those inside, never by an administrator."""

import pytest

from komek.foundations import vault
from komek.foundations.orgs import actions, queries
from komek.foundations.orgs.models import Membership
from komek.foundations.vault import Record
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from komek.kernel.ids import new_id
from tests.factories.book import nothing_told, recorded, told
from tests.factories.orgs import Cast, Staff, make_member, make_organisation

pytestmark = pytest.mark.django_db
SCHEMA = vault.Schema("orgs_test", 1, {"text": str})


def circle(cast: Cast) -> queries.CircleState:
    (found,) = queries.circles(cast.umit.pk)
    return found


def sealed_record(cast: Cast) -> tuple[Record, bytes]:
    record = Record(cast.umit.pk, new_id(), "case")
    vault.create(record, ["story"], [circle(cast).id])
    cell = f"test.story:{record.id}"
    return record, vault.seal(record, "story", cell, SCHEMA, {"text": "secret"}, keyring=cast.aigul.keyring)


def reads(staff: Staff, record: Record, sealed: bytes) -> bool:
    try:
        value = vault.open(record, "story", f"test.story:{record.id}", sealed, keyring=staff.keyring)
    except vault.NotEntitled:
        return False
    return value == {"text": "secret"}


# ---- make ---------------------------------------------------------------------------------------------------------


def test_the_first_member_makes_the_circle_in_her_session(cast: Cast) -> None:
    empty = make_organisation("Nur Bishkek", country="KG")
    worker = make_member(empty, "Zarina", roles=["case_worker"])
    made = actions.make_circle(kind="cases", by=worker.actor)
    (there,) = queries.circles(empty.pk)
    assert (there.id, there.generation, there.members) == (made, 1, frozenset({worker.user.pk}))
    assert Membership.objects.get(pk=worker.membership.pk).circles == ["cases"]
    assert told("circle.make", by=worker.actor, about=made, organisation=empty.pk)


def test_a_circle_is_made_once(cast: Cast) -> None:
    with pytest.raises(WrongState):
        actions.make_circle(kind="cases", by=cast.aigul.actor)
    assert nothing_told("circle.make")


@pytest.mark.parametrize("who", ["saule", "charos"])
def test_an_administrator_and_those_who_count_make_no_circle(cast: Cast, who: str) -> None:
    staff: Staff = getattr(cast, who)
    with pytest.raises(Forbidden):
        actions.make_circle(kind="cases", by=staff.actor)


def test_a_role_makes_only_the_circles_of_its_work(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        actions.make_circle(kind="legal", by=cast.aigul.actor)


def test_a_locked_keyring_makes_nothing(cast: Cast) -> None:
    with pytest.raises(vault.KeyringLocked):
        actions.make_circle(kind="hotline", by=cast.aigul.locked)
    assert len(queries.circles(cast.umit.pk)) == 1


# ---- admit --------------------------------------------------------------------------------------------------------


def test_a_member_who_heard_the_digits_lets_a_newcomer_in(cast: Cast) -> None:
    record, sealed = sealed_record(cast)
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    assert not reads(zarina, record, sealed)
    actions.admit_to_circle(
        circle=circle(cast).id,
        member=zarina.membership,
        fingerprint=vault.fingerprint(zarina.user.pk),
        by=cast.aigul.actor,
    )
    assert reads(zarina.refresh(), record, sealed)
    assert told("circle.admit", by=cast.aigul.actor, about=zarina.membership.id, organisation=cast.umit.pk)
    assert recorded("circle.admit").objects_seen == [circle(cast).id]


def test_digits_of_another_key_let_nobody_in(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    for digits in (vault.fingerprint(cast.dina.user.pk), "", "12345 12345 12345 12345 12345"):
        with pytest.raises(vault.WrongFingerprint):
            actions.admit_to_circle(
                circle=circle(cast).id, member=zarina.membership, fingerprint=digits, by=cast.aigul.actor
            )
    assert vault.circles_of(zarina.user.pk) == []
    assert nothing_told("circle.admit")


def test_an_administrator_lets_nobody_in_not_even_herself(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    for newcomer in (zarina, cast.saule):
        with pytest.raises(Forbidden):
            actions.admit_to_circle(
                circle=circle(cast).id,
                member=newcomer.membership,
                fingerprint=vault.fingerprint(newcomer.user.pk),
                by=cast.saule.actor,
            )


def test_who_is_outside_the_circle_lets_nobody_in(cast: Cast) -> None:
    outside = make_member(cast.umit, "Zarina", roles=["case_worker"])
    other = make_member(cast.umit, "Gulnara", roles=["case_worker"])
    with pytest.raises(Forbidden):
        actions.admit_to_circle(
            circle=circle(cast).id,
            member=other.membership,
            fingerprint=vault.fingerprint(other.user.pk),
            by=outside.actor,
        )


def test_a_member_lets_no_role_in_that_opens_no_files(cast: Cast) -> None:
    with pytest.raises(WrongState):
        actions.admit_to_circle(
            circle=circle(cast).id,
            member=cast.saule.membership,
            fingerprint=vault.fingerprint(cast.saule.user.pk),
            by=cast.aigul.actor,
        )


def test_a_stranger_sees_neither_circle_nor_newcomer(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    digits = vault.fingerprint(zarina.user.pk)
    with pytest.raises(Hidden):
        actions.admit_to_circle(
            circle=circle(cast).id, member=zarina.membership, fingerprint=digits, by=cast.bakyt.actor
        )
    (foreign,) = queries.circles(cast.sabr.pk)
    with pytest.raises(Hidden):
        actions.admit_to_circle(circle=foreign.id, member=zarina.membership, fingerprint=digits, by=cast.aigul.actor)


def test_who_has_left_is_not_let_in(cast: Cast) -> None:
    zarina = make_member(cast.umit, "Zarina", roles=["case_worker"])
    digits = vault.fingerprint(zarina.user.pk)
    actions.remove_member(member=zarina.membership, reason="left", by=cast.saule.actor)
    gone = Membership.objects.get(pk=zarina.membership.pk)
    with pytest.raises(WrongState):
        actions.admit_to_circle(circle=circle(cast).id, member=gone, fingerprint=digits, by=cast.aigul.actor)


# ---- rotate and reseal --------------------------------------------------------------------------------------------


def test_a_member_makes_a_new_generation_and_old_records_stay_readable(cast: Cast) -> None:
    record, sealed = sealed_record(cast)
    assert actions.rotate_circle(circle=circle(cast).id, by=cast.aigul.actor) == 2
    assert circle(cast).generation == 2
    assert reads(cast.dina.refresh(), record, sealed)
    assert told("circle.rotate", by=cast.aigul.actor, about=circle(cast).id, organisation=cast.umit.pk)
    assert recorded("circle.rotate").details == {"generation": "2"}


def test_records_are_sealed_anew_batch_by_batch(cast: Cast) -> None:
    records = [sealed_record(cast) for _ in range(3)]
    actions.rotate_circle(circle=circle(cast).id, by=cast.aigul.actor)
    assert circle(cast).to_reseal == 3
    assert actions.reseal_circle(circle=circle(cast).id, limit=2, by=cast.aigul.refresh().actor) == 1
    assert told("circle.reseal", by=cast.aigul.actor, about=circle(cast).id, organisation=cast.umit.pk)
    assert recorded("circle.reseal").details == {"left": "1"}
    assert circle(cast).to_reseal == 1
    assert actions.reseal_circle(circle=circle(cast).id, limit=2, by=cast.dina.refresh().actor) == 0
    assert all(reads(cast.aigul.refresh(), record, sealed) for record, sealed in records)


@pytest.mark.parametrize(("who", "error"), [("saule", Forbidden), ("charos", Forbidden), ("bakyt", Hidden)])
def test_nobody_else_renews_a_circle(cast: Cast, who: str, error: type[Exception]) -> None:
    staff: Staff = getattr(cast, who)
    for verb in (actions.rotate_circle, actions.reseal_circle):
        with pytest.raises(error):
            verb(circle=circle(cast).id, by=staff.actor)
    assert circle(cast).generation == 1


def test_a_locked_keyring_renews_nothing(cast: Cast) -> None:
    for verb in (actions.rotate_circle, actions.reseal_circle):
        with pytest.raises(vault.KeyringLocked):
            verb(circle=circle(cast).id, by=cast.aigul.locked)


# ---- recovery sheets ----------------------------------------------------------------------------------------------


def made_and_confirmed(cast: Cast) -> list[vault.Sheet]:
    sheets = actions.make_recovery_sheets(threshold=2, shares=3, by=cast.aigul.actor)
    actions.confirm_recovery_sheets(codes=[sheet.code for sheet in sheets], by=cast.aigul.actor)
    return sheets


def test_a_real_organisation_opens_cases_once_its_sheets_are_confirmed(cast: Cast) -> None:
    assert not queries.may_open_cases(cast.umit.pk)
    sheets = actions.make_recovery_sheets(threshold=2, shares=3, by=cast.aigul.actor)
    assert not queries.may_open_cases(cast.umit.pk), "made is not printed"
    actions.confirm_recovery_sheets(codes=[sheet.code for sheet in sheets], by=cast.saule.actor)
    assert queries.may_open_cases(cast.umit.pk)
    state = queries.recovery(cast.umit.pk)
    assert state is not None
    assert (state.threshold, state.shares, state.confirmed, state.complete) == (2, 3, True, True)


def test_an_organisation_of_the_demo_needs_no_sheets(cast: Cast) -> None:
    assert queries.may_open_cases(make_organisation("Demo Almaty", demo=True).pk)


def test_making_and_confirming_sheets_is_recorded_without_their_words(cast: Cast) -> None:
    sheets = made_and_confirmed(cast)
    assert told("recovery.make_sheets", by=cast.aigul.actor, about=cast.umit.pk, organisation=cast.umit.pk)
    assert told("recovery.confirm_sheets", by=cast.aigul.actor, about=cast.umit.pk, organisation=cast.umit.pk)
    assert recorded("recovery.make_sheets").details == {"threshold": "2", "shares": "3"}
    assert [len(sheet.words) for sheet in sheets] == [20, 20, 20]


@pytest.mark.parametrize(("threshold", "shares"), [(1, 3), (3, 3), (4, 3), (2, 17)])
def test_sheets_of_which_one_is_enough_or_all_are_needed_are_refused(cast: Cast, threshold: int, shares: int) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.make_recovery_sheets(threshold=threshold, shares=shares, by=cast.aigul.actor)
    assert refusal.value.field == "threshold"


def test_confirming_needs_the_check_number_of_every_sheet(cast: Cast) -> None:
    sheets = actions.make_recovery_sheets(threshold=2, shares=3, by=cast.aigul.actor)
    with pytest.raises(Invalid):
        actions.confirm_recovery_sheets(codes=[sheet.code for sheet in sheets[:2]], by=cast.aigul.actor)
    assert not queries.may_open_cases(cast.umit.pk)


def test_there_is_nothing_to_confirm_before_sheets_are_made(cast: Cast) -> None:
    with pytest.raises(WrongState):
        actions.confirm_recovery_sheets(codes=["1234"], by=cast.aigul.actor)


@pytest.mark.parametrize("who", ["saule", "charos"])
def test_who_is_in_no_circle_makes_no_sheets(cast: Cast, who: str) -> None:
    staff: Staff = getattr(cast, who)
    with pytest.raises(Forbidden):
        actions.make_recovery_sheets(threshold=2, shares=3, by=staff.actor)
    outside = make_member(cast.umit, "Zarina", roles=["case_worker"])
    with pytest.raises(Forbidden):
        actions.make_recovery_sheets(threshold=2, shares=3, by=outside.actor)


def test_enough_sheets_open_the_circles_to_somebody_new(cast: Cast) -> None:
    record, sealed = sealed_record(cast)
    sheets = made_and_confirmed(cast)
    zarina = make_member(cast.umit, "Zarina", roles=["supervisor"])
    opened = actions.recover_with_sheets(sheets=[" ".join(sheet.words) for sheet in sheets[1:]], by=zarina.actor)
    assert opened == [circle(cast).id]
    assert reads(zarina.refresh(), record, sealed)
    assert told("recovery.use_sheets", by=zarina.actor, about=cast.umit.pk, organisation=cast.umit.pk)


def test_too_few_sheets_or_those_of_others_open_nothing(cast: Cast) -> None:
    sheets = made_and_confirmed(cast)
    foreign = actions.make_recovery_sheets(threshold=2, shares=3, by=cast.bakyt.actor)
    zarina = make_member(cast.umit, "Zarina", roles=["supervisor"])
    wrong = [
        [" ".join(sheets[0].words)],
        [" ".join(sheet.words) for sheet in foreign[:2]],
        [" ".join(sheets[0].words), " ".join(foreign[0].words)],
        ["no such words"],
        [],
    ]
    for attempt in wrong:
        with pytest.raises(vault.WrongSheet):
            actions.recover_with_sheets(sheets=attempt, by=zarina.actor)
    assert vault.circles_of(zarina.user.pk) == []
    assert nothing_told("recovery.use_sheets")


def test_sheets_open_nothing_to_an_administrator(cast: Cast) -> None:
    sheets = made_and_confirmed(cast)
    with pytest.raises(Forbidden):
        actions.recover_with_sheets(sheets=[" ".join(s.words) for s in sheets], by=cast.saule.actor)


def test_the_first_case_is_refused_in_words_that_say_what_to_do(cast: Cast) -> None:
    with pytest.raises(WrongState, match="Print and confirm the sheets"):
        queries.require_may_open_cases(cast.umit.pk)
