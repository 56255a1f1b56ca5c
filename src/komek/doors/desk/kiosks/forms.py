"""The form of a kiosk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from komek.doors.face.forms import FaceForm
from komek.foundations import places
from komek.knowledge.kiosks.actions import Setting
from komek.knowledge.kiosks.models import Kiosk


class KioskForm(FaceForm):
    """Where a kiosk stands, its key, its names and helpers in each language."""

    code = forms.CharField(
        label=_("Name in addresses"),
        help_text=_("Small Latin letters, such as “osh”. It never changes."),
        max_length=40,
    )
    country = forms.ChoiceField(label=_("Country of the airport"))
    key = forms.CharField(
        label=_("Public key of the kiosk"),
        help_text=_("`komek kiosk setup` prints it on the machine. Without it the kiosk cannot say that it lives."),
        max_length=64,
        required=False,
    )

    def __init__(self, *args: Any, language: str, kiosk: Kiosk | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_of(kiosk), **kwargs)
        self.kiosk = kiosk
        self.fields["country"].choices = [(code, places.name(code, language)) for code in places.FIVE]  # type: ignore[attr-defined]
        if kiosk is not None:
            del self.fields["code"]
        for code, name in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=format_lazy("{}: {}", _("Name of the airport"), lazystr(name)),
                max_length=80,
                required=code == "en",
            )
        for code, name in settings.LANGUAGES:
            self.fields[f"here_{code}"] = forms.CharField(
                label=format_lazy("{}: {}", _("Where in the airport somebody helps"), lazystr(name)),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=300,
                required=False,
            )

    @property
    def setting(self) -> Setting:
        """Give what was filled in."""
        told, kiosk = self.cleaned_data, self.kiosk
        return Setting(
            code=kiosk.code if kiosk else told["code"],
            country=told["country"],
            key=told["key"].strip().lower(),
            names={code: told[f"name_{code}"] for code, _name in settings.LANGUAGES},
            here={code: told[f"here_{code}"] for code, _name in settings.LANGUAGES},
            languages=tuple(kiosk.languages) if kiosk else (),
            demo=bool(kiosk and kiosk.demo),
        )


def _of(kiosk: Kiosk | None) -> dict[str, Any]:
    if kiosk is None:
        return {}
    names = {f"name_{code}": name for code, name in kiosk.names.items()}
    here = {f"here_{code}": words for code, words in kiosk.here.items()}
    return {"country": kiosk.country, "key": kiosk.key, **names, **here}
