"""Jobs: what the worker does after a request has ended, or at an hour of its own.

Jobs rest in PostgreSQL. Their arguments are ids, days and codes, never a word about a person; no text of an
exception reaches a log or a table; a job whose worker died is run again, so every task may run twice.
This room will never open what is sealed of a client: no background job holds such a key. The chat of a colleague who
asked for notices is the one thing it opens (docs/adr/0005-chats-of-colleagues.md).
"""
