"""What can be done with an organisation's people and keys; every verb is recorded in its chain."""

from komek.foundations.orgs.actions.arriving import (
    Accepted,
    accept_invitation,
    begin_again,
    note_sign_in,
    note_wrong_code,
    note_wrong_password,
    recover_account,
    setup_organisation,
)
from komek.foundations.orgs.actions.keys import (
    admit_to_circle,
    confirm_recovery_sheets,
    make_circle,
    make_recovery_sheets,
    recover_with_sheets,
    reseal_circle,
    rotate_circle,
)
from komek.foundations.orgs.actions.people import (
    Sent,
    change_roles,
    invite,
    remove_member,
    reset_member,
    withdraw_invitation,
)

__all__ = [
    "Accepted",
    "Sent",
    "accept_invitation",
    "admit_to_circle",
    "begin_again",
    "change_roles",
    "confirm_recovery_sheets",
    "invite",
    "make_circle",
    "make_recovery_sheets",
    "note_sign_in",
    "note_wrong_code",
    "note_wrong_password",
    "recover_account",
    "recover_with_sheets",
    "remove_member",
    "reseal_circle",
    "reset_member",
    "rotate_circle",
    "setup_organisation",
    "withdraw_invitation",
]
