"""The first page of the editor: where each topic stands in each language, and how fresh the guide is."""

from collections import Counter

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from komek.doors.desk.guide import marks
from komek.doors.desk.page import DeskRequest, page, show
from komek.doors.face import navigation
from komek.doors.face.parts import Cell, Chip, Column, Fact, Row, Table
from komek.knowledge.guide import models, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.nouns import LANGUAGES, SOURCE
from komek.knowledge.guide.queries import Standing

GUIDE = gettext_lazy("Guide")

navigation.register(
    gettext_lazy("Topics and texts"), "desk:editor", "notebook-pen", order=50, roles=EDITORS, group=GUIDE
)


@page("guide/", "editor", roles=EDITORS, methods=("GET",))
def overview(request: DeskRequest) -> HttpResponse:
    """Show every topic in every language by what is left to do, and count what is fresh and what is not."""
    topics, standings = queries.topics(), queries.standings()
    titles = _titles()
    heads = [Column(_("Topic")), *(Column(marks.LANGUAGES[each], whole=True) for each in LANGUAGES)]
    rows = [
        Row(
            (
                Cell(titles.get(topic.code, topic.code), marks.url("topic", topic=topic.code)),
                *(_cell(topic, language, standings[topic.pk][language]) for language in LANGUAGES),
            )
        )
        for topic in topics
        if topic.pk in standings
    ]
    context = {
        "table": Table(_("Topics by language"), heads, rows),
        "freshness": _freshness(),
        "to_read": queries.to_read(request.actor).count(),
        "to_release": queries.to_release().count(),
    }
    return show(request, "desk/guide/overview.html", context)


def _titles() -> dict[str, str]:
    rows = models.Text.objects.filter(block__kind="title", language=SOURCE, state="released")
    return dict(rows.values_list("block__topic__code", "words"))


def _cell(topic: models.Topic, language: str, standing: Standing) -> Cell:
    url = marks.url("topic", topic=topic.code) + (f"?language={language}" if language != SOURCE else "")
    if standing.whole:
        return Cell(pgettext("texts", "all"), url)
    chips: list[Chip] = []
    if standing.missing:
        chips.append(Chip(_("%(n)s missing") % {"n": standing.missing}, "danger"))
    if standing.stale:
        chips.append(Chip(_("%(n)s stale") % {"n": standing.stale}, "warn"))
    if standing.machine:
        chips.append(Chip(_("%(n)s by a machine") % {"n": standing.machine}, "violet"))
    if standing.working:
        chips.append(Chip(ngettext("%(n)s draft", "%(n)s drafts", standing.working) % {"n": standing.working}, "teal"))
    return Cell(url=url, chips=chips)


def _freshness() -> list[Fact]:
    """Count facts by mark and lines by state, and what is due."""
    today = timezone.localdate()
    facts = Counter(models.Fact.objects.filter(state="released").values_list("mark", flat=True))
    lines = Counter(models.Contact.objects.values_list("state", flat=True))
    told = [Fact(_("Facts"), ngettext("%(n)s in force", "%(n)s in force", facts.total()) % {"n": facts.total()})]
    told += [Fact(marks.MARKS[mark][0], str(facts[mark])) for mark in marks.MARKS if facts[mark]]
    told.append(Fact(_("Facts to look at again"), str(queries.due_facts(today).count())))
    told += [Fact(_("Lines: %(state)s") % {"state": words}, str(lines[code]))
             for code, (words, _kind, _icon) in marks.CONTACT_STATES.items() if lines[code]]  # fmt: skip
    told.append(Fact(_("Lines to call"), str(queries.due_contacts(today).count())))
    return told
