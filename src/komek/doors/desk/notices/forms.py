"""One form: by which way, and when not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from komek.doors.face.forms import FaceForm

HOUR = {"type": "time"}


class WishForm(FaceForm):
    """How notices reach me."""

    by_email = forms.BooleanField(label=_("Send notices to my e-mail address"), required=False)
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs=HOUR, format="%H:%M"),
        help_text=_("By the clock where your organisation works. Notices wait until the quiet hours are over."),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs=HOUR, format="%H:%M")
    )
    urgent_always = forms.BooleanField(
        label=_("Tell me of messages that wait for a person at any hour"), required=False
    )
