"""What a text of the guide must keep to."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from komek.kernel.errors import Invalid
from komek.kernel.signs import check_plain
from komek.knowledge.guide.models import Block, Fact
from komek.knowledge.guide.nouns import LANGUAGES
from komek.knowledge.guide.placeholders import bare_number, broken, named

LONGEST = 4000


def check_words(
    block: Block, language: str, words: str, *, source: str = "", known: Collection[str] | None = None
) -> None:
    """Look over a text before it is kept; `source` is the English one, whose facts it must name. Raises Invalid.

    `known` are the names of all facts, where many texts are looked over at once.
    """
    if language not in LANGUAGES:
        raise Invalid(_("The guide is not written in this language."), field="language")
    if not words.strip() or len(words) > LONGEST or "\x00" in words:
        raise Invalid(_("A text has between 1 and 4,000 signs."), field="words")
    check_plain(words, field="words")
    if broken(words):
        raise Invalid(_("A placeholder is broken."), _("Facts are named as {{fact:key}}."), field="words")
    if known is None:
        known = set(Fact.objects.filter(key__in=named(words)).values_list("key", flat=True))
    if set(named(words)) - set(known):
        raise Invalid(_("The text names a fact that is not there."), _("Propose the fact first."), field="words")
    if block.legal and bare_number(words):
        raise Invalid(
            _("A number of law stands in a fact, not in a text."),
            _("So that one change changes every language and every channel."),
            _("Name the fact: {{fact:key}}."),
            field="words",
        )
    if source and set(named(words)) != set(named(source)):
        raise Invalid(
            _("The translation names other facts than the English text."),
            _("So that every language says the same."),
            _("Copy the placeholders of the English text as they stand."),
            field="words",
        )
