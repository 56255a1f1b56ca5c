"""The end of a right to stay is a deadline of every case of the person, and moves with the paper."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from komek.care import people
from komek.care.cases.models import Case
from komek.care.cases.queries import deadlines
from tests.factories.cases import make_person
from tests.factories.orgs import Cast, signed_in


def test_the_end_of_a_right_to_stay_is_a_deadline_of_the_case(case: Case, cast: Cast) -> None:
    Case.objects.filter(pk=case.pk).update(state="active")
    day = timezone.localdate() - timedelta(days=1)
    stay = people.Stay(basis="visa_free")
    people.record_stay(person=case.person, stay=stay, expires_on=day, by=cast.aigul.actor)
    case.refresh_from_db()
    assert (day, "person") in {(each.on, each.page) for each in deadlines.of(case)}
    assert case.due_on == day


def test_the_day_shows_what_waits_for_a_second_pair_of_eyes(case: Case, cast: Cast) -> None:
    other = make_person(cast.aigul)
    people.propose_duplicate(first=case.person, second=other, by=cast.aigul.actor)
    page = signed_in(cast.dina).get(reverse("desk:home")).content.decode()
    assert "Say whether two files speak of the same person" in page
    own = signed_in(cast.aigul).get(reverse("desk:home")).content.decode()
    assert "Say whether two files speak of the same person" not in own
