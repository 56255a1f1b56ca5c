"""The machine room: what runs Komek on a machine and keeps it running.

Its nouns are the home (the one private folder), the embedded server, the supervisor and the backup.
It may import any floor; no floor imports it, except that `settings.database` asks the home for an address.
"""
