"""The vault: whoever takes the disk, every backup and all settings learns no name and no word of a story.

Users hold keys (a password opens a private key while a browser holds an unlock cookie); organisations have
circles whose keys are sealed to their members; every record has one key per field group, sealed to the circles
that may read it. What this room will never do: open a record in a background job, keep an opened key beyond
one request, know who a user or a record is.

Rooms use the names below and nothing else. The design is docs/security.md; the tests that keep the promise
are tests/foundations/vault and tests/attack.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from komek.foundations.vault._cells import CLOSED, Cell, open_many, open_row, open_rows, open_value, seal, seal_row
    from komek.foundations.vault._cells import open_value as open  # noqa: A004
    from komek.foundations.vault._circles import (
        CircleView,
        admit,
        circles_among,
        circles_in,
        circles_of,
        dismiss,
        make_circle,
        members,
        recovery_ready,
        rotate,
    )
    from komek.foundations.vault._drafts import (
        KeptDraft,
        Ticket,
        draft_ticket,
        drafts,
        drop_draft,
        keep_draft,
        open_own,
        read_ticket,
        seal_to_user,
    )
    from komek.foundations.vault._erasing import Erased, erase
    from komek.foundations.vault._files import FileView, attach, detach, file_view, files_of, read_file, taken_out
    from komek.foundations.vault._keys import AnyKeyring, Keyring
    from komek.foundations.vault._letters import Letter, begin_letter
    from komek.foundations.vault._receipts import (
        NewReceipt,
        OpenReceipt,
        drop_receipt,
        make_receipt,
        open_receipt,
        seal_to_receipt,
        ticket,
        ticket_hash,
    )
    from komek.foundations.vault._records import create, entitled, grant, readers, withdraw
    from komek.foundations.vault._recovery import (
        RecoveryState,
        Sheet,
        confirm_sheets,
        make_recovery,
        recover_circles,
        recovery_state,
    )
    from komek.foundations.vault._rotation import Tended, reseal_batch, tend, to_reseal
    from komek.foundations.vault._search import find, index
    from komek.foundations.vault._starting import start_over, would_lose
    from komek.foundations.vault._users import (
        RecoverySheet,
        change_password,
        enrol,
        fingerprint,
        has_keys,
        lost_key,
        new_sheet,
        recover,
        spend,
    )
    from komek.foundations.vault._words import are_words, generate_password, random_words
    from komek.foundations.vault.errors import (
        Busy,
        Crowded,
        KeyLost,
        KeyringLocked,
        LastKeys,
        LastMember,
        NeedsGeneration,
        NotEntitled,
        Tampered,
        TooLarge,
        UnreadablePicture,
        WrongFingerprint,
        WrongSheet,
    )
    from komek.foundations.vault.fields import SealedField, SealedRow
    from komek.foundations.vault.records import GROUPS, Record
    from komek.foundations.vault.schema import Code, Missable, Schema, SchemaError
    from komek.foundations.vault.sessions import (
        hold,
        keyring,
        lock,
        lock_all,
        locks_at,
        sweep,
        touch,
        truncate_keyrings,
        unlock,
    )

__all__ = [
    "CLOSED",
    "GROUPS",
    "admit",
    "are_words",
    "attach",
    "begin_letter",
    "change_password",
    "circles_among",
    "circles_in",
    "circles_of",
    "confirm_sheets",
    "create",
    "detach",
    "dismiss",
    "draft_ticket",
    "drafts",
    "drop_draft",
    "drop_receipt",
    "enrol",
    "entitled",
    "erase",
    "file_view",
    "files_of",
    "find",
    "fingerprint",
    "generate_password",
    "grant",
    "has_keys",
    "hold",
    "index",
    "keep_draft",
    "keyring",
    "lock",
    "lock_all",
    "locks_at",
    "lost_key",
    "make_circle",
    "make_receipt",
    "make_recovery",
    "members",
    "new_sheet",
    "open",
    "open_many",
    "open_own",
    "open_receipt",
    "open_row",
    "open_rows",
    "open_value",
    "random_words",
    "read_file",
    "read_ticket",
    "readers",
    "recover",
    "recover_circles",
    "recovery_ready",
    "recovery_state",
    "reseal_batch",
    "rotate",
    "seal",
    "seal_row",
    "seal_to_receipt",
    "seal_to_user",
    "spend",
    "start_over",
    "sweep",
    "taken_out",
    "tend",
    "ticket",
    "ticket_hash",
    "to_reseal",
    "touch",
    "truncate_keyrings",
    "unlock",
    "withdraw",
    "would_lose",
    "AnyKeyring",
    "Busy",
    "Cell",
    "CircleView",
    "Code",
    "Crowded",
    "Erased",
    "FileView",
    "KeptDraft",
    "KeyLost",
    "Keyring",
    "KeyringLocked",
    "LastKeys",
    "LastMember",
    "Letter",
    "Missable",
    "NeedsGeneration",
    "NewReceipt",
    "NotEntitled",
    "OpenReceipt",
    "Record",
    "RecoverySheet",
    "RecoveryState",
    "Schema",
    "SchemaError",
    "SealedField",
    "SealedRow",
    "Sheet",
    "Tampered",
    "Tended",
    "Ticket",
    "TooLarge",
    "UnreadablePicture",
    "WrongFingerprint",
    "WrongSheet",
]

_HOMES = {
    "_cells": "CLOSED Cell open_many open_row open_rows open_value seal seal_row",
    "_circles": "CircleView admit circles_among circles_in circles_of dismiss make_circle members"
    " recovery_ready rotate",
    "_drafts": "KeptDraft Ticket draft_ticket drafts drop_draft keep_draft open_own read_ticket seal_to_user",
    "_erasing": "Erased erase",
    "_files": "FileView attach detach file_view files_of read_file taken_out",
    "_keys": "AnyKeyring Keyring",
    "_letters": "Letter begin_letter",
    "_receipts": "NewReceipt OpenReceipt drop_receipt make_receipt open_receipt seal_to_receipt ticket ticket_hash",
    "_records": "create entitled grant readers withdraw",
    "_recovery": "RecoveryState Sheet confirm_sheets make_recovery recover_circles recovery_state",
    "_rotation": "Tended reseal_batch tend to_reseal",
    "_search": "find index",
    "_starting": "start_over would_lose",
    "_users": "RecoverySheet change_password enrol fingerprint has_keys lost_key new_sheet recover spend",
    "_words": "are_words generate_password random_words",
    "errors": "Busy Crowded KeyLost KeyringLocked LastKeys LastMember NeedsGeneration"
    " NotEntitled Tampered TooLarge UnreadablePicture WrongFingerprint WrongSheet",
    "fields": "SealedField SealedRow",
    "records": "GROUPS Record",
    "schema": "Code Missable Schema SchemaError",
    "sessions": "hold keyring lock lock_all locks_at sweep touch truncate_keyrings unlock",
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Fetch a name at its first use: most of them need the tables, which Django loads after this package."""
    there = "open_value" if name == "open" else name
    if there not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[there]}"), there)
