"""Forms of the door. Passwords go to the vault and nowhere else: they are in no draft, log or session."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import perform_password_login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from komek.doors.face.forms import FaceForm
from komek.foundations import vault
from komek.foundations.accounts.models import User, normal

LONGEST = 200


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password. Neither is kept in the session between the two steps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password", "maxlength": LONGEST}

    def _login_with_password(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponse:
        """Go on to the second factor without writing the typed address into the session."""
        self._login.redirect_url, self._login.email = redirect_url, None
        response: HttpResponse = perform_password_login(request, {}, self._login)
        request.session.set_expiry(0)
        return response


def password_field(label: Any, *, new: bool = False, **more: Any) -> forms.CharField:
    """Make a field for a password that is never shown again, not even after an error."""
    attrs = {"autocomplete": "new-password" if new else "current-password", "autocapitalize": "none"}
    widget = forms.PasswordInput(attrs=attrs | more.pop("attrs", {}))
    return forms.CharField(label=label, strip=False, max_length=LONGEST, widget=widget, **more)


class UnlockForm(FaceForm):
    """The password alone: the session is alive, only the keyring is shut."""

    password = password_field(_("Password"), attrs={"autofocus": True})


class NewPasswordForm(FaceForm):
    """A new password, typed twice, as strong as six random words."""

    new = password_field(_("New password"), new=True)
    again = password_field(_("The same once more"), new=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean_new(self) -> str:
        """Refuse what can be guessed."""
        validate_password(self.cleaned_data["new"], self._about())
        return str(self.cleaned_data["new"])

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return given

    def _about(self) -> User | None:
        return self.user


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one."""

    old = password_field(_("Password until now"))
    field_order = ("old", "new", "again")


class RecoverForm(NewPasswordForm):
    """The words of the recovery sheet, and a new password."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    words = forms.CharField(
        label=_("Words of your recovery sheet"),
        help_text=_("All of them, in order, with spaces between. Small or capital letters do not matter."),
        max_length=1000,
        widget=forms.Textarea(
            attrs={"rows": 4, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ("email", "words", "new", "again")

    def clean_email(self) -> str:
        """Write the address the one way it is kept."""
        return normal(self.cleaned_data["email"])


class AcceptForm(NewPasswordForm):
    """A newcomer's name, language and password."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues know you. They see it beside your work."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language of your desk"))
    field_order = ("name", "language", "new", "again")

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        spoken = [(code, name) for code, name in settings.LANGUAGES if code in settings.KOMEK_DESK_LANGUAGES]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]

    def _about(self) -> User:
        return User(name=self.cleaned_data.get("name", ""), email=self.email)


class BeginAgainForm(NewPasswordForm):
    """A new password for somebody whose keys begin anew; who is the last to hold some keys says what is lost."""

    lost = forms.IntegerField(label=_("Files that nobody will be able to open any more"), min_value=0)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        losing = vault.would_lose(user.pk) if user else None
        if losing is None:
            del self.fields["lost"]
        else:
            self.fields["lost"].help_text = _(
                "You are the last who holds these keys, and no recovery sheets are confirmed. Files that stay closed "
                "to everybody, for ever: %(records)d. Look for your own recovery sheet first. Type this number only "
                "if you know that it is lost."
            ) % {"records": losing}


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey without a typed name: it is known by its number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """Check the credential and give the passkey its number."""
        given: dict[str, Any] = super().clean()
        return given | {"name": get_adapter().generate_authenticator_name(self.user, Authenticator.Type.WEBAUTHN)}
