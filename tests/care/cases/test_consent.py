"""A yes seals exactly the keys it names; taking it back, or its last day, ends them; a no is remembered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from komek.care import people
from komek.care.cases import agreement, sealing, sharing
from komek.care.cases.actions import consent as verbs
from komek.care.cases.actions import services
from komek.care.cases.actions.consent import expire_due, give_consent, refuse_consent, withdraw_consent
from komek.care.cases.actions.life import start_work
from komek.care.cases.agreement import Recipient
from komek.care.cases.models import Case, Consent
from komek.care.cases.queries import deadlines
from komek.care.people.models import Person
from komek.foundations.audit.models import Entry
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Forbidden, Hidden, Invalid, Locked, WrongState
from komek.kernel.nightly import MINUTELY
from komek.kernel.partialdate import PartialDate
from tests.care.cases.consents import POLICE, agree, decide, opens, sabr, terms
from tests.care.cases.records import last_entry
from tests.factories.cases import make_case, make_person
from tests.factories.orgs import Cast, Staff, make_member

pytestmark = pytest.mark.slow

ALL = {"identity", "contact", "story"}


def renew(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_a_yes_opens_exactly_the_named_groups_to_the_recipient(cast: Cast, case: Case) -> None:
    assert opens(cast.bakyt, case) == set()
    agree(case, cast.aigul, sabr(cast), "identity", "story")
    assert opens(cast.bakyt, case) == {"identity", "story"}
    assert opens(cast.aigul, case) == ALL


@given(st.sets(st.sampled_from(sorted(ALL)), min_size=1))
@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_named_and_nothing_else_is_opened(cast: Cast, groups: set[str]) -> None:
    case = make_case(cast.aigul, person=make_person(cast.aigul))
    agree(case, cast.aigul, sabr(cast), *groups)
    assert opens(cast.bakyt, case) == groups


def test_a_yes_is_kept_with_its_terms_and_recorded(cast: Cast, case: Case) -> None:
    last = timezone.localdate() + timedelta(days=90)
    said = {"witness": "Гульнара", "form": "oral_with_witness", "language": "uz", "expires_on": last}
    row = agree(case, cast.aigul, sabr(cast), "story", "contact", **said)
    assert (row.state, row.groups, row.recipient) == ("given", ["contact", "story"], cast.sabr.pk)
    assert row.text.startswith("uz@")
    held = sealing.opened(row, "terms", by=cast.aigul.actor)
    assert held is not None
    assert held["witness"] == "Гульнара"
    entry = last_entry("consent.give")
    assert (entry.actor, entry.object, entry.organisation) == (cast.aigul.user.pk, case.pk, cast.umit.pk)
    assert entry.objects_seen == [row.pk]
    assert entry.details == {"purpose": "referral_org", "text": row.text.replace("@", ":")}


def test_a_stranger_learns_nothing_and_a_colleague_without_the_role_is_refused(cast: Cast, case: Case) -> None:
    row = agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement")
    acts: tuple[Callable[[Actor], Any], ...] = (
        lambda by: give_consent(case=case, terms=terms(POLICE, "story"), by=by),
        lambda by: refuse_consent(case=case, terms=terms(POLICE, "story"), by=by),
        lambda by: withdraw_consent(consent=row, reason="changed_mind", by=by),
    )
    for act in acts:
        with pytest.raises(Hidden):
            act(cast.bakyt.actor)
        with pytest.raises(Forbidden):
            act(cast.saule.actor)


def test_the_recipient_herself_cannot_widen_what_she_got(cast: Cast, case: Case) -> None:
    row = agree(case, cast.aigul, sabr(cast), "story")
    with pytest.raises(Hidden):
        give_consent(case=case, terms=terms(POLICE, "story"), by=cast.bakyt.actor)
    with pytest.raises(Hidden):
        withdraw_consent(consent=row, reason="changed_mind", by=cast.bakyt.actor)
    with pytest.raises(Hidden):
        start_work(case=case, by=cast.bakyt.actor)


def test_a_locked_session_gives_nothing(cast: Cast, case: Case) -> None:
    with pytest.raises(Locked):
        give_consent(case=case, terms=terms(sabr(cast), "story"), by=cast.aigul.locked)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"groups": ()}, "groups"),
        ({"groups": ("everything",)}, "groups"),
        ({"purpose": "fun"}, "purpose"),
        ({"form": "telepathy"}, "form"),
        ({"giver": "neighbour"}, "giver"),
        ({"language": "fr"}, "language"),
        ({"recipient": Recipient(body="circus")}, "recipient_body"),
        ({"recipient": Recipient()}, "recipient_body"),
        ({"expires_on": date(2020, 1, 1)}, "expires_on"),
        ({"form": "oral_with_witness"}, "witness"),
        ({"form": "guardian"}, "giver"),
        ({"giver": "caregiver"}, "giver"),
        ({"purpose": "media"}, "own_wish"),
    ],
)
def test_what_a_yes_cannot_be(cast: Cast, case: Case, said: dict[str, Any], field: str) -> None:
    from dataclasses import replace

    with pytest.raises(Invalid) as refused:
        give_consent(case=case, terms=replace(terms(POLICE, "story"), **said), by=cast.aigul.actor)
    assert refused.value.field in {field, "recipient", "body"}
    assert not Consent.objects.exists()


def test_nobody_passes_something_on_to_herself_or_to_whom_has_no_circle(cast: Cast, case: Case) -> None:
    for organisation in (cast.umit, cast.counting):
        with pytest.raises(Invalid):
            agree(case, cast.aigul, Recipient(organisation=organisation.pk), "story")


def test_the_newspapers_only_if_she_wants_it_herself(cast: Cast, case: Case) -> None:
    row = agree(case, cast.aigul, Recipient(body="media"), "story", purpose="media", own_wish=True)
    assert row.state == "given"


def test_a_guardian_who_may_be_the_suspect_cannot_say_yes(cast: Cast) -> None:
    child = make_person(cast.aigul, people.Identity(given="Асель", born=PartialDate(2016)))
    aunt = make_person(cast.aigul, people.Identity(given="Роза"))
    case = make_case(cast.aigul, person=child)
    tie = people.Tie(kind="other_relative", guardian=True, suspect="yes")
    ended = people.relate(person=child, other=aunt, tie=tie, by=cast.aigul.actor)
    with pytest.raises(Invalid):
        agree(case, cast.aigul, sabr(cast), "story", form="guardian", giver="caregiver")
    people.end_relation(relation=ended, by=cast.aigul.actor)
    people.relate(
        person=child, other=aunt, tie=people.Tie(kind="parent", guardian=True, suspect="no"), by=cast.aigul.actor
    )
    hear(child, cast.aigul)
    assert agree(case, cast.aigul, sabr(cast), "story", form="guardian", giver="caregiver").state == "given"


CHILD = people.Identity(given="Асель", born=PartialDate(timezone.localdate().year - 11, 12, 31))


def hear(child: Person, staff: Staff, basis: str = "guardian", motive: str = "") -> people.ChildView:
    """Write down what a child thinks herself."""
    view = people.View(words="I want to go to school.", basis=basis, motive=motive)
    return people.record_child_view(person=child, day=timezone.localdate(), view=view, by=staff.actor)


def has_guardian(child: Person, staff: Staff, suspect: str) -> None:
    """Give a child an aunt who speaks for her, and say whether the aunt may be the suspect."""
    aunt = make_person(staff, people.Identity(given="Роза"))
    tie = people.Tie(kind="other_relative", guardian=True, suspect=suspect)
    people.relate(person=child, other=aunt, tie=tie, by=staff.actor)


@pytest.mark.parametrize("giver", ["individual", "other", "caregiver"])
@pytest.mark.parametrize("form", ["written", "remote_voice", "guardian"])
def test_a_child_alone_opens_nothing(cast: Cast, giver: str, form: str) -> None:
    child = make_person(cast.aigul, CHILD)
    case = make_case(cast.aigul, person=child)
    for _heard in range(2):
        with pytest.raises(Invalid) as refused:
            agree(case, cast.aigul, sabr(cast), "identity", "story", form=form, giver=giver)
        assert refused.value.field == "giver"
        hear(child, cast.aigul, "best_interests", "The aunt cannot be found.")
    assert not Consent.objects.exists()
    assert opens(cast.bakyt, case) == set()
    asked = terms(sabr(cast), "story", form=form, giver=giver)
    assert refuse_consent(case=case, terms=asked, by=cast.aigul.actor).state == "refused"


def test_a_guardian_says_yes_for_a_child_who_was_heard(cast: Cast) -> None:
    child = make_person(cast.aigul, CHILD)
    case = make_case(cast.aigul, person=child)
    has_guardian(child, cast.aigul, "no")
    with pytest.raises(Invalid, match="own view"):
        agree(case, cast.aigul, sabr(cast), "story", giver="caregiver")
    hear(child, cast.aigul)
    for giver in ("individual", "other"):
        with pytest.raises(Invalid, match="alone.*Caregiver"):
            agree(case, cast.aigul, sabr(cast), "story", giver=giver)
    assert opens(cast.bakyt, case) == set()
    agree(case, cast.aigul, sabr(cast), "story", giver="caregiver")
    assert opens(cast.bakyt, case) == {"story"}


@pytest.mark.parametrize("suspect", ["yes", "unknown"])
def test_with_a_guardian_who_may_be_the_suspect_two_persons_decide(cast: Cast, suspect: str) -> None:
    child = make_person(cast.aigul, CHILD)
    case = make_case(cast.aigul, person=child)
    has_guardian(child, cast.aigul, suspect)
    decision = hear(child, cast.aigul, "best_interests", "The aunt sold her to the market.")
    with pytest.raises(Invalid, match="not signed"):
        agree(case, cast.aigul, sabr(cast), "story", giver="other")
    people.sign_child_view(view=decision, by=cast.dina.actor)
    for giver in ("individual", "caregiver"):
        with pytest.raises(Invalid):
            agree(case, cast.aigul, sabr(cast), "story", giver=giver)
    assert opens(cast.bakyt, case) == set()
    agree(case, cast.aigul, sabr(cast), "story", giver="other")
    assert opens(cast.bakyt, case) == {"story"}


def test_of_unknown_age_she_speaks_for_herself_unless_she_has_a_guardian(cast: Cast) -> None:
    somebody = make_person(cast.aigul, people.Identity(given="Асель"))
    case = make_case(cast.aigul, person=somebody)
    assert agree(case, cast.aigul, sabr(cast), "story").state == "given"
    has_guardian(somebody, cast.aigul, "no")
    with pytest.raises(Invalid):
        agree(case, cast.aigul, sabr(cast), "story")


def test_taking_it_back_ends_the_keys_and_seals_what_is_new_freshly(cast: Cast, case: Case) -> None:
    row = agree(case, cast.aigul, sabr(cast), "identity", "story")
    withdraw_consent(consent=row, reason="no_trust", by=cast.aigul.actor)
    assert opens(cast.bakyt, case) == set()
    written = Case.objects.get(pk=case.pk)
    sealing.seal(written, "intake", {"needs": [], "words": "Something new."}, by=cast.aigul.actor)
    written.save(update_fields=["intake"])
    assert opens(cast.bakyt, case) == set()
    assert opens(cast.aigul, case) == ALL
    row = renew(row)
    assert (row.state, row.withdrawal) == ("withdrawn", "no_trust")
    assert last_entry("consent.withdraw").objects_seen == [row.pk]


def test_who_kept_the_old_key_cannot_open_what_is_written_after(cast: Cast, case: Case) -> None:
    from komek.foundations.vault._keys import opened
    from komek.foundations.vault.models import GroupKey

    row = agree(case, cast.aigul, sabr(cast), "story")
    before = set(GroupKey.objects.filter(record=case.pk, group="story").values_list("number", flat=True))
    withdraw_consent(consent=row, reason="safety", by=cast.aigul.actor)
    sealing.seal(case, "intake", {"needs": [], "words": "New."}, by=cast.aigul.actor)
    after = set(GroupKey.objects.filter(record=case.pk, group="story").values_list("number", flat=True))
    assert max(after) > max(before)
    assert opened(cast.bakyt.keyring)


def test_a_group_that_another_yes_still_opens_stays_open(cast: Cast, case: Case) -> None:
    first = agree(case, cast.aigul, sabr(cast), "identity", "story")
    agree(case, cast.aigul, sabr(cast), "story", purpose="share_for_service")
    withdraw_consent(consent=first, reason="no_reason", by=cast.aigul.actor)
    assert opens(cast.bakyt, case) == {"story"}
    assert sharing.shared_groups(case, cast.sabr.pk) == {"story"}


def test_nothing_is_taken_back_twice_or_without_a_reason(cast: Cast, case: Case) -> None:
    row = agree(case, cast.aigul, POLICE, "story")
    with pytest.raises(Invalid):
        withdraw_consent(consent=row, reason="because", by=cast.aigul.actor)
    withdraw_consent(consent=renew(row), reason="safety", by=cast.aigul.actor)
    with pytest.raises(WrongState):
        withdraw_consent(consent=renew(row), reason="safety", by=cast.aigul.actor)


def test_after_the_last_day_the_keys_end_without_a_key(cast: Cast, case: Case) -> None:
    last = timezone.localdate() + timedelta(days=1)
    row = agree(case, cast.aigul, sabr(cast), "story", expires_on=last)
    assert expire_due() == 0
    with pytest.raises(WrongState):
        verbs.expire_consent(consent=row, organisation=cast.umit.pk)
    Consent.objects.update(given_on=date(2026, 1, 1), expires_on=timezone.localdate() - timedelta(days=1))
    assert sharing.shared_groups(case, cast.sabr.pk) == frozenset()
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 1, 2))
    MINUTELY["cases.expire_consents"].work()
    assert (renew(row).state, opens(cast.bakyt, case)) == ("expired", set())
    assert renew(case).due_on == deadlines.next_day(case) != date(2026, 1, 2), "nobody is reminded of what has ended"
    entry = last_entry("consent.expire")
    assert (entry.actor, entry.object, entry.organisation) == (None, case.pk, cast.umit.pk)
    MINUTELY["cases.expire_consents"].work()
    assert Entry.objects.filter(verb="consent.expire").count() == 1


def test_one_consent_that_cannot_be_ended_keeps_no_other_open(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    last = timezone.localdate() + timedelta(days=1)
    others = [case, *(make_case(cast.aigul, person=make_person(cast.aigul)) for _ in range(2))]
    rows = [agree(each, cast.aigul, sabr(cast), "story", expires_on=last) for each in others]
    past = timezone.localdate() - timedelta(days=2)
    for place, row in enumerate(rows):
        Consent.objects.filter(pk=row.pk).update(given_on=date(2026, 1, 1), expires_on=past - timedelta(days=9 - place))
    broken, real = rows[0].pk, verbs.end_keys

    def end_keys(row: Consent) -> None:
        real(row)
        if row.pk == broken:
            raise ValueError("a secret word")

    monkeypatch.setattr(verbs, "end_keys", end_keys)
    assert expire_due() == 2
    assert [renew(row).state for row in rows] == ["given", "expired", "expired"]
    assert [opens(cast.bakyt, each) for each in others] == [{"story"}, set(), set()], (
        "what failed was undone as a whole"
    )
    assert str(broken) in caplog.text
    assert "secret" not in caplog.text
    assert Entry.objects.filter(verb="consent.expire").count() == 2
    monkeypatch.undo()
    assert expire_due() == 1
    assert renew(rows[0]).state == "expired"


def test_the_last_day_stands_among_the_deadlines(cast: Cast, case: Case) -> None:
    last = timezone.localdate() + timedelta(days=5)
    row = agree(case, cast.aigul, POLICE, "story", expires_on=last)
    assert (last, "consent") in [(each.on, each.page) for each in deadlines.of(case)]
    withdraw_consent(consent=row, reason="safety", by=cast.aigul.actor)
    assert "consent" not in [each.page for each in deadlines.of(case)]


def test_a_no_is_remembered_and_gives_no_key(cast: Cast, case: Case) -> None:
    assert sharing.may_be_asked(case, "law_enforcement")
    asked = terms(POLICE, "story", purpose="law_enforcement")
    row = refuse_consent(case=case, terms=asked, by=cast.aigul.actor)
    assert row.state == "refused"
    assert not sharing.may_be_asked(case, "law_enforcement")
    assert sharing.may_be_asked(case, "consular")
    assert sharing.rests_on(case, body="police", groups=("story",)) is None
    assert last_entry("consent.refuse").details["purpose"] == "law_enforcement"


def test_she_may_change_her_mind_after_a_no(cast: Cast, case: Case) -> None:
    refuse_consent(case=case, terms=terms(POLICE, purpose="law_enforcement"), by=cast.aigul.actor)
    agree(case, cast.aigul, POLICE, "story", purpose="law_enforcement", own_wish=True)
    assert sharing.may_be_asked(case, "law_enforcement")


def test_after_a_no_nobody_asks_again_for_the_same(cast: Cast, case: Case) -> None:
    asked = terms(POLICE, "story", purpose="law_enforcement")
    refuse_consent(case=case, terms=asked, by=cast.aigul.actor)
    for answer in (give_consent, refuse_consent):
        with pytest.raises(Invalid) as refused:
            answer(case=case, terms=asked, by=cast.dina.actor)
        assert refused.value.field == "own_wish"
    assert case.consents.count() == 1
    agree(case, cast.aigul, Recipient(body="consulate"), "identity", purpose="consular")
    again = refuse_consent(case=case, terms=replace(asked, own_wish=True), by=cast.dina.actor)
    assert sharing.refused_purposes(case) == {"law_enforcement"}
    assert last_entry("consent.refuse").objects_seen == [again.pk]


def test_the_consulate_may_be_contacted_only_with_her_yes(cast: Cast, case: Case) -> None:
    assert not people.consulate_allowed(case.person)
    row = agree(case, cast.aigul, Recipient(body="consulate"), "identity", purpose="consular")
    assert people.consulate_allowed(case.person)
    withdraw_consent(consent=row, reason="safety", by=cast.aigul.actor)
    assert not people.consulate_allowed(case.person)


def test_a_case_is_shared_only_with_whom_she_named(cast: Cast, case: Case) -> None:
    agree(case, cast.aigul, sabr(cast), "story")
    assert list(Case.objects.filter(sharing.shared_cases(cast.sabr.pk))) == [case]
    assert not Case.objects.filter(sharing.shared_cases(cast.counting.pk)).exists()


def test_a_lawyer_of_the_case_may_record_a_yes_too(cast: Cast, case: Case) -> None:
    lawyer = make_member(cast.umit, "Marat", roles=["lawyer"], circles=["cases"])
    assert agree(case, lawyer, POLICE, "story").recorded_by == lawyer.user.pk


STATES = (*agreement.CONSENT.states, "none")
PURPOSES = [each.code for each in codes.get("consent_purpose")]


@given(st.dictionaries(st.sampled_from(PURPOSES), st.sampled_from(STATES)), st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_help_never_depends_on_consent(cast: Cast, said: dict[str, str], alone: bool) -> None:
    person = make_person(cast.aigul)
    case, plain = make_case(cast.aigul, person=person), make_case(cast.aigul, person=person, kind="plain_help")
    everything = services.permitted(case)
    assert everything == tuple(each.code for each in codes.get("service_type"))
    for purpose, state in said.items():
        _reach(case, cast, purpose, state)
    if alone:
        decide(case, cast.aigul, POLICE, "story", danger=True)
    for each in (case, plain):
        assert services.permitted(Case.objects.get(pk=each.pk)) == everything
    given_help = services.Help("medical")
    services.record_service(case=case, given=given_help, delivered_on=timezone.localdate(), by=cast.aigul.actor)


def _reach(case: Case, cast: Cast, purpose: str, state: str) -> None:
    """Bring the consent for a purpose into a state by the verbs of the house."""
    asked = terms(POLICE, "story", purpose=purpose, own_wish=True)
    if state == "refused":
        refuse_consent(case=case, terms=asked, by=cast.aigul.actor)
    elif state != "none":
        row = give_consent(case=case, terms=asked, by=cast.aigul.actor)
        if state == "withdrawn":
            withdraw_consent(consent=row, reason="no_reason", by=cast.aigul.actor)
        if state == "expired":
            Consent.objects.filter(pk=row.pk).update(given_on=date(2026, 1, 1), expires_on=date(2026, 1, 2))
            expire_due()


def test_nobody_whose_keys_open_no_age_writes_down_that_somebody_said_yes_alone(cast: Cast, case: Case) -> None:
    lawyer = make_member(cast.umit, "Ruslan", roles=["lawyer"], circles=["legal"])
    for giver in ("individual", "caregiver"):
        with pytest.raises(Invalid, match="do not open how old") as refused:
            agree(case, lawyer, POLICE, "story", giver=giver)
        assert refused.value.field == "giver"
    assert not case.consents.exists()
    assert agree(case, cast.aigul, POLICE, "story").state == "given"
