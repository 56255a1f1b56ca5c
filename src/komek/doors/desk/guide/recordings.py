"""Recordings of a text: heard here, put in, replaced, found still right, taken out; what does not fit on kiosks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from komek.doors.desk.cases.forms import DAY
from komek.doors.desk.cases.marks import day
from komek.doors.desk.guide import marks
from komek.doors.desk.middleware import POLICY
from komek.doors.desk.page import DeskRequest, attempt, done, page, show
from komek.doors.face.forms import FaceForm
from komek.doors.face.parts import Chip, Tab
from komek.kernel.actor import Actor
from komek.kernel.errors import Text
from komek.knowledge import guide
from komek.knowledge.guide import actions, queries, recordings, sounds
from komek.knowledge.guide.access import EDITORS
from komek.knowledge.guide.actions.recordings import Spoken
from komek.knowledge.guide.editions import released_facts
from komek.knowledge.guide.models import Block, Recording
from komek.knowledge.guide.nouns import LANGUAGES, Edition
from komek.knowledge.guide.staleness import facts_used, spoken_hash

KINDS: dict[str, Text] = {
    "audio": pgettext_lazy("recording", "Voice: MP3, Ogg or M4A, up to 5 MB"),
    "sign": pgettext_lazy("recording", "Film in sign language: MP4 or WebM, up to 20 MB"),
    "captions": pgettext_lazy("recording", "Captions of the film: WebVTT"),
}
NAMES: dict[str, Text] = {
    "audio": pgettext_lazy("recording", "Voice"),
    "sign": pgettext_lazy("recording", "Film in sign language"),
    "captions": pgettext_lazy("recording", "Captions of the film"),
}


class RecordingForm(FaceForm):
    """A recording that is put in."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=list(KINDS.items()), widget=forms.RadioSelect, initial="audio"
    )
    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Its bytes are looked at, not its name. One that was there before is replaced."),
        widget=forms.ClearableFileInput(attrs={"accept": ".mp3,.ogg,.opus,.m4a,.mp4,.webm,.vtt"}),
    )
    speaker = forms.CharField(
        label=gettext_lazy("Who speaks"),
        max_length=80,
        help_text=gettext_lazy("By the name that may be published, with the speaker's consent."),
    )
    on = forms.DateField(label=gettext_lazy("Recorded on"), widget=DAY, initial=timezone.localdate)

    def spoken(self) -> Spoken:
        """Give what was recorded; of a file that is too large one byte more than it may have."""
        said = self.cleaned_data
        most = sounds.KINDS[said["kind"]].most
        return Spoken(said["upload"].read(most + 1), said["speaker"], said["on"])


@dataclass(frozen=True)
class Heard:
    """One recording as the page shows it."""

    row: Recording
    name: Text
    film: bool
    chips: list[Chip]
    stale: bool
    told: str
    waits: bool
    own: bool


@page("guide/recordings/<uuid:block>/<slug:language>/", "editor-recordings", roles=EDITORS)
def every(request: DeskRequest, block: UUID, language: str) -> HttpResponse:
    """List the recordings of a text and take one in."""
    if language not in LANGUAGES:
        raise Http404
    noun = queries.block(request.actor, block)
    form = RecordingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        if attempt(form, _keep, said=form, block=noun, language=language, seen=seen, by=request.actor):
            return _done(request, _put_in(), noun, language)
    words, facts = queries.told(noun).get(language), released_facts()
    says = spoken_hash(words.text, facts_used(words.text, facts)) if words else ""
    context = {
        "form": form,
        "noun": noun,
        "name": marks.name_of(noun),
        "language": marks.LANGUAGES[language],
        "code": language,
        "words": marks.told(words.text, marks.by_key(facts)) if words else "",
        "says": says,
        "heard": _heard(noun, language, says, request.actor),
        "tabs": [
            Tab(name, marks.url("recordings", block=noun.pk, language=code), current=here)
            for code, name, here in marks.languages(language, source=True)
        ],
        "crumbs": _crumbs(noun, language),
    }
    answer = show(request, "desk/guide/recordings.html", context)
    answer.headers["Content-Security-Policy"] = f"{POLICY}; media-src 'self'"
    return answer


