"""Words with a sting: markup, code, addresses that run something. Every channel shows them as the words they are."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.doors.kiosk import source
from komek.doors.portal import shelf
from komek.foundations.orgs.actions.arriving import setup_organisation
from komek.kernel.actor import Actor
from komek.kernel.errors import Invalid
from komek.kernel.ids import new_id
from komek.knowledge import guide
from komek.knowledge.guide import actions, content, nouns
from komek.knowledge.guide.actions.contacts import Card
from komek.knowledge.guide.actions.values import Source, Value
from tests.doors import everywhere
from tests.doors.portal.conftest import Seen
from tests.factories.orgs import Cast, make_member, signed_in

pytestmark = pytest.mark.django_db

STING = "<script>sting()</script>\"'><img src=x onerror=sting()> [y](javascript:sting()) {{ sting }} {% sting %}"
RUNS = "javascript:sting()"
TURNED = "Call \u202e0021 00\u202c now"
TAGS = ("<script>sting", "<img src=x", "onerror=sting()>")


def poisonous() -> guide.Edition:
    """Put the sting into every place of an edition that an editor, or a table somebody wrote to, can fill."""
    shipped = content.shipped(demo=True)
    topic = shipped.topics[everywhere.TOPIC]
    blocks = tuple(
        replace(
            each,
            texts=MappingProxyType(
                {code: replace(told, text=f"{told.text} {STING}") for code, told in each.texts.items()}
            ),
        )
        for each in topic.blocks
    )
    facts = tuple(
        replace(each, claims=tuple(replace(claim, publisher=STING, url=RUNS, says=STING) for claim in each.claims))
        for each in shipped.facts
    )
    contacts = {
        code: replace(each, name=f"{each.name} {STING}", hours=STING, web=RUNS, says=STING)
        for code, each in shipped.contacts.items()
    }
    day = timezone.localdate()
    said = MappingProxyType({code: nouns.Words(f"{STING} {code}", draft=False) for code in guide.LANGUAGES})
    notice = nouns.Block("notice-sting", "notice", said, starts_on=day, ends_on=day + timedelta(days=1))
    topics = dict(shipped.topics) | {topic.id: replace(topic, blocks=blocks)}
    return replace(shipped, topics=topics, facts=facts, contacts=contacts, notices=(notice,))


@pytest.fixture
def stung(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Show the poisonous edition everywhere."""
    settings.KOMEK_DEMO = True
    shown = poisonous()
    monkeypatch.setattr(guide, "current", lambda: shown)
    shelf.pages.clear()
    source.forget()
    yield
    shelf.pages.clear()
    source.forget()


PLACES = [
    "",
    "topics/",
    "person/?from=UZ&to=RU",
    "person/now/?to=RU",
    f"{everywhere.TOPIC}/?from=UZ&to=RU",
    f"{everywhere.TOPIC}/save/?from=UZ&to=RU",
]


@pytest.mark.usefixtures("stung")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_pages_show_words_and_run_nothing(place: str, language: str) -> None:
    page = Client().get(f"/{language}/{place}").content.decode()
    assert "sting" in page, "the sting is there to be seen"
    assert _harmless(page)


@pytest.mark.usefixtures("stung")
@pytest.mark.parametrize("screen", [f"RU/{everywhere.TOPIC}/", "person/"])
def test_screens_of_a_kiosk_show_words_and_run_nothing(screen: str) -> None:
    page = Client().get(f"/kiosk/termez/ru/{screen}").content.decode()
    assert "sting" in page
    assert _harmless(page)


@pytest.mark.usefixtures("stung")
def test_the_call_script_shows_words_and_runs_nothing(cast: Cast) -> None:
    operator = make_member(cast.umit, "Meruert", roles=["hotline_operator"], circles=["hotline"])
    asked = {"topic": everywhere.TOPIC, "country": "RU", "nationality": "UZ", "language": "rus"}
    page = signed_in(operator).post("/desk/hotline/script/", asked).content.decode()
    assert "sting" in page
    assert _harmless(page)


@pytest.mark.usefixtures("stung")
@pytest.mark.parametrize(
    "read", [everywhere.telegram, everywhere.on_whatsapp, everywhere.leaflet], ids=lambda each: each.__name__
)
def test_where_there_is_no_markup_the_words_arrive_as_they_are(read: Callable[[str], str]) -> None:
    told = read("en").replace('\\"', '"')
    assert "<script>sting()</script>" in told
    assert "parse_mode" not in told


@pytest.mark.usefixtures("stung")
def test_days_for_a_calendar_stay_lines_of_a_calendar() -> None:
    about = guide.Reader("en", "UZ", "RU", arrived=timezone.localdate())
    lines = guide.calendar_file(guide.plan(guide.current(), about, timezone.localdate())).decode().split("\r\n")
    folded = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    assert any("sting" in line for line in folded)
    assert [line for line in folded if line and line.partition(":")[0].partition(";")[0] not in NAMES] == []


NAMES = {
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "CALSCALE",
    "METHOD",
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "DESCRIPTION",
} | {*("URL", "TRIGGER", "ACTION", "TRANSP", "CLASS", "NAME", "X-WR-CALNAME", "DURATION", "CATEGORIES")}


def _harmless(page: str) -> bool:
    seen = Seen(page)
    links = [each for name, kept in seen.tags for key, each in kept.items() if key in ("href", "src", "action")]
    runs = [each for each in links if each and each.strip().lower().startswith("javascript")]
    handlers = [key for _name, kept in seen.tags for key in kept if key.startswith("on")]
    return not runs and not handlers and not any(tag in page for tag in TAGS)


@pytest.fixture
def editor(cast: Cast) -> Actor:
    return make_member(cast.counting, "Ainura", roles=["content_editor"]).actor


def test_signs_that_turn_a_line_are_refused_wherever_colleagues_write_for_everybody(editor: Actor) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    card = Card(country="RU", kind="ngo", name=TURNED)
    tries: dict[str, Callable[[], object]] = {
        "en": lambda: actions.put_up_notice(words={"en": TURNED}, ends_on=soon, by=editor),
        "contact": lambda: actions.write_contact(code="turned", card=card, by=editor),
        "claim": lambda: actions.record_claim(
            key="x", nationality="", value=Value("7", "days"), source=Source(TURNED), by=editor
        ),
        "organisation": lambda: setup_organisation(
            organisation=new_id(),
            name=TURNED,
            kind="ngo",
            country="KZ",
            email="a@example.org",
            person="A",
            password="quiet morning river market",  # noqa: S106
        ),
    }
    for act in tries.values():
        with pytest.raises(Invalid, match="turns the line"):
            act()
    marks_of_writing = "Number\u200e 112, \u0645\u200c"
    actions.put_up_notice(words={"en": marks_of_writing}, ends_on=soon, by=editor)


def test_the_address_of_a_source_leads_to_a_page(editor: Actor) -> None:
    def claim(url: str) -> object:
        said = Source("A ministry", url)
        return actions.record_claim(key="x", nationality="", value=Value("7", "days"), source=said, by=editor)

    for url in (RUNS, "data:text/html,x", "//elsewhere.example"):
        with pytest.raises(Invalid) as refused:
            claim(url)
        assert refused.value.field == "url"
    claim("https://ministry.example/order")
