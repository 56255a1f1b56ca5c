"""What the client reads, hears or signs, put together from the versioned texts in her language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from komek.care.cases.texts import LANGUAGES, Texts, texts
from komek.kernel.errors import Text

NAMES: dict[str, str] = dict(settings.LANGUAGES)


def labels_in(language: str) -> str:
    """Name the language in which titles and code labels stand on a paper in this language.

    They exist in the languages of the desk; in every other language all of them stand in Russian, never in English.
    """
    return language if language in settings.KOMEK_DESK_LANGUAGES else "ru"


def in_russian(language: str) -> str:
    """Give the line for the foot that says, in the language of the paper, that some words are Russian."""
    return _known(language).say("page", "in_russian") if labels_in(language) != language else ""


@dataclass(frozen=True)
class Sheet:
    """A text for paper or for reading aloud: title, paragraphs, points, and lines to sign on."""

    language: str
    title: str
    intro: str = ""
    lead: str = ""
    points: Sequence[str] = ()
    lines: Sequence[str] = ()
    signs: Sequence[str] = ()
    is_draft: bool = field(default=False, compare=False)
    note: str = ""

    @property
    def language_name(self) -> str:
        """Name the language in itself."""
        return NAMES[self.language]


def spoken() -> list[tuple[str, Text]]:
    """List the languages in which the client's texts exist, each in itself."""
    return [(code, NAMES[code]) for code in LANGUAGES]


def group_words(groups: Sequence[str], language: str) -> str:
    """Name field groups in plain words: "what happened to you"."""
    said = _known(language)
    return "; ".join(said.say("group", group) for group in groups)


def rights(language: str) -> Sheet:
    """Give "Your rights with us"."""
    said = _known(language)
    return Sheet(
        language,
        said.say("rights", "title"),
        intro=said.say("rights", "intro"),
        points=said.lines("rights", "items"),
        lines=[said.say("page", "talk_to_us")],
        is_draft=said.is_draft,
    )


def consent(
    language: str,
    *,
    organisation: str,
    recipient: Text,
    purpose: str,
    groups: Sequence[str],
    until: date | None,
    guardian: bool = False,
) -> Sheet:
    """Give the text of one consent, as it is read to the person or signed by her.

    A recipient that is the label of a code comes untranslated, so that it can be said in the language of the text.
    """
    said = _known(language)
    with translation.override(labels_in(language)):
        to = str(recipient)
    what_for = f"{said.say('purpose', purpose, organisation=organisation)}." if purpose else "…"
    ends = said.say("consent", "until", date=f"{until:%d.%m.%Y}") if until else said.say("consent", "until_withdrawn")
    yes = said.say("consent", "guardian_line" if guardian else "yes_line")
    return Sheet(
        language,
        said.say("consent", "title"),
        intro=said.say("consent", "intro"),
        lead=said.say("consent", "may", organisation=organisation, recipient=to or "…"),
        points=[said.say("group", group) for group in groups],
        lines=[
            f"{said.say('consent', 'purpose_label')}: {what_for}",
            ends,
            said.say("consent", "withdraw"),
            said.say("page", "talk_to_us"),
        ],
        signs=[yes, said.say("consent", "no_line"), *(said.say("page", key) for key in SIGNS)],
        is_draft=said.is_draft,
        note=in_russian(language) if isinstance(recipient, Promise) else "",
    )


SIGNS = ("given_on", "signature", "worker", "witness", "interpreter")


def _known(language: str) -> Texts:
    return texts(language if language in LANGUAGES else "en")
