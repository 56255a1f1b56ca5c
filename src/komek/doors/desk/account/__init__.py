"""The desk's own door: signing in, unlocking, leaving at once, one's password, second factor and sessions.

These pages stand outside `/desk/`, since they must answer while nobody is signed in or the keyring is shut.
"""
