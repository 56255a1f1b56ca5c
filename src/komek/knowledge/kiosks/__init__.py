"""Kiosks in airports: where each stands, when it was last heard of, and the signed bundle that it shows.

Its nouns are the place, the kiosk (a place, its key, when it was last heard of), the issue (one bundle that was made)
and the bundle. What this room will never do: take anything of a person from a kiosk, or believe a bundle, a list or a
greeting that is not signed.
"""
