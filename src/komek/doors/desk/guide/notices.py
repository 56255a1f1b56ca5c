"""Notices: put on top of every channel until their last day, taken down before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from komek.doors.desk import drafts
from komek.doors.desk.cases.forms import DAY
from komek.doors.desk.cases.marks import day
from komek.doors.desk.guide import marks
from komek.doors.desk.guide.overview import GUIDE
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face import navigation
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Chip
from komek.knowledge.guide import actions, queries
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.actions.words import LONGEST
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.models import Block, Text
from komek.knowledge.guide.nouns import DESTINATIONS, LANGUAGES, NATIONALITIES, SOURCE

SHOWN = 30

navigation.register(
    pgettext_lazy("guide", "Notices"), "desk:editor-notices", "megaphone", order=54, roles=EDITORS, group=GUIDE
)
drafts.FORMS.add(drafts.Form("guide-notice", gettext_lazy("A notice"), page="editor-notices"))


class NoticeForm(FaceForm):
    """A notice: its words, its last day, for whom."""

    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DAY)
    destination = forms.MultipleChoiceField(
        label=gettext_lazy("For people in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    nationality = forms.MultipleChoiceField(
        label=gettext_lazy("For people with a passport of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick nothing and everybody sees it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes in (("destination", DESTINATIONS), ("nationality", NATIONALITIES)):
            self.fields[name].choices = [(each, marks.place(each)) for each in codes]  # type: ignore[attr-defined]
        for code in LANGUAGES:
            self.fields[code] = forms.CharField(
                label=marks.LANGUAGES[code],
                max_length=LONGEST,
                required=code == SOURCE,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                help_text=_("Where a language is empty, readers see the English.") if code == SOURCE else "",
            )
        self.order_fields([SOURCE, "ends_on", "destination", "nationality", *LANGUAGES[1:]])

    def words(self) -> dict[str, str]:
        """Give what was written, by language."""
        told = {code: self.cleaned_data[code] for code in LANGUAGES}
        return {code: words for code, words in told.items() if words.strip()}


@page("guide/notices/", "editor-notices", roles=EDITORS)
def every(request: DeskRequest) -> HttpResponse:
    """List the notices that stand and those that are over; put one up."""
    draft = drafts.of(request, "guide-notice")
    form = drafts.bind(NoticeForm, request, draft)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {name: said[name] for name in ("ends_on", "destination", "nationality")}
        if _put(form, request, told):
            draft.drop()
            return done(request, _("The notice stands on top of every channel."), "editor-notices")
    today = timezone.localdate()
    rows = list(Block.objects.filter(kind="notice", topic=None).order_by("-ends_on", "code")[:SHOWN])
    told_now = dict(
        Text.objects.filter(block__in=rows, language=SOURCE, state="released").values_list("block", "words")
    )
    facts = marks.by_key(released_facts())
    listed = [
        {
            "row": row,
            "words": marks.told(told_now.get(row.pk, ""), facts),
            "chips": [_chip(row), *marks.audience(row)],
            "stands": not row.withdrawn and row.ends_on is not None and row.ends_on >= today,
        }
        for row in rows
    ]
    return show(request, "desk/guide/notices.html", {"form": form, "notices": listed})


@page("guide/notices/<uuid:block>/end/", "editor-notice-end", roles=EDITORS, methods=("POST",))
def end(request: DeskRequest, block: UUID) -> HttpResponse:
    """Take a notice down."""
    actions.take_down_notice(block=queries.notice(request.actor, block), by=request.actor)
    return done(request, _("The notice is off every channel."), "editor-notices")


def _put(form: NoticeForm, request: DeskRequest, told: dict[str, Any]) -> Block | None:
    return attempt(form, actions.put_up_notice, words=form.words(), by=request.actor, **told)


def _chip(row: Block) -> Chip:
    if row.withdrawn:
        return Chip(_("Taken down"), "", "history")
    if row.ends_on is None or row.ends_on < timezone.localdate():
        return Chip(_("Over"), "", "history")
    return Chip(_("until %(day)s") % {"day": day(row.ends_on)}, "ok", "eye")
