"""Who may do what with the organisation's people and keys. An administrator manages people and opens nothing."""

from komek.foundations.orgs.models import CIRCLES
from komek.kernel.access import Access
from komek.kernel.actor import ROLES

ADMIN = ("organisation_admin",)
KEY_HOLDERS = tuple(role for role in ROLES if any(role in roles for _label, roles in CIRCLES.values()))
"""Roles whose holders may be in a circle; whether somebody is in it, only her keyring can show."""

ACCESS = Access(
    {
        "organisation.see_people": ROLES,
        "organisation.invite": ADMIN,
        "organisation.withdraw_invitation": ADMIN,
        "organisation.change_roles": ADMIN,
        "organisation.remove_member": ADMIN,
        "organisation.reset_member": ADMIN,
        "circle.make": KEY_HOLDERS,
        "circle.admit": KEY_HOLDERS,
        "circle.rotate": KEY_HOLDERS,
        "circle.reseal": KEY_HOLDERS,
        "recovery.make_sheets": KEY_HOLDERS,
        "recovery.confirm_sheets": (*ADMIN, *KEY_HOLDERS),
        "recovery.use_sheets": KEY_HOLDERS,
    },
    read="organisation.see_people",
)
