"""Names of lines in the language of the reader: shipped, kept by editors, English where nobody has written one."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.knowledge import guide
from komek.knowledge.guide import actions, content, editions, models
from komek.knowledge.guide.actions.contacts import Card
from komek.knowledge.guide.lines import line
from komek.knowledge.guide.nouns import SOURCE
from komek.knowledge.kiosks.bundles import values
from tests.factories.guide import make_editor

OTHERS = [each for each in guide.LANGUAGES if each != SOURCE]
CARD = Card("RU", "ngo", "Help on the road", phone="+79990000003", names={"ru": "Помощь в дороге", "tg": " "})


@pytest.fixture
def editor(db: None) -> Actor:
    return make_editor()


def called(contact: models.Contact, language: str) -> tuple[str, str]:
    shown = line(editions.contact(contact), guide.words(language), timezone.localdate())
    return shown.name, shown.language


def test_every_shipped_line_has_a_name_in_every_language_marked_as_a_draft() -> None:
    assert len(content.contacts()) >= 33
    assert [each.id for each in content.contacts().values() if sorted(each.names) != sorted(OTHERS)] == []
    source = Path(content.__file__).parent / "content/contact_names.csv"
    rows = list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
    assert {row["mark"] for row in rows} == {"draft"}
    assert {row["id"] for row in rows} == set(content.contacts())


@pytest.mark.parametrize("language", OTHERS)
def test_the_emergency_number_is_called_so_in_her_language(language: str) -> None:
    found = content.contacts()["ru.emergency"]
    shown = line(found, guide.words(language), timezone.localdate())
    assert (shown.name, shown.language) == (guide.words(language).say("person", "emergency"), language)
    assert shown.name != found.name


@pytest.mark.slow
def test_a_line_is_called_as_its_editor_wrote_and_in_english_where_she_wrote_nothing(editor: Actor) -> None:
    contact = actions.write_contact(code="ru.road", card=CARD, by=editor)
    assert contact.names == {"ru": "Помощь в дороге"}, "what is blank is no name"
    assert called(contact, "ru") == ("Помощь в дороге", "ru")
    assert called(contact, "tg") == ("Help on the road", "en")

    actions.write_contact(code="ru.road", card=replace(CARD, names={}), by=editor, contact=contact)
    assert called(contact, "ru") == ("Help on the road", "en")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "field"), [({"xx": "Help"}, "name_xx"), ({"en": "Help"}, "name_en"), ({"ru": "\u202eщомоп"}, "name_ru")]
)
def test_a_name_in_no_language_or_turned_around_is_refused(editor: Actor, names: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.write_contact(code="ru.road", card=replace(CARD, names=names), by=editor)
    assert refused.value.field == field
    assert not models.Contact.objects.exists()


def test_a_kiosk_without_a_network_knows_the_names() -> None:
    found = content.contacts()["tr.yimer"]
    assert values.noun(guide.nouns.Contact, values.plain(found)).named("uz") == found.named("uz")
    assert found.named("uz")[1] == "uz"
