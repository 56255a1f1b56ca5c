"""Choices of the forms, read from the code lists when a form is made, so that they speak the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from komek.foundations import places
from komek.foundations.orgs.models import Organisation
from komek.kernel import codes
from komek.kernel.actor import Actor
from komek.kernel.errors import Text

Choice = tuple[str, Text]
Grouped = list[tuple[Text, Any]]
"""Choices for a select: single ones, and groups with a title."""

NEEDS = (
    "safety",
    "shelter",
    "food_basic",
    "physical_health",
    "mental_health",
    "documents",
    "legal_status",
    "wages_compensation",
    "children",
    "interpretation",
    "return_travel",
)
"""What may be needed at once; the whole list of needs belongs to the assessment."""
LANGUAGES = ("uzb", "rus", "kaz", "kir", "tgk", "tuk")
FIRST = ("KZ", "KG", "TJ", "TM", "UZ")


def of(name: str, only: Iterable[str] = (), blank: Text | None = None) -> list[Choice]:
    """List a code list, or some of its codes in the order given; with `blank` an empty choice first."""
    listed = codes.get(name)
    wanted: list[Choice] = [(code, listed[code].label) for code in only] if only else list(listed.choices())
    return wanted if blank is None else [("", blank), *wanted]


def regions(country: str) -> Grouped:
    """List the regions of the country of the organisation first, then the other countries, each with its regions.

    A value is a region, or a country alone for "somewhere in it".
    """
    here = [country, *(code for code in FIRST if code != country)]
    language = get_language() or "en"
    grouped: Grouped = []
    for code in here:
        whole = (code, _("%(country)s, region not known") % {"country": places.name(code, language)})
        inside = [(each.code, each.name(language)) for each in places.regions(code)]
        grouped.append((places.name(code, language), [whole, *inside]))
    others = [(each.code, each.name(language)) for each in places.countries() if each.code not in here]
    grouped.append((_("Other countries"), sorted(others, key=lambda choice: choice[1])))
    return grouped


def countries(blank: Text = "—") -> list[Choice]:
    """List all countries, ours first."""
    language = get_language() or "en"
    named = [(each.code, each.name(language)) for each in places.countries()]
    ours = [choice for choice in named if choice[0] in FIRST]
    return [("", blank), *ours, *sorted((c for c in named if c[0] not in FIRST), key=lambda choice: choice[1])]


def languages(blank: Text = "—") -> Grouped:
    """List the languages people speak, those of the region first."""
    rest = [choice for choice in of("language") if choice[0] not in LANGUAGES]
    return [("", blank), *of("language", LANGUAGES), (_("Other languages"), rest)]


def home(actor: Actor) -> str:
    """Give the place where the organisation works, to be filled in before anybody chooses."""
    rows = Organisation.objects.filter(pk=actor.organisation).values_list("country", "region")
    country, region = rows.get()
    return region or country


def place_of(value: str) -> tuple[str, str]:
    """Split the choice of a place into country and region."""
    return (value.partition("-")[0], value) if "-" in value else (value, "")
