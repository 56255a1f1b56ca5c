"""Accounts: who signs in, with what password and which second factor, and when the keyring opens.

Nouns: a user (a member of staff, never a client), a second factor, a session. Nobody signs up here: a user is made
when an invitation is accepted. No verb of this room ever sees a private key; the vault opens and closes keyrings.
"""
