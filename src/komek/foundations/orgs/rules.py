"""Pure rules about roles, circles and sheets."""

from collections.abc import Collection, Sequence

from komek.foundations.orgs.models import CIRCLES

GRANTABLE = (
    "organisation_admin",
    "programme_officer",
    "me_officer",
    "content_editor",
    "case_worker",
    "supervisor",
    "lawyer",
    "hotline_operator",
    "shelter_manager",
)
"""Roles an administrator gives. A platform administrator is made at the terminal only, with `--platform-admin`."""

MOST_SHEETS = 16


def fits(kind: str, roles: Collection[str]) -> bool:
    """Say whether somebody with these roles may be in a circle of this kind."""
    return kind in CIRCLES and not set(CIRCLES[kind][1]).isdisjoint(roles)


def fitting(roles: Collection[str]) -> list[str]:
    """List the kinds of circle that these roles may be in."""
    return [kind for kind in CIRCLES if fits(kind, roles)]


def ordered(codes: Collection[str], order: Sequence[str]) -> list[str]:
    """Write codes once each, in the order of the house."""
    return [code for code in order if code in codes]


def shares_make_sense(threshold: int, shares: int) -> bool:
    """Say whether k of n sheets can be lost and stolen one by one: at least two needed, and not all of them."""
    return 2 <= threshold < shares <= MOST_SHEETS
