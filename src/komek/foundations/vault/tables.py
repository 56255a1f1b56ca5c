"""Which tables of the vault go where when a backup is made."""

EPHEMERAL_TABLES = ("vault_opensession", "vault_mark", "vault_upload")
"""In no backup at all, and UNLOGGED: open sessions, attempts that are counted, files that belong to nothing yet."""

KEY_TABLES = (
    "vault_userkey",
    "vault_circle",
    "vault_circlekey",
    "vault_memberkey",
    "vault_recoverypair",
    "vault_recoverykey",
    "vault_sealedrecord",
    "vault_groupkey",
    "vault_sealedforms",
    "vault_indexrow",
    "vault_sealedfile",
    "vault_draft",
    "vault_receiptsalt",
    "vault_receipt",
    "vault_listline",
)
"""Into the key file of a backup, which is kept thirty days at most: what opens or finds anything, and drafts."""

DATA_TABLES = ("vault_filechunk",)
"""Into the data file: ciphertext whose keys are elsewhere."""

APPEND_ONLY: tuple[str, ...] = ()
"""None: what the vault deletes must be gone. Its append-only lists lie outside the database."""
