"""The first page of the editor: where each topic stands in each language, and how fresh the guide is."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from komek.doors.desk.guide import marks
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Chip, Fact, Kind
from komek.kernel.errors import Text
from komek.knowledge import guide
from komek.knowledge.guide import checks, models, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE
from komek.knowledge.guide.queries import Standing

GUIDE = gettext_lazy("Guide")
LEGEND: dict[str, tuple[Kind, str, Text, Text]] = {
    "missing": (
        "danger",
        "circle-x",
        ngettext_lazy("%(n)s text missing", "%(n)s texts missing", "n"),
        gettext_lazy("missing"),
    ),
    "stale": (
        "warn",
        "refresh-cw",
        ngettext_lazy("%(n)s text stale", "%(n)s texts stale", "n"),
        pgettext_lazy("text", "stale"),
    ),
    "machine": (
        "violet",
        "file-question-mark",
        ngettext_lazy("%(n)s text by a machine", "%(n)s texts by a machine", "n"),
        gettext_lazy("by a machine, not signed"),
    ),
    "working": (
        "teal",
        "pencil",
        ngettext_lazy("%(n)s draft on the way", "%(n)s drafts on the way", "n"),
        gettext_lazy("drafts on the way"),
    ),
}
"""What can be left to do in a language: colour, drawing, the words for so many, the words of the legend."""

STANDS: dict[str, Text] = {
    "sourced": gettext_lazy("with a source"),
    "our advice": gettext_lazy("our advice"),
    "not checked": gettext_lazy("saying that nobody has checked"),
    "unmarked": gettext_lazy("on nothing"),
}
"""What texts stand on, in the words of the page."""

navigation.register(gettext_lazy("Topics"), "desk:editor", "notebook-pen", order=50, roles=EDITORS, group=GUIDE)


@dataclass(frozen=True)
class Left:
    """Something left to do: how much, in a sign and in words."""

    kind: Kind
    icon: str
    number: str
    words: Text


@dataclass(frozen=True)
class Place:
    """One topic in one language."""

    language: str
    url: str
    left: list[Left]


@dataclass(frozen=True)
class Line:
    """One topic in all languages."""

    title: str
    url: str
    places: list[Place]


@page("guide/", "editor", roles=EDITORS, methods=("GET",))
def overview(request: DeskRequest) -> HttpResponse:
    """Show every topic in every language by what is left to do, and count what is fresh and what is not."""
    standings, titles = queries.standings(), queries.titles()
    rows = [
        Line(
            titles.get(topic.code, topic.code),
            marks.url("topic", topic=topic.code),
            [_cell(topic, language, standings[topic.pk][language]) for language in LANGUAGES],
        )
        for topic in queries.topics()
        if topic.pk in standings
    ]
    context = {
        "rows": rows,
        "languages": [marks.LANGUAGES[each] for each in LANGUAGES],
        "legend": [Chip(words, kind, icon) for kind, icon, _one, words in LEGEND.values()],
        "freshness": _freshness(),
        "to_read": queries.to_read(request.actor).count(),
        "to_release": queries.to_release().count(),
    }
    return show(request, "desk/guide/overview.html", context)


def _cell(topic: models.Topic, language: str, standing: Standing) -> Place:
    url = marks.url("topic", topic=topic.code) + (f"?language={language}" if language != SOURCE else "")
    counts = {code: getattr(standing, code) for code in LEGEND}
    left = [
        Left(kind, icon, str(counts[code]), said % {"n": counts[code]})
        for code, (kind, icon, said, _words) in LEGEND.items()
        if counts[code]
    ]
    return Place(marks.LANGUAGES[language], url, left)


def _freshness() -> list[Fact]:
    """Count facts by mark and lines by state, and what is due."""
    today = timezone.localdate()
    facts = Counter(models.Fact.objects.filter(state="released").values_list("mark", flat=True))
    lines = Counter(marks.state(row).text for row in models.Contact.objects.order_by("state", "code"))
    told = [Fact(_("Facts in force"), str(facts.total()))]
    told += [Fact(marks.MARKS[mark][0], str(facts[mark])) for mark in marks.MARKS if facts[mark]]
    told.append(Fact(_("Facts to look at again"), str(queries.due_facts(today).count())))
    told += [Fact(_("Lines: %(state)s") % {"state": words}, str(count)) for words, count in lines.items()]
    told.append(Fact(_("Lines to call"), str(queries.due_contacts(today).count())))
    stands = checks.grounds(guide.current())
    told += [Fact(_("Texts: %(ground)s") % {"ground": words}, str(stands[code])) for code, words in STANDS.items()]
    return told
