"""A user is a member of staff who signs in by e-mail address; what she may do is said by her membership."""

import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy


def today() -> datetime.date:
    """Return today's day in UTC; the hour of a hiring is nobody's business."""
    return timezone.now().date()


class UserManager(BaseUserManager["User"]):
    """Finds users; passwords are set by the vault's verbs, never here."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find the user who signs in with this address, whatever its case."""
        return self.get(email=normal(username or ""))


def normal(email: str) -> str:
    """Write an address the one way it is kept: trimmed and in small letters."""
    return email.strip().lower()


class User(AbstractBaseUser):
    """Somebody who signs in. There are no groups, no permissions and no superusers in this house."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("E-mail address"), max_length=254, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    language = models.CharField(_("Language"), max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    created = models.DateField(default=today, editable=False)
    last_login = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "email": Personal("a member of staff signs in with it, before any key is open"),
        "name": Personal("colleagues must know whose work a record is; staff are not clients"),
        "password": Personal("a hash of half of an Argon2id run; the other half, kept nowhere, wraps the key"),
        "language": Open("language of the desk", pattern=r"^[a-z]{2}(-[a-z]{4})?$"),
        "is_active": Open("whether she may sign in"),
        "demo": Open("whether she is one of the invented users of the demo"),
        "created": Open("day the account was made"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_email_is_lower"),
            models.CheckConstraint(condition=~models.Q(email=""), name="accounts_email_is_given"),
        ]

    def __str__(self) -> str:
        return self.name
