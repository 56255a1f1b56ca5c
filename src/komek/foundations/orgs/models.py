"""Organisations, memberships and invitations. Whose keys open what is the vault's to know."""

import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from komek.foundations.accounts.models import User, today
from komek.kernel.actor import ROLES
from komek.kernel.errors import Text
from komek.kernel.ids import new_id
from komek.kernel.privacy import Open, Personal, Privacy

ROLE_LABELS: dict[str, Text] = {
    "platform_admin": _("Platform administrator"),
    "organisation_admin": _("Administrator"),
    "programme_officer": _("Programme officer"),
    "me_officer": _("Monitoring and evaluation"),
    "content_editor": _("Content editor"),
    "case_worker": _("Case worker"),
    "supervisor": _("Supervisor"),
    "lawyer": _("Lawyer"),
    "hotline_operator": _("Hotline operator"),
    "shelter_manager": _("Shelter manager"),
}

CIRCLES: dict[str, tuple[Text, tuple[str, ...]]] = {
    "cases": (_("Cases"), ("case_worker", "supervisor", "lawyer", "hotline_operator", "shelter_manager")),
    "hotline": (_("Hotline"), ("hotline_operator", "supervisor", "case_worker")),
    "shelter": (_("Shelter"), ("shelter_manager", "supervisor", "case_worker")),
    "legal": (_("Legal"), ("lawyer", "supervisor")),
}
"""Kinds of circle, and the roles whose holders may be in one. One circle, `cases`, is enough for a small NGO."""

STATES = ["open", "accepted", "withdrawn"]
ROLE = r"^[a-z_]{1,40}$"


class Organisation(models.Model):
    """An NGO or a body that works with one. Its recovery state is the vault's: see `queries.recovery`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=60)
    subject = models.CharField(_("Subject under the law of Kazakhstan"), max_length=60, blank=True, default="")
    country = models.CharField(_("Country"), max_length=2)
    region = models.CharField(_("Region"), max_length=6, blank=True, default="")
    demo = models.BooleanField(default=False)
    created = models.DateField(default=today, editable=False)
    codes_version = models.CharField(max_length=20, default="2026.1", editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "name": Personal("the name of an organisation; its members and its partners must recognise it"),
        "kind": Open("kind of organisation", codes="organisation_kind"),
        "subject": Open("subject of the 2024 law", codes="organisation_type_kz"),
        "country": Open("where it is registered", pattern=r"^[A-Z]{2}$"),
        "region": Open("where it works", pattern=r"^([A-Z]{2}-[A-Z0-9]{1,3})?$"),
        "demo": Open("whether it is one of the invented organisations of the demo"),
        "created": Open("day it joined"),
        "codes_version": Open("version of the code lists", pattern=r"^\d{4}\.\d{1,2}$"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="orgs_organisation_has_a_name"),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="orgs_country_is_a_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user in an organisation: her roles, and the circles she should be in once a member lets her in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=40))
    circles = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    active = models.BooleanField(default=True)
    joined = models.DateField(default=today, editable=False)
    left = models.DateField(null=True, editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "organisation": Open("which organisation works here is public"),
        "user": Open("random id of a member of staff"),
        "roles": Open("codes of komek.kernel.actor.ROLES", pattern=ROLE),
        "circles": Open("kinds of circle", pattern=ROLE),
        "active": Open("whether she works there now"),
        "joined": Open("day"),
        "left": Open("day"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user"], condition=Q(active=True), name="orgs_one_organisation_at_a_time"),
            models.CheckConstraint(condition=Q(active=Q(left__isnull=True)), name="orgs_left_means_not_active"),
            models.CheckConstraint(condition=Q(roles__contained_by=list(ROLES)), name="orgs_roles_are_codes"),
            models.CheckConstraint(condition=Q(roles__len__gte=1), name="orgs_a_member_has_a_role"),
            models.CheckConstraint(condition=Q(circles__contained_by=list(CIRCLES)), name="orgs_circles_are_codes"),
        ]

    def __str__(self) -> str:
        return f"membership {self.id}"

    @property
    def role_labels(self) -> list[Text]:
        """Name the roles in the reader's language, in the order of the house."""
        return [label for code, label in ROLE_LABELS.items() if code in self.roles]


class Invitation(models.Model):
    """A link for one person: to join, or to begin again with new keys. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, default="join")
    state = models.CharField(max_length=10, default="open")
    email = models.EmailField(_("E-mail address"), max_length=254)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    roles = ArrayField(models.CharField(max_length=40))
    circles = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    factor_lost = models.BooleanField(default=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    expires = models.DateTimeField()
    invited_by = models.UUIDField()
    made = models.DateField(default=today, editable=False)

    PRIVACY: ClassVar[dict[str, Privacy]] = {
        "id": Open("random"),
        "organisation": Open("which organisation works here is public"),
        "purpose": Open("join or reset", pattern=r"^(join|reset)$"),
        "state": Open("open, accepted or withdrawn", pattern=r"^(open|accepted|withdrawn)$"),
        "email": Personal("where a member of staff is asked to join; emptied when the link is used or withdrawn"),
        "user": Open("random id of a member of staff"),
        "roles": Open("codes of komek.kernel.actor.ROLES", pattern=ROLE),
        "circles": Open("kinds of circle", pattern=ROLE),
        "factor_lost": Open("whether the second factor begins anew too"),
        "token_hash": Open("SHA-256 of 32 random bytes"),
        "expires": Open("when the link ends"),
        "invited_by": Open("random id of a member of staff"),
        "made": Open("day"),
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(purpose__in=["join", "reset"]), name="orgs_purpose_is_a_code"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="orgs_state_is_a_code"),
            models.CheckConstraint(condition=Q(state="open") | Q(email=""), name="orgs_used_links_keep_no_address"),
            models.CheckConstraint(
                condition=Q(purpose="join") | Q(user__isnull=False), name="orgs_a_reset_is_for_somebody"
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=Q(state="open"), name="orgs_one_open_link_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.id}"

    def is_open(self, at: datetime.datetime) -> bool:
        """Say whether the link still works at this instant."""
        return self.state == "open" and at < self.expires
