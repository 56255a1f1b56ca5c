"""Say it once: an editor changes one deadline, and every channel says the new one, in every language.

How long it takes stands in `make bench`; here it is printed.
"""

import time
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from komek.doors.portal import shelf
from komek.knowledge import guide
from komek.knowledge.guide import loading
from komek.knowledge.guide.actions.claims import record_claim
from komek.knowledge.guide.actions.facts import change_fact
from komek.knowledge.guide.actions.values import Source, Value
from tests.doors import everywhere
from tests.factories.orgs import Cast, make_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.KOMEK_DEMO = True
    shelf.pages.clear()


def test_one_change_is_everywhere_in_every_language(cast: Cast) -> None:
    loading.load(date(2026, 11, 1))
    editor = make_member(cast.counting, "Ainura", roles=["content_editor"])
    operator = make_member(cast.umit, "Meruert", roles=["hotline_operator"], circles=["hotline"])
    channels = everywhere.CHANNELS | {"call script": everywhere.call_script(signed_in(operator))}

    def said(days: str) -> dict[str, list[str]]:
        """Give the languages in which a channel says this many working days, by channel."""
        told = {language: guide.words(language).value(days, "working days") for language in guide.LANGUAGES}
        return {
            name: [language for language, term in told.items() if plain(term) in plain(read(language))]
            for name, read in channels.items()
        }

    everybody = {name: list(guide.LANGUAGES) for name in channels}
    nobody: dict[str, list[str]] = {name: [] for name in channels}
    assert said("7") == everybody, "before"
    assert said("43") == nobody

    change_fact(
        key="ru.registration.stay",
        nationality="UZ",
        value=Value("43", "working days", country="RU"),
        source=Source("An invented law", dated="2026-11"),
        next_review=timezone.localdate() + timedelta(days=90),
        by=editor.actor,
    )
    time.sleep(1)  # every process looks once a second
    begun = time.perf_counter()
    assert said("43") == everybody, "after"
    print(f"{len(channels)} channels in {len(guide.LANGUAGES)} languages: {time.perf_counter() - begun:.2f} s")
    assert said("7") == nobody, "the old number is nowhere"


def plain(text: str) -> str:
    """Take thin spaces and line ends for spaces: paper breaks lines where it likes."""
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", ["en", "uz"])
def test_a_shorter_claim_leads_in_every_channel_whatever_was_released(cast: Cast, language: str) -> None:
    loading.load(date(2026, 11, 1))
    editor = make_member(cast.counting, "Ainura", roles=["content_editor"])
    operator = make_member(cast.umit, "Meruert", roles=["hotline_operator"], circles=["hotline"])
    channels = everywhere.CHANNELS | {"call script": everywhere.call_script(signed_in(operator))}
    released, claimed = (Value(days, "working days", country="RU") for days in ("43", "6"))
    told = {"key": "ru.registration.stay", "nationality": "UZ", "source": Source("An invented law", dated="2026-11")}
    review = timezone.localdate() + timedelta(days=90)
    change_fact(value=released, next_review=review, by=editor.actor, **told)  # type: ignore[arg-type]

    record_claim(value=claimed, by=editor.actor, **told)  # type: ignore[arg-type]

    time.sleep(1)  # every process looks once a second
    shorter, longer = (plain(guide.words(language).value(each.value, each.unit)) for each in (claimed, released))
    for name, read in channels.items():
        said = plain(read(language))
        assert shorter in said, name
        assert longer not in said.partition(shorter)[0], f"{name} tells the longer term first"
