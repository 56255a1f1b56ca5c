"""Organisations: who belongs to which, in what roles, and which circles of keys they should be in.

Nouns: an organisation, a membership, an invitation, a circle, a recovery sheet. An administrator invites and
removes people and holds no circle key; only a member of a circle lets somebody into it. Nothing here is about
a client, and no key is ever seen here: circles and sheets are the vault's.
"""
