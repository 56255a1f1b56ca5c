"""Taking a contact: a draft belongs to its author, what is finished stays, and nameless facts are counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from komek.care.hotline import queries, sealing
from komek.care.hotline.actions.writing import begin_contact, finish_contact, take_contact, write_contact
from komek.care.hotline.models import Caller, Contact
from komek.care.hotline.nouns import Reach, Talk
from komek.foundations import audit, vault
from komek.foundations.ledger.models import Fact
from komek.kernel import codes
from komek.kernel.errors import Forbidden, Hidden, Invalid, WrongState
from tests.care.hotline.conftest import Line
from tests.care.hotline.told import NUMBER, REACH, TALK, WORDS, reach, take, talk


def verbs(contact: Contact) -> list[str]:
    return [entry.verb for entry in audit.history("contact", contact.id, organisation=contact.organisation)]


def test_a_contact_is_taken_in_one_act_and_reads_back_as_it_was_told(line: Line) -> None:
    contact = take(line.zarina)
    assert contact.state == "final"
    assert sealing.talk(contact, by=line.aigul.actor) == TALK
    assert sealing.reach(contact, by=line.aigul.actor) == REACH
    assert verbs(contact) == ["contact.begin", "contact.finish", "contact.take"]


def test_nothing_told_stands_in_clear(line: Line) -> None:
    contact = take(line.zarina)
    row = Contact.objects.filter(pk=contact.pk).values().get()
    clear = " ".join(str(value) for value in row.values() if not isinstance(value, bytes | memoryview))
    for word in (WORDS, NUMBER, "Nilufar", "uzb", "whatsapp", "phone", "documents_withheld", "RU", "callback"):
        assert word not in clear


def test_a_stranger_and_another_role_take_nothing(line: Line) -> None:
    with pytest.raises(Forbidden):
        take(line.saule)
    contact = take(line.zarina)
    with pytest.raises(Hidden):
        queries.find(line.bakyt.actor, contact.pk)


def test_who_is_outside_the_circle_opens_nothing(line: Line) -> None:
    contact = take(line.zarina)
    outside = line.cast.bakyt.actor
    assert sealing.talks([contact], by=outside) == [None]
    with pytest.raises(vault.NotEntitled):
        sealing.talk(contact, by=outside)


def test_a_draft_belongs_to_its_author_until_it_is_finished(line: Line) -> None:
    draft = begin_contact(talk=talk(words=""), reach=REACH, by=line.zarina.actor)
    assert list(queries.drafts(line.zarina.actor)) == [draft]
    with pytest.raises(Hidden):
        queries.find(line.aigul.actor, draft.pk)
    with pytest.raises(Hidden):
        write_contact(contact=draft, talk=TALK, reach=REACH, by=line.aigul.actor)
    write_contact(contact=draft, talk=TALK, reach=REACH, by=line.zarina.actor)
    finish_contact(contact=draft, by=line.zarina.actor)
    assert queries.find(line.aigul.actor, draft.pk) == draft
    assert verbs(draft) == ["contact.begin", "contact.write", "contact.finish"]


def test_what_is_finished_is_not_written_again(line: Line) -> None:
    contact = take(line.zarina)
    with pytest.raises(WrongState):
        write_contact(contact=contact, talk=talk(words="Other words"), reach=REACH, by=line.zarina.actor)
    with pytest.raises(WrongState):
        finish_contact(contact=contact, by=line.zarina.actor)
    assert sealing.talk(contact, by=line.zarina.actor).words == WORDS


def test_nameless_facts_are_counted_when_it_is_finished_and_not_before(line: Line) -> None:
    draft = begin_contact(talk=TALK, reach=REACH, by=line.zarina.actor)
    assert not Fact.objects.exists()
    finish_contact(contact=draft, by=line.zarina.actor)
    taken = Fact.objects.get(measure="hotline_contact")
    assert taken.axes == {
        "channel": "phone",
        "direction": "incoming",
        "language": "uzb",
        "caller": "victim",
        "whereabouts": "RU",
        "origin": "UZ",
    }
    assert (taken.person, taken.sex, taken.age_band, taken.occurred_on.day) == (None, "female", "24_26", 1)
    about = Fact.objects.filter(measure="hotline_category").values_list("axes__category", flat=True)
    assert set(about) == {"documents_withheld", "unpaid_wages"}
    came = Fact.objects.filter(measure="hotline_outcome").values_list("axes__outcome", flat=True)
    assert set(came) == {"information_given", "callback_agreed"}


def test_a_rare_language_and_a_rare_country_are_counted_coarsely(line: Line) -> None:
    take(line.zarina, language="fra", country="BE", nationality="MG")
    axes = Fact.objects.get(measure="hotline_contact").axes
    assert (axes["language"], axes["whereabouts"], axes["origin"]) == ("other", "other", "other")


@pytest.mark.parametrize("short", ["silent", "wrong_number", "abusive"])
def test_a_contact_of_one_key_counts_once_and_about_nothing(line: Line, short: str) -> None:
    take_contact(talk=Talk(outcomes=(short,), categories=("other",)), reach=Reach(), by=line.zarina.actor)
    assert Fact.objects.filter(measure="hotline_category").count() == 0
    assert Fact.objects.get(measure="hotline_outcome").axes["outcome"] == short
    assert Fact.objects.filter(measure="hotline_contact").count() == 1


def test_a_promised_call_is_due_today_and_a_finished_matter_is_not(line: Line) -> None:
    promised, settled = take(line.zarina), take(line.zarina, outcomes=("information_given",))
    today = timezone.localdate()
    assert promised.due_on == today
    assert settled.due_on is None
    assert list(queries.due(line.aigul.actor, today)) == [promised]


def test_a_contact_is_written_down_under_the_day_on_which_it_was(line: Line) -> None:
    began = timezone.now() - timedelta(days=2)
    contact = take(line.zarina, began=began, ended=began + timedelta(minutes=7))
    assert contact.day == timezone.localdate(began)
    assert sealing.talk(contact, by=line.zarina.actor).minutes == 7
    assert Fact.objects.get(measure="hotline_contact").occurred_on == contact.day.replace(day=1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("channel", {"channel": "pigeon"}),
        ("direction", {"direction": "sideways"}),
        ("caller", {"caller": "nobody"}),
        ("sex", {"sex": "?"}),
        ("age_band", {"age_band": "100"}),
        ("language", {"language": "xx"}),
        ("country", {"country": "XX"}),
        ("nationality", {"nationality": "XX"}),
        ("categories", {"categories": ("weather",)}),
        ("categories", {"categories": tuple(each.code for each in codes.get("hotline_category"))}),
        ("outcomes", {"outcomes": ("miracle",)}),
        ("given", {"given": ("gold",)}),
        ("signs", {"signs": {"bad_weather": "yes"}}),
        ("signs", {"signs": {"isolation": "perhaps"}}),
        ("began", {"began": timezone.now() + timedelta(hours=1)}),
        ("ended", {"began": timezone.now(), "ended": timezone.now() - timedelta(hours=1)}),
    ],
)
def test_what_is_in_no_list_is_refused_beside_its_field(line: Line, field: str, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        take(line.zarina, **wrong)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("field", "wrong"), [("safe", {"safe": "perhaps"}), ("phone", {"phone": "7" * 61})])
def test_a_wrong_way_to_call_back_is_refused_beside_its_field(line: Line, field: str, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        take(line.zarina, how=reach(**wrong))
    assert refused.value.field == field


def test_without_any_circle_nothing_is_taken(line: Line) -> None:
    stranger = line.cast.charos
    stranger.membership.roles = ["hotline_operator"]
    stranger.membership.save()
    with pytest.raises(WrongState) as refused:
        take(stranger)
    assert "circle" in str(refused.value)


def test_a_small_house_seals_to_the_circle_of_the_cases(line: Line) -> None:
    bakyt = line.bakyt
    contact = take(bakyt)
    assert sealing.talk(contact, by=bakyt.actor).words == WORDS
    assert Caller.objects.get(organisation=bakyt.actor.organisation) == contact.caller