@page("guide/recording/<uuid:recording>/", "editor-recording", roles=EDITORS, methods=("GET",))
def play(request: DeskRequest, recording: UUID) -> HttpResponse:
    """Give the bytes of a recording, whether or not it is still offered."""
    noun = queries.recording(request.actor, recording)
    form = noun.address.rpartition(".")[2]
    return HttpResponse(bytes(noun.data), content_type=sounds.TYPES[form])


@page("guide/recording/<uuid:recording>/right/", "editor-recording-right", roles=EDITORS, methods=("POST",))
def right(request: DeskRequest, recording: UUID) -> HttpResponse:
    """Say that one has heard a recording, and that it says what the text says today."""
    noun = queries.recording(request.actor, recording)
    actions.recording_still_right(recording=noun, seen=request.POST.get("seen", ""), by=request.actor)
    return _done(request, _("Readers can hear it now."), noun.block, noun.language)


@page("guide/recording/<uuid:recording>/remove/", "editor-recording-remove", roles=EDITORS, methods=("POST",))
def remove(request: DeskRequest, recording: UUID) -> HttpResponse:
    """Take a recording out of every channel."""
    noun = queries.recording(request.actor, recording)
    block, language = noun.block, noun.language
    actions.remove_recording(recording=noun, by=request.actor)
    return _done(request, _("The recording is off every channel."), block, language)


def _put_in() -> str:
    """Say what became of a recording that was put in."""
    if guide.current().demo:
        return _("Readers can hear it now.")
    return _("It is in. Readers hear it once another editor has heard it and found it right.")


def _keep(*, said: RecordingForm, block: Block, language: str, seen: str, by: Actor) -> Recording:
    """Read what was uploaded and keep it; a file that was cut off while it came in is refused here too."""
    kind, spoken = said.cleaned_data["kind"], said.spoken()
    return actions.keep_recording(block=block, language=language, kind=kind, spoken=spoken, seen=seen, by=by)


def _heard(noun: Block, language: str, says: str, actor: Actor) -> list[Heard]:
    edition = guide.current()
    sizes = recordings.sizes()  # an edition may be a moment older than they are
    taken = recordings.carried(edition, lambda address: sizes.get(address, recordings.ROOM + 1))
    found = []
    for row in queries.recordings(noun, language):
        stale, own = row.says != says, row.added_by == actor.user
        chips = _chips(row, edition, stale=stale, left=row.kind == "audio" and row.address not in taken)
        told = f"{row.speaker}, {day(row.recorded_on)}, {filesizeformat(row.size)}"
        waits = bool(says) and (stale or row.heard_by is None)
        found.append(Heard(row, NAMES[row.kind], row.kind == "sign", chips, stale, told, waits, own))
    return found


def _chips(row: Recording, edition: Edition, *, stale: bool, left: bool) -> list[Chip]:
    """Say whether readers can hear a recording, and what is in the way."""
    if stale:
        return [Chip(_("Says an older text: offered nowhere"), "warn", "refresh-cw")]
    alone = row.heard_by is None
    if alone and not edition.demo:
        return [Chip(_("Nobody else has heard it yet: offered nowhere"), "warn", "user-check")]
    chips = [Chip(_("Readers can hear it"), "ok", "eye")]
    if alone:
        chips.append(Chip(_("Nobody else has heard it yet: shown in the demo alone"), "warn", "user-check"))
    if left and row.address in recordings.offered(edition):
        chips.append(Chip(_("Does not fit on kiosks any more"), "warn", "wifi-off"))
    return chips


def _done(request: DeskRequest, said: str, noun: Block, language: str) -> HttpResponse:
    return done(request, said, "editor-recordings", block=noun.pk, language=language)


def _crumbs(noun: Block, language: str) -> list[Any]:
    here = f"{marks.KINDS[noun.kind]}, {marks.LANGUAGES[language]}: {_('Recordings')}"
    if noun.topic:
        return marks.crumbs((noun.topic.code, marks.url("topic", topic=noun.topic.code)), here)
    return marks.crumbs(here)
